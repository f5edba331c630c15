"""What is new in an update: behaviours whose key the old version has nowhere, or only where it ran later.

Novelty is a matter of the package, not of the file: code that moved or was split does nothing new. What ran only when it
was called and now runs at install time or at start-up is new all the same; at import, where it is severe.
"""

from collections.abc import Iterable

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour, When


class Known:
    """The behaviours of the old version that have been seen so far."""

    def __init__(self) -> None:
        self._latest: dict[str, When] = {}

    def add(self, found: Iterable[Behaviour]) -> None:
        """Take in behaviours of the old version."""
        for one in found:
            self._latest[one.key] = max(one.when, self._latest.get(one.key, When.UNKNOWN))

    def is_new(self, one: Behaviour) -> bool:
        """Tell whether a behaviour of the new version is not among them."""
        before = self._latest.get(one.key)
        if before is None:
            return True
        by_itself = one.when in (When.START, When.INSTALL) or (
            one.when is When.IMPORT and one.severity >= Severity.HIGH
        )
        return by_itself and one.when > before


def distinct(found: Iterable[Behaviour]) -> list[Behaviour]:
    """Return each key once, where it runs earliest."""
    best: dict[str, Behaviour] = {}
    for one in found:
        kept = best.get(one.key)
        if kept is None or (one.when, one.severity) > (kept.when, kept.severity):
            best[one.key] = one
    return list(best.values())

"""`seen.app-credentials`: a key or secret was added to an application or service principal."""

import re
from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import DIRECTORY, INVESTIGATOR, SEEN, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.finding import Severity

KEYS = frozenset(
    {
        "update application - certificates and secrets management",
        "update application",
        "update service principal",
        "add service principal credentials",
        "add service principal",
        "add application",
    }
)
_KEY = re.compile(r"KeyIdentifier=([0-9a-fA-F-]{8,})(?:[^\]]*?KeyType=(\w+))?(?:[^\]]*?DisplayName=([^\],\"\\]*))?")


def added_keys(event: AuditEvent) -> tuple[tuple[str, str, str], ...]:
    """Return the keys that a record adds: id, type and name of each that is new and was not there before."""
    found: dict[str, tuple[str, str, str]] = {}
    for change in event.changed("KeyDescription", "KeyCredentials", "PasswordCredentials"):
        before = {match[1].lower() for match in _KEY.finditer(change.old)}
        for match in _KEY.finditer(change.new):
            if match[1].lower() not in before:
                found[match[1].lower()] = (match[1].lower(), match[2] or "", (match[3] or "").strip())
    return tuple(found.values())


class AppCredentials(AuditDetector):
    """Finds keys and secrets that were added, application by application."""

    meta = Meta(
        id="seen.app-credentials",
        title="Credential added to an application",
        why="With a key of its own anybody can act as the application, with all the rights it was ever given, and no user notices.",
        needs=DIRECTORY,
        questions=SEEN,
        techniques=("T1098.001",),
        references=(SPARROW, INVESTIGATOR),
    )
    keys = KEYS

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, list[str]] = {}

    def take(self, event: AuditEvent) -> None:
        """Count records that add a key; a record that only changes a name or takes a key away is none."""
        added = added_keys(event)
        if not added and event.key != "add service principal credentials":
            return
        group = event.target or event.target_id or "an application that is not named"
        self.note(group, event)
        if not event.repeat:
            self._names.setdefault(group, []).extend(name or kind or key for key, kind, name in added)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each application."""
        for app, seen in sorted(self.groups.items()):
            names = self._names.get(app, [])
            severity = Severity.HIGH if seen.failed < seen.count else Severity.LOW
            title = f"Credential added to {app}"
            yield self.finding(app, title, severity, seen, application=app, credentials=", ".join(names[:10]))

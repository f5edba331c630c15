"""A host that a patch release names first weighs more where its code is seen to speak to it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.vet.behaviour import Behaviour

ENDPOINT = "promise.endpoint"
"""The behaviour of a host that a release names first."""


def weighed(found: Sequence[Behaviour]) -> tuple[Behaviour, ...]:
    """Return the behaviours, with a new host raised to medium where one of at least medium weight sends to it.

    A host of those whom the trusted version names already (`party`, see `vet.parties`) is none of somebody new; one more client
    `beside` those of other services is what such a package is for.

    More behaviours only ever raise: the verdict stays monotone.
    """
    spoken = set(_hosts(found))
    return tuple(_raised(one) if _is_new(one) and one.facts.get("host") in spoken else one for one in found)


def _is_new(one: Behaviour) -> bool:
    return one.id == ENDPOINT and one.facts.get("party") is None and one.facts.get("beside") is None


def _hosts(found: Iterable[Behaviour]) -> Iterable[str]:
    for one in found:
        if one.severity >= Severity.MEDIUM and one.id != ENDPOINT:
            yield from one.key.split()[1:]


def _raised(one: Behaviour) -> Behaviour:
    return replace(one, severity=max(one.severity, Severity.MEDIUM))

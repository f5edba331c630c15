"""What a new client sends to its own service: in a row of such clients, that is what a package is for; where nothing names it, nobody has it run by updating."""

from collections.abc import Sequence

from beartrap.model.finding import Severity
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.parties import lower
from beartrap.vet.promise.families import one_more
from beartrap.vet.promise.steps import Step
from beartrap.vet.spoken import ENDPOINT
from beartrap.vet.strangers import HANDED_IN, STRANGER
from beartrap.vet.unnamed import unnamed

_CLIENTS = frozenset({"chain.caller-to-network", "chain.variable-to-network", STRANGER})
"""What a client does with what it is handed."""


def weighed_by_row(found: Sequence[Behaviour], old: Side | None, new: Side, step: Step) -> list[Behaviour]:
    """Return what is new, with what a new client of a row, or one that the package names nowhere, sends to its own service one step lower.

    A patch has little reason for one more of a row; what is named nowhere runs for nobody who only updates.
    """
    asked = [one for one in found if _is_asked(one)]
    if old is None or not asked:
        return list(found)
    # one that resembles another of the row, gone or not, was written after it
    fresh = {subject.place.path: path for path in new.changed if path not in old.paths and (subject := new.read(path))}  # fmt: skip
    clients = {id(one): (path, one.key.split()[-1]) for one in asked if (path := fresh.get(one.place.path))}
    sent = {id(one) for one in asked if one.id in _CLIENTS}
    harmless = {id(one) for one in asked if not _carries_a_secret(one)}
    alone = unnamed(new, sorted({path for key, (path, _) in clients.items() if key in harmless}))
    lowered = {
        key
        for key, (path, host) in clients.items()
        if (path in alone and key in harmless) or (key in sent and step > Step.PATCH and one_more(old, path, host))
    }
    return [lower(one) if id(one) in lowered else one for one in found]


def _carries_a_secret(one: Behaviour) -> bool:
    """Whether what is sent is more than what a caller hands in by itself."""
    return one.id not in (STRANGER, ENDPOINT) and (one.id != HANDED_IN or one.severity > Severity.MEDIUM)


def _is_asked(one: Behaviour) -> bool:
    return (
        (one.id in _CLIENTS or one.id == ENDPOINT)
        and Severity.LOW < one.severity < Severity.CRITICAL
        and one.when < When.START
    )

"""What a new client in a row of clients sends to its own service: that is what a package of such clients is for."""

from collections.abc import Sequence

from beartrap.model.finding import Severity
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.parties import lower
from beartrap.vet.promise.families import one_more
from beartrap.vet.promise.steps import Step
from beartrap.vet.strangers import STRANGER

_CLIENTS = frozenset({"chain.caller-to-network", "chain.variable-to-network", STRANGER})
"""What a client does with what it is handed."""


def weighed_by_row(found: Sequence[Behaviour], old: Side | None, new: Side, step: Step) -> list[Behaviour]:
    """Return what is new, with what a new client of a row sends to its own service one step lower. A patch has little reason for one."""
    asked = [one for one in found if _is_asked(one)]
    if old is None or step <= Step.PATCH or not asked:
        return list(found)
    # one that resembles another of the row, gone or not, was written after it
    fresh = {subject.place.path: path for path in new.changed if path not in old.paths and (subject := new.read(path))}  # fmt: skip
    lowered = {
        id(one) for one in asked if (path := fresh.get(one.place.path)) and one_more(old, path, one.key.split()[-1])
    }
    return [lower(one) if id(one) in lowered else one for one in found]


def _is_asked(one: Behaviour) -> bool:
    return one.id in _CLIENTS and Severity.LOW < one.severity < Severity.CRITICAL and one.when < When.START

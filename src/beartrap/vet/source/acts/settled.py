"""By whom it is settled where something goes: the code, the caller, or what somebody else answers."""

from collections.abc import Iterable

from beartrap.model.regex import regex
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Marks, Value

BY_CALLERS = "answer-of-a-host-that-was-handed-in"
"""Mark of what a host answered that the caller named: who speaks with it may be sent on by it, as by any page that says where the next one is."""
_AFAR = ("network", "digest", "decoded")
_LEFT_OPEN = regex(r"(?:[a-zA-Z][\w+.-]{0,20}://)?\{[^/?#]*\}(?::\d+)?(?:[/?#]|$)")
"""An address whose host is nothing that stands in the code."""


def settled(place: Marks) -> Iterable[str]:
    """Yield what an address is made of that stands nowhere in the code and that no caller has settled."""
    return (f"to:{mark}" for mark in _AFAR if mark in place and not (mark == "network" and BY_CALLERS in place))


def answered_by(machine: Machine, made: Value, text: str, place: Marks, row: int) -> None:
    """Mark an answer where the caller names the host that was asked, or nothing is known of it, and nobody else does."""
    if _LEFT_OPEN.match(text) and ("given" in place or not place) and not any(settled(place)):
        machine.mark(made, BY_CALLERS, row)

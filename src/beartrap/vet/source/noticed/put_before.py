"""Lines of the code's own that are put before or behind what a caller wants to have run: a script for another machine, a file that others start."""

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Value

_FETCHES_AND_RUNS = regex(
    r"\b(?:curl|wget)\b[^\n;|]{0,300}\|\s*(?:sudo\s+)?(?:ba|z|da|k)?sh\b|\b(?:iex|Invoke-Expression)\b.{0,80}\b(?:iwr|irm|DownloadString|Invoke-WebRequest)\b|\b(?:DownloadString|iwr|irm)\b.{0,200}\|\s*(?:iex|Invoke-Expression)\b",
)
_ENDS, _BEGINS = ("\n", ";", "&&", "& "), ("\n", ";", "&&", "& ", " &&", " ;")
"""How a line is set off from what comes behind or before it: a message, which only speaks of such a line, is not."""


def put_before(machine: Machine, symbol: str, left: Value, right: Value, row: int) -> None:
    """Note that a line which fetches and runs something is joined with what a caller handed in, as a line of its own."""
    if symbol not in ("+", "."):
        return
    if _is_handed(right) and isinstance(left.known, str) and left.known.rstrip(" ").endswith(_ENDS):
        _told(machine, left, left.known, row)
    elif _is_handed(left) and isinstance(right.known, str) and right.known.startswith(_BEGINS):
        _told(machine, right, right.known, row)


def _is_handed(value: Value) -> bool:
    return value.known is UNKNOWN and "given" in value.marks


def _told(machine: Machine, own: Value, text: str, row: int) -> None:
    if _FETCHES_AND_RUNS.search(text):
        machine.emit(Act.RUN, "+", row, text=text.strip(), values=[own])

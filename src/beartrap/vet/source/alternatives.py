"""What a table gives of which it is not known which entry is asked for: a command for each system, an address for each region."""

from collections.abc import Sequence
from itertools import islice

from beartrap.model.regex import regex
from beartrap.vet.source.apis import api
from beartrap.vet.source.knowledge.commands import ONLY_SHELLS
from beartrap.vet.source.values import HELD, UNKNOWN, Value, united

FEW = 8
"""Alternatives that are put together; the rest is like them."""


def one_of(table: Value) -> Value:
    """Return what stands for any one entry: made of them all, and of lists of words, as commands are, or of addresses the first one."""
    if table.items:
        made = united(table.items[:FEW]).copy()
        made.hint = made.hint or _address([one.known for one in table.items[:FEW]])
        return made
    if isinstance(table.known, list):
        return Value(hint=_address(table.known[:FEW]))
    entries = list(islice((table.fields or {}).values(), HELD))
    commands = [one.known for one in entries if _is_command(one)]
    made = Value()
    if commands and len(commands) == len(entries):
        made.items = [Value(word) for word in commands[0]]
    return made


def line_among(table: Value) -> object:
    """Return the first entry that is a line of which only a shell makes something, UNKNOWN where none is: one of them is asked for on some machine."""
    return next(
        (one.known for one in _entries(table) if isinstance(one.known, str) and ONLY_SHELLS.search(one.known)), UNKNOWN
    )


def function_among(table: Value) -> object:
    """Return the first entry that names a function of PHP's that acts, UNKNOWN where none does: a text is called there as it stands."""
    named = (one.known for one in _entries(table) if isinstance(one.known, str))
    return next((name for name in named if api("php", name) is not None), UNKNOWN)


def _entries(table: Value) -> list[Value]:
    entries = table.items or [one if isinstance(one, Value) else Value(one) for one in _held(table)]
    return entries[:HELD]


def _held(table: Value) -> list[object]:
    known = table.known if isinstance(table.known, list) else []
    return [*islice((table.fields or {}).values(), HELD), *known[:HELD]]


_ADDRESS = regex(r"(?:https?|wss?)://[\w-]+\.")


def _address(entries: list[object]) -> str:
    """Return the first of several addresses, empty where anything else is among them: whichever is taken, the code names it."""
    texts = [one for one in entries if isinstance(one, str) and _ADDRESS.match(one)]
    return texts[0] if texts and len(texts) == len(entries) else ""


def _is_command(value: Value) -> bool:
    return isinstance(value.known, list) and bool(value.known) and all(isinstance(word, str) for word in value.known)


FROM_AFAR = frozenset({"web-request", "network", "input", "intercepted"})
"""Marks of what somebody else sends, who need not leave it to what stands in for it: `request.query.step ?? "list"`."""


def one_or_other(values: Sequence[Value]) -> Value:
    """Return one of several values as `united` does; of `sent || "list"` it is not known what it is."""
    made = united(values)
    if any(one.known is UNKNOWN and one.items is None and not FROM_AFAR.isdisjoint(one.marks) for one in values):
        made = made.copy()
        made.known = UNKNOWN
    return made


def undecided(likely: Sequence[Value], several: Sequence[Value]) -> Value:
    """Return one of the `likely` ones of `several` values; of numbers not which: a test of `cpu_count() or 1` is not decided."""
    made = one_or_other(likely)
    first = several[0].known
    number = isinstance(made.known, int | float) and not isinstance(made.known, bool)
    if number and any(one.known is UNKNOWN or one.known != first for one in several):
        made = made.copy()
        made.known = UNKNOWN
    return made

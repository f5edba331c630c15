"""Wallets' addresses that are recognised, and something else that is given in their place."""

from beartrap.vet.source import tree
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Marks, Scope, Value, marks_of, united

ADDRESS = "sign:wallet-address"
CHOSEN = "wallet-swapped"
"""Mark of what is given where the address of a wallet was recognised, and is not made of it."""


def instead(machine: Machine, node: tree.Node, value: Value, scope: Scope) -> Value:
    """Return what is given behind a test for a wallet's address, marked where it is not what was tested."""
    if ADDRESS not in machine.guard or isinstance(node, tree.Const):
        return value
    parts = node.either if isinstance(node, tree.Choice) else (node,)
    values = [machine.value(part, scope) for part in parts] if len(parts) > 1 else [value]
    if any(one.known is UNKNOWN and one.closure is None and not _made_of_it(one) for one in values):
        value = value.copy()
        value.marks = {CHOSEN: machine.guard[ADDRESS], **value.marks}
    return value


def _made_of_it(value: Value) -> bool:
    """Whether something was made of what somebody handed in, as what was tested is."""
    return any(mark.startswith(("given", "page-", "clipboard", "web-request")) for mark in marks_of([value]))


def recognised(machine: Machine, node: tree.Choice, places: Marks, scope: Scope) -> Value:
    """Return what is given behind a test for a wallet's address, or without it."""
    guard, machine.guard = machine.guard, {**machine.guard, ADDRESS: places[ADDRESS]}
    values = [instead(machine, part, machine.value(part, scope), scope) for part in node.either]
    machine.guard = guard
    return united(values)


_LOOKS_FOR = frozenset({"fullmatch", "match", "search", "test", "findall", "matches", "exec", "is_match", "isMatch", "IsMatch", "MatchString", "preg_match"})  # fmt: skip


def looked_for(machine: Machine, one: Invocation) -> None:
    """Note, for the branch that is tested, that a text is asked whether it has the form of a wallet's address."""
    if (one.method or one.name.rpartition(".")[2]) not in _LOOKS_FOR:
        return
    told = [one.base, *one.args] if one.base is not None else one.args
    asked = [held for value in told for held in (value, value.source) if held is not None and ADDRESS in held.marks]
    if asked:
        machine.compared = {**machine.compared, ADDRESS: asked[0].marks[ADDRESS]}


_REPLACES = frozenset(
    ("sub", "replace", "replaceAll", "subn", "gsub", "gsub!", "sub!", "ReplaceAllString", "ReplaceAllStringFunc", "ReplaceAllLiteralString", "replace_all", "Replace", "replaceFirst", "preg_replace", "preg_replace_callback", "re.sub", "re.subn", "regex.sub")
)  # fmt: skip
"""Calls that put something in the place of what a text has."""
_FEWEST = 4
"""Different signs of an address that is somebody's: nobody has the keys of `0x000…0`."""


def replaced(machine: Machine, one: Invocation) -> None:
    """Note that a wallet's address that stands in the code takes the place of whichever one a text has, or is handed on where one was recognised."""
    if ADDRESS in machine.guard and any(_is_written_out(value) for value in one.args):
        machine.emit(
            Act.PUT, one.name or one.method, one.row, text=one.args[0].text, marks=marks_of(one.args), values=one.args
        )
        return
    if one.method not in _REPLACES and one.name not in _REPLACES:
        return
    values = [*one.args, *([one.base] if one.base is not None else [])]
    if not any(ADDRESS in value.marks for value in values):
        return
    given = [_given_instead(machine, value, one.row) for value in one.args]
    others = [*given, *(value for value in values[len(given) :])]
    if sum(ADDRESS in marks_of([value]) and not _is_nobodys(value) for value in others) > 1:
        machine.emit(Act.PUT, "replace", one.row, text=one.args[-1].text, marks=marks_of(others), values=others)


def _is_written_out(value: Value) -> bool:
    return isinstance(value.known, str) and ADDRESS in value.marks and not _is_nobodys(value)


def _given_instead(machine: Machine, value: Value, row: int) -> Value:
    """Return what a function gives that is asked for what to put there; any other value as it is."""
    if value.closure is None or not isinstance(value.closure.node, tree.Function):
        return value
    found = machine.mark(Value(), "given", row)
    return machine.enter(value.closure, [found] * min(len(value.closure.node.parameters), 1), {})


def _is_nobodys(value: Value) -> bool:
    return isinstance(value.known, str) and "[" not in value.known and len(set(value.known[2:])) < _FEWEST

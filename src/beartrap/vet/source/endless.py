"""Loops that have no end: whoever imports a file with one never comes back."""

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine

_WAITS = regex(r"sleep|accept|recv|input|read|wait|poll|next|select|serve|run|exit|prompt|question|get|Atomics|await")
_ENDLESS = frozenset({"Infinity", "math.inf"})


def hangs(machine: Machine, node: tree.While) -> bool:
    """Whether a loop outside of functions has no end: whoever imports the file never comes back."""
    test = node.test
    endless = (isinstance(test, tree.Const) and bool(test.value)) or (
        isinstance(test, tree.Binary) and isinstance(test.right, tree.Name) and test.right.id in _ENDLESS
    )
    counted = isinstance(test, tree.Binary)  # to infinity: nobody waits for anything there
    if (
        not endless
        or (machine.active and not counted)
        or machine.when < When.IMPORT
        or machine.row_shift is not None
        or any("__name__" in tree.words(test) for test in machine.tests)
    ):
        return False
    inside = [one for part in node.body for one in tree.within(part)]
    return not any(isinstance(one, tree.Leave) for one in inside) and not any(
        _WAITS.search(one.name if isinstance(one, tree.Attr) else one.id)
        for one in inside
        if isinstance(one, tree.Attr | tree.Name)
    )

"""Slices of what an expression is, reversals among them."""

from beartrap.vet.source import tree
from beartrap.vet.source.acts.randomness import cut_short
from beartrap.vet.source.folding.spelt_words import spelt_word
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.words import label
from beartrap.vet.source.values import UNKNOWN, Scope, Value, listed, marks_of


def sliced(machine: Machine, node: tree.Slice, scope: Scope) -> Value:
    """Return a slice, reversals among them."""
    base = machine.value(node.base, scope)
    parts = [None if part is None else machine.value(part, scope).known for part in (node.low, node.high, node.step)]
    made = Value(marks=marks_of([base]), layers=base.layers)
    sequence = base.items if base.items is not None else base.known
    if isinstance(sequence, str | bytes | bytearray | list) and all(
        part is None or isinstance(part, int) for part in parts
    ):
        if parts[2] == 0:
            return made
        cut = sequence[slice(*parts)]
        if base.items is not None:
            return listed(base.items[slice(*parts)])
        made.known = cut
        if parts[2] == -1 and len(cut) > 8:
            machine.mark(made, "decoded", node.row)
        if isinstance(cut, str):
            spelt_word(machine, node, label(machine, made, node.row))
    if base.known is UNKNOWN and base.name and _is_short(parts[0] or 0, parts[1]):
        cut_short(machine, base, made, node.row)
    return made


_FEW = 8
"""Items of a slice that are few."""


def _is_short(low: object, high: object) -> bool:
    """Whether a slice has few items whatever it is of: both ends are counted from one side."""
    if not isinstance(low, int):
        return False
    if high is None:
        return -_FEW < low < 0
    return isinstance(high, int) and (low < 0) is (high < 0) and high - low < _FEW

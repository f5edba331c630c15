"""How the machine tells the value of a comprehension: item by item where its source is known."""

from beartrap.vet.source import tree
from beartrap.vet.source.acts.results import PIECES
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.protocols import gone_over
from beartrap.vet.source.names.tables import keys_of
from beartrap.vet.source.noticed.seeking import turns_away
from beartrap.vet.source.values import (
    ITEMS,
    UNKNOWN,
    UNSURE,
    Scope,
    Value,
    items_of,
    listed,
    marks_of,
    table_of,
)
from beartrap.vet.source.walking.binding import bind

TABLE = 2048
"""Entries of a table that a comprehension makes: what stands for characters has 256, a word list some thousands at most."""


def each(machine: Machine, node: tree.Each, scope: Scope) -> Value:
    """Return a comprehension's list or table: item by item where its source is known."""
    source, inner = gone_over(machine, machine.value(node.source, scope)), Scope(scope, None)
    made = _gathered(machine, node, source, inner)
    if node.key is None and "file" in source.marks:
        machine.mark(made, PIECES, node.row)
    return made


def _gathered(machine: Machine, node: tree.Each, source: Value, inner: Scope) -> Value:
    items = items_of(source, 0 if machine.burnt() else ITEMS)
    if items is None and machine.language == "python":
        items = keys_of(source)
    large = items is not None and node.key is not None and len(items) > TABLE
    if not items or large or machine.burnt():
        bind(machine, node.target, Value(marks=marks_of([source]), layers=source.layers), inner)
        # one that turns away says what the items are; the others, what they are not
        kept = [test for test in node.tests if turns_away(test)]
        for test in kept:
            machine.value(test, inner)
        made = _element(machine, node, inner)  # what is not taken from the items is not in what is made of them
        aside = Scope(inner, None)
        bind(machine, node.target, Value(marks=marks_of([source])), aside)
        for test in node.tests:
            if test not in kept:
                machine.value(test, aside)
        result = Value(marks=marks_of([made]), layers=max(made.layers, source.layers, key=len))
        result.fields = {f"\0{0}": made} if node.key is not None else None
        return result
    machine.concrete += 1
    unsure, made_items = machine.unsure, list[Value]()
    for number, item in enumerate(items):
        if machine.burnt() or (number >= UNSURE and machine.unsure != unsure):
            break  # what happens to them cannot be told, and what was seen of the first ones holds for the others
        value = _item(machine, node, item, inner)
        if value is not None:
            made_items.append(value)
    machine.concrete -= 1
    if node.key is not None:
        return _tabled(made_items, source)
    flat: list[Value] = []
    for value in made_items:
        flat += (items_of(value) or [value]) if isinstance(node.element, tree.Spread) else [value]
    made = listed(flat)
    made.layers = made.layers or source.layers
    made.marks = {**source.marks, **made.marks}
    return made


def _item(machine: Machine, node: tree.Each, item: Value, scope: Scope) -> Value | None:
    bind(machine, node.target, item, scope)
    tests = [machine.value(test, scope).known for test in node.tests]
    if any(test is not UNKNOWN and not test for test in tests):
        return None
    return _element(machine, node, scope)


def _element(machine: Machine, node: tree.Each, scope: Scope) -> Value:
    """Return one item; of a table a pair."""
    if node.key is None:
        return machine.value(node.element, scope)
    pair = Value()
    pair.items = [machine.value(node.key, scope), machine.value(node.element, scope)]
    return pair


def _tabled(pairs: list[Value], source: Value) -> Value:
    """Return the table that a comprehension makes of pairs."""
    made = table_of(pairs)
    made.layers, made.marks = source.layers, {**source.marks, **made.marks}
    return made

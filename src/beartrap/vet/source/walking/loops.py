"""How the machine walks loops: as they would run where that is known, else once, or twice where the first turn keeps something."""

from beartrap.vet.source import tree
from beartrap.vet.source.acts.handles import both
from beartrap.vet.source.acts.over_items import as_bytes
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.key_schedule import scheduled
from beartrap.vet.source.folding.reckoning import in_vain, unrolled
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import ELEMENT, is_elements
from beartrap.vet.source.names.protocols import gone_over
from beartrap.vet.source.operators import truth
from beartrap.vet.source.values import UNKNOWN, UNSURE, Scope, Value, items_of, marks_of
from beartrap.vet.source.walking.binding import bind
from beartrap.vet.source.walking.endless import COUNTED, hangs
from beartrap.vet.source.walking.expressions import LOOSE

LOOPS = 60_000
"""Turns of a loop that is walked as it would run."""
_ASKED = 8
"""So many times a loop is asked whether anything still changes."""
_STEADY = 3
"""Turns of a loop after which an unknown body is not walked again, and it is asked whether anything still changes."""
_NEVER = 1 << 30
"""How far from walking a loop twice the second turn of another is."""


def again(machine: Machine, node: tree.While | tree.For, scope: Scope) -> Value:
    """Walk a loop, or do at once what it does where that is known to take long."""
    if scheduled(machine, node, scope):
        return Value()
    if isinstance(node, tree.While):
        return loop(machine, node, scope)
    guard = machine.guard
    made = walk_items(machine, node, scope)
    machine.guard = (
        guard  # whoever comes behind a loop over items need not have been asked in it: there may have been none
    )
    return made


def loop(machine: Machine, node: tree.While, scope: Scope) -> Value:
    """Walk a loop as it would run while its test is known, once where it is not."""
    turns, unsure, before = 0, machine.unsure, None
    if hangs(machine, node):
        machine.emit(Act.WEAKEN, COUNTED if isinstance(node.test, tree.Binary) else "loop", node.row, text="endless")
    may_grow = not machine.concrete and not isinstance(node.test, tree.Const)
    machine.concrete += 1
    try:
        while turns < LOOPS and not machine.burnt():
            test = machine.value(node.test, scope).known
            if test is not UNKNOWN and not truth(test, machine.language in LOOSE):
                if turns or not (may_grow or node.after):
                    unrolled(machine, node, scope, whole=True)
                    return Value()
                break  # the body stands before its test, or what it asks for may be there when the code runs: a queue that others fill
            if test is UNKNOWN or (turns >= _STEADY and (machine.unsure != unsure or in_vain(machine, node))):
                break
            machine.run(node.body, scope)
            if _left(machine):
                return Value()
            if node.update is not None:
                machine.value(node.update, scope)
            turns += 1
            if turns % _STEADY == 0 and turns <= _STEADY * _ASKED:
                if (now := _state(scope)) == before:
                    break  # as it is now it will be for ever: `while True: yield await self.next()`
                before = now
    finally:
        machine.concrete -= 1
    if turns:
        unrolled(machine, node, scope)
    else:
        _once(machine, node.body, scope)
        if node.update is not None:
            machine.value(node.update, scope)
        unrolled(machine, node, scope)
    return Value()


def _state(scope: Scope) -> list[tuple[object, ...]]:
    """Return what is known of all variables that code in a scope can see, and of their members, to be compared later."""
    made = list[tuple[object, ...]]()
    inner: Scope | None = scope
    while inner is not None:
        for value in (*inner.values.values(), inner.owner):
            if type(value) is Value:  # an import that waits to be used is not asked
                made.append(_shape(value))
                made += [_shape(member) for member in (value.fields or {}).values() if type(member) is Value]
        inner = inner.parent
    return made


def _shape(value: Value) -> tuple[object, ...]:
    known = len(value.known) if isinstance(value.known, list) else value.known
    return known, value.name, len(value.items or ()), len(value.fields or ())


def _once(machine: Machine, body: tree.Statements, scope: Scope) -> None:
    """Walk the body of a loop of which it is not known how often it runs: twice where the first turn keeps something of weight, which the next one finds."""
    machine.frame.doubt += 1
    before, machine.kept = machine.kept, min(machine.kept, 0)
    machine.run(body, scope)
    machine.frame.flow = None
    turned, machine.kept = machine.kept, -_NEVER  # within the second turn no loop is walked twice
    if turned > 0:
        machine.run(body, scope)
        machine.frame.flow = None
    machine.kept = before + max(turned, 0) if before >= 0 else before
    machine.frame.doubt -= 1


def _left(machine: Machine) -> bool:
    """Whether the loop was left; a `continue` is taken back."""
    flow = machine.frame.flow
    if flow in (tree.Flow.CONTINUE, tree.Flow.BREAK):
        machine.frame.flow = None
    return flow is not None and flow is not tree.Flow.CONTINUE


def walk_items(machine: Machine, node: tree.For, scope: Scope) -> Value:
    """Walk a loop over items: each of them where they are known, once for all where they are not."""
    source = machine.value(node.source, scope)
    source = as_bytes(machine, source if node.keys or node.pairs else gone_over(machine, source))
    items = items_of(source, LOOPS)
    if node.pairs:
        items = paired(source, items)
    if node.keys:
        items = [Value(key) for key in source.fields if not key.startswith("\0")] if source.fields is not None else None
    if items is None or machine.burnt():
        marks = marks_of([source]) if not node.keys else {}
        name = ELEMENT if is_elements(source) else None
        bind(machine, node.target, Value(name=name, marks=marks, layers=source.layers), scope)
        _once(machine, node.body, scope)
        unrolled(machine, node, scope)
        return Value()
    unsure = machine.unsure
    plain = all((item.items[1] if node.pairs and item.items else item).known is not UNKNOWN for item in items[:32])
    machine.concrete += plain
    try:
        for turn, item in enumerate(items):
            bind(machine, node.target, item, scope)
            machine.run(node.body, scope)
            if _left(machine) or machine.burnt() or (turn >= UNSURE and (not plain or machine.unsure != unsure)):
                break
    finally:
        machine.concrete -= plain
    unrolled(machine, node, scope, whole=plain and machine.unsure == unsure)
    return Value()


def paired(source: Value, items: list[Value] | None) -> list[Value] | None:
    """Return the pairs of keys and values of a table or list, None where they are not known."""
    if source.fields is not None and not any(key.startswith("\0") for key in source.fields):
        return [both(Value(key), value) for key, value in source.fields.items()]
    return [both(Value(number), value) for number, value in enumerate(items)] if items is not None else None

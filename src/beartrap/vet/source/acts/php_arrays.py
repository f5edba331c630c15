"""PHP's functions that call another for each item of an array: what they give is worked out item by item where the items are known."""

from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Closure, Value, items_of, layers_of, listed, marks_of

_PLACES = {"array_map": (0, 1), "array_filter": (1, 0), "array_reduce": (1, 0)}
"""Which argument is the function, and which the (first) array."""
MOST = 20_000
"""Items that are walked: a payload is shorter."""


def over_items(machine: Machine, one: Invocation) -> Value | None:
    """Return what such a call gives; None for any other call, and where the items are not known."""
    place = _PLACES.get(one.name)
    if place is None or len(one.args) <= max(place):
        return None
    func, array = (one.args[number] for number in place)
    items = _items(machine, array)
    if items is None or (func.closure is None and not isinstance(func.known, str)):
        return None
    if one.name == "array_reduce":
        made = one.argument(2)
        for item in items:
            made = _called(machine, one, func, [made, item])
        return made
    if one.name == "array_map":
        more = [_items(machine, other) or [] for other in one.args[2:]]
        given = [[item, *(row[number] for row in more if number < len(row))] for number, item in enumerate(items)]
        return _made(array, [_called(machine, one, func, args) for args in given])
    kept = [(item, _called(machine, one, func, [item]).known) for item in items]
    return _made(array, [item for item, answer in kept if answer is UNKNOWN or answer])


def changed_in_place(machine: Machine, one: Invocation) -> Value | None:
    """Return what `array_walk` leaves of an array whose items its function is given by reference; None where that is not known."""
    func, array = one.argument(1), one.argument(0)
    items = _items(machine, array)
    node = func.closure.node if func.closure is not None else None
    if items is None or func.closure is None or not isinstance(node, tree.Function) or not node.parameters:
        return None
    after = tree.Leave(node.row, tree.Flow.RETURN, tree.Name(node.row, node.parameters[0]))
    body = tree.Function(node.row, node.name, node.parameters, [*node.body, after], node.defaults)
    closure = Closure(body, func.closure.scope, func.closure.module, func.closure.own)
    return _made(array, [machine.enter(closure, [item], {}) for item in items])


def _items(machine: Machine, array: Value) -> list[Value] | None:
    if array.fields is not None and array.items is None and array.known is UNKNOWN:
        return list(array.fields.values())[:MOST] or None
    return items_of(array, MOST if machine.fuel > 0 else 0) if not isinstance(array.known, str | bytes) else None


def _called(machine: Machine, one: Invocation, func: Value, args: list[Value]) -> Value:
    if func.closure is not None:
        return machine.enter(func.closure, args, {})
    return machine.invoke(machine, Invocation(one.row, Value(name=func.known, marks=dict(func.marks)), args))


def _made(array: Value, items: list[Value]) -> Value:
    made = listed(items)
    made.layers = made.layers or layers_of([array])
    made.marks = {**marks_of([array], 0), **made.marks}
    return made

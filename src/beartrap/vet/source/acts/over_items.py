"""Methods that walk a function over the items of a list: each of them where they are known, once for all where they are not."""

from beartrap.vet.source import tree
from beartrap.vet.source.acts.results import DIGITS
from beartrap.vet.source.folding.reckoning import through
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, UNSURE, Closure, Value, items_of, listed, marks_of, raw
from beartrap.vet.source.weight import SOME

ITEMS = 20_000
"""Items that a function is walked for."""
_TEXTS = frozenset({"csharp", "kotlin", "groovy"})
"""Languages in which a text is a list of its signs."""


def as_bytes(machine: Machine, value: Value) -> Value:
    """Return a text of Rust's as its bytes, which is what is left of `bytes()` and `as_bytes()`; anything else as it is."""
    if machine.language != "rust" or not isinstance(value.known, str):
        return value
    return Value(list(value.known.encode()), marks=value.marks, layers=value.layers)


def over_items(machine: Machine, one: Invocation, closure: Closure, method: str) -> Value:
    """Return what a method gives that is handed a function; `method` is how it goes over the list."""
    assert one.base is not None
    one.base = as_bytes(machine, one.base)
    text = isinstance(one.base.known, str) and machine.language not in _TEXTS
    items = items_of(one.base, 0 if machine.burnt() else ITEMS) if not text else None
    if items is None:
        result = machine.enter(closure, [Value(marks=one.base.marks, layers=one.base.layers)], {})
        made = Value(marks={**one.base.marks, **result.marks}, layers=one.base.layers)
        return through(machine, one.args, made, one.row)
    if method == "place" and (found := _equal(machine, closure, one)) is not None:
        return found
    if method in ("reduce", "folded", "back"):
        return _reduced(machine, one, closure, items[::-1] if method == "back" else items, method)
    if method == "object":
        memo = one.args[0] if one.args else Value()
        for item in items:
            machine.enter(closure, [item, memo], {})
        return memo
    return _each(machine, one, closure, items, method)


def _equal(machine: Machine, closure: Closure, one: Invocation) -> Value | None:
    """Return the place of what a function asks for by `==`, as decoders look letters up in their alphabet; None for other functions."""
    node = closure.node
    test = node.body[0] if isinstance(node, tree.Function) and len(node.body) == 1 else None
    test = test.value if isinstance(test, tree.Leave) else test
    if not isinstance(test, tree.Binary) or test.operator != "==" or not isinstance(node, tree.Function):
        return None
    item, wanted = (test.left, test.right) if isinstance(test.left, tree.Name) else (test.right, test.left)
    if isinstance(item, tree.Name) and item.id not in node.parameters:
        item, wanted = wanted, item
    known = raw(one.base) if one.base is not None else UNKNOWN
    if not isinstance(item, tree.Name) or item.id not in node.parameters or not isinstance(known, list):
        return None
    key = machine.value(wanted, closure.scope).known
    return None if key is UNKNOWN else Value(known.index(key) if key in known else None)


def _reduced(machine: Machine, one: Invocation, closure: Closure, items: list[Value], method: str) -> Value:
    begins = [value for value in one.args if value.closure is None]
    first = not begins
    made = begins[0] if begins else items.pop(0) if items else Value()
    for number, item in enumerate(items, int(first)):
        given = [Value(number), made, item] if method == "folded" else [made, item, Value(number)]
        made = machine.enter(closure, given, {})
    return made


def _each(machine: Machine, one: Invocation, closure: Closure, items: list[Value], method: str) -> Value:
    assert one.base is not None
    unsure, results, some = machine.unsure, list[Value](), False
    for number, item in enumerate(items):
        results.append(machine.enter(closure, _handed(machine, closure, item, number, method), {}))
        if method == "place" and results[-1].known is True:
            return Value(number)
        if number >= UNSURE and machine.unsure != unsure:
            items = items[: number + 1]
            break
    if method == "filter":
        some = any(kept.known is UNKNOWN for kept in results)
        results = [item for item, kept in zip(items, results, strict=True) if kept.known is UNKNOWN or kept.known]
    elif method == "given":
        results = [one for one in results if one.known is not None]
    elif method == "place":
        return Value(None if all(found.known is False for found in results) else UNKNOWN)
    made = listed(results)
    if machine.language == "javascript" and one.method == "map" and isinstance(one.base.known, bytes | bytearray):
        made = _as_buffer(machine, made, one.row)
    made.layers = made.layers or one.base.layers
    if some:
        machine.mark(made, SOME, one.row)
    return through(machine, one.args, made, one.row)


def _as_buffer(machine: Machine, made: Value, row: int) -> Value:
    """Return what is made of a buffer byte by byte: a buffer again, which keeps the lowest byte of each number."""
    known = raw(made)
    if known is UNKNOWN and DIGITS in marks_of([made]):  # bytes that were spelt bit by bit
        return machine.mark(Value(marks=marks_of([made]), layers=made.layers), "decoded", row)
    if not isinstance(known, list) or not all(isinstance(one, int) for one in known):
        return made
    return Value(bytes(one & 0xFF for one in known), marks=made.marks, layers=made.layers)


def _handed(machine: Machine, closure: Closure, item: Value, number: int, method: str) -> list[Value]:
    """Return what the function is given for one item; a pair comes in two where Ruby's block has two names."""
    if method == "numbered":
        return [Value(number), item]
    node = closure.node
    if machine.language == "ruby" and isinstance(node, tree.Function) and len(node.parameters) > 1:
        pair = items_of(item, 8) if not isinstance(item.known, str | bytes) else None
        if pair:
            return pair
    return [item, Value(number)]

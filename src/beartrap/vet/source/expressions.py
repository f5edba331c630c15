"""How the machine tells the value of each kind of expression."""

from collections.abc import Sequence

from beartrap.vet.source import tree
from beartrap.vet.source.apis import named
from beartrap.vet.source.machine import Handler, Machine, united
from beartrap.vet.source.operators import apply, fits, truth, unary
from beartrap.vet.source.values import (
    HOLE,
    ITEMS,
    UNKNOWN,
    Closure,
    Known,
    Scope,
    Value,
    items_of,
    joined,
    listed,
    marks_of,
    raw,
)
from beartrap.vet.source.words import label

LOOSE = frozenset({"javascript", "php"})
_COMPARISONS = frozenset({"==", "!=", "===", "!==", "<", "<=", ">", ">=", "in", "not in", "instanceof"})
_GLOBALS = frozenset({"globalThis", "global", "window", "self", "top", "frames", "builtins", "__builtins__", "GLOBALS"})
"""Objects whose members are the language's own globals."""


def const(machine: Machine, node: tree.Const, scope: Scope) -> Value:
    """Return a literal, labelled where its text names something of interest."""
    value = node.value
    if isinstance(value, list):
        return Value(list(value))
    made = Value(value)
    if isinstance(value, str | bytes) and len(value) > 3:
        label(machine, made, node.row)
    return made


def name(machine: Machine, node: tree.Name, scope: Scope) -> Value:
    """Return what a name is bound to, or the language's global of that name."""
    found = scope.find(node.id)
    if found is not None:
        return found
    if node.id in ("self", "this", "cls") and scope_owner(scope) is not None:
        return scope_owner(scope) or Value()
    return named(machine, Value(name=node.id), node.row)


def scope_owner(scope: Scope | None) -> Value | None:
    """Return the object that `this` stands for in a scope, None where there is none."""
    while scope is not None:
        if scope.owner is not None:
            return scope.owner
        scope = scope.parent
    return None


def attr(machine: Machine, node: tree.Attr, scope: Scope) -> Value:
    """Return a member of an object."""
    return member(machine, machine.value(node.base, scope), node.name, node.row)


def member(machine: Machine, base: Value, key: str, row: int) -> Value:
    """Return `base.key`: a field put there, a method of its class, or a longer dotted name."""
    if base.fields is not None and key in base.fields:
        return base.fields[key]
    if base.closure is not None and isinstance(base.closure.node, tree.Class):
        inner = base.closure.scope.values.get(key)
        if inner is not None:
            return inner
    if base.name is not None:
        if base.name in _GLOBALS:
            return named(machine, Value(name=key, marks=dict(base.marks), layers=base.layers), row)
        dotted = f"{base.name}.{key}"
        if len(dotted) > 160:
            return Value(marks=base.marks)
        return named(machine, Value(name=dotted, marks=dict(base.marks), layers=base.layers), row)
    if key == "length" and (items := items_of(base)) is not None:
        return Value(len(items))
    made = Value(marks={mark: trail for mark, trail in base.marks.items() if mark != "environment"})
    made.source = base.source
    if key in ("constructor", "__class__") and (base.closure is not None or base.known is not UNKNOWN):
        made.name = "Function" if base.closure is not None else None
    return made


def index(machine: Machine, node: tree.Index, scope: Scope) -> Value:
    """Return one item of a sequence or table; a key of text is a member as well."""
    base, key = machine.value(node.base, scope), machine.value(node.key, scope)
    known = key.known
    if isinstance(known, str) and (base.name is not None or base.fields is not None or base.closure is not None):
        made = member(machine, base, known, node.row)
        if made.name is not None and (key.layers or not isinstance(node.key, tree.Const)):
            made = put_together(machine, made, key, node.row)
        return made
    if isinstance(known, str) and base.known is not UNKNOWN and not known.isdigit():
        return _method_of(machine, base, key, node.row)
    if base.fields is not None and known is not UNKNOWN and str(known) in base.fields:
        return base.fields[str(known)]
    picked = _picked(base, known)
    if picked is not None:
        return picked
    made = united(base.items[:64]).copy() if base.items else Value()
    made.known = UNKNOWN
    marks = marks_of([base])
    if known is not UNKNOWN:
        marks.pop("environment", None)
    made.marks = {**marks, **{mark: trail for mark, trail in key.marks.items() if not mark.startswith("at:")}}
    if base.name is not None and known is UNKNOWN:
        made.name = None
    made.layers = base.layers
    return made


def _method_of(machine: Machine, base: Value, key: Value, row: int) -> Value:
    made = member(machine, base, key.known, row)
    made.source = base
    return made


def put_together(machine: Machine, made: Value, key: Value, row: int) -> Value:
    """Return a copy of a named thing, marked as named by text that was computed."""
    made = made.copy()
    made.layers = (*made.layers, *key.layers)
    return machine.mark(made, "put-together", row)


def _picked(base: Value, known: Known) -> Value | None:
    if isinstance(known, float) and known.is_integer():
        known = int(known)
    if isinstance(known, str) and known.lstrip("-").isdigit():
        known = int(known)
    if not isinstance(known, int) or isinstance(known, bool):
        return None
    try:
        if base.items is not None:
            return base.items[known]
        if isinstance(base.known, str | bytes | bytearray | list):
            return Value(base.known[known], marks=dict(base.marks), layers=base.layers)
    except IndexError:
        return Value(None)
    return None


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
            label(machine, made, node.row)
    return made


def binary(machine: Machine, node: tree.Binary, scope: Scope) -> Value:
    """Return what an operator makes of two values."""
    left, right = machine.value(node.left, scope), machine.value(node.right, scope)
    return operated(machine, node.operator, left, right, node.row)


def operated(machine: Machine, symbol: str, left: Value, right: Value, row: int) -> Value:
    """Return `left symbol right`; a comparison says nothing of what its operands were made of."""
    known = apply(symbol, raw(left), raw(right), machine.language in LOOSE)
    if symbol in _COMPARISONS:
        return Value(known)
    if symbol in ("+", "/", "%") and known is UNKNOWN and (left.items is not None or right.items is not None):
        if symbol == "+" and left.items is not None and (more := items_of(right)) is not None:
            return listed([*left.items, *more][:ITEMS])
        return _formatted(machine, left, right, row)
    if known is UNKNOWN and symbol in ("+", "%", "/", ".") and (left.text or right.text):
        return (
            _formatted(machine, left, right, row)
            if symbol == "%"
            else texts(machine, (left, right), row, "/" if symbol == "/" else "")
        )
    made = Value(known, marks=marks_of((left, right)), layers=max(left.layers, right.layers, key=len))
    if isinstance(known, str) and symbol in "+%" and not machine.concrete:
        label(machine, made, row)
    return made


def _formatted(machine: Machine, left: Value, right: Value, row: int) -> Value:
    made = Value(marks=marks_of((left, right)), layers=max(left.layers, right.layers, key=len))
    made.hint = left.text.replace("%s", HOLE).replace("%d", HOLE)
    values = items_of(right, 16) or [right]
    for value in values:
        made.hint = made.hint.replace(HOLE, value.text or "{\0}", 1)
    made.hint = made.hint.replace("{\0}", HOLE)[:600]
    label(machine, made, row)
    return made


def texts(machine: Machine, parts: Sequence[Value], row: int, between: str = "") -> Value:
    """Return text put together of parts, labelled where what is known of it names something of interest."""
    if between:
        parts = [piece for part in parts for piece in (Value(between), part)][1:]
    made = joined(parts)
    if not machine.concrete:
        label(machine, made, row)
    return made


def one(machine: Machine, node: tree.Unary, scope: Scope) -> Value:
    """Return what an operator makes of one value."""
    operand = machine.value(node.operand, scope)
    return Value(
        unary(node.operator, raw(operand), machine.language in LOOSE),
        marks={} if node.operator == "not" else operand.marks,
    )


def join(machine: Machine, node: tree.Join, scope: Scope) -> Value:
    """Return interpolated text or a long concatenation."""
    parts = [machine.value(part, scope) for part in node.parts]
    if parts and all(isinstance(part.known, bytes) for part in parts):
        known = b"".join(part.known for part in parts)
        return Value(known if fits(known) else UNKNOWN, marks=marks_of(parts))
    if parts and all(isinstance(part.known, int | float) for part in parts) and machine.language != "shell":
        return Value(sum(part.known for part in parts))
    return texts(machine, parts, node.row)


def many(machine: Machine, node: tree.Many, scope: Scope) -> Value:
    """Return a list; for an expression of which only the parts matter, what those were made of."""
    items: list[Value] = []
    for part in node.items:
        if isinstance(part, tree.Spread | tree.Each) and not node.ordered:
            items.append(machine.value(part, scope))
        elif isinstance(part, tree.Spread):
            value = machine.value(part.value, scope)
            items += items_of(value) or [value]
        else:
            items.append(machine.value(part, scope))
    if node.ordered:
        return listed(items)
    return Value(marks=marks_of(items), layers=max((item.layers for item in items), key=len, default=()))


def spread(machine: Machine, node: tree.Spread, scope: Scope) -> Value:
    """Return what is spread."""
    return machine.value(node.value, scope)


def table(machine: Machine, node: tree.Table, scope: Scope) -> Value:
    """Return a table; what is spread into it keeps its marks."""
    made = Value()
    made.fields = {}
    for key, item in node.pairs:
        value = machine.value(item, scope)
        if key is None:
            made.fields.update(value.fields or {})
            made.marks.update(marks_of([value], 0))
            continue
        known = machine.value(key, scope).known
        made.fields[str(known) if known is not UNKNOWN else f"\0{len(made.fields)}"] = value
    return made


def choice(machine: Machine, node: tree.Choice, scope: Scope) -> Value:
    """Return one of several values, all of them where it cannot be told."""
    if node.test is not None:
        test = machine.value(node.test, scope).known
        if machine.concrete and test is not UNKNOWN and len(node.either) == 2:
            return machine.value(node.either[0 if truth(test, machine.language in LOOSE) else 1], scope)
    machine.frame.doubt += 1
    values = [machine.value(part, scope) for part in node.either]
    machine.frame.doubt -= 1
    if node.test is None and machine.concrete and all(value.known is not UNKNOWN for value in values):
        return next((value for value in values if value.known), values[-1])
    return united(values)


def each(machine: Machine, node: tree.Each, scope: Scope) -> Value:
    """Return a comprehension's list or table: item by item where its source is known."""
    source, inner = machine.value(node.source, scope), Scope(scope, None)
    items = items_of(source, ITEMS if machine.fuel > 0 else 0)
    if items is None or not items or machine.burnt():
        bind(machine, node.target, Value(marks=source.marks, layers=source.layers), inner)
        made = _element(machine, node, inner)
        result = Value(
            marks={**marks_of([source]), **marks_of([made])}, layers=max(made.layers, source.layers, key=len)
        )
        result.fields = {f"\0{0}": made} if node.key is not None else None
        return result
    machine.concrete += 1
    made_items = [value for item in items if (value := _item(machine, node, item, inner)) is not None]
    machine.concrete -= 1
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
    if node.key is not None:
        machine.value(node.key, scope)
    return machine.value(node.element, scope)


def bind(machine: Machine, target: tree.Node, value: Value, scope: Scope) -> None:
    """Bind a target of an assignment, a loop or a parameter to a value."""
    if isinstance(target, tree.Name):
        scope.values[target.id] = value
    elif isinstance(target, tree.Many):
        _bind_many(machine, target, value, scope)
    elif isinstance(target, tree.Table):
        for key, inner in target.pairs:
            known = machine.value(key, scope).known if key is not None else None
            picked = member(machine, value, str(known), target.row) if key is not None else value
            bind(machine, inner, picked, scope)
    elif isinstance(target, tree.Spread):
        bind(machine, target.value, value, scope)
    elif isinstance(target, tree.Choice):  # a pattern with a default
        bind(machine, target.either[0], value, scope)
    elif isinstance(target, tree.Attr | tree.Index):
        _bind_member(machine, target, value, scope)


def _bind_many(machine: Machine, target: tree.Many, value: Value, scope: Scope) -> None:
    items = items_of(value, 4096)
    for number, inner in enumerate(target.items):
        if isinstance(inner, tree.Spread):
            bind(machine, inner.value, listed(items[number:]) if items is not None else Value(marks=value.marks), scope)
        elif items is not None and number < len(items):
            bind(machine, inner, items[number], scope)
        else:
            bind(machine, inner, Value(marks=value.marks, layers=value.layers), scope)


def _bind_member(machine: Machine, target: tree.Attr | tree.Index, value: Value, scope: Scope) -> None:
    base = machine.value(target.base, scope)
    key = target.name if isinstance(target, tree.Attr) else machine.value(target.key, scope).known
    if isinstance(key, float) and key.is_integer():
        key = int(key)
    sequence = base.items if base.items is not None else base.known
    if isinstance(sequence, list) and isinstance(key, int) and 0 <= key < len(sequence):
        if base.items is None and (value.known is UNKNOWN or value.marks):
            base.items, base.known = [Value(item) for item in sequence], UNKNOWN
        if base.items is not None:
            base.items[key] = value
        else:
            sequence[key] = value.known
        return
    if base.fields is None:
        base.fields = {}
    field = str(key) if key is not UNKNOWN else f"\0{len(base.fields)}"
    old = base.fields.get(field)
    base.fields[field] = value if old is None or machine.concrete else united([old, value])
    if len(base.fields) > 4096:
        base.fields.pop(next(iter(base.fields)))


def function(machine: Machine, node: tree.Function, scope: Scope) -> Value:
    """Return a function as a value; its body is walked when it is called, or in the end."""
    made = Value()
    made.closure = Closure(node, scope, machine.path)
    machine.functions.append(made.closure)
    if node.name:
        scope.values[node.name] = made
    for decorator in reversed(node.decorators):
        wrapper = machine.value(decorator, scope)
        if wrapper.closure is not None:
            machine.enter(wrapper.closure, [made], {})
        elif wrapper.name in ("atexit.register",):
            machine.enter(made.closure, [], {})
    return made


EXPRESSIONS: dict[type[tree.Node], Handler] = {
    tree.Const: const, tree.Name: name, tree.Attr: attr, tree.Index: index, tree.Slice: sliced, tree.Binary: binary,
    tree.Unary: one, tree.Join: join, tree.Many: many, tree.Spread: spread, tree.Table: table, tree.Choice: choice,
    tree.Each: each, tree.Function: function,
}  # fmt: skip

"""Binding targets of assignments, loops and parameters, patterns among them."""

from typing import Any

from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.acts.answers import COPY
from beartrap.vet.source.acts.feeding import input_assigned
from beartrap.vet.source.acts.growth import owner_of, put_away
from beartrap.vet.source.acts.overwriting import assigned
from beartrap.vet.source.acts.pages import on_page
from beartrap.vet.source.acts.preloaded import environment_assigned
from beartrap.vet.source.acts.replaced import overruled
from beartrap.vet.source.acts.sessions import put_on_session
from beartrap.vet.source.acts.switches import switched
from beartrap.vet.source.acts.variables import set_variable
from beartrap.vet.source.apis import environment
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import GLOBALS, member
from beartrap.vet.source.names.protocols import as_symbol, gone_over, is_set
from beartrap.vet.source.names.prototypes import belongs, takes_method
from beartrap.vet.source.noticed.payees import set_on_given, spelt_nowhere
from beartrap.vet.source.values import ITEMS, UNKNOWN, Known, Marks, Scope, Value, items_of, listed, united, waiting
from beartrap.vet.source.weight import weighty


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
        bind(machine, target.either[0], _or_default(machine, target, value, scope), scope)
    elif isinstance(target, tree.Attr | tree.Index):
        _bind_member(machine, target, value, scope)


def _or_default(machine: Machine, target: tree.Choice, value: Value, scope: Scope) -> Value:
    """Return what a name is bound to by a pattern that says what it is where nobody said: the text that stands there may be it."""
    plain = value.known is UNKNOWN and value.items is None and value.fields is None and value.closure is None
    default = machine.value(target.either[-1], scope) if plain and len(target.either) > 1 else None
    if default is None or not isinstance(default.known, str):
        return value
    made = value.copy()
    made.known, made.name = default.known, None
    made.marks = {**default.marks, **value.marks}
    return machine.mark(made, "default", target.row) if "given" in value.marks else made


def _bind_many(machine: Machine, target: tree.Many, value: Value, scope: Scope) -> None:
    items = items_of(gone_over(machine, value), 4096)
    for number, inner in enumerate(target.items):
        if isinstance(inner, tree.Spread):
            bind(machine, inner.value, listed(items[number:]) if items is not None else Value(marks=value.marks), scope)
        elif items is not None and number < len(items):
            bind(machine, inner, items[number], scope)
        else:
            bind(machine, inner, Value(marks=value.marks, layers=value.layers), scope)


CHANGED = 16 * 1024
"""Bytes of a buffer that is changed in its place, byte by byte."""
_OWN = frozenset({"module", "exports", "self", "this", "cls", "module.exports", "GLOBALS"})


_COPY = "constructor()"
"""What is made by the constructor of what was handed in: a copy of it, which takes nobody's place."""


def intercepted(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    """Walk a function that takes the place of another module's: what it is given is what others meant for that one."""
    if value.closure is None or not isinstance(value.closure.node, tree.Function) or not base.name or base.name in _OWN:
        return
    if base.name.endswith(".exports") or key.startswith("on") or base.closure is not None or base.name == _COPY:
        return
    overruled(machine, key, value.closure.node, row)
    bound = value.closure.own is not None or value.closure.scope.owner is not None  # who stands for itself is put in
    taken = [
        machine.mark(Value(), "intercepted", row)
        for name in value.closure.node.parameters
        if not (bound and name in ("self", "cls") and machine.language != "javascript")
    ]
    for name, one in zip(reversed(value.closure.node.parameters), reversed(taken), strict=False):
        if name.startswith("**"):
            one.fields = {}
    machine.enter(value.closure, taken, {}, When.CALL)


def set_member(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    """Set a member by its name, as `Object.assign` does, noting what that does."""
    if environment(base.name):
        set_variable(machine, f"{base.name}.{key}", value, row)
    switched(machine, key, value, row)
    on_page(machine, base, key, value, row)
    intercepted(machine, base, key, value, row)
    put_away(machine, value.marks)
    belongs(base, value, anew=True)
    base.fields = base.fields if base.fields is not None else {}
    if len(base.fields) < 4096:
        base.fields[key] = value


def _set_item(base: Value, key: int, value: Value) -> bool:
    """Change one item of a list or buffer; return whether it is one that can be changed so."""
    sequence: Any = base.items if base.items is not None else base.known
    if isinstance(sequence, list) and 0 <= key <= len(sequence) < ITEMS:
        if base.items is None and (value.known is UNKNOWN or value.marks):
            base.items, base.known = [Value(item) for item in sequence], UNKNOWN
        items: list[Any] = sequence if base.items is None else base.items
        item = value if base.items is not None else value.known
        items[key : key + 1] = [item]  # at its end it grows by one, as in JavaScript and PHP
        return True
    whole = isinstance(sequence, bytes | bytearray) and 0 <= key < len(sequence) <= CHANGED
    if whole and isinstance(value.known, int):
        base.known = type(sequence)(sequence[:key] + bytes((value.known & 0xFF,)) + sequence[key + 1 :])
    return whole and isinstance(value.known, int)


def _sent_elsewhere(machine: Machine, base: Value, key: object, value: Value, row: int) -> None:
    """Note that a copy of somebody else's request is addressed to a host that the code names (Go)."""
    if key != "Host" or machine.language != "go" or not isinstance(value.known, str):
        return
    if COPY in base.marks:
        taken: Marks = {"intercepted": (machine.spot(row),)}
        machine.emit(Act.SEND, "Clone().URL.Host", row, text=f"https://{value.known}", marks=taken)


def _told_of(
    machine: Machine, target: tree.Attr | tree.Index, base: Value, key: str, value: Value, scope: Scope
) -> None:
    """Let those know of a member that is set who ask what a name is set to."""
    switched(machine, key, value, target.row)
    set_on_given(machine, base, key, value, target.row)
    put_on_session(machine, tree.dotted(target.base), key, value, target.row)
    input_assigned(machine, base, key, value, target.row)
    if key == "Env":
        environment_assigned(machine, value, target.row)
    on_page(machine, base, key, value, target.row)
    if key.startswith("on") and value.closure is not None and (base.name or "").endswith("()"):
        value.closure.own = value.closure.own or base  # what `this` is in it: `request.onload = function () {…}`
    if not _is_own_prototype(machine, target.base, scope):
        intercepted(machine, base, key, value, target.row)


def _is_own_prototype(machine: Machine, base: tree.Node, scope: Scope) -> bool:
    """Whether a member is set on the prototype of a class of this file: that is a method of its own, whatever the prototype was made of."""
    if not (isinstance(base, tree.Attr) and base.name == "prototype" and isinstance(base.base, tree.Name)):
        return False
    made = scope.find(base.base.id)
    return made is not None and made.closure is not None and made.closure.module == machine.path


def _key(machine: Machine, target: tree.Attr | tree.Index, scope: Scope) -> Known:
    named = machine.value(target.key, scope) if isinstance(target, tree.Index) else Value(target.name)
    key = as_symbol(machine, named) or named.known
    return int(key) if isinstance(key, float) and key.is_integer() else key


def _bind_member(machine: Machine, target: tree.Attr | tree.Index, value: Value, scope: Scope) -> None:
    base = machine.value(target.base, scope)
    key = _key(machine, target, scope)
    if machine.language == "javascript" and takes_method(base, key, value):
        return
    is_set(machine, base, key, value, by_item=isinstance(target, tree.Index))
    if isinstance(key, str) and base.name in GLOBALS and machine.language == "javascript":
        scope.outermost().values.setdefault(key, value)  # `global.r = require` is a variable of every file
    _sent_elsewhere(machine, base, key, value, target.row)
    if isinstance(key, str) and environment(base.name):
        set_variable(machine, f"{base.name}.{key}", value, target.row)
    elif isinstance(key, str) and not waiting(value):
        _told_of(machine, target, base, key, value, scope)
    spelt_nowhere(machine, value, target.row)
    if machine.language == "php" and isinstance(target, tree.Index):
        assigned(machine, target.base, machine.value(target.key, scope), value, target.row)
    if isinstance(key, int) and isinstance(base.known, str) and machine.language == "c" and len(base.known) <= CHANGED:
        base.known = [*map(ord, base.known), 0]
    if isinstance(key, int) and _set_item(base, key, value):
        return
    if waiting(value):
        base.fields = base.fields if base.fields is not None else {}
        base.fields[str(key)] = value
        return
    put_away(machine, value.marks)
    owner = owner_of(target.base, scope) if isinstance(target, tree.Index) and weighty(value.marks) else None
    if owner is not None and owner is not base and owner.closure is None:  # `session.headers[…] = …`
        owner.marks = {**value.marks, **owner.marks}
    if base.fields is None:
        base.fields = {}
        _kept(target.base, base, scope)
    field = str(key) if key is not UNKNOWN else f"\0{len(base.fields)}"
    old = base.fields.get(field)
    base.fields[field] = (
        value if old is None or waiting(old) or (machine.concrete and not machine.again) else united([old, value])
    )
    if len(base.fields) > 4096:
        base.fields.pop(next(iter(base.fields)))


def _kept(node: tree.Node, made: Value, scope: Scope) -> None:
    """Keep what is set in a member of something unknown with that: `manifest.scripts.test = …`."""
    if not isinstance(node, tree.Attr | tree.Index) or not isinstance(node.base, tree.Name):
        return
    key = node.name if isinstance(node, tree.Attr) else node.key.value if isinstance(node.key, tree.Const) else None
    around = scope.find(node.base.id)
    if not isinstance(key, str) or around is None or waiting(around) or around.closure is not None:
        return
    if around.known is UNKNOWN and around.items is None and (around.name is None or around.name.endswith("()")):
        around.fields = around.fields if around.fields is not None else {}
        around.fields.setdefault(key, made)

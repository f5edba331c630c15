"""Classes of JavaScript that are made of a function and its prototype, as before `class` came and as compilers still write them.

All objects of such a class are one to us, as those of any other: it is the prototype too, so that a method finds what the
constructor and other methods put there (ECMAScript, "Ordinary Function Objects": `prototype` and `[[Construct]]`).
"""

from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Closure, Scope, Value, marks_of

PROTOTYPE = "prototype"


def is_function(value: Value) -> bool:
    """Whether a value is a function of the program's own, no class."""
    return value.closure is not None and isinstance(value.closure.node, tree.Function)


def prototype(value: Value) -> Value | None:
    """Return the object that stands for all those of a class or function; None where a value is neither."""
    if value.closure is None:
        return None
    if isinstance(value.closure.node, tree.Class):
        return value.closure.scope.owner
    return _objects(value.closure, value)


def _objects(closure: Closure, made_by: Value) -> Value:
    if closure.objects is None:
        made = closure.objects = Value()
        made.fields = {}
        scope = Scope(closure.scope, made)
        scope.values["constructor"] = made_by
        made.closure = Closure(tree.Class(closure.node.row, closure.node.name, [], []), scope, closure.module)
        closure.own = closure.own or made
    return closure.objects


def constructed(machine: Machine, one: Invocation, closure: Closure) -> Value:
    """Return what comes of a call of a function that objects are made of: what it returns itself, else an object."""
    made, given = machine.enter(closure, one.args, one.words), closure.objects
    if given is None or made.fields is not None or made.closure is not None or made.items is not None:
        return made
    given.marks = {**marks_of([*one.args, *one.words.values()]), **given.marks}
    return given


def belongs(base: Value, value: Value, *, anew: bool = False) -> None:
    """Let a function that is set on an object of the program's own class be a method of it; `anew` what was one of a table."""
    of_class = base.closure is not None and isinstance(base.closure.node, tree.Class)
    if of_class and is_function(value) and value.closure is not None and (anew or value.closure.own is None):
        value.closure.own = base


def inherits(objects: Value, parent: Value) -> None:
    """Let objects have what those of another class have, or the members of a table: `F.prototype = Object.create(…)`."""
    held = dict(parent.fields or {})
    if parent.closure is not None and isinstance(parent.closure.node, tree.Class):
        held = {**parent.closure.scope.values, **held}
    held.pop("constructor", None)
    for value in held.values():
        if is_function(value) and value.closure is not None:
            value.closure.own = objects
    objects.fields = {**held, **(objects.fields or {})}
    if parent.closure is None and parent.name:  # a class of another package
        objects.name = objects.name or parent.name.removesuffix(f".{PROTOTYPE}").removesuffix("()")


def called_on(function: Value, this: Value) -> None:
    """Let an object have what the constructor of another class puts into its own: `Parent.call(this, …)`."""
    objects = function.closure.objects if function.closure is not None else None
    if objects is not None and objects is not this and this.closure is not None and this.fields is not None:
        inherits(this, objects)


def takes_method(base: Value, key: object, value: Value) -> bool:
    """Let a function that is set on an object be a method of it; return whether it was the prototype of a function that was set."""
    objects = prototype(base) if key == PROTOTYPE and is_function(base) else None
    if objects is None:
        belongs(base, value)
        return False
    inherits(objects, value)
    return True


def inheriting(machine: Machine, one: Invocation) -> Value | None:
    """`util.inherits(Made, Parent)`."""
    objects = prototype(one.argument(0)) if len(one.args) == 2 else None
    if objects is not None:
        parent = one.args[1]
        inherits(objects, prototype(parent) or parent)
    return None


def created(machine: Machine, one: Invocation) -> Value | None:
    """`Object.create(prototype)`: an object that has what that one has."""
    parent = one.argument(0)
    if parent.fields is None and parent.closure is None:
        return None
    made = Value(name=parent.name, marks=dict(parent.marks))
    made.fields, made.closure = dict(parent.fields or {}), parent.closure
    return made


def prototype_of(machine: Machine, one: Invocation) -> Value | None:
    """`Object.getPrototypeOf(object)`: all objects of a class are one, and it is that."""
    return one.args[0] if one.args and one.args[0].closure is not None else None

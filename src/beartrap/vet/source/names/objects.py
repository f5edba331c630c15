"""Objects of a package's own: what their fields hold where a bare name means one, and methods that stand beside their type."""

from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Scope, Value

OF_AN_OBJECT = "\0object"
"""Among the defaults of a function of Go: its first parameter is the object that it is a method of."""
BARE = frozenset({"java", "groovy", "csharp"})
"""Languages in which a bare name within a method may be a field that was set as `this.name`."""


def field_of(name: str, scope: Scope, found: Value) -> Value:
    """Return what a field of the object holds by now, where the name is bound by its class alone; else what was found."""
    holder = scope.holder(name)
    owner = holder.owner
    if owner is None or owner.fields is None or owner.closure is None or owner.closure.scope is not holder:
        return found
    return owner.fields.get(name, found)


_SIGNS = {"ruby": "@", "java": ""}
"""What stands before the name of a field that is asked for by a call of that name: `attr_reader` of Ruby, records of Java."""


def read_by_name(language: str, owner: Value | None, name: str) -> Value | None:
    """Return what a field of an object holds that is asked for by a call of its name; None where none has that name."""
    sign = _SIGNS.get(language)
    held = owner.fields if owner is not None and owner.name is None else None
    return held.get(f"{sign}{name}") if held and sign is not None else None


def as_method(machine: Machine, one: Invocation) -> Invocation:
    """Return the call of one of Go's methods, which stand for themselves, with its object as the first argument; else the call as it is."""
    base = one.base
    if machine.language != "go" or base is None or one.func.closure is not None or not one.method:
        return one
    if base.name is not None and ("." in base.name or not base.name.endswith("()")):
        return one  # of another package
    found = machine.scope.outermost().values.get(one.method)
    node = found.closure.node if found is not None and found.closure is not None else None
    if found is None or not isinstance(node, tree.Function) or OF_AN_OBJECT not in dict(node.defaults):
        return one
    return Invocation(one.row, found, [base, *one.args], one.words)

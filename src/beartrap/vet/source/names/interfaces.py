"""Methods that are asked of something of which only the interface is known: those of the package's own classes that have one of that name.

Who implements an interface is told by a container, a list of services or a table: the code that calls it names nobody.
"""

from collections.abc import Iterator

from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Closure, Scope, Value, united

_LANGUAGES = frozenset({"java", "kotlin", "groovy", "csharp"})
_USUAL = frozenset(
    ["accept", "add", "apply", "build", "call", "clone", "close", "compare", "compareto", "contains", "copy", "dispose", "equals", "execute", "format", "get", "getname", "gethashcode", "hashcode", "hasnext", "init", "invoke", "iterator", "length", "load", "next", "parse", "process", "put", "read", "remove", "reset", "run", "set", "size", "start", "stop", "test", "tostring", "update", "validate", "write"]
)  # fmt: skip
"""Methods of many classes, in small letters: one of that name is not meant because it is there."""
MOST = 2
"""Classes that have a method of that name; of more nobody can tell which one is meant."""


def implemented(machine: Machine, one: Invocation) -> Value | None:
    """Return what the methods of that name give which the package's classes have; None where there is none, or too many."""
    base = one.base
    if machine.language not in _LANGUAGES or base is None or not one.method or one.method.lower() in _USUAL:
        return None
    if base.name is not None or base.known is not UNKNOWN or base.closure is not None or base.items is not None:
        return None
    if not one.args or base.fields is not None:
        return None
    found = list(_methods(machine.scope.outermost(), one.method, len(one.args)))
    if not 0 < len(found) <= MOST:
        return None
    return united([machine.enter(closure, one.args, one.words) for closure in found])


def _methods(scope: Scope, name: str, count: int, depth: int = 2) -> Iterator[Closure]:
    """Yield the methods of that name and number of parameters that do something, of classes and those within them."""
    for value in list(scope.values.values()):
        if value.closure is None or not isinstance(value.closure.node, tree.Class):
            continue
        method = value.closure.scope.values.get(name)
        closure = method.closure if method is not None else None
        node = closure.node if closure is not None else None
        if closure is not None and isinstance(node, tree.Function) and node.body and len(node.parameters) == count:
            yield closure
        if depth:
            yield from _methods(value.closure.scope, name, count, depth - 1)

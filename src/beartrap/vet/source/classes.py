"""What classes of Python work out when a member is asked for, and what they and functions say of themselves."""

from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

_PROPERTIES = frozenset({"property", "cached_property", "classproperty", "hybrid_property", "lazy", "reify"})
_OF_TYPES = frozenset({"__name__", "__qualname__", "__module__"})


def worked_out(machine: Machine, inner: Value) -> Value:
    """Return a member of a class; of a property what its function gives."""
    node = inner.closure.node if inner.closure is not None else None
    if isinstance(node, tree.Function) and node.decorators and inner.closure is not None:
        last = (tree.dotted(one).rpartition(".")[2] for one in node.decorators)
        if any(name in _PROPERTIES for name in last):
            return machine.enter(inner.closure, [], {})
    return inner


def told_of_itself(base: Value, key: str) -> Value | None:
    """Return what a class or function says of itself: its name, and the text that stands first in it."""
    node = base.closure.node if base.closure is not None else None
    if node is not None and key in ("__name__", "__qualname__"):
        return Value(node.name)
    if node is not None and key == "__doc__":
        first = next(iter(node.body), None)
        return Value(first.value) if isinstance(first, tree.Const) and isinstance(first.value, str) else Value(None)
    return Value() if key in _OF_TYPES and base.name is None else None

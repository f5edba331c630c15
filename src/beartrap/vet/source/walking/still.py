"""The outermost statements of a file that did not change, when only somebody else's use of it is of interest.

What the file does by itself, it did before. Names are bound, and what they stand for is worked out when they are used;
calls whose value nobody keeps are left out.
"""

from collections.abc import Iterable
from functools import partial

from beartrap.vet.source import tree
from beartrap.vet.source.frame import Frame
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Closure, Later, Scope, Value
from beartrap.vet.source.walking.binding import bind

_WORK = (tree.Attr, tree.Index, tree.Binary, tree.Choice, tree.Join, tree.Each, tree.Unary, tree.Slice)


def bind_all(machine: Machine, body: Iterable[tree.Node], scope: Scope) -> None:
    """Bind what statements bind, and no more."""
    for node in body:
        if isinstance(node, tree.Block):
            bind_all(machine, node.body, scope)
        elif isinstance(node, tree.Function):
            if node.name:
                scope.values[node.name] = _function(machine, node, scope)
        elif isinstance(node, tree.Assign) and node.operator is None and _waits(node.value):
            bind(machine, node.target, Later(partial(_worked_out, machine, node.value, scope)), scope)
        elif not isinstance(node, tree.Const | tree.Call):
            machine.value(node, scope)


def _function(machine: Machine, node: tree.Function, scope: Scope) -> Value:
    made = Value()
    made.closure = Closure(node, scope, machine.path)
    return made


def _waits(node: tree.Node) -> bool:
    """Whether a value takes work: what is taken in from elsewhere waits by itself."""
    if isinstance(node, tree.Call):
        return not (isinstance(node.func, tree.Name) and node.func.id == "require")
    return isinstance(node, _WORK)


def _worked_out(machine: Machine, node: tree.Node, scope: Scope) -> Value:
    """Return a value as the file itself would have it, whatever is being walked meanwhile."""
    frame, machine.frame = machine.frame, Frame()
    concrete, machine.concrete = machine.concrete, 0
    try:
        return machine.value(node, scope)
    finally:
        machine.frame, machine.concrete = frame, concrete

"""Objects that act by what their fields say when they are made of data, or are gone: what an attacker writes into a serialised object.

`unserialize`, `Marshal.load` and `pickle` make objects of any class with any fields, and call some of their methods by themselves
(PHP: php.net/manual/language.oop5.magic; Ruby: Marshal; Python: docs.python.org/3/library/pickle).
"""

from collections.abc import Iterator

from beartrap.vet.source import tree
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Marks

_BY_THEMSELVES = {
    "php": frozenset({"__destruct", "__wakeup", "__unserialize", "__toString"}),
    "ruby": frozenset({"marshal_load", "init_with", "yaml_initialize"}),
    "python": frozenset({"__setstate__"}),
}
"""Methods that are called without anybody asking for it."""
_CALLS = frozenset({"call_user_func", "call_user_func_array", "eval", "assert", "system", "exec", "shell_exec", "passthru", "popen", "proc_open", "send", "public_send", "__send__", "instance_eval", "import_module", "__import__"})  # fmt: skip
"""Calls that do what their first argument says."""
_OWN = frozenset({"this", "self", "$this"})


def acts_when_revived(machine: Machine, node: tree.Class) -> None:
    """Note a method that runs by itself and calls what a field of its object, or the state that it is given, names."""
    by_themselves = _BY_THEMSELVES.get(machine.language)
    if by_themselves is None:
        return
    methods = [one for one in node.body if isinstance(one, tree.Function)]
    called = [one for one in methods if one.name in by_themselves]
    if not called:  # of most classes nothing more is read
        return
    fields = set(_fields(node)) - {one.name for one in methods}
    for function in called:
        held = {*function.parameters, *_copies(function)} - _OWN
        for one in tree.everything(function):
            if isinstance(one, tree.Call) and _calls_what_it_holds(one, fields, held):
                given: Marks = {"given": (machine.spot(one.row),)}
                machine.emit(Act.EVALUATE, REVIVED, one.row, marks=given)
                break


REVIVED = "revived"
"""Name of an act of an object that is made of data."""


def _fields(node: tree.Class) -> Iterator[str]:
    """Yield the fields of a class: those that it declares, and those that its methods set."""
    for one in tree.everything(node):
        if isinstance(one, tree.Assign) and isinstance(one.target, tree.Attr) and _is_own(one.target.base):
            yield one.target.name
    for one in node.body:
        if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name):
            yield one.target.id.lstrip("$")
        elif isinstance(one, tree.Function) and one.name == "__construct":
            yield from (parameter.lstrip("$") for parameter in one.parameters)


def _copies(function: tree.Function) -> Iterator[str]:
    """Yield the variables that are given what a field holds."""
    for one in tree.everything(function):
        if (
            isinstance(one, tree.Assign)
            and isinstance(one.target, tree.Name)
            and one.value is not None
            and _holds(one.value, set())
        ):
            yield one.target.id


def _is_own(node: tree.Node) -> bool:
    return isinstance(node, tree.Name) and node.id in _OWN


def _holds(node: tree.Node, held: set[str]) -> bool:
    """Whether something is made of a field of the object, or of what it was given."""
    return any(
        (isinstance(one, tree.Attr) and _is_own(one.base)) or (isinstance(one, tree.Name) and one.id in held)
        for one in tree.within(node)
    )


def _calls_what_it_holds(call: tree.Call, fields: set[str], held: set[str]) -> bool:
    func = call.func
    if isinstance(func, tree.Attr) and _is_own(func.base):
        return func.name in fields
    if isinstance(func, tree.Call):  # `getattr(module, name)(…)`
        return any(_holds(one, held) for one in func.args)
    if isinstance(func, tree.Index):  # Ruby's `object.send(name, …)`
        return _holds(func.key, held)
    name = func.name if isinstance(func, tree.Attr) else func.id if isinstance(func, tree.Name) else ""
    if isinstance(func, tree.Name) and name in held:
        return True
    return name.lstrip("\\") in _CALLS and bool(call.args) and _holds(call.args[0], held)

"""Functions that a call is handed and that use what the same call gives: `s = connect(host, () => s.end(text))`."""

from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Scope


def not_there_yet(machine: Machine, made_by: tree.Node, name: str, scope: Scope) -> None:
    """Walk the functions once more that were walked while the call that makes `name` was, and that speak of it.

    They run when that name has been there for long; when they were walked it was not.
    """
    if not isinstance(made_by, tree.Call):
        return
    for one in made_by.args:
        if not isinstance(one, tree.Function) or not machine.entered.get(id(one)) or not _speaks_of(one, name):
            continue
        closure = next((it for it in reversed(machine.functions) if it.node is one and it.scope is scope), None)
        if closure is None:
            machine.entered.pop(id(one))
            continue
        scope.told = (*scope.told, name)  # it acts otherwise now
        machine.enter(closure, [], {})


def _speaks_of(function: tree.Function, name: str) -> bool:
    return any(isinstance(part, tree.Name) and part.id == name for part in tree.everything(function))

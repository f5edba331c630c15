"""Functions that a call is handed and that use what the same call gives: `s = connect(host, () => s.end(text))`."""

from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine


def not_there_yet(machine: Machine, made_by: tree.Node, name: str) -> None:
    """Have the functions walked once more that were walked while the call that makes `name` was, and that speak of it.

    They run when that name has been there for long; when they were walked it was not.
    """
    if not isinstance(made_by, tree.Call):
        return
    for one in made_by.args:
        if isinstance(one, tree.Function) and machine.entered.get(id(one)) and _speaks_of(one, name):
            machine.entered.pop(id(one))


def _speaks_of(function: tree.Function, name: str) -> bool:
    return any(isinstance(part, tree.Name) and part.id == name for part in tree.everything(function))

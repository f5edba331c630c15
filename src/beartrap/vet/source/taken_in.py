"""Modules that a file takes in: of its own package, or under the name that everybody knows."""

from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.opened import is_beside
from beartrap.vet.source.values import Scope, Value

OPENED = 64
"""Modules that are opened in one file: all of them are asked for each name that is bound nowhere."""


def bring_in(machine: Machine, node: tree.Import, scope: Scope) -> Value:
    """Bind an import: a module of this package where there is one, else the name that everybody knows."""
    found = machine.around.imported(machine, machine.path, node)
    if found is None:
        if machine.language == "php" and node.level and not node.module:
            return Value()  # of no other namespace: the class may be the language's own
        found = outside(node)
        if node.member == "*" and node.alias in ("", "*"):
            if node.module not in machine.opened:
                if len(machine.opened) < OPENED:
                    machine.opened.append(node.module)
                elif not (
                    node.level or is_beside(node.module, scope)
                ):  # the package's own are walked with what opens them
                    machine.left.add("names of modules that are opened, which are too many")
            return Value()
    if node.alias:
        scope.values[node.alias] = found
    if node.member == "*" and found.fields:
        scope.values.update(found.fields)
    return Value()  # nobody uses an import's own value, and to ask the module for it would walk it


def outside(node: tree.Import) -> Value:
    """Return what an import binds where its module is not of this package: the name that everybody knows."""
    module = node.module.removeprefix("node:")
    if node.member == "default":
        return Value(name=module)
    if node.level and not module:
        return Value(name=f".{node.member}")
    return Value(name=module if node.member is None else f"{module}.{node.member}" if module else node.member)

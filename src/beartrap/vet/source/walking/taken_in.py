"""Modules that a file takes in: of its own package, or under the name that everybody knows."""

from beartrap.vet.source import tree
from beartrap.vet.source.knowledge.javascript import GIVEN_BY_MODULES
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Later, Scope, Value
from beartrap.vet.source.walking.opened import is_beside

OPENED = 64
"""Modules that are opened in one file: all of them are asked for each name that is bound nowhere."""


def bring_in(machine: Machine, node: tree.Import, scope: Scope) -> Value:
    """Bind an import: a module of this package where there is one, else the name that everybody knows."""
    found = machine.around.imported(machine, machine.path, node)
    own = found is not None
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
    if node.alias and not _is_bound(scope, node):
        scope.values[node.alias] = found
    elif not node.alias and own and machine.language == "python" and "." in node.module:
        _put_below(scope, node.module, found)
    if node.member == "*" and found.fields:
        scope.values.update(found.fields)
    return Value()  # nobody uses an import's own value, and to ask the module for it would walk it


class _Package(Later):
    """A package of which modules were imported by their whole names (`import a.b`): they are its members from then on."""

    __slots__ = ("below",)

    def __init__(self, package: Value) -> None:
        super().__init__(lambda: self._filled(package))
        self.below: list[tuple[list[str], Value]] = []

    def _filled(self, package: Value) -> Value:
        for names, module in self.below:
            _fill(package, names, module)
        return package


def _fill(package: Value, names: list[str], module: Value) -> None:
    for name in names[:-1]:
        package = _members(package).setdefault(name, Value(name=f"{package.name}.{name}" if package.name else None))
    _members(package).setdefault(names[-1], module)


def _members(value: Value) -> dict[str, Value]:
    if value.fields is None:
        value.fields = {}
    return value.fields


def _put_below(scope: Scope, module: str, found: Value) -> None:
    """Let a module be a member of its package, whose name the same import has bound."""
    first, *names = module.split(".")
    package = scope.values.get(first)
    if package is None:
        return
    if not isinstance(package, _Package):
        package = scope.values[first] = _Package(package)
    if package.waits:
        package.below.append((names, found))
    else:
        _fill(package, names, found)


def _is_bound(scope: Scope, node: tree.Import) -> bool:
    """Whether an import names a package again of which modules were imported before."""
    return node.member is None and node.module == node.alias and isinstance(scope.values.get(node.alias), _Package)


def outside(node: tree.Import) -> Value:
    """Return what an import binds where its module is not of this package: the name that everybody knows."""
    module = node.module.removeprefix("node:")
    if node.member == "default":
        return Value(name=module)
    if node.level and not module:
        return Value(name=f".{node.member}")
    name = module if node.member is None else f"{module}.{node.member}" if module else node.member
    return Value(name=GIVEN_BY_MODULES.get(name, name))

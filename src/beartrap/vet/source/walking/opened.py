"""Names that stand alone because a module, or a class, was opened: `from os import *`, Go's `import . "os/exec"`, a static import of all."""

import builtins
from functools import cache

from beartrap.vet.source import apis
from beartrap.vet.source.folding import decoding, fold_functions
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Scope

_PYTHONS_OWN = frozenset(dir(builtins))


def opened(machine: Machine, name: str) -> str:
    """Return a name that is bound nowhere with the module that it is of; as it is where that is of none that was opened."""
    language = machine.language
    if language == "python" and name in _PYTHONS_OWN:
        return name
    for module in machine.opened:
        if f"{module}.{name}" in _known(language):
            return f"{module}.{name}"
    return f"{machine.opened[0]}.{name}" if language == "python" and len(machine.opened) == 1 else name


def is_beside(module: str, scope: Scope) -> bool:
    """Whether a module is one that its file has declared as a file beside it, as Rust's `mod name;` does."""
    bound = scope.values.get(module.partition(".")[0])
    return bound is not None and (bound.name or "").startswith("./")


@cache
def _known(language: str) -> frozenset[str]:
    """Return the names that a table tells, and what they begin with: `os.path`, `Runtime.getRuntime`."""
    found = set[str]()
    for name in apis.names(language) | decoding.names(language) | fold_functions.names(language):
        while name:
            found.add(name.removesuffix("()"))
            name = name.rpartition(".")[0]
    return frozenset(found)

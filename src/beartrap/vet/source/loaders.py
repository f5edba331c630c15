"""Loaders of Python's import system: what their methods give is the source of a module, and so is run."""

from beartrap.vet.source.acts import evaluate
from beartrap.vet.source.expressions import scope_owner
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Scope, Value

LOADS = frozenset({"get_data", "get_source", "get_code", "source_to_code"})
"""Methods whose result is what a module consists of."""
_LOADERS = frozenset(
    {
        "Loader", "SourceLoader", "InspectLoader", "ExecutionLoader", "FileLoader", "ResourceLoader", "SourceFileLoader", "SourcelessFileLoader", "zipimporter", "MetaPathFinder", "PathEntryFinder", "BuiltinImporter",
    }
)  # fmt: skip
"""Classes of the library that loaders are made of, by their last names."""


def loaded(machine: Machine, scope: Scope, value: Value, row: int) -> None:
    """Note that what a loader's method gives is going to be run."""
    owner = scope_owner(scope)
    if owner is not None and (owner.name or "").rpartition(".")[2] in _LOADERS and (value.marks or value.layers):
        evaluate(machine, value, f"{owner.name}.{machine.inside[-1]}", row)

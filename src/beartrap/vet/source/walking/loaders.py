"""Loaders of Python's import system: what their methods give is the source of a module, and so is run."""

from beartrap.vet.source.acts.acts import evaluate
from beartrap.vet.source.apis import api
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Scope, Value, items_of
from beartrap.vet.source.walking.expressions import scope_owner

_REDUCES = frozenset({"__reduce__", "__reduce_ex__"})
LOADS = frozenset({"get_data", "get_source", "get_code", "source_to_code", *_REDUCES})
"""Methods whose result is what a module consists of, or what an object is made anew by."""
_LOADERS = frozenset(
    {
        "Loader", "SourceLoader", "InspectLoader", "ExecutionLoader", "FileLoader", "ResourceLoader", "SourceFileLoader", "SourcelessFileLoader", "zipimporter", "MetaPathFinder", "PathEntryFinder", "BuiltinImporter",
    }
)  # fmt: skip
"""Classes of the library that loaders are made of, by their last names."""


def _unpickled(machine: Machine, value: Value, row: int) -> None:
    """Walk the call by which an object says that it is made anew: whoever unpickles it makes it."""
    items = items_of(value, 8) or []
    if len(items) > 1 and api(machine.language, items[0].name) is not None:
        machine.invoke(machine, Invocation(row, items[0], items_of(items[1], 64) or []))


def _says_something(value: Value) -> bool:
    return bool(value.marks or value.layers) or (isinstance(value.known, str | bytes) and bool(value.known))


def loaded(machine: Machine, scope: Scope, value: Value, row: int) -> None:
    """Note that what a loader's method gives is going to be run."""
    if machine.inside[-1] in _REDUCES:
        _unpickled(machine, value, row)
        return
    owner = scope_owner(scope)
    if owner is not None and (owner.name or "").rpartition(".")[2] in _LOADERS and _says_something(value):
        evaluate(machine, value, f"{owner.name}.{machine.inside[-1]}", row)

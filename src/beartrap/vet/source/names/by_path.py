"""Modules of Python that are loaded by the path of their file: what such a call gives is the module (importlib, imp, runpy)."""

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.events import FROM_REQUEST, Act
from beartrap.vet.source.folding.reckoning import MARK as RECKONED
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, Value

_LOADS = {"importlib.util.spec_from_file_location": 1, "imp.load_source": 1, "importlib.machinery.SourceFileLoader": 1, "runpy.run_path": 0}  # fmt: skip
"""Calls that take the path of a module, with its place."""
_FOLDER = regex(r"(?:\{[^{}]*\}|\.\.?)?/+")
_MODULE = "module"


def load(machine: Machine, one: Invocation, made: Value) -> Value:
    """Return what a call gives that may load a module of the package: `made`, which has the module with it where it does."""
    at = _LOADS.get(one.name)
    path = shown(one.argument(at, "location", "path", "pathname", "path_name")) if at is not None else ""
    if not path.endswith(".py") or machine.language != "python":
        return made
    stem = _FOLDER.sub("/", path, count=1).strip("/").removesuffix(".py")
    statement = tree.Import(one.row, stem.replace("/", "."), None, stem.rpartition("/")[2])
    module = machine.around.imported(machine, machine.path, statement)
    if module is not None:
        made.fields = {_MODULE: module} if "spec" in one.name else module.fields
    return made


def of_spec(machine: Machine, one: Invocation) -> Value | None:
    """Return the module of a specification (`importlib.util.module_from_spec`), None where it is none of the package's."""
    return (one.argument(0, "spec").fields or {}).get(_MODULE)


_FROM_AFAR = frozenset({"network", "given-response", FROM_REQUEST})


def chosen_afar(machine: Machine, one: Invocation, module: Value) -> None:
    """Note that somebody else answers which module is imported, or has sent it, or that a decoder by hand has made its name."""
    if not _FROM_AFAR.isdisjoint(module.marks) or (RECKONED in module.marks and not module.text):
        machine.emit(Act.LOAD, one.name, one.row, text=HOLE, marks=dict(module.marks), values=[module])

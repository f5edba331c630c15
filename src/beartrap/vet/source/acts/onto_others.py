"""Code that is put behind or before the code of others: by a plug-in of a bundler, a loader, a tool that ends a file with a line of its own.

Whoever builds with the plug-in ships what it adds. What stands there in plain words is looked into as such a text
(`reading/code_texts.py`); here is what only the step shows: that what was decoded, or lay in a file of data, becomes code.
"""

from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.code_texts import is_plugin, looked_into
from beartrap.vet.source.values import UNKNOWN, Value, marks_of

_SOURCES = frozenset(
    {"ConcatSource", "RawSource", "OriginalSource", "SourceMapSource", "PrefixSource", "updateAsset", "emitAsset", "emitFile", "pushContainer", "unshiftContainer", "BannerPlugin"}
)  # fmt: skip
"""Calls that make a part of what is built (webpack-sources; webpack, "Compilation object"; Rollup, "Plugin Context"; Babel, "NodePath")."""
STEPS = frozenset({"transform", "renderChunk", "banner", "footer", "intro", "outro", "load", "processAssets", "transformIndexHtml", "onLoad"})  # fmt: skip
"""Functions of a plug-in whose result takes the place of a module or a chunk (Rollup, "Build Hooks", "Output Generation Hooks"; esbuild, "On-load callbacks")."""
_CODE = ("code", "contents", "html")
_SEALED = frozenset({"decoded", "reckoned"})
_OF_FILES = frozenset({"package-file", "data-file"})


def handed_to_build(machine: Machine, one: Invocation) -> None:
    """Look at what a bundler is given as a part of what it builds."""
    if machine.language == "javascript" and (one.method or one.name.rpartition(".")[2]) in _SOURCES:
        for value in one.args:
            _becomes_code(machine, value, one.name or one.method, one.row)


def handed_back(machine: Machine, value: Value, row: int) -> None:
    """Look at what a step of a plug-in gives for a module or a chunk."""
    if machine.language != "javascript" or not is_plugin(machine):
        return
    fields = value.fields or {}
    part = next((fields[name] for name in _CODE if name in fields), value if value.fields is None else None)
    if part is not None:
        _becomes_code(machine, part, machine.inside[-1], row)


def _becomes_code(machine: Machine, value: Value, name: str, row: int) -> None:
    marks = marks_of([value])
    looked_into(machine, value, row, becomes=bool(value.layers) or not _SEALED.isdisjoint(marks))
    hidden = not _SEALED.isdisjoint(marks) and not _OF_FILES.isdisjoint(marks)
    if hidden and value.known is UNKNOWN and "file-from-network" not in marks:
        machine.emit(Act.EVALUATE, name, row, text=value.text, marks=marks, values=[value])

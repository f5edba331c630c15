"""Objects that hold settings which they have read: Python's `ConfigParser`, Java's `Properties`."""

from beartrap.vet.source.folding.documents import document
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, marks_of

_HOLDERS = ("ConfigParser()", "RawConfigParser()", "Properties()", "ConfigObj()")
_TAKES_IN = frozenset({"read", "read_file", "readfp", "read_string", "load"})
_GIVES = frozenset({"get", "getint", "getfloat", "getProperty"})


def _is_holder(value: Value) -> bool:
    return (value.name or "").endswith(_HOLDERS)


def takes_in(base: Value, method: str) -> bool:
    """Whether a method lets such an object read something."""
    return method in _TAKES_IN and _is_holder(base)


def read_into(machine: Machine, one: Invocation, base: Value) -> None:
    """Let an object hold what a file of the package says that it reads, by its path or as it was opened."""
    if not one.args:
        return
    source, marks = one.args[0], marks_of(one.args)
    content = source.known
    if one.method == "read" and source.text:
        content = machine.around.data(source.text) or content
        marks = machine.mark(Value(marks=marks), "package-file", one.row).marks
    if not isinstance(content, str | bytes):
        return
    made = document("properties" if (base.name or "").endswith("Properties()") else "ini", content, marks)
    if made is not None:
        base.fields = {**(base.fields or {}), **(made.fields or {})}


def setting(_: Machine, one: Invocation) -> Value | None:
    """Return what such an object says of a key, or of a section and a key; None where it was asked for something else."""
    if one.base is None or one.method not in _GIVES or not _is_holder(one.base):
        return None
    found: Value | None = one.base
    for key in one.args[: 1 if one.method == "getProperty" else 2]:
        found = (found.fields or {}).get(str(key.known)) if found is not None else None
    return None if found is one.base else found

"""Buffers in memory: they are made of what is written into them, by whatever writes: a printer, a writer of tables, an archive."""

from beartrap.vet.source.acts.acts import reading
from beartrap.vet.source.acts.growth import put_away
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.settings import read_into, takes_in
from beartrap.vet.source.values import UNKNOWN, Marks, Value, marks_of

_BUFFERS = (
    "BytesIO()", "StringIO()", "StringIO.new()", "TemporaryFile()", "ByteArrayOutputStream()", "StringWriter()", "MemoryStream()", "PassThrough()",
)  # fmt: skip
_READS = frozenset(
    {"read", "getvalue", "readlines", "readline", "seek", "tell", "close", "getbuffer", "name", "string"}
)
_STEPS = 3
"""Writers around a buffer that are looked through."""


def poured(machine: Machine, one: Invocation) -> None:
    """Let a buffer be made of what a call is given beside it, and of what is handed to a writer that was opened on it."""
    if one.func.closure is not None:
        return
    if one.base is not None and takes_in(one.base, one.method):
        one.base.marks = {**reading(marks_of(one.args)), **one.base.marks}
        read_into(machine, one, one.base)
    values = [*one.args, *one.words.values()]
    beside = [value for value in values if _is_buffer(value)]
    if beside:
        content = [value for value in values if value not in beside]
        _filled(machine, beside, marks_of([*content, *([one.base] if one.base is not None else [])]))
    elif one.base is not None and values and one.method not in _READS and (behind := _behind(one.base)) is not None:
        _filled(machine, [behind], marks_of(values))


def _behind(base: Value) -> Value | None:
    """Return the buffer that a writer was opened on, None where there is none."""
    current: Value | None = base
    for _ in range(_STEPS):
        if current is None or _is_buffer(current):
            return current
        current = current.source
    return None


def _is_buffer(value: Value) -> bool:
    return value.name is not None and value.name.endswith(_BUFFERS)


def _filled(machine: Machine, buffers: list[Value], marks: Marks) -> None:
    if not marks:
        return
    put_away(machine, marks)
    for buffer in buffers:
        if buffer.known is UNKNOWN:
            buffer.marks = {**marks, **buffer.marks}

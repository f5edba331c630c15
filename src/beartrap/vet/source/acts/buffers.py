"""Files, connections and buffers of compiled languages: what is written to them, and what fills them."""

from beartrap.vet.source.acts.acts import written
from beartrap.vet.source.acts.building import filled
from beartrap.vet.source.apis import api
from beartrap.vet.source.events import Act
from beartrap.vet.source.folding.fold_compiled import text_of
from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.knowledge import c, compiled
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, UNKNOWN, Value, joined, marks_of

BODIES = frozenset(compiled.BODIES.split())
_FILES = ("os.Create()", "os.OpenFile()", "File.create()", "FileOutputStream()", "FileWriter()", "Files.newOutputStream()", "File.Create()", "StreamWriter()", "ofstream()", "fopen()", "PrintWriter()", "File.OpenWrite()", "fopen64()", "Files.newBufferedWriter()")  # fmt: skip
_WRITES = frozenset({"write", "write_all", "write_fmt", "Write", "WriteString", "writeBytes", "print", "println", "WriteLine", "WriteAsync", "WriteMessage", "writeUTF", "Send", "send", "SendAsync", "transferFrom", "puts", "leftShift", "append", "writeln", "SendTo", "sendAll", "sendText", "writeUtf8"})  # fmt: skip
_TAKES = frozenset(
    {
        "read_to_string",
        "read_to_end",
        "read",
        "read_line",
        "read_exact",
        "Read",
        "ReadFrom",
        "ReadFromUDP",
        "recv",
        "recv_from",
        "CopyTo",
        "CopyToAsync",
        "transferTo",
        "readFully",
    }
)
"""Methods that fill their argument from their object."""


def handle(machine: Machine, one: Invocation, base: Value) -> Value | None:
    """What is written to a file or a connection, and what is read from one into a buffer."""
    if one.method in _WRITES and base.name is not None and base.name.endswith(_FILES):
        return written(machine, base.source or base, one.args, one.name, one.row)
    if one.method in BODIES and "network" in base.marks and marks_of(one.args):
        _sent(machine, base, one)
        return base
    told = api(machine.language, one.name) is not None  # it says itself whom it goes to
    if one.method in _WRITES and not told and "network" in base.marks and one.args and base.known is UNKNOWN:
        return _sent(machine, base, one)
    opened = base.name is None or "()" in base.name
    if one.method in _TAKES and opened and one.args and one.args[0].closure is None:
        target = one.args[0]
        if target.name is not None and target.name.endswith(_FILES):
            return written(machine, target.source or target, [base], one.name, one.row)
        pour(target, base)
        return base
    return None


def _sent(machine: Machine, line: Value, one: Invocation) -> Value:
    address = shown(line.source) if line.source is not None else HOLE
    marks = {name: trail for name, trail in marks_of(one.args).items() if name != "network"}
    machine.emit(Act.SEND, one.name or one.method, one.row, text=address, marks=marks, values=one.args)
    return Value()


def pour(target: Value, content: Value) -> None:
    """Let what a buffer holds be some content from now on."""
    target.known, target.hint, target.layers = content.known, content.hint, content.layers
    target.marks = {**target.marks, **content.marks}


def put(machine: Machine, one: Invocation) -> Value | None:
    """A function that writes to what it is given first (in C, last)."""
    last = machine.language == "rust" or (machine.language == "c" and one.name in ("fputs", "fwrite"))
    at = -1 if last else 0
    line = one.args[at]
    rest = [value for value in one.args if value is not line]
    if line.name is not None and line.name.endswith(_FILES):
        return written(machine, line.source or line, rest, one.name, one.row)
    if "network" in line.marks:
        return _sent(machine, line, Invocation(one.row, one.func, rest))
    if one.name == "io.copy" and line.name is not None and line.name.endswith("File.create()"):
        return written(machine, line.source or line, rest, one.name, one.row)
    if one.name == "io.Copy" and len(one.args) > 1:
        pour(line, one.args[1])
    return None


def fills(machine: Machine, one: Invocation) -> Value | None:
    """A function of C that fills a buffer."""
    if one.name in c.RECEIVES:
        at = c.RECEIVES[one.name]
        if len(one.args) > at:
            source = [value for value in one.args if value is not one.args[at]]
            marks = machine.extend(marks_of(source), one.row)
            one.args[at].known = UNKNOWN
            one.args[at].marks = {**one.args[at].marks, **marks}
            machine.mark(one.args[at], "input", one.row)
            if one.name.startswith(("recv", "SSL_", "Internet")):
                machine.mark(one.args[at], "network", one.row)
        return Value()
    at = c.FILLS[one.name]
    if len(one.args) <= at:
        return None
    target, rest = one.args[0], one.args[at:]
    if one.name == "inet_pton":
        target, rest = one.args[-1], one.args[1:2]
    if "printf" in one.name and isinstance(rest[0].known, str):
        made = filled(machine, rest[0].known, rest[1:], one.row)
    elif one.name == "fgets":
        made = machine.mark(Value(marks=machine.extend(marks_of(rest), one.row)), "input", one.row)
    else:
        made = joined([Value(text_of(target.known), hint=target.hint), *rest[:1]]) if "cat" in one.name else rest[0]
    pour(target, made)
    return target

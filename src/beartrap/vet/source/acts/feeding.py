"""What a process is given on its standard input after it was started: through a pipe, a stream of its own, a field of the command.

Each library has another name for that stream. Whatever leads there began with a call that started a process, which the names of values keep.
"""

from beartrap.model.regex import regex
from beartrap.vet.source.acts.running import fed
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.knowledge.commands import program
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, listed, marks_of

_STARTED = regex(
    r"(?:Popen|spawn|exec|execFile|popen\w*|create_subprocess_\w+|fork|capture\w+|exec\.Command|exec\.CommandContext|Command\.new|ProcessBuilder|Process\.Start|ProcessStartInfo|Process|proc_open)\(\)"
    r"((?:\.\w+(?:\(\))?)*)$"
)
"""Names of a process that was started, with whatever of it a value is."""
_COMES_OUT = regex(
    r"(?i:stdout|stderr|(?:get)?(?:input|error)stream|(?:input|error)reader|standard(?:output|error)|read)"
)
"""Streams that a process writes to itself."""
_GIVES = frozenset(
    {
        "communicate", "write", "end", "writelines", "puts", "print", "write_all", "Write", "WriteLine", "WriteAsync", "WriteLineAsync", "WriteString", "println", "append", "newLine",
        "writeBytes", "write_fmt", "<<", "writeText", "syswrite", "write_nonblock",
    }
)  # fmt: skip
"""Methods of a stream that put their first argument into it."""
_POURS = frozenset({"pipe", "transferTo", "CopyTo", "CopyToAsync", "copyTo"})
"""Methods that put their object into their first argument."""
_COPIES = {"io.Copy": 1, "io.WriteString": 1, "fmt.Fprint": 1, "fmt.Fprintln": 1, "fmt.Fprintf": -1, "fwrite": 1, "fputs": 1, "fputc": 1, "putc": 1, "shutil.copyfileobj": 0, "IO.copy_stream": 0, "IOUtils.copy": 0, "IOUtils.write": 0, "io.copy": 0}  # fmt: skip
"""Functions that put one argument, by its place, into another."""
_PRINTS = frozenset({"fprintf", "vfprintf"})
"""Functions of C that are given a stream first, and then whatever is put into it."""
_FIELDS = frozenset({"Stdin"})
_STEPS = 4
"""Wrappers around a stream that are looked through."""


def given_to_process(machine: Machine, one: Invocation) -> None:
    """Look at what a call puts into the standard input of a process."""
    if one.method in _GIVES and one.args and one.base is not None and one.name not in _COPIES:
        _feed(machine, one.base, one.args[0], one)
    elif one.method in _POURS and one.args and one.base is not None:
        _feed(machine, one.args[0], one.base, one)
    elif one.name in _PRINTS and machine.language == "c":
        for content in one.args[1:]:
            _feed(machine, one.args[0], content, one)
    elif one.name in _COPIES and len(one.args) > 1:
        of_c = machine.language == "c"  # whose stream comes last
        content = one.args[0 if of_c else _COPIES[one.name]]
        for stream in one.args[-1:] if of_c else one.args[:2]:
            if stream is not content:
                _feed(machine, stream, content, one)


def input_assigned(machine: Machine, base: Value, key: str, value: Value, row: int) -> None:
    """Look at what a command that is not started yet is to read: Go's `cmd.Stdin = …`."""
    if key in _FIELDS:
        _feed(machine, base, value, Invocation(row, base, [value]))


def opened_pipes(one: Invocation) -> Value:
    """Return the streams that PHP's `proc_open` gives for the numbers it was asked for: the first is the input."""
    stream = Value(name="proc_open()")
    stream.source = one.argument(0)
    return listed([stream, Value(), Value()])


def _feed(machine: Machine, stream: Value, content: Value, one: Invocation) -> None:
    command = _command_behind(stream)
    if command is not None:
        fed(machine, command, content, one)
        _sent(machine, command, content, one)


_SENDS = regex(r"\b(?:curl|wget|nc|ncat|netcat|socat|telnet|s_client|sendmail|mailx?|ssh|sftp|ftp|http|xh)\b")
"""Programs that send what they read on."""
_OF_COMMANDS = frozenset({"network", "web-request", "web-request-all", "decoded", "reckoned"})
"""Marks of what would be a command if a shell were given it: who only sends it runs nothing of it."""


def _sent(machine: Machine, command: Value, content: Value, one: Invocation) -> None:
    """Note what a program is given that sends its input."""
    marks = {mark: trail for mark, trail in marks_of([content]).items() if mark not in _OF_COMMANDS}
    if marks and _SENDS.search(command.text):
        name = program(command.text.split()[0])
        machine.emit(Act.RUN, name, one.row, text=command.text, marks=marks, values=[Value(command.text)])


def _command_behind(stream: Value) -> Value | None:
    """Return the command line of the process whose input a stream is, None where it is no such stream."""
    current: Value | None = stream
    for _ in range(_STEPS):
        if current is None:
            return None
        told = _STARTED.search((current.name or "")[-200:])
        if told is not None and current.source is not None:
            return None if _COMES_OUT.search(told[1]) else current.source
        current = current.source
    return None

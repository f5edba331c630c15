"""Methods of what a call opened: files that are written, sockets that are read, streams that are piped."""

from beartrap.vet.source.acts.acts import reading, written
from beartrap.vet.source.acts.variables import set_variable
from beartrap.vet.source.apis import environment
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.own_hooks import calls_its_own
from beartrap.vet.source.values import UNKNOWN, Value, items_of, listed, marks_of

_FILES = (
    "open()", "os.fdopen()", "createWriteStream()", "NamedTemporaryFile()", "File.open()", "File.new()", "fopen()", "codecs.open()", "mkstemp()",
    "TemporaryFile()", "SpooledTemporaryFile()", "openSync()",
)  # fmt: skip
_IN_MEMORY = frozenset({"os.memfd_create()"})
"""A file that has no name: what is written to it is known by its number alone."""
_SOCKETS = ("TCPSocket", "UDPSocket", "UNIXSocket", "OpenSSL")
_PUTS = frozenset({"write", "writelines", "end", "puts", "print", "writeln", "fwrite", "send"})
_GIVES = frozenset(
    {
        "read",
        "readlines",
        "getvalue",
        "readall",
        "read_text",
        "readline",
        "text",
        "buffer",
        "arrayBuffer",
        "detach",
        "readAll",
    }
)
_ITSELF = frozenset({"__enter__", "__await__"})
"""Methods by which most objects give themselves, where their class is none of the program's own."""
_RECEIVES = frozenset({"recv", "recvfrom", "recv_into", "makefile", "getresponse", "receive", "recvmsg"})


def handled(machine: Machine, one: Invocation) -> Value | None:
    """Return what a method of an opened thing gives, None where it is none."""
    base = one.base
    if (
        one.name in ("fwrite", "fputs", "os.write", "fs.writeSync", "fs.write")
        and len(one.args) > 1
        and one.args[0].source is not None
    ):
        return written(machine, one.args[0].source, one.args[1:], one.name, one.row)
    if one.name in ("os.write", "os.sendfile") and len(one.args) > 1 and one.args[0].name in _IN_MEMORY:
        return written(machine, one.args[0], one.args[1:], one.name, one.row)
    if one.name == "shutil.copyfileobj" and len(one.args) > 1:
        return written(machine, one.args[1].source or one.args[1], [one.args[0]], one.name, one.row)
    if base is None:
        return None
    if one.method in _ITSELF and one.func.closure is None and machine.language == "python":
        return base
    made = _poured(machine, one, base)
    if made is not None:
        return made
    _noted(machine, one, base)
    return _taken(machine, one, base)


def _poured(machine: Machine, one: Invocation, base: Value) -> Value | None:
    """Return what a method gives that puts something into a file or a process."""
    if (
        one.method in _PUTS
        and base.name is not None
        and base.name.endswith(_FILES)
        and not base.name.startswith(_SOCKETS)
    ):
        path = base.source or base.copy()
        for mark, trail in marks_of(one.args).items():
            base.marks = {**base.marks, mark: base.marks.get(mark, trail)}
        return written(machine, path, one.args, one.name, one.row)
    if one.method in ("extractall", "extract", "extractAllTo") and one.args and "network" in base.marks:
        return written(machine, one.args[0], [base], one.name or one.method, one.row)
    if one.method == "pipe" and one.args and one.args[0].name and one.args[0].name.endswith(_FILES):
        written(machine, one.args[0].source or one.args[0], [base], one.name, one.row)
        return one.args[0]
    return None


def _taken(machine: Machine, one: Invocation, base: Value) -> Value | None:
    """Return what a method gives that takes something out of what was opened or received."""
    if environment(base.name) and one.method in ("setdefault", "update", "store", "merge"):
        _set(machine, one, base)
    if (hooked := calls_its_own(machine, one)) is not None:
        return hooked
    if one.method in _RECEIVES:
        return machine.mark(
            Value(name=f"{one.name}()" if one.name else None, marks=reading(base.marks)), "network", one.row
        )
    if one.method in _GIVES and base.known is not UNKNOWN:
        made = base.copy()
        made.name = None
        return made
    if one.method in ("items", "values", "keys", "entries") and base.fields is not None:
        return members(one.method, base)
    return None


def _set(machine: Machine, one: Invocation, base: Value) -> None:
    """Note the variables of the environment that a method sets."""
    pairs = (
        [(one.args[0].text, one.args[1])]
        if len(one.args) > 1
        else [*one.words.items(), *(pair for value in one.args for pair in (value.fields or {}).items())]
    )
    for name, value in pairs:
        set_variable(machine, f"{base.name}.{name}", value, one.row)


def _noted(machine: Machine, one: Invocation, base: Value) -> None:
    """Note a path that modules are going to be loaded from, and what an object is saved into."""
    if base.name == "sys.path" and one.method in ("insert", "append") and one.args:
        marks = {**marks_of(one.args), **machine.written.get(one.args[-1].text, {})}
        if marks.keys() & {"file-from-network", "file-from-decoded"}:
            machine.emit(Act.LOAD, "sys.path", one.row, text=one.args[-1].text, marks=marks, values=one.args)
    if one.method in ("save", "dump", "export", "writeto") and one.args and base.marks:
        for mark, trail in base.marks.items():  # what an object is saved into is made of it
            one.args[0].marks = {mark: trail, **one.args[0].marks}


def members(method: str, base: Value) -> Value | None:
    """Return the keys, the values or the pairs of a table."""
    fields = base.fields or {}
    if method == "values":
        return listed(list(fields.values()))
    if any(key.startswith("\0") for key in fields):
        return None
    if method == "keys":
        return listed([Value(key) for key in fields])
    return listed(
        [
            listed([Value(key), value]) if items_of(value) is None else both(Value(key), value)
            for key, value in fields.items()
        ]
    )


def both(key: Value, value: Value) -> Value:
    """Return a pair as a list of two, each with its own marks."""
    made = Value()
    made.items = [key, value]
    return made

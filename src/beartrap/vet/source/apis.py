"""What the calls of each language do, by their dotted names."""

import re

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.knowledge import compiled, javascript, php, powershell, python, ruby
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Value


@frozen
class Api:
    """A call that acts: what it does, and which argument (from 0) says to what; -1 is the object it is called on."""

    act: Act
    what: int = 0


def _table(acts: dict[str, str]) -> dict[str, Api]:
    made = dict[str, Api]()
    for act, names in acts.items():
        word, _, position = act.partition(" ")
        made.update(dict.fromkeys(names.split(), Api(Act(word), int(position or 0))))
    return made


_TABLES = {
    "python": _table(python.ACTS),
    "javascript": _table(javascript.ACTS),
    "php": _table(php.ACTS),
    "ruby": _table(ruby.ACTS),
    "powershell": _table(powershell.ACTS),
    **{name: _table(one.ACTS) for name, one in compiled.TABLES.items()},
    "shell": {},
}
_SOURCES: dict[str, dict[str, str]] = {
    "python": python.SOURCES,
    "javascript": javascript.SOURCES,
    **{name: one.SOURCES for name, one in compiled.TABLES.items()},
}
_MEMORY = frozenset(
    [
        "VirtualAlloc",
        "VirtualAllocEx",
        "VirtualProtect",
        "VirtualProtectEx",
        "WriteProcessMemory",
        "CreateRemoteThread",
        "NtCreateThreadEx",
        "NtAllocateVirtualMemory",
        "QueueUserAPC",
        "RtlMoveMemory",
        "memfd_create",
        "mprotect",
        "process_vm_writev",
        "SetThreadContext",
    ]
)
"""Functions of operating systems that put code into memory and make it run; hardly anything interpreted needs them."""
_METHODS = {
    "python": {
        "unlink": Api(Act.DELETE, -1), **dict.fromkeys(("new_code_cell", "run_cell"), Api(Act.EVALUATE)), "write_bytes": Api(Act.WRITE, -1), "write_text": Api(Act.WRITE, -1), "read_bytes": Api(Act.READ, -1),
        "read_text": Api(Act.READ, -1),
        **dict.fromkeys(("ShellExecuteW", "ShellExecuteA"), Api(Act.RUN, 2)), **dict.fromkeys(("WinExec",), Api(Act.RUN)), **dict.fromkeys(("CreateProcessW", "CreateProcessA"), Api(Act.RUN, 1)),
        **dict.fromkeys(("URLDownloadToFileW", "URLDownloadToFileA"), Api(Act.COPY, 2)),
    },
    "csharp": {
        "DownloadFile": Api(Act.COPY, 1), "DownloadString": Api(Act.FETCH), "DownloadData": Api(Act.FETCH), "UploadString": Api(Act.SEND), "UploadData": Api(Act.SEND), "UploadFile": Api(Act.SEND),
        "UploadValues": Api(Act.SEND), "GetStringAsync": Api(Act.FETCH), "GetByteArrayAsync": Api(Act.FETCH), "PostAsync": Api(Act.SEND), "GetManifestResourceStream": Api(Act.READ),
    },
    "java": {"openStream": Api(Act.FETCH, -1), "openConnection": Api(Act.FETCH, -1), "getResourceAsStream": Api(Act.READ), **dict.fromkeys(("readText", "readBytes", "readLines"), Api(Act.READ, -1))},
    "javascript": {"sendFile": Api(Act.READ)},
    "rust": {"to_socket_addrs": Api(Act.RESOLVE, -1)},
    "ruby": {"instance_eval": Api(Act.EVALUATE), "class_eval": Api(Act.EVALUATE), "module_eval": Api(Act.EVALUATE), "eval": Api(Act.EVALUATE)},
}  # fmt: skip
"""Methods that act whatever they are called on: those of paths."""
_ENVIRONMENTS = frozenset(
    {
        "os.environ",
        "process.env",
        "ENV",
        "$_ENV",
        "$_SERVER",
        "os.environb",
        "posix.environ",
        "Deno.env",
        "Bun.env",
        "import.meta.env",
        "environment.getenvironmentvariables()",
    }
)
_FACTS = frozenset(name for one in (python, javascript, *compiled.TABLES.values()) for name in one.FACT_NAMES.split())
_SECRET_NAME = regex(
    r"TOKEN|SECRET|PASSWORD|PASSWD|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|CREDENTIAL|_AUTH\b|MNEMONIC|SEED_PHRASE|PASSPHRASE|_PAT\b|(?:ROLE|SIGNING|ENCRYPTION|MASTER|DEPLOY|ACCOUNT|SERVICE|SHARED|STORAGE)_?KEY\b|CONNECTION_?STRING",
    re.IGNORECASE,
)
_ABOUT_SECRETS = regex(
    r"_(?:URL|URI|ENDPOINT|HOST|PORT|TTL|EXPIR(?:Y|ES|ATION)\w*|LIFETIME|TIMEOUT|LENGTH|ISSUER|ALGORITHM|HEADER)\Z|TOKENI[SZ]|(?:MAX|NUM|MIN)_\w*TOKENS",
    re.IGNORECASE,
)
"""Variables that say where a secret is to be had, how long it lasts, or how many words a text has, which models call tokens."""


_SHELLS = {"SHELL": "/bin/sh", "COMSPEC": "cmd.exe", "ComSpec": "cmd.exe"}
"""Variables that name the shell of the user."""
_WHO = frozenset({"USER", "USERNAME", "LOGNAME", "COMPUTERNAME", "HOSTNAME", "USERDOMAIN"})
"""Variables that say who and where."""


def api(language: str, name: str | None) -> Api | None:
    """Return what the call of that dotted name does, None where it is none that acts."""
    if not name:
        return None
    if language == "python" and name.startswith(_LOOPS_SOCKETS):
        name = name[name.index("socket.") :]
    return _TABLES.get(language, {}).get(name)


_LOOPS_SOCKETS = ("trio.socket.", "gevent.socket.", "eventlet.green.socket.", "curio.socket.")
"""What is to other loops what Python's own `socket` is."""


def names(language: str) -> frozenset[str]:
    """Return the dotted names of what acts, of what gives a secret, and of what is one."""
    return frozenset(_TABLES.get(language, ())) | frozenset(_SOURCES.get(language, ())) | _ENVIRONMENTS | _FACTS


def api_of_method(language: str, name: str, method: str) -> Api | None:
    """Return what a call does by the last part of its name alone, None where that tells nothing."""
    last = name.rpartition(".")[2] or method
    if last in _MEMORY:
        return Api(Act.INJECT)
    if "_compile" in (method, last) and language == "javascript":  # of any object that `module` made
        return Api(Act.EVALUATE)
    return _METHODS.get(language, {}).get(method)


def secret_of(language: str, name: str) -> str | None:
    """Return the kind of secret that a call gives, None where it gives none that is known."""
    return _SOURCES.get(language, {}).get(name)


def environment(name: str | None) -> bool:
    """Whether a dotted name is the whole environment of the process."""
    return name in _ENVIRONMENTS


def constant_of(name: Value) -> str:
    """Return what a constant of another module is called that holds the name of a variable; empty for anything else."""
    module, _, constant = (name.name or "").rpartition(".")
    return constant if name.known is UNKNOWN and module and _CONSTANT.fullmatch(constant) else ""


def as_variable(base: Value, key: Value) -> Value:
    """Return by what a table is asked for one item: the environment also by a constant of another module, for its name says which variable it is."""
    constant = constant_of(key) if environment(base.name) else ""
    return Value(constant) if constant else key


_CONSTANT = regex(r"[A-Z][A-Z0-9_]{2,80}")


def secret_name(text: str) -> bool:
    """Whether the name of a variable says that it holds a secret."""
    return bool(_SECRET_NAME.search(text)) and not _ABOUT_SECRETS.search(text)


_SENT = ("$_GET", "$_POST", "$_REQUEST", "$_COOKIE", "$_FILES")
"""What PHP calls the parts of a request."""
_CONTROLS = regex(
    r"\bApplicationController\b|\bActionController\b|\bSinatra\b|\bGrape::API\b|\bHanami::Action\b|\bRoda\b"
)
"""Files of Ruby in which `params` is what a client sent."""
_FIELD = regex(
    r"document\.(?:querySelector|getElementById|querySelectorAll|getElementsByName|activeElement)(?:\(\))?\.(?:value|valueAsNumber|files)"
)


AT_START = frozenset({"worker_threads.workerData", "process.argv", "sys.argv"})
"""What a program of JavaScript or Python is handed when it is started."""


def named(machine: Machine, value: Value, row: int) -> Value:
    """Mark a named thing that is a source by itself: the environment, a fact about the host."""
    name = value.name or ""
    if (found := _of_the_file(machine, value, name)) is not None:
        return found
    if name in _ENVIRONMENTS or (machine.language == "c" and name in ("environ", "__environ", "_environ")):
        return machine.mark(value, "environment", row)
    if machine.language == "javascript" and (name in javascript.PAGE or _FIELD.fullmatch(name)):
        return machine.mark(value, javascript.PAGE.get(name, "page-input"), row)
    if name.startswith(_SENT) or (name.startswith("$_SERVER.HTTP_") and machine.language == "php"):
        value.marks.pop("environment", None)
        if name in _SENT:
            machine.mark(value, "web-request-all", row)
        else:
            value.marks.pop("web-request-all", None)
        return machine.mark(value, "web-request", row)
    if name.endswith(".historysavepath") and machine.language == "powershell":
        return machine.mark(value, "at:history", row)
    if name.partition(".")[0] == "params" and machine.language == "ruby" and _CONTROLS.search(machine.text):
        return machine.mark(value, "web-request", row)
    if name == "require.cache" or _of_another_library(machine, name):
        return machine.mark(value, "start:library-code", row)
    head, _, last = name.rpartition(".")
    if name in _FACTS:
        machine.emit(Act.FACT, name, row, text=name, marks={})
        if head in _ENVIRONMENTS:
            value.marks.pop("environment", None)
        return machine.mark(value, f"fact:{name}", row)
    if head in _ENVIRONMENTS and last not in _WHOLE:
        value.marks.pop("environment", None)
        return variable(machine, value, last, row)
    return value


def _of_another_library(machine: Machine, name: str) -> bool:
    """Whether a name of Python is the place of a module that is none of the file's own package."""
    placed = machine.language == "python" and name.endswith((".__file__", ".__path__"))
    return placed and name.partition(".")[0] != machine.path.removeprefix("src/").partition("/")[0]


def _of_the_file(machine: Machine, value: Value, name: str) -> Value | None:
    """Return what a program was handed at its start, or its own path in JavaScript; None for any other name."""
    if name in AT_START and name in machine.variables:
        return machine.variables[name].copy()
    if name != "__filename" or machine.language != "javascript":
        return None
    value.hint = value.hint or "{__dirname}/" + machine.path.rpartition("/")[2]
    return value


_WHOLE = frozenset(
    [
        "copy",
        "items",
        "keys",
        "values",
        "get",
        "pop",
        "setdefault",
        "update",
        "toObject",
        "to_h",
        "to_hash",
        "each",
        "map",
        "select",
        "fetch",
        "dup",
        "inspect",
        "reject",
        "any",
        "key?",
        "__getitem__",
    ]
)


def variable(machine: Machine, value: Value, name: str, row: int) -> Value:
    """Mark a value as one variable of the environment, where its name says that it is a secret."""
    machine.emit(Act.ENVIRONMENT, name, row, text=name, marks={})
    if name in machine.variables:
        held, marks = machine.variables[name].copy(), value.marks
        held.marks = {**marks, **held.marks}
        return held
    if name in ("HOME", "USERPROFILE"):
        machine.mark(value, "home", row)
    if name in _SHELLS and value.known is UNKNOWN and not value.hint:
        value.hint = _SHELLS[name]
    if name.upper() in _WHO:
        machine.mark(value, f"fact:{name.upper()}", row)
    if secret_name(name):
        machine.mark(value, f"variable:{name.upper()}", row)
    return value

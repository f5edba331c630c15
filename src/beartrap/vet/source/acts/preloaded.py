"""Variables of the environment that name code which programs load before their own: `LD_PRELOAD`, `NODE_OPTIONS`, `BASH_ENV`, …

Who sets one for the programs that it starts decides what these run. A library of the system or one that a caller names is
common there; one that the code has just written, or that lies in the user's home or in the package itself, is not.
"""

import re

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, UNKNOWN, Value, items_of

LOADED_BY = frozenset({"NODE_OPTIONS", "PYTHONSTARTUP", "LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "BASH_ENV", "RUBYOPT", "PERL5OPT", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"})  # fmt: skip
_LIBRARIES = frozenset({"LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES"})
_ASSIGNED = regex(r"([A-Z_]{6,24})=(.+)")
_LIBRARY = regex(r"\{[^/]*\}/(?:[^{}]*/)?[\w.+-]+\.(?:so|dylib)(?:\.[\d.]+)?")
"""A library below a folder that is not known."""
_IN_REACH = regex(r"(?:^|[\s=:])(?:~|\$HOME|\$\{HOME\}|/tmp|/var/tmp|/dev/shm)/[^\s{}]*[\w-]+\.\w+")
"""A file in the user's home or in a folder of temporary ones."""
_WRITTEN_OUT = regex(r"(?:^|[\s=])data:(?:text|application)/(?:javascript|ecmascript)", re.IGNORECASE)
"""Code that stands in the address itself (RFC 2397), which Node.js loads as a module."""
_BELOW = regex(r"\{[^/]*\}/[^{}]*[\w-]+\.\w+")
_OWN_FILES = frozenset({"__file__", "__dirname", "__dir__", "__DIR__", "import.meta.dirname", "import.meta.url"})
_STEPS = 6
"""Calls that a path is put together by, from its file to the folder."""


def loaded_first(machine: Machine, key: str, value: Value, row: int) -> None:
    """Note that programs are told to load code first that was written here, or that lies where only the code itself puts it."""
    if key not in LOADED_BY:
        return
    written = any(mark.startswith("file-from-") for mark in value.marks)
    if written:
        machine.emit(Act.LOAD, key, row, text=value.text, values=[value])
    if written or _is_own(key, value):
        machine.emit(Act.SET, key, row, text=f"{key}={value.text or HOLE}", values=[value], options=OWN)


def environment_assigned(machine: Machine, value: Value, row: int) -> None:
    """Look at a list of variables, each with its value behind its name: Go's `cmd.Env = append(os.Environ(), …)`."""
    for item in items_of(value, _VARIABLES) or ():
        told = _ASSIGNED.fullmatch(item.text)
        if told is not None:
            inner = item.copy()
            inner.known, inner.hint = (told[2] if item.known is not UNKNOWN else UNKNOWN), told[2]
            loaded_first(machine, told[1], inner, row)


OWN = frozenset({"loads-own"})
"""Option of an act: a variable has programs load a file of the code's own."""
_VARIABLES = 64


def _is_own(key: str, value: Value) -> bool:
    text = value.text
    if _IN_REACH.search(text) or _WRITTEN_OUT.search(text) or (_BELOW.search(text) and _at_home(value)):
        return True
    return key in _LIBRARIES and bool(_LIBRARY.fullmatch(text)) and _beside_the_code(value)


def _at_home(value: Value) -> bool:
    return any(mark == "home" or mark in _HOMES for mark in value.marks)


_HOMES = frozenset({"fact:os.homedir", "fact:os.UserHomeDir", "fact:dirs.home_dir", "fact:Dir.home", "fact:os.tmpdir", "fact:tempfile.gettempdir"})  # fmt: skip


def _beside_the_code(value: Value) -> bool:
    """Whether a path begins at the file that the code stands in."""
    made_of: Value | None = value
    for _ in range(_STEPS):
        if made_of is None:
            return False
        if made_of.name in _OWN_FILES:
            return True
        made_of = made_of.source
    return False

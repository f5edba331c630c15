"""The worker that reads a registry hive: what starts by itself. A hive is a hostile file, and its reader a library.

In: `{"path"}`. Out: `{"mechanism", "name", "command", "key"}` for each, `{"fault": why}` where the hive cannot be read (`"partial"`: or not all of it), then `{"done": true}`.
"""

import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from regipy.exceptions import RegipyException
from regipy.registry import RegistryHive

from beartrap.engine.errand import serve_talk
from beartrap.engine.wire import to_raw

_WINDOWS, _NT = "\\Microsoft\\Windows\\CurrentVersion", "\\Microsoft\\Windows NT\\CurrentVersion"
_SETS = ("\\ControlSet001", "\\ControlSet002")
_ABOVE = ("", "\\Wow6432Node", "\\Software", "\\Software\\Wow6432Node")
"""Where these keys hang: in SOFTWARE at the root, in a user's NTUSER.DAT below Software."""
RUN_KEYS = tuple(
    above + _WINDOWS + name
    for above in _ABOVE
    for name in ("\\Run", "\\RunOnce", "\\RunServices", "\\RunServicesOnce", "\\Policies\\Explorer\\Run")
)
NAMED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(("winlogon", above + _NT + "\\Winlogon", ("Shell", "Userinit", "Taskman")) for above in _ABOVE),
    *(("app-init", above + _NT + "\\Windows", ("AppInit_DLLs", "Load", "Run")) for above in _ABOVE),
    ("logon-script", "\\Environment", ("UserInitMprLogonScript",)),
    *(
        ("lsa", one + "\\Control\\Lsa", ("Authentication Packages", "Security Packages", "Notification Packages"))
        for one in _SETS
    ),
    *(("boot", one + "\\Control\\Session Manager", ("BootExecute", "Execute", "SetupExecute")) for one in _SETS),
)
"""Keys with values that name what is run or loaded."""
BELOW: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(("debugger", above + _NT + "\\Image File Execution Options", ("Debugger",)) for above in _ABOVE[:2]),
    *(("debugger", above + _NT + "\\SilentProcessExit", ("MonitorProcess",)) for above in _ABOVE[:2]),
    *(
        ("active-setup", above + "\\Microsoft\\Active Setup\\Installed Components", ("StubPath",))
        for above in _ABOVE[:2]
    ),
    *(("run-key", above + _WINDOWS + "\\RunOnceEx", ()) for above in _ABOVE),
    *(("service", one + "\\Services", ("ImagePath",)) for one in _SETS),
)
"""Keys whose own keys have such values: the name is the key's."""
SERVICE_DLL = ("Parameters", "ServiceDll")
_ALL_KEYS = (*RUN_KEYS, *(key for _, key, _ in (*NAMED, *BELOW)))
MOST = 20_000
MOST_FAULTS = 20
LONGEST = 2000


def entries(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what starts by itself."""
    try:
        path = to_raw(message["path"]).decode("utf-8", "surrogateescape")
        hive = _Hive(RegistryHive(path))  # type: ignore[no-untyped-call]
        yield from _found(hive)
        for fault in hive.faults:
            yield {"fault": fault, "partial": True}
    except (RegipyException, OSError, ValueError, KeyError, IndexError, EOFError) as error:
        yield {"fault": f"{type(error).__name__}: {error}"[:300]}
    yield {"done": True}


class _Hive:
    """A hive walked key by key, each list compared with the count that its key has: the library passes over what is damaged.

    `faults` say what does not fit.
    """

    def __init__(self, hive: Any) -> None:
        self._root = hive.root
        self._known: dict[tuple[str, ...], dict[str, Any]] = {}
        self.faults: list[str] = []
        if hive.header.primary_sequence_num != hive.header.secondary_sequence_num:
            self.faults.append("its last changes stand in a log beside it, which is not read")
        if not {path[0] for path in map(_steps, _ALL_KEYS)} & self._below((), self._root).keys():
            self.faults.append("has none of the keys in which something starts")

    def key(self, path: str) -> Any:
        """Return a key by its path, None where there is none."""
        above: tuple[str, ...] = ()
        found = self._root
        for step in _steps(path):
            found = self._below(above, found).get(step)
            if found is None:
                return None
            above = (*above, step)
        return found

    def subkeys(self, path: str) -> Iterator[Any]:
        """Yield the keys of a key."""
        key = self.key(path)
        if key is not None:
            yield from self._below(_steps(path), key).values()

    def keys_of(self, key: Any, name: str) -> dict[str, Any]:
        """Return the keys of a key that was come to otherwise, by name in lower case; `name` is for what does not fit."""
        found = list(islice(key.iter_subkeys(), MOST + 1))
        if len(found) != key.subkey_count:
            self._miss(f"{name} has {key.subkey_count} keys, of which {len(found)} can be read")
        return {str(one.name).lower(): one for one in found[:MOST]}

    def values(self, key: Any, name: str) -> list[tuple[str, Any]]:
        """Return the values of a key, by name."""
        found = list(islice(key.iter_values(), MOST))
        if len(found) != key.values_count:
            self._miss(f"{name} has {key.values_count} values, of which {len(found)} can be read")
        return [(str(one.name)[:200], one.value) for one in found]

    def _below(self, path: tuple[str, ...], key: Any) -> dict[str, Any]:
        if path not in self._known:
            self._known[path] = self.keys_of(key, "\\" + "\\".join(path))
        return self._known[path]

    def _miss(self, fault: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.lower().split("\\")[1:])


def _found(hive: _Hive) -> Iterator[dict[str, Any]]:
    for key in RUN_KEYS:
        for name, value in _values(hive, key):
            yield {"mechanism": "run-key", "key": key, "name": name, "command": _text(value)}
    for mechanism, key, names in NAMED:
        for name, value in _values(hive, key):
            if name in names and _text(value):
                yield {"mechanism": mechanism, "key": key, "name": name, "command": _text(value)}
    for mechanism, key, names in BELOW:
        for below in hive.subkeys(key):
            yield from _of(hive, below, mechanism, key, names)


def _of(hive: _Hive, below: Any, mechanism: str, key: str, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    name = f"{key}\\{below.name}"
    entry = {"mechanism": mechanism, "key": key, "name": str(below.name)[:200]}
    for told, value in hive.values(below, name):
        if not names or told in names:
            yield {**entry, "command": _text(value)}
    if mechanism == "service" and (more := hive.keys_of(below, name).get(SERVICE_DLL[0].lower())) is not None:
        for told, value in hive.values(more, name):
            if told == SERVICE_DLL[1]:
                yield {**entry, "command": _text(value)}


def _values(hive: _Hive, path: str) -> list[tuple[str, Any]]:
    key = hive.key(path)
    return [] if key is None else hive.values(key, path)


def _text(value: Any) -> str:
    """Return a value as text: a list of texts (REG_MULTI_SZ) as its words."""
    told = " ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return told[:LONGEST].strip("\0 ")


if __name__ == "__main__":
    sys.exit(serve_talk(entries))

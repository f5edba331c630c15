"""The worker that reads a registry hive: what starts by itself. A hive is a hostile file, and its reader a library.

In: `{"path"}`. Out: `{"mechanism", "name", "command", "key"}` for each, `{"fault": why}` where the hive cannot be read, then `{"done": true}`.
"""

import sys
from collections.abc import Iterator
from typing import Any

from regipy.exceptions import RegipyException
from regipy.registry import RegistryHive

from beartrap.engine.errand import serve_talk
from beartrap.engine.wire import to_raw

RUN_KEYS = (
    "\\Microsoft\\Windows\\CurrentVersion\\Run",
    "\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
    "\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Run",
    "\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
    "\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce",
)
WINLOGON = ("\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon", ("Shell", "Userinit"))
SERVICES = ("\\ControlSet001\\Services", "\\ControlSet002\\Services")
MOST = 20_000
LONGEST = 2000


def entries(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what starts by itself."""
    try:
        path = to_raw(message["path"]).decode("utf-8", "surrogateescape")
        hive: Any = RegistryHive(path)  # type: ignore[no-untyped-call]
        yield from _found(hive)
    except (RegipyException, OSError, ValueError, KeyError, IndexError, EOFError) as error:
        yield {"fault": f"{type(error).__name__}: {error}"[:300]}
    yield {"done": True}


def _found(hive: Any) -> Iterator[dict[str, Any]]:
    for key in RUN_KEYS:
        for value in _values(hive, key):
            yield {"mechanism": "run-key", "key": key, **value}
    for value in _values(hive, WINLOGON[0]):
        if value["name"] in WINLOGON[1]:
            yield {"mechanism": "winlogon", "key": WINLOGON[0], **value}
    for services in SERVICES:
        for number, service in enumerate(_subkeys(hive, services)):
            if number >= MOST:
                return
            for value in service.iter_values():
                if str(value.name) == "ImagePath":
                    command = str(value.value)[:LONGEST]
                    yield {"mechanism": "service", "key": services, "name": str(service.name)[:200], "command": command}


def _values(hive: Any, key: str) -> Iterator[dict[str, str]]:
    try:
        found = hive.get_key(key)
    except RegipyException:
        return
    for value in found.iter_values():
        yield {"name": str(value.name)[:200], "command": str(value.value)[:LONGEST]}


def _subkeys(hive: Any, key: str) -> Iterator[Any]:
    try:
        found = hive.get_key(key)
    except RegipyException:
        return
    yield from found.iter_subkeys()


if __name__ == "__main__":
    sys.exit(serve_talk(entries))

"""Modules that are reached through others which have imported them for themselves."""

from beartrap.vet.source.machine import Machine


def is_import_of(machine: Machine, name: str, key: str) -> bool:
    """Whether a member of a module is another module that it has imported for itself: `logging.os`, `transport.requests`."""
    if machine.language != "python" or "(" in name or not name.islower():
        return False
    return key in _IMPORTED or (key in ("requests", "httpx") and name.rpartition(".")[2] == key)


_IMPORTED = frozenset({"os", "sys", "subprocess", "builtins", "importlib", "ctypes", "shutil", "urllib", "base64"})
"""Modules of Python's own that others import, and no others have as a part of their own name."""

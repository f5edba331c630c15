"""Opening folders so that nobody can lead us elsewhere: one component after the other, none of them a link."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from beartrap.effects.files.system import System


@contextmanager
def folder_at(system: System, path: bytes) -> Iterator[int]:
    """Open the folder at an absolute path without following a link in any component, and close it afterwards.

    The path must be plain: absolute, no `.` or `..`. Raises OSError (ELOOP or ENOTDIR where a component is a link) and
    ValueError for a path that is not plain.
    """
    descriptor = open_folder(system, path)
    try:
        yield descriptor
    finally:
        system.close(descriptor)


def open_folder(system: System, path: bytes) -> int:
    """Return a descriptor of the folder at a plain absolute path; the caller closes it. Raises as `folder_at` does."""
    parts = _parts(path)
    current = system.open_folder(b"/", passing=bool(parts))
    for number, part in enumerate(parts, 1):
        try:
            further = system.open_folder(part, current, passing=number < len(parts))
        finally:
            system.close(current)
        current = further
    return current


def split(path: bytes) -> tuple[bytes, bytes]:
    """Return the folder and the name of a plain absolute path; raises ValueError for any other."""
    parts = _parts(path)
    if not parts or path.endswith(b"/"):
        raise ValueError(f"no name of a file: {os.fsdecode(path)!r}")
    folder, _, name = path.rpartition(b"/")
    return folder or b"/", name


def _parts(path: bytes) -> list[bytes]:
    parts = [part for part in path.split(b"/") if part]
    if not path.startswith(b"/") or any(part in (b".", b"..") for part in parts) or b"\0" in path:
        raise ValueError(f"no plain absolute path: {os.fsdecode(path)!r}")
    return parts

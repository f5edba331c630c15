"""Seeing a file for the plan: its identity and digest, through no link, and what kind of thing it is (step 1)."""

import os
import stat

from beartrap.contain.errors import Refused
from beartrap.contain.items import Binding, ItemKind, Name
from beartrap.effects.files.beneath import folder_at, split
from beartrap.effects.files.content import Changed, digest_of, digest_of_bytes
from beartrap.effects.files.system import System
from beartrap.model.frozen import frozen


@frozen
class Seen:
    """One name as it was seen: what is bound, how many names the file has, how many bytes it takes on the disk."""

    kind: ItemKind
    name: Name
    binding: Binding
    links: int
    allocated: int


def see(system: System, path: bytes) -> Seen:
    """Look at the file of a plain absolute path. Raises Refused where it cannot be taken into a vault, OSError."""
    try:
        outer, last = split(path)
        with folder_at(system, outer) as folder:
            above = system.status(folder)
            status = system.status_of(last, folder)
            kind = _kind(status)
            if kind is ItemKind.LINK:
                digest = digest_of_bytes(system.read_link(last, folder))
            else:
                digest = _digest(system, last, folder, status)
    except ValueError as error:
        raise Refused("its path is not plain") from error
    binding = Binding(
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns, digest
    )  # fmt: skip
    return Seen(kind, Name(path, above.st_dev, above.st_ino), binding, status.st_nlink, status.st_blocks * 512)


def _kind(status: os.stat_result) -> ItemKind:
    if stat.S_ISREG(status.st_mode):
        return ItemKind.FILE
    if stat.S_ISLNK(status.st_mode):
        return ItemKind.LINK
    what = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe, a socket or a device"
    raise Refused(f"it is {what}: only files and symbolic links go into the vault")


def _digest(system: System, last: bytes, folder: int, status: os.stat_result) -> str:
    file = system.open_file(last, folder)
    try:
        digest = digest_of(system, file, status.st_size)
        after = system.status(file)
    except Changed as error:
        raise Refused(str(error)) from error
    finally:
        system.close(file)
    if (after.st_dev, after.st_ino, after.st_size, after.st_mtime_ns, after.st_ctime_ns) != (
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns,
    ):  # fmt: skip
        raise Refused("it changed while it was read")
    return digest

"""Unfolding: anything that holds files, as one stream of members, by content and within limits.

    with open(path, "rb") as stream:
        for item in unfold(stream):
            match item:
                case Member(): ...    # item.names, item.read() or item.open(), before the next item is asked for
                case Oddity(): ...    # item.kind, item.names, item.detail: odd, not fatal
                case Fault(): ...     # item.reason, item.why: not seen, or not to its end; becomes a Gap

`unfold` yields what is *inside* a seekable binary stream, nested archives and all, and nothing for a plain file;
`unfold_path` takes a file or folder and yields the plain files themselves too. `formats(stream)` tells whether there
is anything to unfold. All of it belongs inside a limited worker (`engine.confine` with `spool`): it never writes a
member under any name, never follows a link, and never raises for what it reads; OSError can only come from the
path that `unfold_path` is given.
"""

import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from beartrap.engine.unfold.folder import opened_file, unfold_folder
from beartrap.engine.unfold.formats import Format, formats
from beartrap.engine.unfold.items import EntryKind, Fault, Item, Member, Names, Oddity, OddityKind
from beartrap.engine.unfold.limits import Account, Limits
from beartrap.engine.unfold.walk import Walk

__all__ = [
    "EntryKind",
    "Fault",
    "Format",
    "Item",
    "Limits",
    "Member",
    "Names",
    "Oddity",
    "OddityKind",
    "formats",
    "unfold",
    "unfold_path",
]
DEFAULTS = Limits()
"""The limits of an unfolding unless the caller says otherwise."""


def unfold(stream: BinaryIO, names: Names = (), limits: Limits = DEFAULTS, *, rooted: bool = False) -> Iterator[Item]:
    """Yield what a seekable stream holds; `names` stand before every member's own.

    `rooted` says that it is the tree of a system (an image layer), in which absolute paths and links are no oddity.
    """
    size = stream.seek(0, os.SEEK_END)
    yield from Walk(Account(limits, size)).inside(stream, names, rooted=rooted)


def unfold_path(path: bytes, limits: Limits = DEFAULTS) -> Iterator[Item]:
    """Yield what is in a file or folder: plain files as members, archives with what they hold.

    A file that is no archive is one member with no names. Raises OSError where the path itself cannot be opened.
    """
    status = os.stat(path)  # noqa: PTH116 - raw bytes
    if stat.S_ISDIR(status.st_mode):
        account = Account(limits, 0)
        yield from unfold_folder(path, Walk(account), account)
        return
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        opened = os.fstat(stream.fileno())
        if not stat.S_ISREG(opened.st_mode):
            raise OSError(f"{os.fsdecode(path)!r} is neither a file nor a folder")
        account = Account(limits, opened.st_size)
        yield from opened_file(stream, (), opened, Walk(account), account)

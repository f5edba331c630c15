"""A folder as members: every regular file below it, opened without following a link, archives in it unfolded."""

import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from beartrap.engine.unfold.entry import Entry
from beartrap.engine.unfold.formats import formats
from beartrap.engine.unfold.items import EntryKind, Fault, Item, Member, Oddity
from beartrap.engine.unfold.limits import Account, Reached
from beartrap.engine.unfold.names import Names
from beartrap.engine.unfold.walk import UNPACK_IT, Walk
from beartrap.model.coverage import GapReason

DEEPEST = 100
"""Folders within folders that are entered; node_modules of old had some 30."""
LEFT_OUT = frozenset({b".git", b".hg", b".svn"})
"""Folders of version control: their packed history is no part of what is shipped."""
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
READABLE = "Run with the rights to read it."


def unfold_folder(root: bytes, walk: Walk, account: Account) -> Iterator[Item]:
    """Yield what is below `root`, sorted by name; links are told and never followed, so that no loop is entered."""
    check = Names(rooted=False, longest=account.limits.name_bytes)
    waiting = [b""]
    while waiting and not walk.over:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(os.path.join(root, folder)), key=lambda entry: entry.name)  # noqa: PTH118 - raw bytes
        except OSError as error:
            yield Fault(GapReason.UNREADABLE, _names(folder), f"it could not be listed ({error.strerror})", READABLE)
            continue
        for entry in entries:
            name = folder + b"/" + entry.name if folder else entry.name
            try:
                account.entry()
            except Reached as error:
                walk.over = True
                yield Fault(GapReason.LIMIT, (), f"{error}; the rest was not looked at", UNPACK_IT)
                return
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in LEFT_OUT:
                    yield from _deeper(waiting, name)
            else:
                yield from _file(os.path.join(root, name), name, check, walk, account)  # noqa: PTH118 - raw bytes


def _deeper(waiting: list[bytes], name: bytes) -> Iterator[Item]:
    if name.count(b"/") >= DEEPEST:
        why = f"more than {DEEPEST} folders within each other"
        yield Fault(GapReason.LIMIT, _names(name), why, "Name the folder itself.")
    else:
        waiting.append(name)


def _file(real: bytes, name: bytes, check: Names, walk: Walk, account: Account) -> Iterator[Item]:
    try:
        status = os.lstat(real)
        kind = _kind(status.st_mode)
        link = os.readlink(real) if kind is EntryKind.SYMLINK else None  # noqa: PTH115 - raw bytes
        for odd, detail in check.check(Entry(name, kind, link=link)):
            yield Oddity(odd, (name,), detail)
        if kind is not EntryKind.FILE:
            yield Member((name,), kind, 0, stat.S_IMODE(status.st_mode), link)
            return
        with open(os.open(real, _OPEN), "rb") as stream:
            opened = os.fstat(stream.fileno())
            if not stat.S_ISREG(opened.st_mode) or (opened.st_dev, opened.st_ino) != (status.st_dev, status.st_ino):
                yield Fault(GapReason.CHANGED, (name,), "it is another file than a moment ago", "Look again.")
                return
            account.input(opened.st_size)
            yield from opened_file(stream, (name,), opened, walk, account)
    except OSError as error:
        yield Fault(GapReason.UNREADABLE, (name,), f"it could not be read ({error.strerror})", READABLE)


def opened_file(
    stream: BinaryIO, names: tuple[bytes, ...], status: os.stat_result, walk: Walk, account: Account
) -> Iterator[Item]:
    """Yield an opened regular file as a member, then what it holds where it is an archive."""
    found = formats(stream)
    mode = stat.S_IMODE(status.st_mode)
    if status.st_size > account.limits.member_bytes and not found:
        why = f"a file of {status.st_size:,} bytes; {account.limits.member_bytes:,} are looked at"
        yield Fault(GapReason.LIMIT, names, why, UNPACK_IT)
    else:
        content: bytes | BinaryIO = stream.read() if status.st_size <= account.limits.memory else stream
        first = found[0] if found else None
        yield Member(names, EntryKind.FILE, status.st_size, mode, format=first, content=content)
    if found:
        yield from walk.inside(stream, names, rooted=False)


def _kind(mode: int) -> EntryKind:
    if stat.S_ISREG(mode):
        return EntryKind.FILE
    kinds = {stat.S_IFLNK: EntryKind.SYMLINK, stat.S_IFIFO: EntryKind.FIFO, stat.S_IFSOCK: EntryKind.SOCKET}
    return kinds.get(stat.S_IFMT(mode), EntryKind.DEVICE)


def _names(folder: bytes) -> tuple[bytes, ...]:
    return (folder,) if folder else ()

"""Tar, plain or as what a compressed stream holds: sdist, npm, crate, gem, image layers, the inside of a deb."""

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from beartrap.engine.unfold.entry import CHUNK, Entry, Lost, Odd, Told
from beartrap.engine.unfold.forward import Forward
from beartrap.engine.unfold.items import EntryKind, OddityKind
from beartrap.engine.unfold.limits import Account, Broken

BREAKAGE = (tarfile.TarError, ValueError, OverflowError, EOFError, KeyError, IndexError, TypeError, RecursionError)
"""What tarfile lets out on archives that break the format."""
_KINDS = {
    tarfile.DIRTYPE: EntryKind.FOLDER,
    tarfile.SYMTYPE: EntryKind.SYMLINK,
    tarfile.LNKTYPE: EntryKind.HARDLINK,
    tarfile.CHRTYPE: EntryKind.DEVICE,
    tarfile.BLKTYPE: EntryKind.DEVICE,
    tarfile.FIFOTYPE: EntryKind.FIFO,
}


def read(stream: Forward, account: Account) -> Iterator[Told]:
    """Yield what a tar holds, then say what stands behind its end."""
    try:
        archive = tarfile.TarFile(fileobj=cast("BinaryIO", stream), encoding="utf-8", errors="surrogateescape")
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined] # it would remember every member
            if info.size < 0:
                raise Broken(f"a member of {info.size} bytes")
            yield _entry(archive, info, account)
    except BREAKAGE as error:
        raise Broken(f"the tar is broken near byte {stream.tell()} ({error or type(error).__name__})") from error
    if stream.tell() < archive.offset + tarfile.BLOCKSIZE:
        yield Lost("the tar ends without its end record: it may be cut short")
    elif stream.tell() == archive.offset + tarfile.BLOCKSIZE:
        stream.seek(archive.offset)  # tarfile took a record that is no header, in silence
    yield from _rest(stream)


def _entry(archive: tarfile.TarFile, info: tarfile.TarInfo, account: Account) -> Entry:
    name = info.name.encode("utf-8", "surrogateescape")
    kind = _KINDS.get(info.type, EntryKind.FILE)
    if kind is EntryKind.FILE:
        return Entry(name, kind, info.size, info.mode & 0o7777, chunks=lambda: _chunks(archive, info, account))
    link = info.linkname.encode("utf-8", "surrogateescape") if info.islnk() or info.issym() else None
    return Entry(name, kind, 0, info.mode & 0o7777, link)


def _chunks(archive: tarfile.TarFile, info: tarfile.TarInfo, account: Account) -> Iterator[bytes]:
    try:
        content = archive.extractfile(info)
        if content is None:
            return
        left = info.size
        while left > 0 and (chunk := content.read(min(CHUNK, left))):
            if info.issparse():
                account.unfolded(len(chunk))  # holes are zeros that nobody read
            left -= len(chunk)
            yield chunk
        if left:
            raise Broken(f"the tar ends {left:,} bytes before its member does")
    except BREAKAGE as error:
        raise Broken(f"the content is cut short or damaged ({error or type(error).__name__})") from error


def _rest(stream: Forward) -> Iterator[Told]:
    """Read to the end: a tar ends with zeros, and tarfile stops in silence at the first header that is none."""
    start = stream.tell()
    zeros = False
    while chunk := stream.read(CHUNK):
        if chunk.strip(b"\0"):
            at = stream.tell() - len(chunk.lstrip(b"\0"))
            if zeros or at > start:
                yield Odd(OddityKind.TRAILING, "something stands behind the archive's end", offset=at)
            yield Lost(f"no tar member at byte {at}: what stands from there on was not unfolded")
            return
        zeros = True

"""Zip and everything that is one: wheel, jar, nupkg, vsix, egg, apk, zipapp, self-extracting programs."""

import stat
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from beartrap.engine.unfold.entry import CHUNK, Entry, Lost, Odd, Told
from beartrap.engine.unfold.items import EntryKind, OddityKind
from beartrap.engine.unfold.limits import Account, Broken
from beartrap.engine.unfold.zip_content import DEFLATE, OPENED, Inflater, unpack
from beartrap.engine.unfold.zip_records import (
    DESCRIPTOR,
    ENCRYPTED,
    LOCAL_MAGIC,
    Directory,
    Header,
    central_headers,
    find_directory,
    local_header,
)
from beartrap.model.coverage import GapReason

LONGEST_DESCRIPTOR = 24
"""Bytes that may stand behind a member whose sizes follow it: signature, checksum, two sizes of zip64 (4.3.9)."""
LONGEST_LINK = 4096
MOST_HOLES = 64
"""Stretches between members that are looked into."""
HOLE = 1 << 20
"""Bytes of a stretch that are searched for a local header."""
_SIGNING_BLOCK = b"APK Sig Block 42"
_PROGRAMS = {b"MZ": "a Windows program", b"\x7fELF": "an ELF program", b"#!": "a script"}


def read(stream: BinaryIO, account: Account) -> Iterator[Told]:
    """Yield what a zip holds: what its directory lists, then what stands in the file besides."""
    size = stream.seek(0, 2)
    directory = find_directory(stream, size)
    if directory is None:
        yield Lost("the zip has no directory at its end: cut short, or no zip; what its members say was read")
        yield from _walk(stream, 0, size, account)
        return
    yield from _around(stream, directory)
    extents = list[tuple[int, int, bool]]()
    for header in central_headers(stream, directory, account):
        local = local_header(stream, header.offset)
        if local is None:
            yield Lost(f"no header at byte {header.offset}, where the directory points", header.name)
            continue
        extents.append((header.offset, local.data + header.packed, bool(header.flags & DESCRIPTOR)))
        yield from _differences(header, local)
        yield from _member(stream, header, local.data, account)
    yield from _between(stream, sorted(extents), directory, account)


def _around(stream: BinaryIO, directory: Directory) -> Iterator[Told]:
    if directory.shift:
        stream.seek(0)
        head = stream.read(4)
        what = next((words for magic, words in _PROGRAMS.items() if head.startswith(magic)), None)
        kind = OddityKind.LEADING if what or head == LOCAL_MAGIC else OddityKind.POLYGLOT
        yield Odd(kind, f"{directory.shift:,} bytes stand before the archive ({what or head[:4].hex()})", offset=0)
    if directory.after:
        yield Odd(OddityKind.TRAILING, f"{directory.after:,} bytes stand behind the archive's end")


def _differences(header: Header, local: Header) -> Iterator[Told]:
    told = []
    if header.name != local.name:
        told.append(f"its own header calls it {local.name[:200]!r}")
    if header.method != local.method:
        told.append(f"packed by method {header.method} or {local.method}")
    if (header.flags ^ local.flags) & ENCRYPTED:
        told.append("encrypted by one header only")
    sized = not local.flags & DESCRIPTOR
    if sized and (header.packed, header.size, header.crc) != (local.packed, local.size, local.crc):
        told.append(f"{header.size} or {local.size} bytes")
    if told:
        yield Odd(OddityKind.MISMATCH, "; ".join(told), header.name, header.offset)


def _member(stream: BinaryIO, header: Header, data: int, account: Account) -> Iterator[Told]:
    if header.flags & ENCRYPTED:
        yield Odd(OddityKind.ENCRYPTED, "its content needs a password", header.name, header.offset)
        yield Lost("encrypted", header.name, GapReason.UNSUPPORTED, "Unpack it with its password and vet the result.")
        return
    if header.method not in OPENED:
        why = f"packed by method {header.method}, which is not unpacked here"
        yield Lost(why, header.name, GapReason.UNSUPPORTED, "Unpack it yourself and name the result.")
        return
    mode = header.unix_mode
    kind = _kind(header.name, mode)

    def chunks() -> Iterator[bytes]:
        return unpack(stream, data, header.packed, header.method, account, crc=header.crc, size=header.size)

    entry = Entry(header.name, kind, header.size, mode and stat.S_IMODE(mode), chunks=chunks)
    yield replace(entry, link=_target(entry), chunks=None) if kind is EntryKind.SYMLINK else entry


def _kind(name: bytes, mode: int | None) -> EntryKind:
    if name.endswith((b"/", b"\\")):
        return EntryKind.FOLDER
    if mode is not None and stat.S_ISLNK(mode):
        return EntryKind.SYMLINK
    return EntryKind.FILE


def _target(entry: Entry) -> bytes:
    target = b""
    for chunk in entry.chunks() if entry.chunks is not None else ():
        target += chunk
        if len(target) > LONGEST_LINK:
            break
    return target[:LONGEST_LINK]


def _between(
    stream: BinaryIO, extents: list[tuple[int, int, bool]], directory: Directory, account: Account
) -> Iterator[Told]:
    """Yield what stands between the members that the directory lists, and tell members that share bytes."""
    at, slack, holes = directory.shift, 0, 0
    for start, end, described in [*extents, (directory.offset, directory.offset, False)]:
        if start < at and extents:
            yield Odd(OddityKind.MISMATCH, "members share their bytes", offset=start)
        elif start - at > slack:
            holes += 1
            if holes > MOST_HOLES:
                yield Lost(f"more than {MOST_HOLES} stretches between members; the others were not looked into")
                return
            yield from _hole(stream, at, start, account)
        at, slack = max(at, end), LONGEST_DESCRIPTOR if described else 0


def _hole(stream: BinaryIO, start: int, end: int, account: Account) -> Iterator[Told]:
    stream.seek(start)
    content = stream.read(min(end - start, HOLE))
    header = content.find(LOCAL_MAGIC)
    if header >= 0:
        yield Odd(OddityKind.HIDDEN, "a member that the directory does not list", offset=start + header)
        yield from _walk(stream, start + header, end, account)
    elif (
        content.strip(b"\0") and content[-len(_SIGNING_BLOCK) :] != _SIGNING_BLOCK and len(content) > LONGEST_DESCRIPTOR
    ):
        yield Odd(OddityKind.HIDDEN, f"{end - start:,} bytes that belong to no member", offset=start)


def _walk(stream: BinaryIO, at: int, end: int, account: Account) -> Iterator[Told]:
    """Yield members by their own headers alone, one behind the other, for as long as that goes."""
    while (header := local_header(stream, at)) is not None and header.data <= end:
        account.clock()
        packed = header.packed
        if header.flags & DESCRIPTOR and not packed:
            if header.method != DEFLATE or header.flags & ENCRYPTED:
                yield Lost("its size stands behind it, where it cannot be found", header.name)
                return
            packed = _length(stream, header.data, end, account)
        known = not header.flags & DESCRIPTOR
        if header.flags & ENCRYPTED or header.method not in OPENED:
            yield Lost("encrypted, or packed by a method that is not unpacked here", header.name, GapReason.UNSUPPORTED)
        else:
            yield _loose(stream, header, min(packed, max(end - header.data, 0)), account, known=known)
        at = _next(stream, header.data + packed, end)


def _loose(stream: BinaryIO, header: Header, packed: int, account: Account, *, known: bool) -> Entry:
    def chunks() -> Iterator[bytes]:
        crc, size = (header.crc, header.size) if known else (None, None)
        return unpack(stream, header.data, packed, header.method, account, crc=crc, size=size)

    return Entry(header.name, _kind(header.name, None), header.size, chunks=chunks)


def _length(stream: BinaryIO, start: int, end: int, account: Account) -> int:
    """Return how many packed bytes a deflated content takes, by inflating it."""
    inflater, at = Inflater(), start
    try:
        while at < end and not inflater.eof:
            stream.seek(at)
            data = stream.read(min(CHUNK, end - at))
            if not data:
                break
            at += len(data)
            for content in inflater(data):
                account.unfolded(len(content))
    except (OSError, zlib.error) as error:
        raise Broken(f"the archive cannot be read ({error})") from error
    return at - inflater.unused - start


def _next(stream: BinaryIO, at: int, end: int) -> int:
    """Return where the next local header stands, within the length of a descriptor; `end` where it does not."""
    stream.seek(at)
    found = stream.read(LONGEST_DESCRIPTOR + len(LOCAL_MAGIC)).find(LOCAL_MAGIC)
    return at + found if found >= 0 and at + found < end else end

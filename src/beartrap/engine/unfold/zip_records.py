"""The records of a zip: end record, central directory, local headers (APPNOTE.TXT 6.3.10, section 4.3).

Read by hand and not by `zipfile`, because what matters here is what that hides: names as raw bytes, headers that
contradict each other, members that the directory does not list, and archives that are cut short. See docs/decisions.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from beartrap.engine.unfold.formats import LONGEST_COMMENT, ZIP_END, ZIP_END_SIZE
from beartrap.engine.unfold.limits import MIB, Account, Broken, Reached
from beartrap.model.frozen import frozen

LOCAL_MAGIC = b"PK\x03\x04"
CENTRAL_MAGIC = b"PK\x01\x02"
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
LOCAL_SIZE = _LOCAL.size
_FULL_32, _FULL_16 = 0xFFFFFFFF, 0xFFFF
MOST_DIRECTORY = 128 * MIB
"""Bytes of a central directory: 300,000 entries with long names have some 60 MiB."""
ENCRYPTED, DESCRIPTOR = 0x1, 0x8
"""Bits of the general purpose flag: 4.4.4."""
_ZIP64_EXTRA = 1


@frozen
class Directory:
    """Where the central directory stands. `shift` is what stands before the archive, `after` what stands behind it."""

    offset: int
    size: int
    entries: int
    shift: int
    after: int


@frozen
class Header:
    """What one header says of one member; `offset` is that of the local header, from the start of the file."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int = 0
    made_by: int = 0
    data: int = 0

    @property
    def unix_mode(self) -> int | None:
        """Type and permissions where a Unix-like system made it, else None."""
        return (self.attributes >> 16) or None if self.made_by >> 8 in (3, 19) else None


def find_directory(stream: BinaryIO, size: int) -> Directory | None:
    """Return where the directory stands, by the last end record that points at one; None where there is none."""
    start = max(size - ZIP_END_SIZE - LONGEST_COMMENT - LONGEST_COMMENT, 0)
    stream.seek(start)
    tail = stream.read(size - start)
    at = len(tail)
    while (at := tail.rfind(ZIP_END, 0, at)) >= 0:
        if at + ZIP_END_SIZE <= len(tail) and (found := _directory(stream, start + at, tail[at:])) is not None:
            return found
    return None


def _directory(stream: BinaryIO, end: int, record: bytes) -> Directory | None:
    _, _, _, _, entries, size, offset, comment = _END.unpack_from(record)
    after = max(len(record) - ZIP_END_SIZE - comment, 0)
    foot = end
    if _FULL_16 in (entries,) or _FULL_32 in (size, offset):
        wide = _wide_end(stream, end)
        if wide is not None:
            entries, size, offset, foot = wide
    shift = foot - size - offset
    if shift < 0 or size > foot:
        return None
    stream.seek(offset + shift)
    if size and stream.read(4) != CENTRAL_MAGIC:
        return None
    return Directory(offset + shift, size, entries, shift, after)


def _wide_end(stream: BinaryIO, end: int) -> tuple[int, int, int, int] | None:
    """Return entries, size, offset and place of a zip64 end record, None where the locator leads to none."""
    if end < _LOCATOR.size:
        return None
    stream.seek(end - _LOCATOR.size)
    magic, _, _, _ = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    foot = end - _LOCATOR.size - _END_64.size
    if magic != b"PK\x06\x07" or foot < 0:
        return None
    stream.seek(foot)
    record = _END_64.unpack(stream.read(_END_64.size))
    if record[0] != b"PK\x06\x06":
        return None
    return record[7], record[8], record[9], foot


def central_headers(stream: BinaryIO, directory: Directory, account: Account) -> Iterator[Header]:
    """Yield each header that the directory lists, in its order. Raises Broken behind the last sound one."""
    if directory.size > MOST_DIRECTORY:
        raise Reached(f"a zip directory of {directory.size:,} bytes", final=False)
    stream.seek(directory.offset)
    content = stream.read(directory.size)
    at = 0
    while at + _CENTRAL.size <= len(content) and content[at : at + 4] == CENTRAL_MAGIC:
        account.clock()
        fields = _CENTRAL.unpack_from(content, at)
        made_by, _, flags, method, _, _, crc, packed, size, names, extras, comments, _, _, attributes, offset = fields[
            1:
        ]
        begin = at + _CENTRAL.size
        name, extra = content[begin : begin + names], content[begin + names : begin + names + extras]
        size, packed, offset = _wide(extra, size, packed, offset)
        offset += directory.shift
        yield Header(name, flags, method, crc, packed, size, offset, attributes, made_by)
        at = begin + names + extras + comments
    if at != len(content):
        raise Broken(f"the zip's directory is broken at byte {directory.offset + at}")


def _wide(extra: bytes, *fields: int) -> tuple[int, ...]:
    """Return size, packed size and offset with those that are full taken from the zip64 extra field (4.5.3)."""
    values = iter(_zip64(extra) if _FULL_32 in fields else ())
    return tuple(next(values, field) if field == _FULL_32 else field for field in fields)


def _zip64(extra: bytes) -> tuple[int, ...]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _ZIP64_EXTRA:
            body = extra[at + 4 : at + 4 + length]
            count = min(len(body) // 8, 3)
            return struct.unpack_from(f"<{count}Q", body)
        at += 4 + length
    return ()


def local_header(stream: BinaryIO, offset: int) -> Header | None:
    """Return the local header at `offset`, with `data` where its content begins; None where there is none."""
    stream.seek(offset)
    record = stream.read(LOCAL_SIZE)
    if len(record) < LOCAL_SIZE or record[:4] != LOCAL_MAGIC:
        return None
    _, _, flags, method, _, _, crc, packed, size, names, extras = _LOCAL.unpack(record)
    name, extra = stream.read(names), stream.read(extras)
    size, packed = _wide(extra, size, packed)
    return Header(name, flags, method, crc, packed, size, offset, data=offset + LOCAL_SIZE + names + extras)

"""Which archive or compression a content is: told by its bytes alone, the suffix is never asked."""

import struct
from enum import StrEnum
from typing import BinaryIO

HEAD = 512
"""Bytes from the start that tell a format: one record of tar."""
ZIP_END = b"PK\x05\x06"
ZIP_END_SIZE = 22
LONGEST_COMMENT = 0xFFFF
"""Bytes that may stand behind a zip's end record: APPNOTE.TXT 4.3.16, a length of two bytes."""


class Format(StrEnum):
    """A container that unfolds, or that is known and is not opened here (`opens` false)."""

    ZIP = "zip"
    TAR = "tar"
    AR = "ar"
    CPIO = "cpio"
    RPM = "rpm"
    CAB = "cab"
    OLE = "ole"
    ASAR = "asar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    LZMA = "lzma"
    ZSTD = "zstd"
    SEVEN_ZIP = "7z"
    RAR = "rar"
    XAR = "xar"
    ISO = "iso9660"
    SQUASHFS = "squashfs"
    DMG = "dmg"
    UNIX_COMPRESS = "compress"
    LZ4 = "lz4"
    LZIP = "lzip"

    @property
    def opens(self) -> bool:
        """Whether it is unfolded here."""
        return self not in _CLOSED

    @property
    def compresses(self) -> bool:
        """Whether it holds one stream and no names."""
        return self in _STREAMS


_STREAMS = frozenset({Format.GZIP, Format.BZIP2, Format.XZ, Format.LZMA, Format.ZSTD})
_CLOSED = frozenset(
    {
        Format.SEVEN_ZIP,
        Format.RAR,
        Format.XAR,
        Format.ISO,
        Format.SQUASHFS,
        Format.DMG,
        Format.UNIX_COMPRESS,
        Format.LZ4,
        Format.LZIP,
    }
)
_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x1f\x8b\x08", Format.GZIP),
    (b"\xfd7zXZ\x00", Format.XZ),
    (b"\x28\xb5\x2f\xfd", Format.ZSTD),
    (b"!<arch>\n", Format.AR),
    (b"\xed\xab\xee\xdb", Format.RPM),
    (b"MSCF\0\0\0\0", Format.CAB),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.OLE),
    (b"070701", Format.CPIO),
    (b"070702", Format.CPIO),
    (b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP),
    (b"Rar!\x1a\x07", Format.RAR),
    (b"xar!\x00\x1c", Format.XAR),
    (b"hsqs", Format.SQUASHFS),
    (b"\x04\x22\x4d\x18", Format.LZ4),
    (b"LZIP\x01", Format.LZIP),
    (b"\x1f\x9d\x90", Format.UNIX_COMPRESS),
)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")
"""What follows `BZh` and a digit: a block, or the end of an empty stream."""
_ZIP_STARTS = (b"PK\x03\x04", ZIP_END, b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04")
_BY_FIRST: dict[bytes, list[tuple[bytes, Format]]] = {}
for _start, _format in (*_MAGIC, *((start, Format.ZIP) for start in _ZIP_STARTS)):
    _BY_FIRST.setdefault(_start[:1], []).append((_start, _format))
_NUMERAL = b"01234567oO_+- \t\n\r\v\f"
"""What Python's `int` may find in an octal number; most files have anything else in the place of a tar's checksum."""
_ISO_AT = 0x8001
_CHECKSUM = slice(148, 156)


def by_head(head: bytes) -> Format | None:
    """Return the format that the first HEAD bytes tell; a zip is told by its end too (see `formats`)."""
    for magic, found in _BY_FIRST.get(head[:1], ()):
        if head.startswith(magic):
            return found
    if head.startswith(b"BZh") and head[4:10] in _BZIP2_BLOCKS:
        return Format.BZIP2
    if _is_tar(head):
        return Format.TAR
    if _is_asar(head):
        return Format.ASAR
    if head[:1] == b"\x5d" and head[1:5] in _LZMA_DICTIONARIES and head[5:13] != b"" and _lzma_size(head[5:13]):
        return Format.LZMA
    return None


_LZMA_DICTIONARIES = tuple(struct.pack("<I", 1 << power) for power in range(16, 28))
"""The dictionary sizes that the common packers write, 64 KiB to 128 MiB."""


def _lzma_size(field: bytes) -> bool:
    """Tell whether the size in an .lzma header is plausible: unknown (all ones) or below a terabyte."""
    return field == b"\xff" * 8 or (len(field) == 8 and int.from_bytes(field, "little") < 1 << 40)


def _is_tar(head: bytes) -> bool:
    """Tell a tar by the checksum of its first record, as every tar since 1979 has it; `ustar` is not needed."""
    if len(head) < HEAD or not head[0]:
        return False
    field = head[_CHECKSUM].strip(b" \0")
    if not field or field.translate(None, _NUMERAL):
        return False
    try:
        told = int(field, 8)
    except ValueError:
        return False
    unsigned = sum(head[:148]) + 8 * 0x20 + sum(head[156:512])
    return told == unsigned and told != 8 * 0x20


def _is_asar(head: bytes) -> bool:
    """Tell Electron's archive: a pickled size of 4, a header in JSON that begins with its files."""
    return head[:4] == b"\x04\0\0\0" and head[16:25] == b'{"files":'


def formats(stream: BinaryIO) -> tuple[Format, ...]:
    """Return every format that a seekable stream is at once: by its head, then a zip by its end record.

    More than one means a polyglot. The stream is left at its start. Costs a read of 512 bytes, and one of 64 KiB at the end where the
    head tells nothing or a single stream.
    """
    stream.seek(0)
    first = by_head(stream.read(HEAD))
    found = [] if first is None else [first]
    if first is None or first.compresses:
        size = stream.seek(0, 2)
        if zip_end(stream, size) is not None:
            found.append(Format.ZIP)
        elif first is None and _by_place(stream, size) is not None:
            found.append(_by_place(stream, size) or Format.ISO)
    stream.seek(0)
    return tuple(found)


def zip_end(stream: BinaryIO, size: int) -> int | None:
    """Return the offset of a zip's end record that ends exactly at the stream's end, None where there is none."""
    start = max(size - ZIP_END_SIZE - LONGEST_COMMENT, 0)
    stream.seek(start)
    tail = stream.read(ZIP_END_SIZE + LONGEST_COMMENT)
    at = len(tail)
    while (at := tail.rfind(ZIP_END, 0, at)) >= 0:
        if at + ZIP_END_SIZE <= len(tail):
            comment = int.from_bytes(tail[at + 20 : at + 22], "little")
            if at + ZIP_END_SIZE + comment == len(tail):
                return start + at
    return None


def has_fixed_place(data: bytes) -> bool:
    """Whether a whole content has what `formats` looks for at a fixed place further in."""
    return data.startswith(b"CD001", _ISO_AT) or (len(data) > HEAD and data.startswith(b"koly", len(data) - HEAD))


def _by_place(stream: BinaryIO, size: int) -> Format | None:
    """Return a format that stands at a fixed place further in."""
    if size > _ISO_AT + 5:
        stream.seek(_ISO_AT)
        if stream.read(5) == b"CD001":
            return Format.ISO
    if size > HEAD:
        stream.seek(size - HEAD)
        if stream.read(4) == b"koly":
            return Format.DMG
    return None

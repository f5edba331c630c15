"""What Windows packs in: cabinets, and compound files (msi, and old office documents)."""

import struct
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import olefile
from cabarchive import CabArchive
from cabarchive.errors import CorruptionError, NotSupportedError

from beartrap.engine.unfold.entry import CHUNK, Entry, Told
from beartrap.engine.unfold.limits import MIB, Account, Broken, Reached
from beartrap.model.coverage import GapReason

MOST_CABINET = 96 * MIB
"""Bytes of a cabinet, and of what it says it unfolds to: the library holds both in memory."""
_CAB_ERRORS = (CorruptionError, struct.error, ValueError, IndexError, KeyError, OverflowError, TypeError)
_OLE_ERRORS = (OSError, struct.error, ValueError, IndexError, KeyError, TypeError, OverflowError, RecursionError)
"""What the libraries let out on files that break the format."""
_CFFILE = struct.Struct("<2L4H")
_CF_HEADER = struct.Struct("<4s4xL4xL4x2B5H")


def read_cab(stream: BinaryIO, account: Account) -> Iterator[Told]:
    """Yield what a cabinet holds (stored or MSZIP; LZX and Quantum cannot be unpacked by the library)."""
    size = stream.seek(0, 2)
    stream.seek(0)
    content = stream.read(min(size, MOST_CABINET + 1))
    if max(len(content), _promised(content)) > MOST_CABINET:
        raise Reached(f"a cabinet of more than {MOST_CABINET:,} bytes", final=False)
    try:
        cabinet = CabArchive(content)
    except NotSupportedError as error:
        raise Broken(f"the cabinet cannot be unpacked ({error})", GapReason.UNSUPPORTED) from error
    except _CAB_ERRORS as error:
        raise Broken(f"the cabinet is broken ({error or type(error).__name__})") from error
    for name, file in cabinet.items():
        body = file.buf or b""
        account.unfolded(len(body))
        raw = name.encode("utf-8", "surrogateescape").replace(b"\\", b"/")
        yield Entry(raw, size=len(body), chunks=partial(iter, (body,)))


def _promised(content: bytes) -> int:
    """Return how many bytes the cabinet's blocks unfold to at most: 32 KiB each, by its folders' counts."""
    if len(content) < _CF_HEADER.size:
        raise Broken("the cabinet ends within its header")
    _, _, _, _, _, folders, _, flags, _, _ = _CF_HEADER.unpack_from(content)
    at, reserved = _CF_HEADER.size, 0
    if flags & 0x4 and len(content) >= at + 4:
        head, reserved, _ = struct.unpack_from("<HBB", content, at)
        at += 4 + head
    blocks = 0
    for _ in range(folders):
        if at + 8 > len(content):
            break
        blocks += int.from_bytes(content[at + 4 : at + 6], "little")
        at += 8 + reserved
    return blocks * 32768


def read_ole(stream: BinaryIO, account: Account) -> Iterator[Told]:
    """Yield the streams of a compound file; an msi's encoded names are decoded."""
    try:
        with olefile.OleFileIO(stream, raise_defects=olefile.DEFECT_FATAL) as compound:
            for path in compound.listdir(streams=True, storages=False):
                account.clock()
                name = "/".join(decode_msi_name(part) for part in path).encode("utf-8", "surrogatepass")
                size = compound.get_size(path)
                yield Entry(name, size=size, chunks=partial(_ole_chunks, compound, path, account))
    except _OLE_ERRORS as error:
        raise Broken(f"the compound file is broken ({error or type(error).__name__})") from error


def _ole_chunks(compound: olefile.OleFileIO, path: list[str], account: Account) -> Iterator[bytes]:
    try:
        with compound.openstream(path) as opened:
            while chunk := opened.read(CHUNK):
                account.unfolded(len(chunk))
                yield chunk
    except _OLE_ERRORS as error:
        raise Broken(f"the stream is broken ({error or type(error).__name__})") from error


_MSI_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"


def decode_msi_name(name: str) -> str:
    """Return the name of a stream in an msi as it was before it was packed.

    Windows Installer packs two characters of a 64-letter alphabet into one of U+3800 to U+47FF, one into U+4800 to
    U+483F, and marks tables by U+4840, which comes out as `!`. Names of other compound files stay as they are.
    """
    found = []
    for character in name:
        code = ord(character)
        if 0x3800 <= code < 0x4800:
            packed = code - 0x3800
            found += [_MSI_LETTERS[packed & 0x3F], _MSI_LETTERS[packed >> 6]]
        elif 0x4800 <= code < 0x4840:
            found.append(_MSI_LETTERS[code - 0x4800])
        else:
            found.append("!" if code == 0x4840 else character)
    return "".join(found)

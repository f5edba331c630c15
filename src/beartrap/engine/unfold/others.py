"""The small formats: ar (deb, static libraries), cpio (the inside of an rpm), asar (Electron)."""

import stat
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

import orjson

from beartrap.engine.unfold.entry import CHUNK, Entry, Lost, Odd, Told
from beartrap.engine.unfold.forward import Forward
from beartrap.engine.unfold.items import EntryKind, OddityKind
from beartrap.engine.unfold.limits import MIB, Account, Broken

AR_MAGIC = b"!<arch>\n"
_AR_HEADER = 60
_CPIO_HEADER = 110
_CPIO_END = b"TRAILER!!!"
LONGEST_TABLE = 16 * MIB
"""Bytes of a table of long names, or of an asar's header."""


def read_ar(stream: BinaryIO, account: Account) -> Iterator[Told]:
    """Yield what an ar archive holds: System V, GNU and BSD names."""
    size = stream.seek(0, 2)
    at, names = len(AR_MAGIC), b""
    while at + _AR_HEADER <= size:
        account.clock()
        stream.seek(at)
        header = stream.read(_AR_HEADER)
        if header[58:60] != b"`\n":
            raise Broken(f"no ar member at byte {at}")
        length, start = _decimal(header[48:58], at), at + _AR_HEADER
        name, taken = _ar_name(stream, header[:16].rstrip(), names, length)
        mode = header[40:48].strip() or b"0"
        if name == b"//":
            names = stream.read(min(length, LONGEST_TABLE))
        elif name not in (b"/", b"/SYM64/", b"__.SYMDEF", b"__.SYMDEF SORTED"):
            permissions = int(mode, 8) & 0o7777 if mode.isdigit() and not mode.strip(b"01234567") else None
            yield Entry(
                name,
                size=length - taken,
                mode=permissions,
                chunks=partial(_slice, stream, start + taken, start + length, size),
            )
        at = start + length + length % 2
    if at < size:
        yield Odd(OddityKind.TRAILING, f"{size - at:,} bytes stand behind the last member", offset=at)


def _ar_name(stream: BinaryIO, field: bytes, names: bytes, length: int) -> tuple[bytes, int]:
    """Return the name, and how many bytes of the content it takes (BSD)."""
    if field.startswith(b"#1/") and field[3:].isdigit():
        taken = min(int(field[3:]), length, 4096)
        return stream.read(taken).rstrip(b"\0"), taken
    if field[:1] == b"/" and field[1:].isdigit() and names:
        return names[int(field[1:]) :].split(b"\n", 1)[0].rstrip(b"/"), 0
    return (field if field in (b"/", b"//", b"/SYM64/") else field.rstrip(b"/")), 0


def _decimal(field: bytes, at: int) -> int:
    digits = field.strip()
    if not digits.isdigit():
        raise Broken(f"no size in the ar header at byte {at}")
    return int(digits)


def _slice(stream: BinaryIO, at: int, end: int, size: int) -> Iterator[bytes]:
    """Yield a stretch of a file."""
    while at < end:
        stream.seek(at)
        chunk = stream.read(min(CHUNK, end - at))
        if not chunk:
            raise Broken(f"it should go on to byte {end}, the archive ends at {size}")
        at += len(chunk)
        yield chunk


def read_cpio(stream: Forward, account: Account) -> Iterator[Told]:
    """Yield what a cpio archive of the new ASCII form holds (magic 070701 and 070702)."""
    while True:
        account.clock()
        header = stream.read(_CPIO_HEADER)
        if header[:6] not in (b"070701", b"070702") or len(header) < _CPIO_HEADER:
            raise Broken(f"no cpio member at byte {stream.tell() - len(header)}")
        try:
            fields = [int(header[start : start + 8], 16) for start in range(6, _CPIO_HEADER, 8)]
        except ValueError as error:
            raise Broken(f"no numbers in the cpio header at byte {stream.tell()}") from error
        mode, size, length = fields[1], fields[6], fields[11]
        name = stream.read(length).rstrip(b"\0")
        start = stream.seek(-(-stream.tell() // 4) * 4)
        if name == _CPIO_END:
            return
        yield _cpio_entry(stream, name, mode, size)
        end = start + size
        stream.seek(-(-end // 4) * 4)


def _cpio_entry(stream: Forward, name: bytes, mode: int, size: int) -> Entry:
    permissions = stat.S_IMODE(mode)
    if stat.S_ISLNK(mode):
        return Entry(name, EntryKind.SYMLINK, 0, permissions, stream.read(min(size, 4096)))
    if stat.S_ISREG(mode) or not stat.S_IFMT(mode):
        return Entry(name, EntryKind.FILE, size, permissions, chunks=lambda: _take(stream, size))
    kinds = {stat.S_IFDIR: EntryKind.FOLDER, stat.S_IFIFO: EntryKind.FIFO, stat.S_IFSOCK: EntryKind.SOCKET}
    return Entry(name, kinds.get(stat.S_IFMT(mode), EntryKind.DEVICE), 0, permissions)


def _take(stream: Forward, size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = stream.read(min(CHUNK, size))
        if not chunk:
            raise Broken(f"the archive ends {size:,} bytes before its member does")
        size -= len(chunk)
        yield chunk


def read_asar(stream: BinaryIO, account: Account) -> Iterator[Told]:
    """Yield what an Electron archive holds: a header in JSON behind four lengths, then the contents."""
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(16)
    base = 8 + int.from_bytes(head[4:8], "little")
    length = int.from_bytes(head[12:16], "little")
    if length > LONGEST_TABLE or base > size:
        raise Broken(f"a header of {length:,} bytes")
    try:
        table = orjson.loads(stream.read(length))
    except orjson.JSONDecodeError as error:
        raise Broken(f"the header is no JSON ({error})") from error
    waiting: list[tuple[bytes, Any]] = [(b"", table)]
    while waiting:
        folder, node = waiting.pop()
        files = node.get("files") if isinstance(node, dict) else None
        for name, child in files.items() if isinstance(files, dict) else ():
            account.clock()
            path = folder + name.encode("utf-8", "surrogateescape")
            if isinstance(child, dict) and "files" in child:
                waiting.append((path + b"/", child))
                yield Entry(path, EntryKind.FOLDER)
            else:
                yield _asar_entry(stream, path, child, base, size)


def _asar_entry(stream: BinaryIO, path: bytes, node: Any, base: int, size: int) -> Told:
    if isinstance(node, dict) and isinstance(node.get("link"), str):
        return Entry(path, EntryKind.SYMLINK, link=node["link"].encode("utf-8", "surrogateescape"))
    if isinstance(node, dict) and node.get("unpacked") is True:
        return Lost("the asar only names it: it stands beside the archive", path)
    try:
        start, length = base + int(node["offset"]), int(node["size"])
    except (TypeError, KeyError, ValueError):
        return Lost("the asar does not say where its content is", path)
    if start < base or length < 0:
        return Lost("the asar points at no place for its content", path)
    mode = 0o755 if node.get("executable") is True else None
    return Entry(path, size=length, mode=mode, chunks=lambda: _slice(stream, start, start + length, size))

"""Rpm: scripts and facts of its header as made members, then the files of its payload."""

import io
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from rpmfile.errors import RPMError
from rpmfile.headers import get_headers

from beartrap.engine.decompress import Content
from beartrap.engine.unfold.entry import Entry, Told
from beartrap.engine.unfold.forward import Forward
from beartrap.engine.unfold.items import MADE
from beartrap.engine.unfold.limits import MIB, Account, Broken
from beartrap.engine.unfold.others import read_cpio

_LEAD = 96
_HEADER = struct.Struct(">3sB4x2L")
_MAGIC = b"\x8e\xad\xe8"
MOST_HEADER = 64 * MIB
"""Bytes of a header: that of a kernel package, with every file and its digest, has some 5 MiB."""
_ERRORS = (RPMError, struct.error, ValueError, IndexError, KeyError, AssertionError, TypeError, OverflowError)
"""What rpmfile lets out on headers that break the format."""

SCRIPTS = ("prein", "postin", "preun", "postun", "pretrans", "posttrans", "preuntrans", "postuntrans", "verifyscript")
"""Tags that hold a script, by the names that rpmfile gives them."""
SCRIPT_LISTS = ("triggerscripts", "filetriggerscripts", "transfiletriggerscripts")
FACTS = ("name", "version", "release", "vendor", "packager", "buildhost", "url", "sourcerpm", "requirename", "arch")
SIGNATURES = ("pgp", "gpg", "rsaheader", "signature", "pgp5")
"""Tags of the signature header that hold an OpenPGP signature."""


def read(stream: BinaryIO, account: Account) -> Iterator[Told]:
    """Yield made members for the header's scripts and facts, then the members of the payload."""
    signature = _section(stream, _LEAD)
    start = -(-signature // 8) * 8
    payload = _section(stream, start)
    yield from _made(_headers(stream, payload))
    stream.seek(payload)
    content = Content(stream)
    yield from read_cpio(Forward(content, account), account)
    if content.fault is not None and not content.trailing:
        raise Broken(content.fault.why, content.fault.reason)


def _section(stream: BinaryIO, at: int) -> int:
    """Return where a header structure that begins at `at` ends."""
    stream.seek(at)
    record = stream.read(_HEADER.size)
    if len(record) < _HEADER.size or record[:3] != _MAGIC:
        raise Broken(f"no rpm header at byte {at}")
    _, _, entries, size = _HEADER.unpack(record)
    if entries * 16 + size > MOST_HEADER:
        raise Broken(f"an rpm header of {entries * 16 + size:,} bytes")
    return at + _HEADER.size + int(entries) * 16 + int(size)


def _headers(stream: BinaryIO, payload: int) -> dict[str, Any]:
    stream.seek(0)
    content = stream.read(payload)
    try:
        _, told = get_headers(io.BytesIO(content))
    except _ERRORS as error:
        raise Broken(f"the rpm header is broken ({error or type(error).__name__})") from error
    return dict(told)


def _made(told: dict[str, Any]) -> Iterator[Told]:
    for tag in SCRIPTS:
        if script := _joined(told.get(tag)):
            yield _member(tag, script)
    for tag in SCRIPT_LISTS:
        if script := _joined(told.get(tag)):
            yield _member(tag, script)
    lines = [f"{tag}: ".encode() + _joined(told.get(tag), b", ").replace(b"\n", b" ") for tag in FACTS if told.get(tag)]
    lines += [f"signature: {tag}".encode() for tag in SIGNATURES if told.get(tag)]
    yield _member("facts", b"\n".join(lines) + b"\n")


def _joined(value: Any, between: bytes = b"\n") -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, list):
        return between.join(part for part in value if isinstance(part, bytes))
    return b"" if value is None else str(value).encode()


def _member(name: str, content: bytes) -> Entry:
    return Entry(MADE + name.encode(), size=len(content), chunks=lambda: iter((content,)), made=True)

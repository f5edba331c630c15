"""The form of Windows Defender's quarantine, pure: bytes in, facts out.

`Entries/` has one file a detection: three stretches, each RC4 anew under one static key that is public knowledge (it lies in
the engine, mpengine.dll, and analysts have published it since 2017): a head of 60 bytes with the lengths of the other two; the
detection (ids, time, threat's name); the resources, each with its path, type and fields. `ResourceData/XX/ID` has the content
of a file, RC4 as a whole, as a sequence of Windows backup streams (WIN32_STREAM_ID); the stream of kind 1 is the file.
"""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from beartrap.model.frozen import frozen

KEY = bytes.fromhex(
    "1e87781b8dbaa844ce69702c0c78b786a3f623b738f5edf9af83530fb3fc54fa"
    "a21eb9cf1331fd0f0da954f687cb9e18279697900e53fb317c9cbce48e23d053"
    "71ecc15951b8f3649d7ca33ed68dc9047e82c9baad9799d0d458cb847ca9ffbe"
    "3c8a775233557dde13a8b14087cc1bc8f10f6ecdd083a959cff84a9d1d50755e"
    "3e191818af23e2293558766d2c07e25712b2ca0b535ed8f6c56ce73d24bdd029"
    "1771861a54b4c285a9a3db7aca6d224aeacd621db9f2a22ed1e9e11d75bed7dc"
    "0ecb0a8e68a2ff1263408dc808dffd164b116774cd0b9b8d05411ed6262e429b"
    "a495676b8398db2f35d3c1b9ced52636f2765e1a95cb7ca4c3ddabddbff38253"
)
HEAD = 60
FILE_ID, PATH, WRITTEN = 0x02, 0x0C, 0x11
"""Identifiers of a resource's fields: the name of its content, its real path, its write time."""
MOST_RESOURCES = 10_000
MOST_FIELDS = 200
DATA = 1
"""The kind of stream that holds a file's own content."""
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class Malformed(ValueError):
    """A file is not of this form; the words say where it ends to be."""


@frozen
class Resource:
    """One thing of a detection: path, type (`file`, `regkey`, …), the name of its content in ResourceData, its write time."""

    path: str
    type: str
    content: str
    written: datetime | None


@frozen
class Detection:
    """One file of Entries: the threat's name, when it was quarantined (UTC), what belonged to it."""

    threat: str
    taken: datetime | None
    resources: tuple[Resource, ...]


def rc4(content: bytes) -> bytes:
    """Return the content decrypted (or encrypted) with the static key."""
    box = list(range(256))
    other = 0
    for one in range(256):
        other = (other + box[one] + KEY[one]) & 0xFF
        box[one], box[other] = box[other], box[one]
    stream = bytearray(len(content))
    one = other = 0
    for place in range(len(content)):
        one = (one + 1) & 0xFF
        first = box[one]
        other = (other + first) & 0xFF
        second = box[other]
        box[one], box[other] = second, first
        stream[place] = box[(first + second) & 0xFF]
    size = len(content)
    return (int.from_bytes(content, "little") ^ int.from_bytes(stream, "little")).to_bytes(size, "little")


def detection(raw: bytes) -> Detection:
    """Return what a file of Entries says; raises Malformed."""
    head = rc4(raw[:HEAD])
    if len(head) < HEAD:
        raise Malformed("it is shorter than a head")
    first, second = struct.unpack_from("<II", head, 40)
    if HEAD + first + second > len(raw):
        raise Malformed("it is shorter than its head says")
    about = rc4(raw[HEAD : HEAD + first])
    resources = rc4(raw[HEAD + first : HEAD + first + second])
    if len(about) < 52:
        raise Malformed("its detection is too short")
    (taken,) = struct.unpack_from("<Q", about, 32)
    threat = about[52:].split(b"\0", 1)[0].decode("utf-8", "replace")
    return Detection(threat, moment(taken), tuple(_resources(resources)))


def moment(ticks: int) -> datetime | None:
    """Return the time of a FILETIME (100 ns since 1601), None for none and for what is beyond the calendar."""
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None


def _resources(raw: bytes) -> Iterator[Resource]:
    (count,) = _take("<I", raw, 0)
    if count > MOST_RESOURCES:
        raise Malformed(f"it names {count} resources")
    for number in range(count):
        yield _resource(raw, _take("<I", raw, 4 + 4 * number)[0])


def _resource(raw: bytes, at: int) -> Resource:
    path, at = _wide(raw, at)
    (fields,) = _take("<H", raw, at)
    end = raw.find(b"\0", at + 2)
    if end < 0 or fields > MOST_FIELDS:
        raise Malformed("a resource does not end")
    kind, at = raw[at + 2 : end].decode("utf-8", "replace"), end + 1
    content, written = "", None
    for _ in range(fields):
        at = (at + 3) & ~3
        size, identifier = _take("<HH", raw, at)
        value = raw[at + 4 : at + 4 + size]
        at += 4 + size
        match identifier & 0x0FFF:
            case 0x02:
                content = value.hex().upper()
            case 0x0C:
                path = value.decode("utf-16-le", "replace").rstrip("\0") or path
            case 0x11:
                written = moment(int.from_bytes(value[:8], "little"))
    return Resource(path, kind, content, written)


def _wide(raw: bytes, at: int) -> tuple[str, int]:
    end = at
    while raw[end : end + 2] not in (b"\0\0", b""):
        end += 2
    if end >= len(raw):
        raise Malformed("a path does not end")
    return raw[at:end].decode("utf-16-le", "replace"), end + 2


def _take(form: str, raw: bytes, at: int) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, raw, at)
    except struct.error as error:
        raise Malformed(f"it ends at byte {at}") from error


def streams(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, content) of each backup stream of a decrypted file of ResourceData; raises Malformed.

    A stream's head: kind, attributes, size (8 bytes), length of its name, the name.
    """
    at = 0
    while at < len(raw):
        kind, _, size, named = _take("<IIQI", raw, at)
        at += 20 + named
        if at + size > len(raw):
            raise Malformed(f"a stream of {size} bytes does not end")
        yield kind, raw[at : at + size]
        at += size

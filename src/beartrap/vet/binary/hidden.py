"""Text that was made unreadable before it was compiled in: base64, base64 over deflate, XOR with one byte.

XOR is found without trying keys: the XOR of neighbouring bytes is the same whatever the key was.
"""

import binascii
import re
import zlib
from collections.abc import Iterator

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.behaviour import Layer
from beartrap.vet.binary.steps import PLAIN, patterns, xored

SHORTEST = 16
"""Characters of base64 that are looked at: shorter ones are words."""
MOST_TRIED = 20_000
"""Candidates tried for one content. A program of 50 MB has some thousand."""
MOST_INFLATED = 64 * 1024
_BASE64 = regex(rb"[A-Za-z0-9+/]{20,8192}={0,2}")
_WORDS = (b"http://", b"https://", b"/bin/sh", b"cmd.exe /", b"powershell", b"\\Microsoft\\Windows\\CurrentVersion")
"""What is looked for under XOR: long enough not to come about by chance (six bytes: once in 280 TB)."""
CHUNK, OVERLAP = 4 * 1024 * 1024, 64
"""Bytes that are searched for XOR at a time, and how far a piece reaches into the next: the longest word fits."""
_BEFORE = 3
"""Where a text may begin in a run: what is told of its length stands right before it, and may be letters, too."""
_ANSWER_LENGTH = 300


@frozen
class Hidden:
    """A text that was hidden: the text, the layers that were peeled off (outermost first), the offset of the first byte."""

    text: str
    layers: tuple[Layer, ...]
    offset: int


def in_base64(content: bytes) -> Iterator[Hidden]:
    """Yield what base64 runs in a content hold, where that is readable text."""
    for number, match in enumerate(_BASE64.finditer(content)):
        if number >= MOST_TRIED:
            return
        for before in range(_BEFORE):
            hidden = peel(match.group()[before:], match.start() + before)
            if hidden is not None:
                yield hidden
                break


def peel(run: bytes, offset: int) -> Hidden | None:
    """Return the readable text under base64, and under deflate, gzip or zlib within; None where there is none."""
    if len(run) < SHORTEST or len(set(run)) < 6:
        return None
    try:
        raw = binascii.a2b_base64(run + b"=" * (-len(run) % 4), strict_mode=True)
    except (binascii.Error, ValueError):
        return None
    outer = Layer("base64", run[:_ANSWER_LENGTH].decode("ascii"))
    text = _readable(raw)
    if text is not None:
        return Hidden(text, (outer, Layer("text", text[:_ANSWER_LENGTH])), offset)
    for name, bits in _packings(raw):
        text = _readable(_inflate(raw, bits))
        if text is not None:
            return Hidden(text, (outer, Layer(name, text[:_ANSWER_LENGTH])), offset)
    return None


def _packings(raw: bytes) -> Iterator[tuple[str, int]]:
    """Yield as what a content may have been packed by how it begins, with zlib's number for it; most begin like none.

    A block of deflate tells its kind in bits 1 and 2: 3 is none, and one that is stored as it is (0) has its length and the
    complement of that behind it (RFC 1951, 3.2.3 and 3.2.4); the two bytes before zlib's can be divided by 31 and name
    method 8 (RFC 1950, 2.2); gzip has a magic number (RFC 1952, 2.3.1).
    """
    kind = raw[0] >> 1 & 3
    if kind in (1, 2) or (kind == 0 and raw[1] ^ raw[3] == 0xFF):
        yield "deflate", -zlib.MAX_WBITS
    if raw.startswith(b"\x1f\x8b") or (raw[0] & 15 == 8 and int.from_bytes(raw[:2], "big") % 31 == 0):
        yield "zlib", zlib.MAX_WBITS | 32


def _inflate(raw: bytes, bits: int) -> bytes:
    machine = zlib.decompressobj(bits)
    try:
        out = machine.decompress(raw, MOST_INFLATED)
    except zlib.error:
        return b""
    return out if machine.eof or machine.unconsumed_tail else b""


def _readable(raw: bytes) -> str | None:
    """Return text where nearly all of it is: at least eight characters, narrow or wide, that are no mere alphabet."""
    if raw[1:8:2] == b"\0\0\0\0":
        raw = raw[::2]
    if len(raw) < 8 or len(set(raw)) < 5 or raw.translate(None, PLAIN):
        return None
    return raw.decode("ascii")


def under_xor(content: bytes) -> Iterator[Hidden]:
    """Yield texts of consequence that stand in a content XORed with one byte; the key is part of the layer."""
    if len(content) < 16:
        return
    for start in range(0, len(content) - 1, CHUNK):  # piece by piece: the steps are as large as the content
        end = min(start + CHUNK + OVERLAP, len(content))
        steps = xored(content[start:end])
        for word, pattern in patterns(_WORDS):
            for at in _places(steps, pattern):
                key = content[start + at] ^ word[0]
                if at < CHUNK and key not in (0, 0x20):  # 0x20: the same letters in the other case
                    yield _xored(content, start + at, key)


def _places(steps: bytes, pattern: bytes) -> Iterator[int]:
    at, tried = steps.find(pattern), 0
    while at != -1 and tried < MOST_TRIED:
        tried += 1
        yield at
        at = steps.find(pattern, at + len(pattern))


def _xored(content: bytes, at: int, key: int) -> Hidden:
    plain = bytes(byte ^ key for byte in content[at : at + _ANSWER_LENGTH])
    text = re.match(rb"[\x20-\x7e]*", plain)
    shown = (text.group() if text else b"").decode("ascii")
    return Hidden(shown, (Layer(f"xor 0x{key:02x}", shown),), at)

"""One function for each encoding that packages use to hide code: bytes in, bytes out, None where it is not that encoding."""

import base64
import binascii
import bz2
import codecs
import lzma
import quopri
import re
import urllib.parse
import zlib
from collections.abc import Callable

from beartrap.model.regex import regex

DECODED_BYTES = 8 * 1024 * 1024
"""The longest decoded layer that is kept: a payload of source code is a few hundred KiB; a bomb is not worth more."""

Decoder = Callable[[bytes], bytes]
_BLANKS = regex(rb"\s+")
_URLSAFE = bytes.maketrans(b"-_", b"+/")
_ESCAPE = regex(rb"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([0-7]{3}))")


class NotThatEncodingError(ValueError):
    """The bytes are not in the encoding that was tried."""


def unbase64(content: bytes) -> bytes:
    """Return base64 or its URL-safe form decoded; blanks and missing padding are forgiven, as Node and browsers do."""
    compact = _BLANKS.sub(b"", content).translate(_URLSAFE).rstrip(b"=")
    if len(compact) % 4 == 1:
        raise NotThatEncodingError("no base64 has that length")
    return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)


def unbase32(content: bytes) -> bytes:
    """Return base32 decoded, with or without its padding."""
    compact = _BLANKS.sub(b"", content).rstrip(b"=")
    return base64.b32decode(compact + b"=" * (-len(compact) % 8), casefold=True)


def unhex(content: bytes) -> bytes:
    """Return hexadecimal digits as bytes; blanks, colons and a leading 0x are forgiven."""
    return binascii.unhexlify(_BLANKS.sub(b"", content).removeprefix(b"0x").replace(b":", b""))


def unascii85(content: bytes) -> bytes:
    """Return ASCII85 decoded, with or without Adobe's brackets."""
    return base64.a85decode(content, adobe=content.lstrip().startswith(b"<~"))


def inflate(content: bytes) -> bytes:
    """Return zlib, gzip or raw deflate data unpacked, cut at the limit."""
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(bits)
        try:
            unpacked = unpacker.decompress(content, DECODED_BYTES)
        except zlib.error:
            continue
        if unpacked or unpacker.eof:
            return unpacked
    raise NotThatEncodingError("no deflate data")


def _unbzip2(content: bytes) -> bytes:
    return bz2.BZ2Decompressor().decompress(content, DECODED_BYTES)


def _unlzma(content: bytes) -> bytes:
    return lzma.LZMADecompressor(memlimit=128 * 1024 * 1024).decompress(content, DECODED_BYTES)


def _rot13(content: bytes) -> bytes:
    return codecs.encode(content.decode("latin-1"), "rot13").encode("latin-1")


def _unescape(content: bytes) -> bytes:
    if not _ESCAPE.search(content):
        raise NotThatEncodingError("no escapes")
    return _ESCAPE.sub(_one_escape, content)


def _one_escape(match: re.Match[bytes]) -> bytes:
    if match[4]:
        return bytes([int(match[4], 8) & 0xFF])
    code = int(match[1] or match[2] or match[3], 16)
    return bytes([code]) if match[1] else chr(min(code, 0x10FFFF)).encode("utf-8", "surrogatepass")


def _utf16(content: bytes) -> bytes:
    return content.decode("utf-16-le").encode("utf-8")


def _unuu(content: bytes) -> bytes:
    lines = [line for line in content.splitlines() if line and not line.startswith((b"begin ", b"end", b"`"))]
    return b"".join(binascii.a2b_uu(line) for line in lines)


DECODERS: dict[str, Decoder] = {
    "base64": unbase64,
    "base32": unbase32,
    "base16": unhex,
    "base85": base64.b85decode,
    "ascii85": unascii85,
    "zlib": inflate,
    "bzip2": _unbzip2,
    "lzma": _unlzma,
    "rot13": _rot13,
    "escapes": _unescape,
    "percent": urllib.parse.unquote_to_bytes,
    "quoted-printable": quopri.decodestring,
    "uuencode": _unuu,
    "utf-16": _utf16,
    "reversed": lambda content: content[::-1],
}
"""By the name that a `Layer` shows."""


def decode(encoding: str, content: bytes) -> bytes | None:
    """Return `content` with that encoding taken off, None where it is not in it; never longer than the limit."""
    try:
        return DECODERS[encoding](content)[:DECODED_BYTES]
    except (ValueError, zlib.error, lzma.LZMAError, OSError, EOFError, binascii.Error, MemoryError):
        return None


def from_data_url(text: str) -> str | None:
    """Return the text that a `data:` address holds, None where it is none that can be read."""
    head, comma, body = text.partition(",")
    if not comma:
        return None
    content = decode("base64" if head.endswith(";base64") else "percent", body.encode("utf-8", "replace"))
    return content.decode("utf-8", "replace") if content is not None else body

"""How parent and worker talk: JSON documents, each behind its length in four bytes (big-endian), some with raw bytes.

Raw path bytes travel as text of which each character is one byte (Latin-1), so that every path survives. Nothing here
trusts the other side: a length is checked before a byte of it is kept.
"""

import struct
from collections.abc import Iterator
from typing import Any

import orjson

HEADER = struct.Struct(">I")
WITH_BLOB = 1 << 31
"""The bit of a length that says: the document is behind a length of its own, and raw bytes follow it."""
BLOB = "blob"
"""Under which key the raw bytes of a message stand. JSON knows no bytes, so no document can forge them."""
LONGEST = 256 * 1024 * 1024
"""The longest message that a worker takes from its parent: the sources of a large rule set are some 20 MB."""


class WireError(Exception):
    """What came over the pipe is no message: too long, cut short, or no JSON object."""


def pack(document: dict[str, Any]) -> bytes:
    """Return one message, ready to be written; bytes under BLOB travel raw."""
    blob = document.get(BLOB)
    if not isinstance(blob, bytes):
        content = _dumps(document)
        return HEADER.pack(len(content)) + content
    content = _dumps({key: value for key, value in document.items() if key != BLOB})
    length = HEADER.size + len(content) + len(blob)
    return b"".join((HEADER.pack(length | WITH_BLOB), HEADER.pack(len(content)), content, blob))


def _dumps(document: dict[str, Any]) -> bytes:
    """Return JSON. Bytes of names that are no UTF-8 (`surrogateescape`) travel within texts as `\\xNN`."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError:  # a lone surrogate: UTF-8 has none
        return orjson.dumps(_without_surrogates(document))


def _without_surrogates(value: Any) -> Any:
    match value:
        case str():
            return "".join(_escaped(one) if "\ud800" <= one <= "\udfff" else one for one in value)
        case dict():
            return {_without_surrogates(key): _without_surrogates(one) for key, one in value.items()}
        case list() | tuple():
            return [_without_surrogates(one) for one in value]
        case _:
            return value


def _escaped(surrogate: str) -> str:
    code = ord(surrogate)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def _unpack_with_blob(content: bytes) -> dict[str, Any]:
    if len(content) < HEADER.size:
        raise WireError("a message without its length")
    (length,) = HEADER.unpack_from(content)
    end = HEADER.size + length
    if end > len(content):
        raise WireError("a document longer than its message")
    return {**unpack(content[HEADER.size : end]), BLOB: content[end:]}


def unpack(content: bytes) -> dict[str, Any]:
    """Return the JSON object in `content`; raises WireError where it is none."""
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise WireError(f"no JSON: {error}") from error
    if not isinstance(document, dict):
        raise WireError(f"expected an object, got {type(document).__name__}")
    return document


class Inbox:
    """Bytes from a pipe, cut into messages as they arrive; never holds more than one longest message and a read."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._waiting = bytearray()

    def feed(self, content: bytes) -> Iterator[dict[str, Any]]:
        """Take bytes; yield each message that is now whole. Raises WireError."""
        self._waiting += content
        while len(self._waiting) >= HEADER.size:
            (length,) = HEADER.unpack_from(self._waiting)
            has_blob, length = bool(length & WITH_BLOB), length & ~WITH_BLOB
            if length > self._longest:
                raise WireError(f"a message of {length} bytes, where {self._longest} are allowed")
            end = HEADER.size + length
            if len(self._waiting) < end:
                return
            message = bytes(self._waiting[HEADER.size : end])
            del self._waiting[:end]
            yield _unpack_with_blob(message) if has_blob else unpack(message)


def to_text(raw: bytes) -> str:
    """Return raw bytes as text for JSON, one character a byte."""
    return raw.decode("latin-1")


def to_raw(text: str) -> bytes:
    """Return the bytes that `to_text` was given; raises UnicodeEncodeError for any other text."""
    return text.encode("latin-1")

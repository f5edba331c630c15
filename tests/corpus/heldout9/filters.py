"""What an author of this set does to a text before he puts it somewhere: filters by name, each from bytes to bytes."""

import base64
import bz2
import codecs
import gzip
import importlib.util
import lzma
import marshal
import zlib
from collections.abc import Callable

from corpus.heldout import hiding

Filter = Callable[[bytes, str], bytes]

WORDS = [first + second for first in ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va") for second in ("bel", "can", "dor", "fin", "gal", "hem", "jun", "kit", "lan", "mor", "net", "par", "ros", "sil", "tam", "ven")]  # fmt: skip
"""One word for each byte, for lists that look like a vocabulary."""


def applied(text: str, names: list[str]) -> str | bytes:
    """Return a text after its filters; text again where the result is text."""
    value = text.encode()
    for one in names:
        name, _, argument = one.partition(":")
        value = FILTERS[name](value, argument)
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _xor(value: bytes, key: str) -> bytes:
    keys = bytes([int(key[1:])]) if key.startswith("#") else key.encode()
    return bytes(byte ^ keys[at % len(keys)] for at, byte in enumerate(value))


def _shift(value: bytes, by: str) -> bytes:
    return bytes((byte - 32 + int(by)) % 95 + 32 if 32 <= byte < 127 else byte for byte in value)


def _part(value: bytes, argument: str) -> bytes:
    at, count = (int(one) for one in argument.split(":"))
    size = -(-len(value) // count)
    return value[at * size : (at + 1) * size]


def _quoted(value: bytes, argument: str) -> bytes:
    """Return the rows of an array of strings: `SIZE` and the quote, `'` or `"`."""
    size, _, quote = argument.partition(":")
    mark = "'" if quote != '"' else '"'
    text = value.decode()
    return "\n".join(
        f"    {mark}{text[at : at + int(size)]}{mark}," for at in range(0, len(text), int(size))
    ).encode()  # fmt: skip


def _numbers(value: bytes, width: str) -> bytes:
    some = [str(one) for one in value]
    step = int(width or 18)
    return "\n".join("    " + ", ".join(some[at : at + step]) + "," for at in range(0, len(some), step)).encode()


def _woven(value: bytes, junk: str) -> bytes:
    """Put a character after every one."""
    return b"".join(bytes([one]) + junk.encode() for one in value)


def _pyc(value: bytes, _: str) -> bytes:
    code = compile(value.decode(), "<frozen>", "exec")
    return importlib.util.MAGIC_NUMBER + b"\0" * 12 + marshal.dumps(code)


def _text(make: Callable[[str], str]) -> Filter:
    return lambda value, _: make(value.decode()).encode()


FILTERS: dict[str, Filter] = {
    "b64": lambda value, _: base64.b64encode(value),
    "b64url": lambda value, _: base64.urlsafe_b64encode(value).rstrip(b"="),
    "b32": lambda value, _: base64.b32encode(value),
    "b85": lambda value, _: base64.b85encode(value),
    "a85": lambda value, _: base64.a85encode(value),
    "hex": lambda value, _: value.hex().encode(),
    "zlib": lambda value, _: zlib.compress(value, 9),
    "gzip": lambda value, _: gzip.compress(value, 9, mtime=0),
    "bz2": lambda value, _: bz2.compress(value),
    "lzma": lambda value, _: lzma.compress(value),
    "rev": lambda value, _: value[::-1],
    "rot13": _text(lambda text: codecs.encode(text, "rot13")),
    "xor": _xor,
    "add": lambda value, by: bytes((byte + int(by)) % 256 for byte in value),
    "shift": _shift,
    "rc4": lambda value, key: hiding.rc4(value, key.encode()),
    "u16": lambda value, _: value.decode().encode("utf-16-le"),
    "esc": lambda value, _: "".join(f"\\x{byte:02x}" for byte in value).encode(),
    "uni": _text(lambda text: "".join(f"\\u{ord(one):04x}" for one in text)),
    "pct": lambda value, _: "".join(f"%{byte:02X}" for byte in value).encode(),
    "vs": _text(hiding.selectors),
    "zw": _text(hiding.zero_width),
    "codes": lambda value, sep: (sep or ", ").join(str(byte) for byte in value).encode(),
    "numbers": _numbers,
    "part": _part,
    "quoted": _quoted,
    "woven": _woven,
    "words": lambda value, sep: (sep or " ").join(WORDS[byte] for byte in value).encode(),
    "oneline": _text(lambda text: "".join(line.strip() for line in text.splitlines())),
    "pyc": _pyc,
    "pad": lambda value, size: value + b"\0" * (-len(value) % int(size)),
}

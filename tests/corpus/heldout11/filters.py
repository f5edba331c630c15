"""More that an author does to a text before he puts it somewhere: what is not among the filters of the ninth and tenth sets."""

import base64
import binascii
import gzip
import hashlib
import io
import ipaddress
import re
import tarfile
import zlib
from collections.abc import Callable

from corpus.heldout import hiding
from corpus.heldout9.filters import Filter

_STRING = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
_MEMBER = re.compile(r"(?<=[\w)\]])\.([a-zA-Z_]\w*)")
_DECLARED = re.compile(r"\b(?:const|let|var|function)\s+([a-zA-Z]\w*)")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SWAPPED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=",
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=",
)
_WHEN = 1_767_225_600


def name_of(word: str) -> str:
    """Return a name as obfuscators give them; the same for the same word."""
    return "_0x" + hashlib.sha1(word.encode()).hexdigest()[:5]


def guarded(text: str) -> str:
    """Return JavaScript as obfuscators leave it with "rc4": each string sealed with a key of its own, in one table.

    Takes simple code: strings in single quotes, no templates, no comments, statements that end with a semicolon.
    """
    rows: list[str] = []
    looker, store = name_of("look" + text[:60]), name_of("store" + text[:60])

    def looked(value: str) -> str:
        key = hashlib.sha1(f"{value}{len(rows)}".encode()).hexdigest()[:4]
        raw = base64.b64encode(hiding.rc4(value.encode(), key.encode())).decode().translate(_SWAPPED)
        rows.append(raw)
        return f"{looker}(0x{0x8F + len(rows) - 1:x},'{key}')"

    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1].replace("\\'", "'").replace("\\n", "\n"))
        return f"\x01{len(kept) - 1}\x02"

    code = _MEMBER.sub(lambda found: f"[{looked(found[1])}]", _STRING.sub(keep, text))
    for word in sorted(set(_DECLARED.findall(text))):
        code = re.sub(rf"(?<![\w.'])\b{word}\b(?!:)", name_of(word), code)
    code = re.sub("\x01(\\d+)\x02", lambda found: looked(kept[int(found[1])]), code)
    cells = ",".join(f"'{one}'" for one in rows)
    head = (
        f"function {store}(){{var _0x5a=[{cells}];{store}=function(){{return _0x5a;}};return {store}();}}"
        f"function {looker}(_0x1,_0x2){{var _0x3={store}()[_0x1-0x8f].replace(/[a-z]|[A-Z]/g,function(_0x9){{return _0x9>'Z'?_0x9.toUpperCase():_0x9.toLowerCase();}}),"
        "_0x4=atob(_0x3),_0x5=[],_0x6=0x0,_0x7,_0x8='',_0xa=0x0,_0xb=0x0;"
        "for(var i=0x0;i<0x100;i++)_0x5[i]=i;for(i=0x0;i<0x100;i++){_0x6=(_0x6+_0x5[i]+_0x2.charCodeAt(i%_0x2.length))%0x100;_0x7=_0x5[i];_0x5[i]=_0x5[_0x6];_0x5[_0x6]=_0x7;}"
        "_0x6=0x0;for(var j=0x0;j<_0x4.length;j++){_0xa=(_0xa+0x1)%0x100;_0xb=(_0xb+_0x5[_0xa])%0x100;_0x7=_0x5[_0xa];_0x5[_0xa]=_0x5[_0xb];_0x5[_0xb]=_0x7;"
        "_0x8+=String.fromCharCode(_0x4.charCodeAt(j)^_0x5[(_0x5[_0xa]+_0x5[_0xb])%0x100]);}return _0x8;}"
    )
    return head + "".join(line.strip() for line in code.splitlines())


def _base58(value: bytes, _: str) -> bytes:
    number, out = int.from_bytes(value, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = _BASE58[rest] + out
    return out.encode()


def _addresses(value: bytes, _: str) -> bytes:
    """Return rows of IPv6 addresses, as loaders of shell code hide it."""
    some = value + b" " * (-len(value) % 16)
    return "\n".join(
        f'    "{ipaddress.IPv6Address(some[at : at + 16]).exploded}",' for at in range(0, len(some), 16)
    ).encode()  # fmt: skip


def _macs(value: bytes, _: str) -> bytes:
    some = value + b" " * (-len(value) % 6)
    return "\n".join(f'    "{some[at : at + 6].hex("-").upper()}",' for at in range(0, len(some), 6)).encode()


def _uu(value: bytes, _: str) -> bytes:
    """Return uuencoded rows with the back quote for zero, as PHP's convert_uuencode does."""
    rows = [binascii.b2a_uu(value[at : at + 45], backtick=True) for at in range(0, len(value), 45)]
    return b"".join(rows) + b"`\n"


def _leb(value: int) -> bytes:
    out = b""
    while True:
        value, low = value >> 7, value & 0x7F
        if not value:
            return out + bytes([low])
        out += bytes([low | 0x80])


def _wasm(value: bytes, _: str) -> bytes:
    """Return a WebAssembly module that exports a memory with the bytes at 16, their length in the first four."""
    size = len(value).to_bytes(4, "little")
    data = b"\x02" + b"".join(
        b"\x00\x41" + at + b"\x0b" + _leb(len(some)) + some for at, some in ((b"\x00", size), (b"\x10", value))
    )
    memory = b"\x01\x00" + _leb(len(value) // 65536 + 1)
    export = b"\x01\x06memory\x02\x00"
    sections = ((5, memory), (7, export), (11, data))
    return b"\0asm\x01\0\0\0" + b"".join(bytes([kind]) + _leb(len(body)) + body for kind, body in sections)


def _jpeg(value: bytes, _: str) -> bytes:
    """Return the head of a JPEG file with a comment in it."""
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    comment = b"\xff\xfe" + (len(value) + 2).to_bytes(2, "big") + value
    return start + comment + b"\xff\xdb\x00\x43\x00" + bytes(range(1, 65)) + b"\xff\xd9"


def _path(value: bytes, _: str) -> bytes:
    """Return the coordinates of an SVG path: two bytes a point."""
    some = value + b" " * (-len(value) % 2)
    return "".join(f"{'L' if at else 'M'}{some[at]} {some[at + 1]}" for at in range(0, len(some), 2)).encode()


def _readings(value: bytes, _: str) -> bytes:
    """Return rows of a table of measurements whose third column is a byte each."""
    return "\n".join(
        f"{1_700_000_000 + 60 * at},S{at % 4},{20 + byte / 100:.2f},{(at * 37) % 91}" for at, byte in enumerate(value)
    ).encode()


def _tarball(value: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = len(value), _WHEN, 0o755
        archive.addfile(info, io.BytesIO(value))
    return gzip.compress(out.getvalue(), 9, mtime=0)


def _deflate(value: bytes, _: str) -> bytes:
    """Return raw deflate, which PHP's gzinflate takes."""
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    return maker.compress(value) + maker.flush()


def _shuffled(value: bytes, step: str) -> bytes:
    """Return the bytes in steps around the ring; the step has no divisor with their number in common."""
    size = len(value)
    by = int(step or 7)
    out = bytearray(size)
    for at in range(size):
        out[at * by % size] = value[at]
    return bytes(out)


def _prime(value: bytes, _: str) -> bytes:
    """Pad with blanks to a number of bytes that is prime."""
    size = len(value)
    while any(size % one == 0 for one in range(2, int(size**0.5) + 1)):
        size += 1
    return value.ljust(size)


def _text(make: Callable[[str], str]) -> Filter:
    return lambda value, _: make(value.decode()).encode()


MORE: dict[str, Filter] = {
    "jsrc4": _text(guarded),
    "b58": _base58,
    "ipv6": _addresses,
    "macs": _macs,
    "uu": _uu,
    "wasm": _wasm,
    "jpeg": _jpeg,
    "path": _path,
    "readings": _readings,
    "tarball": _tarball,
    "deflate": _deflate,
    "shuffled": _shuffled,
    "prime": _prime,
    "emoji": lambda value, _: "".join(chr(0x1F400 + byte) for byte in value).encode(),
    "braille": lambda value, _: "".join(chr(0x2800 + byte) for byte in value).encode(),
    "octal": lambda value, _: "".join(f"\\{byte:03o}" for byte in value).encode(),
    "bits": lambda value, _: "".join(f"{byte:08b}" for byte in value).encode(),
    "sums": lambda value, _: ", ".join(f"{byte + 3 * at} - {3 * at}" for at, byte in enumerate(value)).encode(),
    "swapcase64": lambda value, _: base64.b64encode(value).decode().translate(_SWAPPED).encode(),
}

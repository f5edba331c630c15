"""More that an author does to a text before he puts it somewhere: what is not among the filters of the ninth set."""

import base64
import hashlib
import io
import marshal
import re
import struct
import uuid
import zipfile
import zlib
from collections.abc import Callable

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from corpus.heldout9.filters import Filter

_STRING = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
_MEMBER = re.compile(r"(?<=[\w)\]])\.([a-zA-Z_]\w*)")
_DECLARED = re.compile(r"\b(?:const|let|var|function)\s+([a-zA-Z]\w*)")
_WHEN = 1_767_225_600


def name_of(word: str) -> str:
    """Return a name as obfuscators give them; the same for the same word."""
    return "_0x" + hashlib.sha256(word.encode()).hexdigest()[:6]


def obfuscated(text: str) -> str:
    """Return JavaScript as common obfuscators leave it: strings and members in a rotated table of base64, hexadecimal names, one line.

    Takes simple code: strings in single quotes, no templates, no comments, statements that end with a semicolon.
    """
    table: list[str] = []
    looker = name_of(text[:80])

    def looked(value: str) -> str:
        if value not in table:
            table.append(value)
        return f"{looker}(0x{0x1C4 + table.index(value):x})"

    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1].replace("\\'", "'").replace("\\n", "\n"))
        return f"\x01{len(kept) - 1}\x02"

    code = _MEMBER.sub(lambda found: f"[{looked(found[1])}]", _STRING.sub(keep, text))
    for word in sorted(set(_DECLARED.findall(text))):
        code = re.sub(rf"(?<![\w.'])\b{word}\b(?!:)", name_of(word), code)
    code = re.sub("\x01(\\d+)\x02", lambda found: looked(kept[int(found[1])]), code)
    turn = len(table) // 3 + 1
    rows = table[-turn:] + table[:-turn]
    cells = ",".join(f"'{base64.b64encode(one.encode()).decode()}'" for one in rows)
    store = name_of(looker + "t")
    head = (
        f"var {store}=[{cells}];(function(_0xa1,_0xa2){{while(_0xa2--)_0xa1['push'](_0xa1['shift']());}}({store},0x{turn:x}));"
        f"var {looker}=function(_0xb1){{return atob({store}[_0xb1-0x1c4]);}};"
    )
    return head + "".join(line.strip() for line in code.splitlines())


def packed(text: str) -> str:
    """Return JavaScript as the old "packer" leaves it: words by their numbers, and a function that puts them in again."""
    words = sorted(set(re.findall(r"\b\w+\b", text)))
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"

    def number(at: int) -> str:
        return (number(at // 36) if at >= 36 else "") + digits[at % 36]

    body = re.sub(r"\b\w+\b", lambda found: number(words.index(found[0])), " ".join(text.split()))
    body = body.replace("\\", "\\\\").replace("'", "\\'")
    return (
        "eval(function(p,a,c,k,e,d){e=function(c){return(c<a?'':e(parseInt(c/a)))+(c%a).toString(36)};while(c--){if(k[c])"
        "p=p.replace(new RegExp('\\\\b'+e(c)+'\\\\b','g'),k[c])}return p}"
        f"('{body}',36,{len(words)},'{'|'.join(words)}'.split('|'),0,{{}}))"
    )


def layered(text: str, depth: int) -> str:
    """Return Python code in layers: each runs what it finds in reversed base64 of zlib."""
    for _ in range(depth):
        raw = base64.b64encode(zlib.compress(text.encode()))[::-1]
        text = f"_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]));exec((_)({raw!r}))"
    return text


def _fernet(value: bytes, word: str) -> bytes:
    key = base64.urlsafe_b64encode(hashlib.sha256(word.encode()).digest())
    return Fernet(key)._encrypt_from_parts(value, _WHEN, hashlib.md5(value).digest())


def _aes(value: bytes, word: str) -> bytes:
    """AES-256-CBC; key and vector are the SHA-256 and the MD5 of a word."""
    pad = padding.PKCS7(128).padder()
    raw = pad.update(value) + pad.finalize()
    maker = Cipher(
        algorithms.AES(hashlib.sha256(word.encode()).digest()), modes.CBC(hashlib.md5(word.encode()).digest())
    )
    made = maker.encryptor()
    return made.update(raw) + made.finalize()


def _wave(value: bytes, _: str) -> bytes:
    """Return a sound whose samples are the bytes."""
    head = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    body = head + b"data" + struct.pack("<I", len(value)) + value
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _zip(value: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), value, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _uuids(value: bytes, _: str) -> bytes:
    some = value + b" " * (-len(value) % 16)
    return "\n".join(f'    "{uuid.UUID(bytes=some[at : at + 16])}",' for at in range(0, len(some), 16)).encode()


def _addresses(value: bytes, _: str) -> bytes:
    some = value + b" " * (-len(value) % 4)
    return "\n".join(
        f'    "{".".join(str(one) for one in some[at : at + 4])}",' for at in range(0, len(some), 4)
    ).encode()


def _colours(value: bytes, _: str) -> bytes:
    some = value + b" " * (-len(value) % 3)
    return "\n".join(f"    '#{some[at : at + 3].hex()}'," for at in range(0, len(some), 3)).encode()


def _spaces(value: bytes, _: str) -> bytes:
    """Return a line of blanks and tabs for each byte, behind a word."""
    return "\n".join("".join("\t" if byte >> bit & 1 else " " for bit in range(8)) for byte in value).encode()


def _text(make: Callable[[str], str]) -> Filter:
    return lambda value, _: make(value.decode()).encode()


MORE: dict[str, Filter] = {
    "jsobf": _text(obfuscated),
    "packer": _text(packed),
    "layers": lambda value, depth: layered(value.decode(), int(depth)).encode(),
    "chr": lambda value, sign: (f" {sign or '+'} ".join(f"chr({byte})" for byte in value)).encode(),
    "charcodes": lambda value, _: ",".join(str(byte + 7) for byte in value).encode(),
    "pybytes": lambda value, _: repr(value).encode(),
    "marshal": lambda value, _: marshal.dumps(compile(value.decode(), "<generated>", "exec")),
    "fernet": _fernet,
    "fernetkey": lambda value, _: base64.urlsafe_b64encode(hashlib.sha256(value).digest()),
    "aes": _aes,
    "sha256": lambda value, _: hashlib.sha256(value).hexdigest().encode(),
    "wave": _wave,
    "zip": _zip,
    "uuids": _uuids,
    "addresses": _addresses,
    "colours": _colours,
    "spaces": _spaces,
}

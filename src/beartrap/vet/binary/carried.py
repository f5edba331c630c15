"""Code that is carried by data: pictures, fonts, translations, fixtures, tables of numbers.

Scripts in a picture's comment stand there as they are. Others are changed by a short key that is used again and again, by a
shift into another alphabet, or are written as numbers or hex digits. What is the same whatever the key is: the steps from one
character to the one a key's length behind it (Kasiski's observation). Words that only code has are looked for by their steps.
"""

import re
from collections.abc import Iterator
from functools import cache

from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import Layer
from beartrap.vet.binary.behaviours import CARRIED
from beartrap.vet.binary.sighted import seen
from beartrap.vet.kinds import Kind

LARGEST = 4 * 1024 * 1024
"""Bytes of one file that are searched."""
PERIODS = range(1, 9)
"""Lengths of a key that is used again and again."""
MOST, TOLD = 400, 4
_BINARY = frozenset({Kind.DATA, Kind.IMAGE, Kind.FONT, Kind.MEDIA, Kind.DOCUMENT})
_TEXTS = frozenset({Kind.TEXT, Kind.JSON, Kind.YAML, Kind.XML})
_WORDS = (
    b"require('child_process", b'require("child_process', b"child_process", b"import subprocess", b"subprocess.", b"urllib.request", b"__import__(", b"import os;", b"import os\n", b"os.environ", b"process.env",
    b"curl -s http", b"curl http", b"wget -q", b"/bin/bash -", b"/bin/sh -c", b"powershell -", b"| base64 -d", b"exec(base64", b"eval(atob(", b"https.get(", b"require('https", b"getRuntime().exec", b"DownloadString(", b"<?php eval", b"system($_", b"socket.socket(",
)  # fmt: skip
"""What only code says, each of it longer than the keys that are tried."""
_SCRIPT = re.compile(
    rb"<\?php\s[^\x00]{8,}|<\?=\s*[`$\w][^\x00]{6,}|#!/(?:usr/)?bin/[^\x00]{8,}|\brequire\(['\"](?:node:)?child_process['\"]\)|\b__import__\(['\"](?:os|subprocess)['\"]\)"
)
_NUMBERS = re.compile(r"(?:\d{1,3}\s*,\s*){24,}\d{1,3}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){24,}|(?:\\x[0-9a-fA-F]{2}){24,}|(?:0x[0-9a-fA-F]{2}\s*,\s*){24,}")
_OTHER_LETTERS = re.compile(r"[^\x00-\x7f]{24,}")
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\r\n"


class CarriedAnalyser:
    """Looks for code in what should be data."""

    id = "binary.carried"

    def takes(self, kind: Kind) -> bool:
        """Take pictures, fonts, documents, data, translations and other text."""
        return kind in _BINARY or kind in _TEXTS

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield the code that the content carries, with how it is hidden."""
        content = subject.content[:LARGEST]
        if subject.kind in (Kind.IMAGE, Kind.FONT, Kind.MEDIA):
            yield from _scripts(subject, content)
        for number, (layer, text, offset) in enumerate(_hidden(content, subject.kind)):
            if number >= TOLD:
                return
            yield seen(CARRIED, subject, text[:80], text, offset=offset, layers=(layer,))


def _scripts(subject: FileSubject, content: bytes) -> Iterator[Seen]:
    match = _SCRIPT.search(content)
    text = _readable(content, match.start()) if match is not None else ""
    if match is not None and len(text) >= 16:
        yield seen(
            CARRIED,
            subject,
            text[:80],
            text,
            offset=match.start(),
            layers=(Layer(f"in a file of {subject.kind.value}", text[:300]),),
        )


def _hidden(content: bytes, kind: Kind) -> Iterator[tuple[Layer, str, int]]:
    if kind in _BINARY:
        yield from _under_keys(content, 0, "")
        return
    if content.isascii() and not _gate().search(content):
        return
    text = content.decode("utf-8", "replace")
    for pattern, read, name in ((_NUMBERS, _of_numbers, "numbers"), (_HEX, _of_hex, "hex")):
        for number, match in enumerate(pattern.finditer(text)):
            if number >= MOST:
                break
            yield from _under_keys(read(match[0]), match.start(), name, plain=True)
    for number, match in enumerate(_OTHER_LETTERS.finditer(text)):
        if number >= MOST:
            break
        yield from _shifted(match[0], match.start())


@cache
def _gate() -> "re.Pattern[bytes]":
    """Return one pattern for all that may be numbers or digits in a row: most texts have none."""
    import re2  # one pass over the bytes; loaded where the first text comes

    made: re.Pattern[bytes] = re2.compile(
        rb"(?:\d{1,3}\s?,\s?){24}|[0-9a-fA-F]{48}|(?:\\x[0-9a-fA-F]{2}){24}|(?:0x[0-9a-fA-F]{2}\s?,\s?){24}"
    )
    return made


def _of_numbers(text: str) -> bytes:
    values = [int(one) for one in text.split(",")]
    return bytes(values) if max(values) < 256 else b""


def _of_hex(text: str) -> bytes:
    digits = re.sub(r"\\x|0x|[\s,]", "", text)
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def _under_keys(content: bytes, start: int, name: str, plain: bool = False) -> Iterator[tuple[Layer, str, int]]:
    """Yield the code under an XOR with a short key; also what stands there as it is, where that is an encoding by itself."""
    if len(content) < 24:
        return
    for word in _WORDS if plain else ():
        at = content.find(word)
        if at >= 0 and (text := _readable(content, at)):
            yield Layer(name, text[:300]), text, start
            return
    whole = int.from_bytes(content, "big")
    for period in PERIODS:
        steps = (whole ^ (whole >> 8 * period)).to_bytes(len(content), "big")[period:]
        for word, pattern in _patterns(period):
            at = steps.find(pattern)
            if at < 0:
                continue
            key = bytes(content[at + place] ^ word[place] for place in range(period))
            if any(key) and (text := _opened(content, at, key)):
                layers = f"{name}+" if name else ""
                yield Layer(f"{layers}xor {key.hex()}", text[:300]), text, start + at
                return


def _patterns(period: int) -> Iterator[tuple[bytes, bytes]]:
    for word in _WORDS:
        if len(word) >= period + 6:
            yield word, bytes(word[place] ^ word[place + period] for place in range(len(word) - period))


def _opened(content: bytes, at: int, key: bytes) -> str:
    """Return the text around a word under a key; empty where it is too short to be code."""
    low = max(at - 200, 0)
    low += (at - low) % len(key)
    made = bytes(byte ^ key[place % len(key)] for place, byte in enumerate(content[low : at + 400]))
    return _readable(made, at - low)


def _readable(content: bytes, at: int) -> str:
    """Return the printable text around a place; empty where there is little of it."""
    low, high = at, at
    while low > 0 and content[low - 1] in _PLAIN and at - low < 200:
        low -= 1
    while high < len(content) and content[high] in _PLAIN and high - at < 400:
        high += 1
    return content[low:high].decode("ascii") if high - low >= 24 else ""


def _shifted(text: str, start: int) -> Iterator[tuple[Layer, str, int]]:
    """Yield the code that letters of another alphabet become when they are all moved by one number."""
    codes = [ord(one) for one in text[:4000]]
    least = min(codes)
    if max(codes) - least > 118:
        return
    for first in range(9, 60):
        made = bytes((code - least + first) & 0xFF for code in codes)
        if any(word in made for word in _WORDS) and not made.translate(None, _PLAIN):
            shown = made.decode("ascii")
            yield Layer(f"shifted by {least - first}", shown[:300]), shown, start
            return

"""Code that is carried by data: pictures, fonts, translations, fixtures, tables of numbers.

Scripts in a picture's comment stand there as they are. Others are changed by a short key that is used again and again, by a
shift into another alphabet, or are written as numbers or hex digits. What is the same whatever the key is: the steps from one
character to the one a key's length behind it (Kasiski's observation). Words that only code has are looked for by their steps.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import Layer
from beartrap.vet.binary.behaviours import CARRIED
from beartrap.vet.binary.sighted import seen
from beartrap.vet.binary.steps import PLAIN, added, patterns, readable, xored
from beartrap.vet.kinds import Kind
from beartrap.vet.sniff import is_prose

LARGEST = 4 * 1024 * 1024
"""Bytes of one file that are searched."""
PERIODS = range(1, 9)
"""Lengths of a key that is used again and again."""
MOST, TOLD = 2_000, 4
"""Runs of numbers, of digits or of letters of one file that are looked at, and pieces of code that are told of it."""
PIECE = 4_000
"""Letters that are moved back together; a key is the same for all of a text."""
_BINARY = frozenset({Kind.DATA, Kind.IMAGE, Kind.FONT, Kind.MEDIA, Kind.DOCUMENT})
_TEXTS = frozenset({Kind.TEXT, Kind.JSON, Kind.YAML, Kind.XML})
_WORDS = (
    b"require('child_process", b'require("child_process', b"child_process", b"import subprocess", b"subprocess.", b"urllib.request", b"__import__(", b"import os;", b"import os\n", b"os.environ", b"process.env",
    b"curl -s http", b"curl http", b"wget -q", b"/bin/bash -", b"/bin/sh -c", b"powershell -", b"| base64 -d", b"exec(base64", b"eval(atob(", b"https.get(", b"require('https", b"getRuntime().exec", b"DownloadString(", b"<?php eval", b"system($_", b"socket.socket(",
)  # fmt: skip
"""What only code says, each of it longer than the keys that are tried."""
_SCRIPT = regex(
    rb"<\?php\s[^\x00]{8}|<\?=\s*[`$\w][^\x00]{6}|#!/(?:usr/)?bin/[^\x00]{8}|\brequire\(['\"](?:node:)?child_process['\"]\)|\b__import__\(['\"](?:os|subprocess)['\"]\)"
)
_TEMPLATE = regex(
    rb"\{[{%][^\n]{0,300}?__(?:globals|builtins|subclasses|import)__[^\n]{0,200}?\b(?:popen|system|eval|exec|check_output|run|open|urlopen)\b"
    rb"|<%[^\n]{0,300}?(?:\bchild_process\b|\bprocess\.mainModule\b|\.constructor\.constructor\()"
)
"""A template that climbs from what it is given to the interpreter: whoever writes the program has no need to."""
_PRETENDED = (b"GIF87a", b"GIF89a", b"wOFF", b"wOF2")
"""How pictures and fonts begin that can be followed by code; behind it numbers stand that are no text."""
SHORTEST_CODE = 48
"""Bytes of a text that is more than a stand-in for a picture in somebody's test."""
_NUMBERS = regex(r"(?:\d{1,3}\s*,\s*){24,}\d{1,3}")
_HEX = regex(r"(?:[0-9a-fA-F]{2}){24,}|(?:\\x[0-9a-fA-F]{2}){24,}|(?:0x[0-9a-fA-F]{2}\s*,\s*){24,}")
_OTHER_LETTERS = regex(r"[^\x00-\x7f]{24,}")


class CarriedAnalyser:
    """Looks for code in what should be data."""

    id = "binary.carried"

    def takes(self, kind: Kind) -> bool:
        """Take pictures, fonts, documents, data, translations, pages and other text."""
        return kind in _BINARY or kind in _TEXTS or kind is Kind.HTML

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield the code that the content carries, with how it is hidden, and what was not searched."""
        content = subject.content[:LARGEST]
        left = [f"what lies behind its first {LARGEST:,} bytes"] if len(subject.content) > LARGEST else []
        if subject.kind in (Kind.IMAGE, Kind.FONT, Kind.MEDIA):
            yield from _scripts(subject, content, _SCRIPT, f"in a file of {subject.kind.value}")
            yield from _pretended(subject)
        elif subject.kind not in _BINARY and not is_prose(subject.path):
            yield from _scripts(subject, content, _TEMPLATE, "template")
        for layer, text, offset in islice(_hidden(content, subject.kind, left), TOLD):
            yield seen(CARRIED, subject, text[:80], text, offset=offset, layers=(layer,))
        if left:  # large data are common, and hold nothing up
            why = f"{subject.path} was not searched for code in {'; '.join(left)}"
            yield Gap(GapReason.LIMIT, (), why, "Look at the file by hand.", place=subject.place, by=self.id)


def _scripts(subject: FileSubject, content: bytes, pattern: "re.Pattern[bytes]", how: str) -> Iterator[Seen]:
    for match in pattern.finditer(content):
        text = _readable(content, match.start())
        if text:
            yield seen(CARRIED, subject, text[:80], text, offset=match.start(), layers=(Layer(how, text[:300]),))
            return


def _pretended(subject: FileSubject) -> Iterator[Seen]:
    """Yield a file that begins as a picture or a font does and is text to its end, which none of these can be."""
    content = subject.content[:LARGEST]
    if content.startswith(_PRETENDED) and len(content) >= SHORTEST_CODE and not content.translate(None, PLAIN):
        text = content[:400].decode("ascii")
        layer = Layer(f"text that begins like {subject.kind.value}", text[:300])
        yield seen(CARRIED, subject, text[:80], text, offset=0, layers=(layer,))


def _hidden(content: bytes, kind: Kind, left: list[str]) -> Iterator[tuple[Layer, str, int]]:
    if kind in _BINARY:
        yield from _under_keys(content, 0, "")
        return
    if kind not in _TEXTS or (content.isascii() and not _gate().search(content)):
        return
    text = content.decode("utf-8", "replace")
    numbers, digits, letters = _gates()
    for pattern, gate, read, name in ((_NUMBERS, numbers, _of_numbers, "numbers"), (_HEX, digits, _of_hex, "hex")):
        for match in _first(_behind(gate, pattern, content, text), name, left):
            yield from _under_keys(read(match[0]), match.start(), name, plain=True)
    for match in _first(_behind(letters, _OTHER_LETTERS, content, text), "letters", left):
        for start in range(0, len(match[0]), PIECE):
            yield from _shifted(match[0][start : start + PIECE], match.start() + start)


def _first(matches: "Iterable[re.Match[str]]", name: str, left: list[str]) -> Iterator["re.Match[str]"]:
    """Yield the first matches, and say where there are more."""
    for number, match in enumerate(matches):
        if number >= MOST:
            left.append(f"what follows {MOST:,} runs of {name}")
            return
        yield match


def _behind(
    gate: "re.Pattern[bytes]", pattern: "re.Pattern[str]", content: bytes, text: str
) -> Iterator["re.Match[str]"]:
    """Yield what an expression finds; it is slow, and asked only from where its gate, which lets more through, was met."""
    place = 0
    while (met := gate.search(content, place)) is not None:
        if len(text) != len(content):  # places of bytes are none of characters
            yield from pattern.finditer(text)
            return
        match = pattern.search(text, met.start())
        if match is None:
            return
        yield match
        place = match.end()


@cache
def _gates() -> "tuple[re.Pattern[bytes], ...]":
    """Return for numbers, digits and letters what stands in all bytes that hold such a run, whatever their signs are encoded as."""
    import re2  # one pass over the bytes; loaded where the first text comes

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    blank = rb"[\t-\r\x1c-\x20\x80-\xff]*"
    numbers = rb"(?:[0-9\x80-\xff][0-9\t-\r\x1c-\x20\x80-\xff]*," + blank + rb"){24}"
    digits = rb"[0-9a-fA-F]{48}|(?:\\x[0-9a-fA-F]{2}){24}|(?:0x[0-9a-fA-F]{2}" + blank + rb"," + blank + rb"){24}"
    return tuple(re2.compile(one, options) for one in (numbers, digits, rb"[\x80-\xff]{24}"))


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
    for period in PERIODS:
        steps = xored(content, period)
        for word, pattern in patterns(_WORDS, period):
            at = steps.find(pattern)
            if at < 0:
                continue
            key = bytes(content[at + place] ^ word[place] for place in range(period))
            if any(key) and (text := _opened(content, at, key)):
                layers = f"{name}+" if name else ""
                yield Layer(f"{layers}xor {key.hex()}", text[:300]), text, start + at
                return


def _opened(content: bytes, at: int, key: bytes) -> str:
    """Return the text around a word under a key; empty where it is too short to be code."""
    low = max(at - 200, 0)
    low += (at - low) % len(key)
    made = bytes(byte ^ key[place % len(key)] for place, byte in enumerate(content[low : at + 400]))
    return _readable(made, at - low)


def _readable(content: bytes, at: int) -> str:
    """Return the printable text around a place; empty where there is little of it."""
    low, high = readable(content, at, 200, 400)
    return content[low:high].decode("ascii") if high - low >= 24 else ""


def _shifted(text: str, start: int) -> Iterator[tuple[Layer, str, int]]:
    """Yield the code that letters of another alphabet become when they are all moved by one number."""
    codes = [ord(one) for one in text]
    least = min(codes)
    if max(codes) - least > 118:
        return
    moved = bytes(code - least for code in codes)
    steps = added(moved)
    for word, pattern in patterns(_WORDS, sums=True):
        at = steps.find(pattern)
        first = word[0] - moved[at] if at >= 0 else 0
        if 9 <= first < 60:
            made = bytes(code + first for code in moved)
            if not made.translate(None, PLAIN):
                shown = made.decode("ascii")
                yield Layer(f"shifted by {least - first}", shown[:300]), shown, start
                return

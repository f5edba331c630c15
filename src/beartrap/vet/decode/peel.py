"""Taking off nested encodings of a literal without being told which: all that fit are tried, shortest way first."""

from collections import deque
from collections.abc import Iterator

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.model.text import printable, shorten
from beartrap.vet.behaviour import Layer
from beartrap.vet.decode.codecs import decode

DEPTH = 10
"""Layers taken off one literal: packers in the wild nest up to about fifty equal ones, which `strip_equal` would
follow; by guessing, ten are plenty and keep the search small."""

TRIES = 160
"""Contents tried for one literal."""

SHORTEST = 16
"""Shorter literals hold no code worth hiding, and anything short is valid base64 by chance."""

SHOWN = 200
"""Characters of a layer that are shown as evidence."""

_TEXTUAL = {
    "base16": regex(rb"(?:0x)?[0-9a-fA-F\s:]+\Z"),
    "base32": regex(rb"[A-Z2-7\s]++=*+\s*+\Z"),
    "base64": regex(rb"[A-Za-z0-9+/_\-\s]++=*+\s*+\Z"),
    "ascii85": regex(rb"(?:<~)?[!-uz\s]++(?:~>)?+\s*+\Z"),
    "base85": regex(rb"[0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]+\Z"),
    "escapes": regex(rb"(?:[^\\]*\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{3}))+[^\\]*\Z"),
    "percent": regex(rb"(?:[^%]*%[0-9a-fA-F]{2}){4,}[^%]*\Z"),
}
_MAGIC = {"zlib": (b"\x78", b"\x1f\x8b"), "bzip2": (b"BZh",), "lzma": (b"\xfd7zXZ", b"\x5d\x00")}
_WORDS = regex(rb"(?<![A-Za-z_])[A-Za-z_]{2,}+[\s(.;=\"']")


@frozen
class Peeled:
    """A content and the layers that were taken off to get at it, outermost first."""

    content: bytes
    layers: tuple[Layer, ...] = ()


def layer(encoding: str, content: bytes) -> Layer:
    """Return the evidence of one layer: its encoding and a printable piece of what it held."""
    return Layer(encoding, piece(content[:LONGEST_TOLD].decode("utf-8", "replace")))


LONGEST_TOLD = 256 * 1024
"""Bytes of a decoded layer that are searched for what it names."""
_NAMES = regex(
    r"\b(?:https?|wss?|ftp|tcp|stratum\+tcp)://[^\s\"'`<>\\)]{4,100}|\b\d{1,3}(?:\.\d{1,3}){3}\b|(?:~|\$HOME)/\.?[\w./-]{4,60}|\b(?:[a-z0-9-]{2,40}\.){1,8}(?:invalid|example|test|com|net|org|io|dev|ru|cn|xyz|top|onion)\b"
)
_FIRST = 240
"""Characters of its beginning that are shown of a text that is longer than what is shown of one."""


def piece(text: str) -> str:
    """Return what is shown of a decoded text: all of a short one; of a long one its beginning, and the hosts and places that it names."""
    if len(text) <= SHOWN:
        return shorten(printable(text), SHOWN)
    named = dict.fromkeys(match for match in _NAMES.findall(text) if match not in text[:_FIRST])
    return shorten(printable(" … ".join([text[:_FIRST].rstrip(), *list(named)[:6]])), SHOWN)


def peel(content: bytes) -> Iterator[Peeled]:
    """Yield each text that lies below encodings of `content`, nearest first; nothing where none is found.

    What counts as text is mostly printable and has words; what only decodes by chance does not come out as such.
    """
    waiting, seen = deque([Peeled(content)]), {content}
    tries = 0
    while waiting and tries < TRIES:
        one = waiting.popleft()
        for encoding in _fitting(one.content):
            tries += 1
            inner = decode(encoding, one.content)
            if inner is None or len(inner) < 4 or inner in seen:
                continue
            seen.add(inner)
            peeled = Peeled(inner, (*one.layers, layer(encoding, inner)))
            if _reads_as_text(inner):
                yield peeled
            elif len(peeled.layers) < DEPTH:
                waiting.append(peeled)


def _fitting(content: bytes) -> Iterator[str]:
    for encoding, magics in _MAGIC.items():
        if content.startswith(magics):
            yield encoding
    if len(content) < SHORTEST:
        return
    head = content if len(content) < 65536 else content[:65536]
    for encoding, shape in _TEXTUAL.items():
        if shape.match(head):
            yield encoding
    if content[1:2] == b"\0" and content[3:4] == b"\0":
        yield "utf-16"
    if content.startswith(b"=") or content[::-1].startswith(
        (b"\x78\x9c", b"\x78\xda", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
    ):
        yield "reversed"


def _reads_as_text(content: bytes) -> bool:
    sample = content[:4096]
    try:
        text = sample.decode("utf-8", "strict" if len(content) <= 4096 else "ignore")
    except UnicodeDecodeError:
        return False
    odd = sum(not (character.isprintable() or character in "\n\r\t") for character in text)
    return (
        odd * 50 <= len(text) and bool(_WORDS.search(sample)) and (b" " in sample or b"(" in sample or b"\n" in sample)
    )

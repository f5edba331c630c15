"""What code hides from the eye: signs that are not shown, text far right of the screen, shapes that only tools write.

Sources: Boucher and Anderson, Trojan Source (2021), for bidirectional overrides; the variation selectors of the worms of
2025, in which a payload stands in characters of no width.
"""

import re
from collections.abc import Iterator

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.model.text import printable, shorten

_OVERRIDES = regex("[\u202a-\u202e\u2066-\u2069](?!-[\u2030-\uffff])")
"""Signs that turn the direction, but for one at the lower end of a range, as patterns for all letters have it (`[\\u202a-\\ud7ff]`)."""
_UNSEEN_RUN = regex(
    "(?:[\ufe00-\ufe0f\U000e0100-\U000e01ef\U000e0000-\U000e007f\u200b\u200c\u200d\u2060\u2062-\u2064\ufeff\uffa0\u3164]){12,}"
)
_UNSEEN_NAME = regex("(?<=[A-Za-z_])[\u200b\u200c\u200d\u2060\u3164\uffa0](?=[A-Za-z_])")
_MIXED = regex("(?<=[A-Za-z0-9_])[\u0370-\u03ff\u0400-\u04ff][A-Za-z0-9_]*+(?=\\s*+[(=.])")
_BEGINS = regex(r"[A-Za-z_][A-Za-z0-9_]*\Z")
LEAST_FAR, LEAST_SIGNS = 160, 400
"""Blanks in a row before text that stands too far right to be seen, and brackets and signs in a row that no person writes."""
_FAR = regex(rf"(?<=\S)[ \t]{{{LEAST_FAR},}}+(?=[^\s#/*][^\n]{{7}})")
_ENDS = regex(r"[(=;\n]")
_OX = regex(r"_0x(?<=\b_0x)[0-9a-f]{4,6}\b")
_JSFUCK = regex(rf"[\[\]()!+]{{{LEAST_SIGNS},}}")
_WALLETS = ("ethereum", "solana", "tronWeb", "tronLink", "phantom", "web3.currentProvider")
_WALLET = regex(
    rf"\b(?:{'|'.join(map(re.escape, _WALLETS))})\.(?:request|send|sendAsync|signTransaction|signAndSendTransaction|sendTransaction)\s*=(?![=>])"
)
MANY_NAMES = 25
"""Different names of javascript-obfuscator's kind; a person writes none."""


@frozen
class Hidden:
    """Something that a reader does not see: what it is, and the line with it made printable."""

    what: str
    row: int
    quote: str


def hidden(text: str, language: str) -> Iterator[Hidden]:
    """Yield what the code hides from the eye, each kind once."""
    if not text.isascii():
        for what, pattern in (
            ("override", _OVERRIDES),
            ("unseen", _UNSEEN_RUN),
            ("unseen", _UNSEEN_NAME),
        ):
            found = pattern.finditer(text)
            match = next((one for one in found if pattern is not _OVERRIDES or not _in_table(text, one.start())), None)
            if match is not None:
                yield _at(what, text, match.start())
        mixed = next(_mixed(text), None)
        if mixed is not None:
            yield _at("mixed", text, mixed)
    widest = max(map(len, text.split("\n")))
    blanks = widest > LEAST_FAR and " " * LEAST_FAR in text.replace("\t", " ")
    far = next(_far(text), None) if "\n" in text and blanks else None
    if far is not None:
        yield _at("far", text, far)
    if language in ("javascript", "typescript"):
        if len(set(_OX.findall(text))) >= MANY_NAMES:
            first = _OX.search(text)
            assert first is not None
            yield _at("obfuscator", text, first.start())
        match = _WALLET.search(text) if any(word in text for word in _WALLETS) else None
        if match is not None:
            yield _at("wallet", text, match.start())
        match = _JSFUCK.search(text) if widest >= LEAST_SIGNS else None
        if match is not None:
            yield _at("obfuscator", text, match.start())


LONGEST_LINE = 1000
"""Characters of a line that somebody may read."""
AROUND = 20
"""Characters on each side by which a table of characters is told from code."""


def _in_table(text: str, at: int) -> bool:
    """Whether a sign stands among others that are no letters of code, in a line that nobody reads: tables of characters have all of them."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    end = end if end >= 0 else len(text)
    beside = text[max(start, at - AROUND) : at], text[at + 1 : min(end, at + 1 + AROUND)]
    return end - start > LONGEST_LINE and all(sum(not one.isascii() for one in side) * 4 > len(side) for side in beside)


LONGEST_WORD = 200
"""Characters of a name before one of another alphabet."""


def _mixed(text: str) -> Iterator[int]:
    """Yield where names begin in which letters of another alphabet stand among those of ours."""
    for match in _MIXED.finditer(text):
        low = max(match.start() - LONGEST_WORD, 0)
        word = _BEGINS.search(text[low : match.start()])
        if word is not None:
            yield low + word.start()


def _far(text: str) -> Iterator[int]:
    """Yield where code stands far right of what a line shows; one sign at least tells code from prose."""
    end = 0
    for match in _FAR.finditer(text):
        if match.end() >= end:  # the next sign behind it, or the end of the line
            sign = _ENDS.search(text, match.end() + 1)
            end = sign.start() if sign is not None else len(text)
        if end < len(text) and text[end] != "\n":
            yield match.start() - 1


def _at(what: str, text: str, at: int) -> Hidden:
    start = max(text.rfind("\n", 0, at) + 1, at - 40)
    piece = text[start : at + 160].split("\n")[0]
    return Hidden(what, text.count("\n", 0, at) + 1, shorten(printable(re.sub(r"[ \t]{20,}", " … ", piece)), 200))

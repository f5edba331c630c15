"""What code hides from the eye: signs that are not shown, text far right of the screen, shapes that only tools write.

Sources: Boucher and Anderson, Trojan Source (2021), for bidirectional overrides; the variation selectors of the worms of
2025, in which a payload stands in characters of no width.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from beartrap.model.text import printable, shorten

_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN_RUN = re.compile(
    "(?:[\ufe00-\ufe0f\U000e0100-\U000e01ef\U000e0000-\U000e007f\u200b\u200c\u200d\u2060\u2062-\u2064\ufeff\uffa0\u3164]){12,}"
)
_UNSEEN_NAME = re.compile("(?<=[A-Za-z_])[\u200b\u200c\u200d\u2060\u3164\uffa0](?=[A-Za-z_])")
_MIXED = re.compile("[A-Za-z_][A-Za-z0-9_]*[\u0370-\u03ff\u0400-\u04ff][A-Za-z0-9_]*(?=\\s*[(=.])")
_FAR = re.compile(r"\S[ \t]{160,}(?=[^\s#/*]\S*[^\n]*[(=;])[^\n]{8,}")
_OX = re.compile(r"\b_0x[0-9a-f]{4,6}\b")
_JSFUCK = re.compile(r"[\[\]()!+]{400,}")
_WALLET = re.compile(
    r"\b(?:ethereum|solana|tronWeb|tronLink|phantom|web3\.currentProvider)\.(?:request|send|sendAsync|signTransaction|signAndSendTransaction|sendTransaction)\s*=(?![=>])"
)
MANY_NAMES = 25
"""Different names of javascript-obfuscator's kind; a person writes none."""


@dataclass(frozen=True, slots=True)
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
            ("mixed", _MIXED),
        ):
            match = pattern.search(text)
            if match is not None:
                yield _at(what, text, match)
    match = _FAR.search(text)
    if match is not None and "\n" in text:
        yield _at("far", text, match)
    if language in ("javascript", "typescript"):
        if len(set(_OX.findall(text[:2_000_000]))) >= MANY_NAMES:
            first = _OX.search(text)
            assert first is not None
            yield _at("obfuscator", text, first)
        match = _WALLET.search(text)
        if match is not None:
            yield _at("wallet", text, match)
        match = _JSFUCK.search(text)
        if match is not None:
            yield _at("obfuscator", text, match)


def _at(what: str, text: str, match: re.Match[str]) -> Hidden:
    start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 40)
    piece = text[start : match.start() + 160].split("\n")[0]
    return Hidden(
        what, text.count("\n", 0, match.start()) + 1, shorten(printable(re.sub(r"[ \t]{20,}", " … ", piece)), 200)
    )

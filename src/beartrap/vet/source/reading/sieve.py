"""Many expressions at once: only those are asked of which a word that they need stands in a text.

One automaton of all expressions together takes a tenth of a second to make, and hardly any text has one of their words.
Those that are left are asked by `re2`, in time that grows with the text alone, whoever wrote it.

To find the words of all expressions takes longer than to look for them in most updates, so they are kept beside this file
(`benchmarks/sieve_words.py` writes them). What is not kept there is found when it is asked for: an old file costs time and hides nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick_rs

from beartrap.model.regex import regex

_PLAIN = regex(r"(?:\\[b.+*()\[\]$|{}/-]|[\w/ :,@<>=#~%&!;-])+")
"""An expression that spells one text, between bounds of words or not."""
_BOUND = regex(r"\\b")
_SHORTEST = 3
"""Characters of such a text from which on it is looked for as it is."""

PIECE = 1 << 20
"""Bytes that are searched at a time: a bundle of 60 MB has a million places where a word of ours stands, each of them an object."""


class Sieve:
    """Finds which of some expressions match; those that name no word are asked of every text."""

    def __init__(self, patterns: Sequence[str], *, caseless: bool = False, bare: bool = False) -> None:
        """`caseless`: letters count in either case; `bare`: texts are bytes of any encoding, else they are UTF-8."""
        self.patterns = patterns
        self._caseless, self._bare = caseless, bare
        self._made: dict[int, Any] = {}
        self._always = list[int]()
        needing = defaultdict[bytes, list[int]](list)
        for number, pattern in enumerate(patterns):
            words = _words_of(pattern)
            for word in words:
                needing[word].append(number)
            if not words:
                self._always.append(number)
        self._needing = list(needing.values())
        self._words = ahocorasick_rs.BytesAhoCorasick(list(needing))
        self._longest = max(map(len, needing), default=1)

    def asked(self, content: bytes) -> list[int]:
        """Return the numbers of the expressions that may match, in order; the others do not."""
        met = set[int]()
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE + self._longest - 1].lower()
            met.update(one for one, _, _ in self._words.find_matches_as_indexes(piece, overlapping=True))
        return sorted({*self._always, *(number for one in met for number in self._needing[one])})

    def any(self, content: bytes) -> bool:
        """Tell whether one of them matches."""
        return any(self.matches(number, content) for number in self.asked(content))

    def matches(self, number: int, content: bytes) -> bool:
        """Tell whether the expression of that number matches."""
        return self._expression(number).search(content) is not None

    def places(self, content: bytes) -> Iterator[int]:
        """Yield where one of them matches, expression by expression."""
        for number in self.asked(content):
            for match in self._expression(number).finditer(content):
                yield match.start()

    def _expression(self, number: int) -> Any:
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self._compiled(self.patterns[number])
        return made

    def _compiled(self, pattern: str) -> Any:
        import re2  # late: in most texts no word is met

        options = re2.Options()
        options.max_mem = 64 << 20
        options.log_errors = False
        options.case_sensitive = not self._caseless
        if self._bare:
            options.encoding = re2.Options.Encoding.LATIN1
        return re2.compile(pattern.encode(), options)


def rows_of(content: bytes, places: Iterable[int]) -> list[int]:
    """Return the rows of some places in a text, counted from 1, in order."""
    rows, row, last = list[int](), 1, 0
    for place in sorted(places):
        row += content.count(b"\n", last, place)
        last = place
        rows.append(row)
    return rows


KEPT = Path(__file__).with_name("sieve_words.json")
"""The words of each expression, as Latin-1 so that any bytes have a form in JSON."""


@lru_cache(maxsize=1)
def _kept() -> Mapping[str, Sequence[str]]:
    words: dict[str, list[str]] = json.loads(KEPT.read_bytes())
    return words


def _words_of(pattern: str) -> Sequence[bytes]:
    words = _kept().get(pattern)
    return words_of(pattern) if words is None else [word.encode("latin-1") for word in words]


def words_of(pattern: str) -> Sequence[bytes]:
    """Return words, in small letters, one of which is in all that an expression matches; none where that is not known."""
    if _PLAIN.fullmatch(pattern):
        text = _BOUND.sub("", pattern).replace("\\", "")
        if len(text) >= _SHORTEST:
            return [text.lower().encode()]
    from beartrap.engine.yara_literals import clauses_of  # late: the words of nearly all expressions are kept

    clauses = clauses_of(f"/{pattern}/i")
    return [word for word, _ in clauses[0]] if clauses else []

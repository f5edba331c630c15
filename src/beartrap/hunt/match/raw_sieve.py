"""A quick first look at an event's raw JSON: whether any of its fields can hold a keyword at all.

Keywords are looked for in every field, and hardly any event holds one. So each keyword's longest run of plain letters,
digits, blanks and `_.-:` is looked for in the text of the event as logged, and only events that hold one
are read whole. JSON may write a character in several ways; the sieve is right all the same, because:

1. of the characters of a run JSON can write none in two ways but by `\\uXXXX`, and text with such an escape (or with one of a
   control character, which would move letters together where an inner object is kept as text) always passes;
2. what is not logged as text is a number, `true` or `false`: a run has a letter that no number has;
3. text that is made of an inner object differs from it as logged only in blanks around signs, none of which stands in a
   run (a colon does, but never first, and the one of an object comes right behind a quotation mark).
"""

import re
from collections.abc import Callable, Iterable

import ahocorasick_rs

from beartrap.hunt.match import vectored
from beartrap.hunt.match.sieve import KELVIN, SHORTEST_NEEDLE
from beartrap.hunt.sigma.expression import Kind, Test
from beartrap.model.frozen import frozen

_RUN = re.compile(r"[a-z0-9_.:\- ]+")
_NO_NUMBER = re.compile(r"[a-df-z]")
ESCAPES = tuple(
    rb"\u" + digits
    for digits in (b"000", b"001", b"0020", b"002d", b"002e", b"003", b"004", b"005", b"006", b"007", b"212a")
)
"""How JSON escapes begin that write a character of a run, a control character or the Kelvin sign; in lower case."""


@frozen
class RawSieve:
    """`suspicious` tells of the raw JSON of an event, as UTF-8, whether a field may pass any of some keywords; `needles` are what
    the keywords must hold."""

    suspicious: Callable[[bytes], bool]
    needles: tuple[str, ...]


def raw_sieve(tests: Iterable[Test]) -> RawSieve | None:
    """Return the sieve of some keywords; None where one of them has no run to look for."""
    needles = tuple(sorted({_needle(test) for test in tests}))
    if not all(needles):
        return None
    pieces = [*(needle.encode() for needle in needles), *ESCAPES, KELVIN]
    return RawSieve(vectored.any_of(pieces) if vectored.available() else _plainly(pieces), needles)


def _plainly(pieces: list[bytes]) -> Callable[[bytes], bool]:
    automaton = ahocorasick_rs.BytesAhoCorasick(pieces)
    return lambda text: bool(automaton.find_matches_as_indexes(text.lower()))


def _needle(test: Test) -> str:
    """Return the longest run that whatever passes a test must hold, in lower case; empty where there is none."""
    if test.kind is not Kind.TEXT:
        return ""
    runs = [run.strip(": ") for part in test.parts if isinstance(part, str) for run in _RUN.findall(_low(part))]
    return max((run for run in runs if len(run) >= SHORTEST_NEEDLE and _NO_NUMBER.search(run)), key=len, default="")


def _low(text: str) -> str:
    """Return text in lower case, what is not ASCII replaced by a sign that no run holds."""
    return "".join(character if character.isascii() else "\0" for character in text).lower()

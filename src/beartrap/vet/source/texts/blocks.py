"""Parts of a text that begin with one sign and end with another, found in one pass whatever the text is.

A pattern that looks for the end behind each beginning takes quadratic time where the end is missing. Here no part of a
text is looked at again for every beginning.
"""

import re
import shlex
from collections.abc import Iterator
from itertools import zip_longest

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex


@frozen
class Block:
    """A part of a text: where it begins, how it begins, and what stands within, with the place of that."""

    start: int
    opening: re.Match[str]
    inside: str
    at: int


def between(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[Block]:
    """Yield what stands between an opening and the next closing behind it; nothing where none follows."""
    at = 0
    while (first := opening.search(text, at)) and (last := closing.search(text, first.end())):
        yield Block(first.start(), first, text[first.end() : last.start()], first.end())
        at = last.end()


DEEPEST = 8
"""Blocks within blocks that are yielded by themselves as well; deeper ones are part of those."""
_SIGNS = regex(r"[()\[\]]")
_DOUBLE = regex(r"\"(?:[^\"\\]|\\.)*+\"?|#[^\n]*|[()\[\]]", re.DOTALL)
_BOTH = regex(r"\"(?:[^\"\\]|\\.)*+\"?|'(?:[^'\\]|\\.)*+'?|#[^\n]*|[()\[\]]", re.DOTALL)
_PARTNER = {")": "(", "]": "["}
_READ = {"": _SIGNS, '"': _DOUBLE, "\"'": _BOTH}


def bracketed(text: str, opening: re.Pattern[str], quotes: str = "") -> Iterator[Block]:
    """Yield what stands between a bracket, with which each opening ends, and its partner.

    Brackets in comments and between `quotes` (none, `"`, or both kinds) do not count. Where a bracket has no partner,
    all up to the next opening is taken: what cannot be told apart is not left out.
    """
    found = list(opening.finditer(text))
    ends = _partners(text, _READ[quotes]) if found else {}
    around: list[int] = []
    for one, after in zip_longest(found, found[1:]):
        end = ends.get(one.end() - 1, after.start() if after is not None else len(text))
        while around and around[-1] <= one.start():
            around.pop()
        if len(around) < DEEPEST:
            around.append(end)
            yield Block(one.start(), one, text[one.end() : end], one.end())


def _partners(text: str, sign: re.Pattern[str]) -> dict[int, int]:
    """Return the place of each bracket that is closed, with that of its partner."""
    partners: dict[int, int] = {}
    waiting: dict[str, list[int]] = {"(": [], "[": []}
    for match in sign.finditer(text):
        one = match[0]
        if one in waiting:
            waiting[one].append(match.start())
        elif one in _PARTNER and waiting[_PARTNER[one]]:
            partners[waiting[_PARTNER[one]].pop()] = match.start()
    return partners


def row_of(text: str, at: int) -> int:
    """Return the row of a place, from 1."""
    return text.count("\n", 0, at) + 1


def joined(words: list[str]) -> str:
    """Return words as one command line, quoted where a shell would take them apart."""
    return " ".join(shlex.quote(word) if _TAKEN_APART.search(word) else word for word in words)


_TAKEN_APART = regex(r"[\s|;&$<>()\"'`]")

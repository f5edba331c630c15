"""Scanning without Hyperscan: Aho-Corasick for plain text, RE2 for the rest, one expression after the other."""

from collections import defaultdict
from collections.abc import Sequence

import ahocorasick_rs
import re2

from beartrap.hunt.match.patterns import is_literal
from beartrap.hunt.match.scanner import Pattern, compile_pattern
from beartrap.hunt.sigma.expression import MANY, Kind, Test


class PlainScanner:
    """Patterns by Aho-Corasick and RE2. Slower than Hyperscan where there are many with inner wildcards."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        literal: dict[bytes, list[tuple[int, bool, bool]]] = defaultdict(list)
        self._always: list[int] = []
        self._others: list[tuple[int, re2._Regexp, bool]] = []
        needles: dict[bytes, list[int]] = defaultdict(list)
        for pattern in patterns:
            test = pattern.test
            if test.kind is Kind.TEXT and is_literal(test) and (text := _text(test)):
                literal[text].append((pattern.number, test.parts[0] != MANY, test.parts[-1] != MANY))
                continue
            place = len(self._others)
            self._others.append((pattern.number, compile_pattern(test), test.kind is Kind.REGEX))
            if needle := _longest(test):
                needles[needle].append(place)
            else:
                self._always.append(place)
        self._literals = list(literal.values())
        self._needles = list(needles.values())
        self._automaton = _automaton([*literal, *needles])

    def scan(self, text: bytes) -> list[int]:
        """Return the numbers of the patterns that match."""
        found: set[int] = set()
        tried = set(self._always)
        if self._automaton is not None:
            for place, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
                if place >= len(self._literals):
                    tried.update(self._needles[place - len(self._literals)])
                    continue
                for number, at_start, at_end in self._literals[place]:
                    if (not at_start or start == 0) and (not at_end or end == len(text)):
                        found.add(number)
        found.update(self._others[place][0] for place in tried if self._holds(place, text))
        return list(found)

    def _holds(self, place: int, text: bytes) -> bool:
        _, compiled, is_regex = self._others[place]
        if compiled.search(text) is not None:
            return True
        # `$` also stands before a last line break, in the expressions of Sigma; in RE2 it does not
        return is_regex and text.endswith(b"\n") and compiled.search(text[:-1]) is not None


def _automaton(needles: list[bytes]) -> ahocorasick_rs.BytesAhoCorasick | None:
    return ahocorasick_rs.BytesAhoCorasick(needles) if needles else None


def _text(test: Test) -> bytes:
    return "".join(part for part in test.parts if isinstance(part, str)).encode()


def _longest(test: Test) -> bytes:
    """Return the longest text that must stand in whatever a pattern matches, empty where none must."""
    if test.kind is Kind.REGEX:
        return b""
    return max((part.encode() for part in test.parts if isinstance(part, str)), key=len, default=b"")

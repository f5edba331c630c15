"""Many patterns tried on one text in one pass: what the engines for that have in common."""

from typing import Protocol

import re2

from beartrap.hunt.match.patterns import byte_regex
from beartrap.hunt.sigma.expression import Kind, Test
from beartrap.hunt.sigma.linear import compile_regex, compile_source
from beartrap.model.frozen import frozen


@frozen
class Pattern:
    """A test of text with its number in the rule set."""

    number: int
    test: Test


class Scanner(Protocol):
    """Patterns, made ready. The patterns of tests that are not `cased` and no regular expressions want folded text."""

    def scan(self, text: bytes) -> list[int]:
        """Return the numbers of the patterns that match, each once, in any order. `text` is UTF-8."""


def compile_pattern(test: Test) -> re2._Regexp:
    """Return RE2's form of a test of text; raises NotLinear."""
    if test.kind is Kind.REGEX:
        return compile_regex(test)
    return compile_source(f"(?s){byte_regex(test.parts)}", bytewise=True)

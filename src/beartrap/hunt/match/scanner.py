"""Many patterns tried on one text in one pass: what the engines for that have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import re2

from beartrap.hunt.match.patterns import byte_regex
from beartrap.hunt.sigma.expression import Kind, Test

LARGEST_PROGRAM = 20_000
"""Instructions of one compiled expression, by RE2's count; the largest public rule's has some 2,000."""
RE2_MEMORY = 8 << 20
"""Bytes that RE2 may use for one expression, program and automaton; what does not fit is not supported."""
LONGEST_REGEX = 8192
"""Characters of one regular expression."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A test of text with its number in the rule set."""

    number: int
    test: Test


class Scanner(Protocol):
    """Patterns, made ready. The patterns of tests that are not `cased` and no regular expressions want folded text."""

    def scan(self, text: bytes) -> list[int]:
        """Return the numbers of the patterns that match, each once, in any order. `text` is UTF-8."""


class NotSupported(ValueError):
    """The expression cannot be matched in linear time; the text says why."""


def options(*, bytewise: bool) -> re2.Options:
    """Return RE2's options: linear memory, no message to standard error."""
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.max_mem = RE2_MEMORY
    chosen.never_capture = True
    if bytewise:
        chosen.encoding = re2.Options.Encoding.LATIN1
    return chosen


def compile_pattern(test: Test) -> re2._Regexp:
    """Return RE2's form of a test of text; raises NotSupported.

    RE2 decides what is supported: it has no look-around and no back-references, so all that it takes is linear.
    """
    is_regex = test.kind is Kind.REGEX
    if is_regex and len(test.text) > LONGEST_REGEX:
        raise NotSupported(f"a regular expression of more than {LONGEST_REGEX:,} characters")
    source = (
        f"(?{test.op}){test.text}"
        if is_regex and test.op
        else test.text
        if is_regex
        else f"(?s){byte_regex(test.parts)}"
    )
    try:
        compiled = re2.compile(source, options(bytewise=not is_regex))
    except re2.error as error:
        raise NotSupported(f"its regular expression is not linear: {_said(error)}") from error
    if compiled.programsize > LARGEST_PROGRAM:
        raise NotSupported("its regular expression is too large")
    return compiled


def _said(error: BaseException) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def unsupported(tests: Sequence[Test]) -> Iterable[tuple[int, str]]:
    """Yield (number, reason) of the regular expressions that no engine may be given."""
    for number, test in enumerate(tests):
        if test.kind is Kind.REGEX:
            try:
                compile_pattern(test)
            except NotSupported as error:
                yield number, str(error)

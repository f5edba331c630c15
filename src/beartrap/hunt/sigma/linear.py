"""Regular expressions of rules, held to what takes linear time.

RE2 decides: it has no look-around and no back-references, so whatever it takes cannot run away. What it refuses is not
supported, and the rule is named.
"""

import re2

from beartrap.hunt.sigma.expression import Kind, Test

LARGEST_PROGRAM = 20_000
"""Instructions of one compiled expression, by RE2's count; the largest public rule's has some 2,000."""
RE2_MEMORY = 8 << 20
"""Bytes that RE2 may use for one expression, program and automaton; what does not fit is not supported."""
LONGEST_REGEX = 8192
"""Characters of one regular expression."""


class NotLinear(ValueError):
    """The expression cannot be matched in linear time, or is none; the text says why."""


def options(*, bytewise: bool) -> re2.Options:
    """Return RE2's options: bounded memory, no message to standard error."""
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.max_mem = RE2_MEMORY
    chosen.never_capture = True
    if bytewise:
        chosen.encoding = re2.Options.Encoding.LATIN1
    return chosen


def compile_source(source: str, *, bytewise: bool) -> re2._Regexp:
    """Return RE2's form of an expression, over bytes or over UTF-8; raises NotLinear."""
    try:
        compiled = re2.compile(source.encode() if bytewise else source, options(bytewise=bytewise))
    except re2.error as error:
        raise NotLinear(f"its regular expression is not linear: {_said(error)}") from error
    if compiled.programsize > LARGEST_PROGRAM:
        raise NotLinear("its regular expression is too large")
    return compiled


def compile_regex(test: Test) -> re2._Regexp:
    """Return RE2's form of a test's regular expression; raises NotLinear."""
    if len(test.text) > LONGEST_REGEX:
        raise NotLinear(f"a regular expression of more than {LONGEST_REGEX:,} characters")
    return compile_source(f"(?{test.op}){test.text}" if test.op else test.text, bytewise=False)


def not_linear(test: Test) -> str | None:
    """Return why a test's regular expression cannot be used, None where it can, and for tests that have none."""
    if test.kind is not Kind.REGEX:
        return None
    try:
        compile_regex(test)
    except NotLinear as error:
        return str(error)
    return None


def _said(error: BaseException) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)

"""The one small form that every Sigma condition is lowered to: tests of fields, joined by and, or and not.

Logic is two-valued: a test of a field that an event does not have is false (`NULL` is true), and `not` turns that round.
Text is compared folded (see `engine.folding`) unless a test says `cased`; regular expressions are never folded.
"""

from collections.abc import Iterator
from enum import StrEnum

from beartrap.model.frozen import frozen

MANY = 0
"""In a pattern: any number of characters, none too (`*`)."""
ONE = 1
"""In a pattern: exactly one character (`?`)."""
DASH = 2
"""In a pattern: one of the characters that Windows programs take for the dash of an option (modifier `windash`)."""
DASHES = "-/–—―"
"""The characters that DASH stands for: hyphen, slash, en dash, em dash, horizontal bar."""

Part = str | int
"""A piece of a pattern: plain text, or MANY, ONE, DASH."""


class Kind(StrEnum):
    """What a test asks of a field's value."""

    TEXT = "text"
    """It matches `parts` from its first to its last character."""
    REGEX = "regex"
    """`text` is found in it, with the flags `op` (of i, m, s)."""
    CIDR = "cidr"
    """It is an address in the network `text`."""
    NUMBER = "number"
    """It is a number, and `op` (lt, lte, gt, gte) of `number`."""
    TIME = "time"
    """It is a point in time whose part `op` (minute, hour, day, week, month, year; UTC) is `number`."""
    NULL = "null"
    """The event does not have the field."""
    EXISTS = "exists"
    """The event has the field."""
    FIELD = "field"
    """It is the value of the field `text`; with `op` startswith, endswith or contains, it begins with it and so on."""


@frozen
class Test:
    """One question to one field; `field` is None for a keyword, which may stand anywhere in any field.

    A field that holds several values passes if any one does.
    """

    field: str | None
    kind: Kind
    parts: tuple[Part, ...] = ()
    cased: bool = False
    text: str = ""
    op: str = ""
    number: int | float = 0

    @property
    def plain(self) -> str | None:
        """The one text that passes, None where the test is no comparison with plain text."""
        if self.kind is not Kind.TEXT or len(self.parts) > 1:
            return None
        part = self.parts[0] if self.parts else ""
        return part if isinstance(part, str) else None


@frozen
class All:
    """True where all of `of` are; with none, true."""

    of: tuple["Expression", ...]


@frozen
class AnyOf:
    """True where any of `of` is; with none, false."""

    of: tuple["Expression", ...]


@frozen
class Not:
    """True where `of` is false."""

    of: "Expression"


Expression = Test | All | AnyOf | Not
ALWAYS = All(())
NEVER = AnyOf(())


def tests_of(expression: Expression) -> Iterator[Test]:
    """Yield every test in an expression, from left to right, repeated ones too."""
    pending = [expression]
    while pending:
        one = pending.pop()
        if isinstance(one, Test):
            yield one
        elif isinstance(one, Not):
            pending.append(one.of)
        else:
            pending.extend(reversed(one.of))

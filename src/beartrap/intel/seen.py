"""What a shape of observable is shown, and what it answers."""

from collections.abc import Callable

from beartrap.intel.defang import Doubt
from beartrap.model.frozen import frozen
from beartrap.model.indicator import IndicatorKind

Span = tuple[int, int]
"""Half-open offsets."""

BEFORE = 80
"""Characters before a match in which a word such as "version" speaks about it."""


@frozen
class Seen:
    """A match of a shape's pattern in refanged `text`, half-open from `start` to `end`.

    `doubt_of` tells how doubtful the defanging inside a span is (None: nothing was defanged there); `listed` says
    that the match stands in a list of indicators.
    """

    text: str
    start: int
    end: int
    doubt_of: Callable[[int, int], Doubt | None]
    listed: bool

    @property
    def value(self) -> str:
        """The matched text, refanged."""
        return self.text[self.start : self.end]

    @property
    def doubt(self) -> Doubt | None:
        """How doubtful the defanging inside is; None where it stands in plain."""
        return self.doubt_of(self.start, self.end)

    @property
    def before(self) -> str:
        """The text just before."""
        return self.text[max(self.start - BEFORE, 0) : self.start]

    @property
    def after(self) -> str:
        """The text just after."""
        return self.text[self.end : self.end + BEFORE]


@frozen
class Part:
    """One observable inside a match, offsets in the refanged text; without a kind it only claims its span."""

    kind: IndicatorKind | None
    value: str
    start: int
    end: int

"""Half-open intervals of UTC time, and the little algebra that coverage needs."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from beartrap.model.frozen import frozen

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


@frozen
class Window:
    """The time from `start` up to but not including `end`, both UTC; None means unbounded on that side."""

    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if moment is not None and moment.utcoffset() != timedelta(0):
                raise ValueError(f"a window needs UTC times, not {moment!r}")

    @property
    def low(self) -> datetime:
        """The start, as a comparable time also where it is unbounded."""
        return self.start if self.start is not None else _FIRST

    @property
    def high(self) -> datetime:
        """The end, as a comparable time also where it is unbounded."""
        return self.end if self.end is not None else _LAST

    @property
    def empty(self) -> bool:
        """Whether no moment lies inside."""
        return self.low >= self.high

    @property
    def length(self) -> timedelta:
        """How long the window is; an unbounded one is very long."""
        return max(self.high - self.low, timedelta(0))

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` lies inside."""
        return self.low <= moment < self.high


def _between(low: datetime, high: datetime) -> Window:
    return Window(None if low == _FIRST else low, None if high == _LAST else high)


def union(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return the same time as sorted windows that neither overlap nor touch."""
    merged: list[tuple[datetime, datetime]] = []
    for low, high in sorted((window.low, window.high) for window in windows if not window.empty):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(_between(low, high) for low, high in merged)


def intersect(first: Iterable[Window], second: Iterable[Window]) -> tuple[Window, ...]:
    """Return the time that lies in both."""
    ones, others = union(first), union(second)
    return union(_between(max(a.low, b.low), min(a.high, b.high)) for a in ones for b in others)


def subtract(windows: Iterable[Window], holes: Iterable[Window]) -> tuple[Window, ...]:
    """Return the time of `windows` that lies in none of `holes`."""
    left = [(window.low, window.high) for window in union(windows)]
    for hole in union(holes):
        left = [
            piece
            for low, high in left
            for piece in ((low, min(high, hole.low)), (max(low, hole.high), high))
            if piece[0] < piece[1]
        ]
    return tuple(_between(low, high) for low, high in left)


def total(windows: Iterable[Window]) -> timedelta:
    """Return how much time the windows hold together, overlaps once."""
    return sum((window.length for window in union(windows)), timedelta(0))


def span(moments: Iterable[datetime | None]) -> tuple[datetime | None, datetime | None]:
    """Return the first and last of the known moments, None and None where none is known."""
    known = [moment for moment in moments if moment is not None]
    return (min(known), max(known)) if known else (None, None)

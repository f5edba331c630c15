"""How often each of many things came, how it ended, and from when to when: appended in bulk, counted now and then."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

import numpy as np

from beartrap.impact.columns import NEVER, NOT_YET, Numbers, beginnings, ints, moment_of
from beartrap.impact.times import earlier, later

Thing = TypeVar("Thing")
PENDING = 1 << 18
"""Rows that are kept before they are counted, some 6 MB."""
_ENDINGS = {None: 0, True: 1, False: 2}


@dataclass(slots=True)
class Counted:
    """How often one thing came, how it ended, from when to when, and how it was written."""

    count: int = 0
    succeeded: int = 0
    failed: int = 0
    first: datetime | None = None
    last: datetime | None = None
    spellings: Counter[str] = field(default_factory=Counter)

    def join(self, other: "Counted") -> None:
        """Count all that the other has counted; spellings stay apart."""
        self.count += other.count
        self.succeeded += other.succeeded
        self.failed += other.failed
        self.first, self.last = earlier(self.first, other.first), later(self.last, other.last)

    @property
    def shown(self) -> str:
        """The most frequent spelling, without spaces and dots at its end."""
        if not self.spellings:
            return ""
        best = max(sorted(self.spellings), key=lambda one: self.spellings[one])
        return " ".join(best.split()).rstrip(". ")


class Tally(Generic[Thing]):
    """Counts things under their numbers."""

    def __init__(self, numbers: Numbers[Thing]) -> None:
        self._numbers = numbers
        self._thing, self._ended, self._time = array("I"), array("B"), array("q")
        self._counts = np.zeros((3, 0), dtype=np.int64)
        self._first, self._last = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)

    def take(self, things: Iterable[Thing], endings: Iterable[bool | None], times: Sequence[int]) -> None:
        """Count one row for each time (microseconds, NEVER for none), with what came and how it ended (None: not told)."""
        self._thing.extend(map(self._numbers.__getitem__, things))
        self._ended.extend(map(_ENDINGS.__getitem__, endings))
        self._time.extend(times)
        if len(self._time) >= PENDING:
            self._count()

    def _count(self) -> None:
        things, times, known = ints(self._thing), ints(self._time), len(self._numbers)
        more = known - len(self._first)
        self._counts = np.pad(self._counts, ((0, 0), (0, more)))
        self._first = np.pad(self._first, (0, more), constant_values=NOT_YET)
        self._last = np.pad(self._last, (0, more), constant_values=NEVER)
        rows = np.bincount(things * 3 + ints(self._ended), minlength=known * 3)
        self._counts += rows.reshape(known, 3).T
        np.minimum.at(self._first, things, beginnings(times))
        np.maximum.at(self._last, things, times)
        for column in (self._thing, self._ended, self._time):
            del column[:]

    def counted(self) -> Iterator[tuple[Thing, Counted]]:
        """Yield each thing with its counts, in the order in which they first came."""
        self._count()
        columns = (*self._counts, self._first, self._last)
        for thing, open_, good, bad, first, last in zip(
            self._numbers, *(column.tolist() for column in columns), strict=True
        ):
            yield thing, Counted(open_ + good + bad, good, bad, moment_of(first), moment_of(last))

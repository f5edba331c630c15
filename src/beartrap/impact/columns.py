"""Columns of numbers, in which records are kept by the million, and what their rows come to when they are put together.

Row by row a record costs a look into tables that are larger than any cache. So values are numbered as they come, numbers
are appended in bulk, and rows are grouped once, by sorting.
"""

from array import array
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from beartrap.impact.times import EPOCH

Value = TypeVar("Value")
Ints = npt.NDArray[np.int64]
NOT_YET = 1 << 62
"""What stands for the first time of what has none: any time is earlier."""
NEVER = -NOT_YET
"""What stands for the last time of what has none, and for the time of a record that has none: any time is later."""
_WIDEST = 1 << 62
_MICROSECOND = timedelta(microseconds=1)


class Numbers(dict[Value, int]):
    """Distinct values, each with the number of its first coming: `numbers[value]` gives a value that is new the next one."""

    def __missing__(self, value: Value) -> int:
        number = self[value] = len(self)
        return number


class BoundedNames(Numbers[str]):
    """Names and their numbers, up to `most`; those that come when it is full share the number of `others`."""

    def __init__(self, most: int, others: str) -> None:
        super().__init__()
        self._most, self._others = most, others

    def __missing__(self, value: str) -> int:
        if len(self) < self._most or value == self._others:
            return super().__missing__(value)
        return self[self._others]


def moments(times: Iterable[datetime | None]) -> list[int]:
    """Return aware times as microseconds since 1970, NEVER for none."""
    return [NEVER if time is None else (time - EPOCH) // _MICROSECOND for time in times]


def moment_of(value: int) -> datetime | None:
    """Return a time that was kept as a number, None for none."""
    return None if value in (NOT_YET, NEVER) else EPOCH + timedelta(microseconds=value)


def ints(column: "array[int]") -> Ints:
    """Return a column as numbers of 64 bits."""
    return np.array(column, dtype=np.int64)


def dense(column: Ints) -> tuple[Ints, int]:
    """Return the rank of each value among the distinct ones, and how many these are."""
    values, ranks = np.unique(column, return_inverse=True)
    return ranks.astype(np.int64, copy=False), len(values)


class Groups:
    """Rows that are alike in all of some columns, as groups in the order in which each first comes.

    `of` is the group of each row, `first` the first row of each group.
    """

    def __init__(self, *columns: Ints) -> None:
        key, width = np.zeros(len(columns[0]), dtype=np.int64), 1
        for column in columns:
            low, high = (int(column.min()), int(column.max())) if len(column) else (0, 0)
            values, count = (column, high + 1) if low >= 0 and high < _WIDEST else dense(column)
            if width * count >= _WIDEST:
                key, width = dense(key)
            if width * count >= _WIDEST:
                values, count = dense(column)
            key, width = key * count + values, width * count
        _, first, group = np.unique(key, return_index=True, return_inverse=True)
        order = np.argsort(first)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        self.first: Ints = first[order]
        self.of: Ints = rank[group]

    def __len__(self) -> int:
        return len(self.first)

    def total(self, column: Ints) -> Ints:
        """Return the sum of a column over each group."""
        return np.bincount(self.of, weights=column, minlength=len(self)).astype(np.int64)

    def least(self, column: Ints) -> Ints:
        """Return the least value of a column in each group."""
        return least(self.of, column, len(self))

    def most(self, column: Ints) -> Ints:
        """Return the greatest value of a column in each group."""
        return most(self.of, column, len(self))


def least(groups: Ints, values: Ints, count: int) -> Ints:
    """Return the least value of each of `count` groups, NOT_YET for one without any."""
    found = np.full(count, NOT_YET, dtype=np.int64)
    np.minimum.at(found, groups, values)
    return found


def most(groups: Ints, values: Ints, count: int) -> Ints:
    """Return the greatest value of each of `count` groups, NEVER for one without any."""
    found = np.full(count, NEVER, dtype=np.int64)
    np.maximum.at(found, groups, values)
    return found


def beginnings(times: Ints) -> Ints:
    """Return times with what stands for a first time where there is none."""
    return np.where(times == NEVER, NOT_YET, times)


def numbered(groups: Ints, count: int) -> list[Ints]:
    """Return the rows of each of `count` groups, in their order."""
    order = np.argsort(groups, kind="stable")
    ends = np.searchsorted(groups[order], np.arange(count + 1))
    return [order[start:end] for start, end in pairwise(ends.tolist())]

"""A quick first look at whole columns: which values can hold a keyword at all.

Keywords are looked for in every field, most of which hold none, so their bytes are searched where they lie, all values of
a column in one go, for a piece that each keyword must hold. What is found across two values costs time and no result.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import ahocorasick_rs
import numpy as np
import pyarrow as pa

from beartrap.hunt.match import vectored
from beartrap.hunt.match.bitmaps import Rows
from beartrap.hunt.sigma.expression import Kind, Test

SHORTEST_NEEDLE = 3
"""Bytes of the shortest piece worth looking for."""
CHUNK = 1 << 18
"""Bytes searched at a time: a hostile column may hold a piece at every byte, and each find costs a hundred bytes."""
LONGEST_SIEVED = 1 << 16
"""Bytes of a value up to which it is sieved; longer ones are tried at once."""
KELVIN = "\u212a".encode()
"""The one character beyond ASCII that folds to one of ASCII: a value with it is tried at once."""


class Sieve:
    """What each of some keywords must hold; useless, and so passing everything, where one of them need not hold anything."""

    def __init__(self, tests: Iterable[Test]) -> None:
        needles = {_needle(test) for test in tests}
        useful = all(len(needle) >= SHORTEST_NEEDLE for needle in needles)
        self._ends = _ends_of([*sorted(needles), KELVIN]) if useful else None

    def passing(self, values: pa.Array) -> Rows:
        """Return the places of the values that may hold a keyword; `values` are strings without nulls."""
        if self._ends is None:
            return np.arange(len(values), dtype=np.int64)
        offsets, data = _raw(values)
        found: set[int] = set(np.flatnonzero(np.diff(offsets) > LONGEST_SIEVED).tolist())
        for first, last in _chunks(offsets):
            start = int(offsets[first])
            ends = self._ends(data[start : int(offsets[last])])
            if ends:
                places = np.array(ends, np.int64) + start - 1
                found.update((np.searchsorted(offsets, places, side="right") - 1).tolist())
        return np.array(sorted(found), np.int64)


def _ends_of(pieces: list[bytes]) -> Callable[[memoryview], list[int]]:
    if vectored.available():
        return vectored.ends_of(pieces)
    automaton = ahocorasick_rs.BytesAhoCorasick(pieces)
    return lambda text: [
        end for _, _, end in automaton.find_matches_as_indexes(text.tobytes().lower(), overlapping=True)
    ]


def _needle(test: Test) -> bytes:
    """Return the longest run of ASCII that whatever passes a test must hold, in lower case."""
    if test.kind is not Kind.TEXT:
        return b""
    runs = [run for part in test.parts if isinstance(part, str) for run in _ascii_runs(part)]
    return max(runs, key=len, default="").lower().encode()


def _ascii_runs(text: str) -> Iterator[str]:
    yield from "".join(character if character.isascii() else "\n\0" for character in text).split("\n\0")


def _raw(values: pa.Array) -> tuple[Rows, memoryview]:
    _, offsets, data = values.buffers()
    width = np.int64 if pa.types.is_large_string(values.type) else np.int32
    size = np.dtype(width).itemsize
    places = np.frombuffer(offsets, width, len(values) + 1, size * values.offset).astype(np.int64)
    return places, memoryview(data if data is not None else b"").cast("B")


def _chunks(offsets: Rows) -> Iterator[tuple[int, int]]:
    """Yield ranges of values whose bytes are some CHUNK together, the long ones left out."""
    if len(offsets) < 2:
        return
    long = np.flatnonzero(np.diff(offsets) > LONGEST_SIEVED).tolist()
    for before, after in pairwise([-1, *long, len(offsets) - 1]):
        first, end = before + 1, after
        while first < end:
            last = int(np.searchsorted(offsets, offsets[first] + CHUNK, side="right")) - 1
            last = min(max(last, first + 1), end)
            yield first, last
            first = last

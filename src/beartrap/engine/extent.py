"""What a log covers: from when to when, on which days, and which clients it shows on which of them.

Filled batch by batch, without a loop over rows. Memory: eight bytes for each client and day that occur together.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.model.frozen import slotted
from beartrap.model.window import Window

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_US = 86_400_000_000
_DAYS = 1 << 23
"""Places for days in a packed key: enough for all that a datetime can hold; what lies beyond is cut to it."""
_SHIFT = _DAYS // 2
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31, what a datetime can hold."""
_MOST_PLACES = 1_000_000
"""Places of a table that is filled instead of sorting, where the numbers lie that close together."""
_MOST_LOOSE = 4_000_000
"""Keys kept before they are made distinct again: 32 MB."""


@slotted
class Extent:
    """Counts over the rows of one log. Days are numbers since 1970-01-01, UTC."""

    rows: int = 0
    timeless: int = 0
    clientless: int = 0
    unanswered: int = 0
    first: datetime | None = None
    last: datetime | None = None
    rows_by_day: Counter[int] = field(default_factory=Counter)
    _clients: dict[str, int] = field(default_factory=dict)
    _rows_by_client: Counter[int] = field(default_factory=Counter)
    _keys: list[npt.NDArray[np.int64]] = field(default_factory=list)
    _loose: int = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the rows of a batch in the DNS schema (`time`, `client`, `answers`)."""
        time, client = batch.column("time"), batch.column("client")
        self.rows += batch.num_rows
        self.timeless += time.null_count
        self.clientless += client.null_count
        self.unanswered += batch.column("answers").null_count
        if not batch.num_rows:
            return
        days = self._add_days(time)
        self._add_clients(client, days)

    def _add_days(self, time: pa.Array) -> npt.NDArray[np.int64]:
        """Return each row's day, `_LAST_DAY + 1` where it has none."""
        raw = pc.fill_null(time.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
        days: npt.NDArray[np.int64] = np.clip(raw // _DAY_US, _FIRST_DAY, _LAST_DAY)
        if time.null_count:
            days[time.is_null().to_numpy(zero_copy_only=False)] = _LAST_DAY + 1
        for number, count in _counted(days):
            if number <= _LAST_DAY:
                self.rows_by_day[number] += count
        if time.null_count < len(time):
            low, high = pc.min_max(time.cast(pa.int64())).values()
            self.first = _earlier(self.first, _moment(low.as_py()))
            self.last = _later(self.last, _moment(high.as_py()))
        return days

    def _add_clients(self, client: pa.Array, days: npt.NDArray[np.int64]) -> None:
        coded = client if isinstance(client.type, pa.DictionaryType) else client.dictionary_encode()
        if not len(coded.dictionary):
            return
        ids = np.array(
            [self._clients.setdefault(name, len(self._clients)) for name in coded.dictionary.to_pylist()], np.int64
        )
        known = coded.indices.is_valid().to_numpy(zero_copy_only=False)
        of_rows = ids[coded.indices.drop_null().to_numpy(zero_copy_only=False)]
        self._rows_by_client.update(dict(_counted(of_rows)))
        keys = _distinct_keys(of_rows, days[known])
        self._keys.append(keys)
        self._loose += len(keys)
        if self._loose > _MOST_LOOSE:
            self._keys = [self._distinct()]
            self._loose = 0

    def _distinct(self) -> npt.NDArray[np.int64]:
        return np.unique(np.concatenate(self._keys)) if self._keys else np.empty(0, np.int64)

    @property
    def clients(self) -> dict[str, int]:
        """The clients as logged, with their numbers of rows."""
        return {name: self._rows_by_client[number] for name, number in self._clients.items()}

    @property
    def windows(self) -> tuple[Window, ...]:
        """The whole days from the first row to the last as one window; nothing where no row has a time."""
        if not self.rows_by_day:
            return ()
        return (_days_window(min(self.rows_by_day), max(self.rows_by_day)),)

    def silence(self) -> tuple[Window, ...]:
        """Return the whole days between the first and the last row on which no row stands at all."""
        days = sorted(self.rows_by_day)
        return tuple(
            Window(EPOCH + (before + 1) * DAY, EPOCH + after * DAY)
            for before, after in pairwise(days)
            if after - before > 1
        )

    def days_of(self, clients: Iterable[str]) -> set[int]:
        """Return the days on which any of the clients shows."""
        return self.days_of_each({"": clients})[""]

    def days_of_each(self, groups: "dict[str, Iterable[str]] | dict[str, list[str]]") -> dict[str, set[int]]:
        """Return for each group of clients (a host with several addresses) the days on which any of them shows."""
        keys = self._distinct()
        self._keys, self._loose = [keys], 0
        starts = np.searchsorted(keys, np.arange(len(self._clients) + 1, dtype=np.int64) * _DAYS)
        result: dict[str, set[int]] = {}
        for name, clients in groups.items():
            days: set[int] = set()
            for client in clients:
                number = self._clients.get(client)
                if number is not None:
                    packed = keys[starts[number] : starts[number + 1]] - number * _DAYS - _SHIFT
                    days.update(day for day in packed.tolist() if day <= _LAST_DAY)
            result[name] = days
        return result


def _counted(numbers: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return each distinct number with how often it occurs; numbers close together are counted without sorting."""
    if not len(numbers):
        return []
    low = int(numbers.min())
    if int(numbers.max()) - low < _MOST_PLACES:
        counts = np.bincount(numbers - low)
        places = np.flatnonzero(counts)
        return list(zip((places + low).tolist(), counts[places].tolist(), strict=True))
    distinct, counts = np.unique(numbers, return_counts=True)
    return list(zip(distinct.tolist(), counts.tolist(), strict=True))


def _distinct_keys(clients: npt.NDArray[np.int64], days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the distinct pairs of client and day, packed and sorted."""
    if not len(clients):
        return np.empty(0, np.int64)
    low = int(days.min())
    width = int(days.max()) - low + 1
    if width * (int(clients.max()) + 1) > _MOST_PLACES:
        return np.unique(clients * _DAYS + (days + _SHIFT))
    seen = np.zeros(width * (int(clients.max()) + 1), np.bool_)
    seen[clients * width + (days - low)] = True
    places = np.flatnonzero(seen).astype(np.int64)
    keys: npt.NDArray[np.int64] = places // width * _DAYS + (places % width + low + _SHIFT)
    return keys


def days_to_windows(days: Iterable[int]) -> tuple[Window, ...]:
    """Return days as sorted half-open windows, neighbours joined; the last day that a datetime can hold ends open."""
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][1] == day - 1:
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return tuple(_days_window(first, last) for first, last in runs)


def _days_window(first: int, last: int) -> Window:
    return Window(EPOCH + first * DAY, EPOCH + (last + 1) * DAY if last < _LAST_DAY else None)


def _moment(microseconds: int) -> datetime:
    low, high = _FIRST_DAY * _DAY_US, (_LAST_DAY + 1) * _DAY_US - 1
    return EPOCH + timedelta(microseconds=min(max(microseconds, low), high))


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)

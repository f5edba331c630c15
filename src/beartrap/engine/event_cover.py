"""What events cover: how many, from when to when, for each log source, machine and day."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.engine.events import HOST, SOURCE, TIME
from beartrap.model.frozen import slotted

DAY_US = 86_400_000_000
NO_DAY = -(2**31)
"""The day of events whose time cannot be read."""
MOST_CELLS = 200_000
"""Triples of source, machine and day of one look. 5,000 machines over forty days are as many; a log in which every event
names another machine is bounded by it: the rest is counted under no machine."""

COVER = pa.schema(
    [
        pa.field("source", pa.utf8()),
        pa.field("host", pa.utf8()),
        pa.field("day", pa.int32()),
        pa.field("rows", pa.int64()),
        pa.field("first", pa.int64()),
        pa.field("last", pa.int64()),
    ]
)
"""A Cover as Arrow; host is null where the log names none, first and last are microseconds since 1970, 0 without a time."""


@slotted
class Cell:
    """Events of one log source, one machine and one day: their number, the first and last time in µs since 1970."""

    rows: int = 0
    first: int = 0
    last: int = 0


class Cover:
    """Counts filled batch by batch. `cells` maps (source, host or None, days since 1970 or NO_DAY) to a Cell."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str | None, int], Cell] = {}
        self.crowded = 0
        """Events counted under no machine because there were too many."""

    def add(self, batch: pa.RecordBatch) -> None:
        """Count the events of a batch in the form of `engine.events`."""
        if not batch.num_rows:
            return
        source = batch.column(SOURCE)[0].as_py()
        host = batch.column(HOST)
        names = host.dictionary.to_pylist()
        codes = pc.fill_null(host.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        time = batch.column(TIME)
        micros = pc.fill_null(time.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
        days = np.clip(micros // DAY_US, -1_000_000, 3_000_000)
        if time.null_count:
            days = np.where(time.is_null().to_numpy(zero_copy_only=False), NO_DAY, days)
        order = np.lexsort((days, codes))
        codes, days, micros = codes[order], days[order], micros[order]
        starts = np.flatnonzero(np.r_[True, (codes[1:] != codes[:-1]) | (days[1:] != days[:-1])])
        lows, highs = np.minimum.reduceat(micros, starts), np.maximum.reduceat(micros, starts)
        sizes = np.diff(np.r_[starts, len(codes)])
        for code, day, rows, low, high in zip(
            codes[starts].tolist(), days[starts].tolist(), sizes.tolist(), lows.tolist(), highs.tolist(), strict=True
        ):
            self._count(source, names[code] if code >= 0 else None, day, rows, low, high)

    def merge(self, table: pa.Table) -> None:
        """Add counts in the form of COVER."""
        for row in table.to_pylist():
            self._count(row["source"], row["host"], row["day"], row["rows"], row["first"], row["last"])

    def _count(self, source: str, host: str | None, day: int, rows: int, first: int, last: int) -> None:
        key = (source, host, day)
        cell = self.cells.get(key)
        if cell is None and len(self.cells) >= MOST_CELLS:
            self.crowded += rows
            key = (source, None, day)
            cell = self.cells.get(key)
        if cell is None:
            self.cells[key] = Cell(rows, first, last)
            return
        cell.rows += rows
        cell.first, cell.last = min(cell.first, first), max(cell.last, last)

    def table(self) -> pa.Table:
        """Return the counts in the form of COVER."""
        columns = list(zip(*self._rows(), strict=True)) or [()] * len(COVER)
        return pa.table(
            [pa.array(column, field.type) for column, field in zip(columns, COVER, strict=True)], schema=COVER
        )

    def _rows(self) -> Iterator[tuple[str, str | None, int, int, int, int]]:
        for (source, host, day), cell in self.cells.items():
            yield source, host, day, cell.rows, cell.first, cell.last

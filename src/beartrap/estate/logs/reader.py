"""What a log reader is, and what all of them share: the rows they build and the faults they count."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Protocol

import pyarrow as pa

from beartrap.engine.tables import DNS_SCHEMA
from beartrap.estate.inputs import file_gap
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source

BATCH_ROWS = 1 << 16
"""Rows of a batch: between 50 and 100 thousand Arrow's fixed costs vanish and the batch stays within some 20 MB."""
MOST_FAULT_KINDS = 40
"""Kinds of fault in one file that get a Gap of their own; hostile lines could make any number."""
LINES_NAMED = 5
"""Lines that a Gap names of those that it counts."""
EARLIEST, LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Times outside are no times of a DNS log (the first name server ran in 1984) but numbers that were misread."""
EARLIEST_US, LATEST_US = (int(moment.timestamp()) * 1_000_000 for moment in (EARLIEST, LATEST))

Time = int | None
"""Microseconds since 1970, UTC."""
Row = tuple[Time, str | None, str | None, str | None, str | None, list[str] | None, int]
"""Time, client, query, type, rcode, answers, row: the columns of `DNS_SCHEMA`."""


class Stream(Protocol):
    """Bytes, read once from start to end."""

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, empty at the end."""


@dataclass(frozen=True)
class Options:
    """What a reader is told beside the bytes: the source with its time zone and columns, and the file's label.

    `modified` is the file's own time, UTC; `again` opens the same bytes once more, for a reader that needs two passes.
    """

    source: Source
    label: str
    modified: datetime | None = None
    again: Callable[[], Stream] | None = None

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Our column names, each with the source's."""
        return dict(self.source.columns)


class LogReader(Protocol):
    """Reads one format of log."""

    @property
    def id(self) -> str:
        """What `format` in estate.toml calls it."""

    @property
    def title(self) -> str:
        """What people call it."""

    def recognises(self, head: bytes) -> bool:
        """Whether the first bytes (UTF-8) of a file are of this format."""

    def read(self, stream: Stream, options: Options) -> Iterator[pa.RecordBatch | Gap]:
        """Yield batches in `DNS_SCHEMA` and Gaps for what could not be read; raises nothing."""


class Rows:
    """Collects rows until they make a batch."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self.total = 0

    def add(self, row: Row) -> pa.RecordBatch | None:
        """Take a row; return a batch where one is full."""
        self._rows.append(row)
        return self.flush() if len(self._rows) >= BATCH_ROWS else None

    def flush(self) -> pa.RecordBatch | None:
        """Return what has been collected, None where there is nothing."""
        if not self._rows:
            return None
        self.total += len(self._rows)
        times, *columns = zip(*self._rows, strict=True)
        self._rows = []
        return pa.RecordBatch.from_arrays(
            [
                pa.array(times, pa.int64()).cast(DNS_SCHEMA.field("time").type),
                *(pa.array(values, field.type) for values, field in zip(columns, list(DNS_SCHEMA)[1:], strict=True)),
            ],
            schema=DNS_SCHEMA,
        )


@dataclass
class _Fault:
    remedy: str
    count: int = 0
    first: list[int] = field(default_factory=list)


class Faults:
    """Counts what went wrong in one file, by kind; makes one Gap of each kind."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._faults: dict[tuple[GapReason, str], _Fault] = {}

    def add(self, reason: GapReason, why: str, row: int | None, remedy: str = "", count: int = 1) -> None:
        """Count a fault on line `row` (from 1). `why` stands behind a number of lines: "12 lines: …"."""
        key = (reason, why)
        if key not in self._faults and len(self._faults) >= MOST_FAULT_KINDS:
            key = (GapReason.MALFORMED, "broken in other ways")
        fault = self._faults.setdefault(key, _Fault(remedy))
        fault.count += count
        if row is not None and len(fault.first) < LINES_NAMED:
            fault.first.append(row)

    def gaps(self) -> Iterator[Gap]:
        """Yield a Gap for each kind, with the count and the first lines."""
        for (reason, why), fault in self._faults.items():
            yield file_gap(
                self._options.source,
                self._options.label,
                reason,
                f"{lines_of(fault.count)}: {why}{_lines(fault)}",
                fault.remedy or "Look at the lines named: were they cut or edited?",
                row=fault.first[0] if fault.first else None,
                count=fault.count,
            )


def _lines(fault: _Fault) -> str:
    if not fault.first:
        return ""
    more = ", …" if fault.count > len(fault.first) else ""
    return f" (line{'s' if fault.count > 1 else ''} {', '.join(str(row) for row in fault.first)}{more})"


def lines_of(count: int) -> str:
    """Return a number of lines in words."""
    return "1 line" if count == 1 else f"{count} lines"


def known(text: str | None) -> str | None:
    """Return a field's text, None where it is empty or a dash."""
    return text if text not in ("", "-", None) else None


def upper(text: str | None) -> str | None:
    """Return a type or rcode as the schema wants it: upper case, None where it is not known."""
    return text.upper() if text not in ("", "-", None) else None

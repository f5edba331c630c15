"""What a worker does with one file of events: read it, and hand on batches, pieces, coverage and what was dirty."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from beartrap.engine.event_cover import Cover
from beartrap.engine.events import ROW, TIME, Sieved
from beartrap.estate.events.opening import HEAD, read_events, reader_named, recognise
from beartrap.estate.events.reader import Dirty, Needed, Origin
from beartrap.estate.events.source_file import Measured, Stretch, head_of, source_file
from beartrap.estate.events.stops import Stop, stops
from beartrap.estate.events.stops import needed as needed_by_stops
from beartrap.model.frozen import frozen
from beartrap.model.text import shorten

MOST_DIRTY = 10_000
"""Dirty lines of one piece of work that are kept aside with their bytes; beyond they are counted only."""
MOST_DIRTY_BYTES = 8 << 20
"""Bytes of dirty lines that are kept aside for one piece of work."""
LONGEST_REASON = 160


@frozen
class Task:
    """Events to read: a file or a stretch of it.

    `after` leaves out rows up to and including that number; where the row of that number has another time than
    `after_time` (µs since 1970), the file is another log than it was, which `Told.other` says.
    """

    path: str
    label: str
    reader: str | None = None
    kind: str | None = None
    timezone: str = "UTC"
    host: str | None = None
    until: float = 0.0
    start: int = 0
    end: int | None = None
    row: int = 1
    after: int = 0
    after_time: int | None = None
    digest: bool = False
    identity: tuple[int, int] | None = None


@dataclass(slots=True)
class Told:
    """What reading a file told beside its events.

    `dirty` counts lines by reason, with the first of each; `aside` are lines of JSON with row, reason and raw text;
    `fault` is why the file ended early. `size`, `digest` and `ends_in_line` are those of the unpacked content, `last` the
    highest row and `last_time` its time (µs since 1970). `other` tells that the file is not the log that it was.
    """

    reader: str = ""
    cover: Cover = field(default_factory=Cover)
    stops: list[Stop] = field(default_factory=list)
    dirty: dict[str, list[int]] = field(default_factory=dict)
    aside: list[bytes] = field(default_factory=list)
    fault: str | None = None
    problem: str | None = None
    size: int = 0
    digest: str = ""
    ends_in_line: bool = True
    last: int = 0
    last_time: int | None = None
    other: bool = False
    _aside_bytes: int = 0

    def soil(self, item: Dirty) -> None:
        """Count a dirty line, and keep it aside while there is room."""
        reason = shorten(item.why, LONGEST_REASON)
        if reason not in self.dirty and len(self.dirty) >= 40:
            reason = "broken in other ways"
        counted = self.dirty.setdefault(reason, [0])
        counted[0] += 1
        if len(counted) < 6:
            counted.append(item.row)
        if item.raw and len(self.aside) < MOST_DIRTY and self._aside_bytes < MOST_DIRTY_BYTES:
            kept = {"row": item.row, "why": reason, "raw": item.raw.decode("utf-8", "backslashreplace")}
            self.aside.append(json.dumps(kept).encode())
            self._aside_bytes += len(item.raw)


def with_stops(needed: Needed) -> Needed:
    """Return what is needed with the fields that tell of logging that stopped."""

    def both(source: str) -> frozenset[str] | Sieved | None:
        wanted = needed(source)
        if isinstance(wanted, Sieved):
            return replace(wanted, fields=wanted.fields | needed_by_stops(source))
        return None if wanted is None else wanted | needed_by_stops(source)

    return both


def perform(task: Task, told: Told, needed: Needed) -> Iterator[pa.RecordBatch]:
    """Yield the events of a file; `told` is filled on the way. Nothing is raised for a file that cannot be read."""
    try:
        identity = tuple(task.identity) if task.identity is not None else None
        stretch = Stretch(task.start, task.end)
        with source_file(Path(task.path), stretch, identity=identity, digest=task.digest) as (stream, measured):  # type: ignore[arg-type]
            reader = reader_named(task.reader) if task.reader else recognise(head_of(Path(task.path), HEAD))
            if reader is None:
                told.problem = "it is of no kind that is read"
                return
            told.reader = reader.id
            for item in read_events(reader, stream, _origin(task), with_stops(needed)):
                if isinstance(item, Dirty):
                    if item.row > task.after or item.row == 0:
                        told.soil(item)
                    continue
                _note_last(told, item, task)
                batch = item if task.after <= 0 else item.filter(pc.greater(item.column(ROW), task.after))
                if batch.num_rows:
                    told.cover.add(batch)
                    told.stops += stops(batch)
                    yield batch
            _measure(told, measured)
    except OSError as error:
        told.problem = f"it cannot be read: {error.strerror or error}"


def _origin(task: Task) -> Origin:
    until = datetime.fromtimestamp(task.until, UTC)
    return Origin(task.label, task.timezone, task.kind, task.host, until, task.row)


def _note_last(told: Told, batch: pa.RecordBatch, task: Task) -> None:
    rows, times = batch.column(ROW), batch.column(TIME).cast(pa.int64())
    highest = pc.max(rows).as_py()
    if highest >= told.last:
        told.last = highest
        told.last_time = times[pc.index(rows, highest).as_py()].as_py()
    if task.after and task.after_time is not None:
        at = pc.index(rows, task.after).as_py()
        told.other = told.other or (at >= 0 and times[at].as_py() != task.after_time)


def _measure(told: Told, measured: Measured) -> None:
    while measured.read(1 << 20):
        pass  # what a reader left behind its end (a document's blanks) is of the content all the same
    told.size, told.digest, told.ends_in_line = measured.size, measured.digest, measured.ends_in_line
    told.fault = measured.fault.why if measured.fault is not None else None

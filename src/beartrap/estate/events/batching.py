"""Events of one file, gathered by log source into Arrow batches of the size that matchers like."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from beartrap.engine.events import BATCH_ROWS, HOST, MOST_FIELDS, RESERVED, ROW, SIEVED, TEXT, TEXTS, TIME, Sieved
from beartrap.estate.events.columns import column_of, cut, pick, unfold
from beartrap.estate.events.moments import times
from beartrap.estate.events.reader import Events, Needed, Origin, everything

MOST_BYTES = 96 << 20
"""Bytes of columns that wait for a full batch, over all log sources of a file; beyond, the largest go out as they are."""
MOST_SOURCES = 2048
"""Log sources of one file that wait at a time; a hostile file can make up as many as it has lines."""


@dataclass(slots=True)
class _Waiting:
    source: str
    sieved: bool
    tables: list[pa.Table] = field(default_factory=list)
    rows: int = 0
    bytes: int = 0


@dataclass(slots=True)
class Overflow:
    """What passed a limit in one file: values cut, events of more log sources than are told apart, and the log sources of
    which fields were left out."""

    values: int = 0
    strange: int = 0
    sources: set[str] = field(default_factory=set)


class Batcher:
    """Turns Events into batches in the form of `engine.events`. `overflow` tells, at the end, what passed a limit."""

    def __init__(self, origin: Origin, needed: Needed = everything, rows: int = BATCH_ROWS) -> None:
        self._origin = origin
        self._needed = needed
        self._rows = rows
        self._waiting: dict[tuple[str, bool], _Waiting] = {}
        self._bytes = 0
        self.overflow = Overflow()

    def add(self, events: Events) -> Iterator[pa.RecordBatch]:
        """Take events; yield batches that are full now."""
        table = self._table(events)
        self.overflow.strange += events.strange
        key = (events.source, events.sieved)
        waiting = self._waiting.get(key) or self._waiting.setdefault(key, _Waiting(*key))
        waiting.tables.append(table)
        waiting.rows += table.num_rows
        waiting.bytes += table.nbytes
        self._bytes += table.nbytes
        if waiting.rows >= self._rows:
            yield from self._flush(key)
        while self._bytes > MOST_BYTES or len(self._waiting) > MOST_SOURCES:
            yield from self._flush(max(self._waiting, key=lambda one: self._waiting[one].bytes))

    def flush(self) -> Iterator[pa.RecordBatch]:
        """Yield all that still waits."""
        for key in list(self._waiting):
            yield from self._flush(key)

    def _table(self, events: Events) -> pa.Table:
        columns: dict[str, pa.Array] = {
            TIME: times(events.times, self._origin.timezone),
            HOST: _hosts(events.hosts, self._origin.host),
            ROW: pa.array(events.rows, pa.int64()),
        }
        found = self._fields(events)
        for name, column in found:
            if len(columns) - 3 >= MOST_FIELDS:
                self.overflow.sources.add(events.source)
                break
            if not name.startswith("@") or name not in RESERVED.names:
                columns[name], over = cut(column)
                self.overflow.values += over
        return pa.table(columns)

    def _fields(self, events: Events) -> Iterator[tuple[str, pa.Array]]:
        if events.names is not None:
            for name, values in zip(events.names, zip(*events.values, strict=True), strict=True):
                yield from (item for item in column_of(name, list(values)) if item[0] == name)
            return
        needed = self._needed(events.source)
        if isinstance(needed, Sieved):
            needed = needed.fields if events.sieved else None
        if needed is None:
            yield from unfold(events.records, MOST_FIELDS + 1)
        else:
            for name in sorted(needed):
                yield from pick(events.records, name)

    def _flush(self, key: tuple[str, bool]) -> Iterator[pa.RecordBatch]:
        waiting = self._waiting.pop(key)
        self._bytes -= waiting.bytes
        table = pa.concat_tables(_alike(waiting.tables), promote_options="default").combine_chunks()
        for batch in table.to_batches(max_chunksize=self._rows):
            yield self._finished(batch, waiting)

    def _finished(self, batch: pa.RecordBatch, waiting: _Waiting) -> pa.RecordBatch:
        count = batch.num_rows
        reserved = [
            batch.column(TIME),
            batch.column(HOST).dictionary_encode(),
            _constant(waiting.source, count),
            _constant(self._origin.label, count),
            batch.column(ROW),
        ]
        names = [name for name in batch.schema.names if name not in RESERVED.names][:MOST_FIELDS]
        fields = [_coded(batch.column(name)) for name in names]
        made = pa.RecordBatch.from_arrays([*reserved, *fields], names=[*RESERVED.names, *names])
        return made.replace_schema_metadata(SIEVED) if waiting.sieved else made


def _hosts(hosts: list[object], only: str | None) -> pa.Array:
    plain = [host if isinstance(host, str) and host else only for host in hosts]
    return pa.array(plain, pa.utf8())


def _constant(text: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), pa.array([text], pa.utf8()))


def _coded(column: pa.Array) -> pa.Array:
    return column if isinstance(column.type, pa.ListType) else column.dictionary_encode().cast(TEXT)


def _alike(tables: list[pa.Table]) -> list[pa.Table]:
    """Make a field a list in every table where it is one in any."""
    lists = {item.name for table in tables for item in table.schema if isinstance(item.type, pa.ListType)}
    return [_listed(table, lists) for table in tables] if lists else tables


def _listed(table: pa.Table, lists: set[str]) -> pa.Table:
    for at, item in enumerate(table.schema):
        if item.name in lists and not isinstance(item.type, pa.ListType):
            single = [None if value is None else [value] for value in table.column(at).to_pylist()]
            table = table.set_column(at, item.name, pa.array(single, TEXTS))
    return table

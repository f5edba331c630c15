"""Batches of events as the pieces of a lake: Parquet, one log source and one day each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from beartrap.engine.event_cover import DAY_US
from beartrap.engine.events import SOURCE, TIME

MOST_DAYS = 64
"""Days that one batch is split into; a log whose times jump about more than that makes one piece of `mixed` days."""
MIXED, UNKNOWN = "mixed", "unknown"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: `day` is YYYY-MM-DD, MIXED, or UNKNOWN for events without a time; `content` the Parquet file."""

    source: str
    day: str
    rows: int
    content: bytes


def pieces(batch: pa.RecordBatch) -> Iterator[Piece]:
    """Yield a batch of one log source cut by day."""
    source = batch.column(SOURCE)[0].as_py()
    time = batch.column(TIME)
    days = pc.fill_null(time.cast(pa.int64()), 0).to_numpy(zero_copy_only=False) // DAY_US
    days = np.where(time.is_null().to_numpy(zero_copy_only=False), np.iinfo(np.int64).min, days)
    distinct = np.unique(days)
    if len(distinct) == 1:
        yield _piece(batch, source, _named(int(distinct[0])))
    elif len(distinct) > MOST_DAYS:
        yield _piece(batch, source, MIXED)
    else:
        for day in distinct.tolist():
            yield _piece(_rows(batch, pa.array(np.flatnonzero(days == day))), source, _named(day))


def _rows(batch: pa.RecordBatch, rows: pa.Array) -> pa.RecordBatch:
    """Return some rows, each field's dictionary holding no more than they need: it is what takes the room."""
    columns = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if not isinstance(column, pa.DictionaryArray):
            columns[name] = column.take(rows)
        elif (indices := column.indices.take(rows)).null_count < len(rows) or name.startswith("@"):
            columns[name] = column.dictionary.take(indices).dictionary_encode()
    return pa.RecordBatch.from_pydict(columns)


def _named(day: int) -> str:
    if day == np.iinfo(np.int64).min:
        return UNKNOWN
    try:
        return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return MIXED


def _piece(batch: pa.RecordBatch, source: str, day: str) -> Piece:
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.Table.from_batches([batch]), sink, compression="zstd", compression_level=1, write_statistics=False
    )
    return Piece(source, day, batch.num_rows, bytes(sink.getvalue()))


def read_pieces(paths: list[str], wanted: frozenset[str] | None, rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the events of pieces of one log source, in batches of about `rows`; only `wanted` fields (None: all).

    Raises OSError or pa.ArrowException for a piece that is not there or damaged.
    """
    waiting: list[pa.Table] = []
    count = 0
    for path in paths:
        file = pq.ParquetFile(path, pre_buffer=False)
        names = file.schema_arrow.names
        columns = None if wanted is None else [name for name in names if name.startswith("@") or name in wanted]
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=columns, use_threads=False)
            waiting.append(table)
            count += table.num_rows
            if count >= rows:
                yield from _together(waiting)
                waiting, count = [], 0
    yield from _together(waiting)


def _together(tables: list[pa.Table]) -> Iterator[pa.RecordBatch]:
    if not tables:
        return
    if len(tables) > 1:
        table = pa.concat_tables(_same_types(tables), promote_options="default").unify_dictionaries().combine_chunks()
    else:
        table = tables[0].combine_chunks()
    yield from table.to_batches()


def _same_types(tables: list[pa.Table]) -> list[pa.Table]:
    """Make a field a list in all where it is one in any."""
    lists = {item.name for table in tables for item in table.schema if isinstance(item.type, pa.ListType)}
    if not lists:
        return tables
    result = []
    for table in tables:
        for at, item in enumerate(table.schema):
            if item.name in lists and not isinstance(item.type, pa.ListType):
                single = [None if value is None else [value] for value in table.column(at).to_pylist()]
                table = table.set_column(at, item.name, pa.array(single, pa.list_(pa.utf8())))
        result.append(table)
    return result

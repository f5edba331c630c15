"""Batches of events as the pieces of a lake: Parquet, one log source and one day each."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from beartrap.engine.event_cover import DAY_US
from beartrap.engine.events import RESERVED, SIEVED, SOURCE, TIME
from beartrap.engine.grams import Grams, may_hold
from beartrap.model.frozen import frozen

PIECE_ROWS, PIECE_BYTES = 1 << 15, 32 << 20
"""Events of one piece at most, and bytes of their columns in memory: the index of its text rules out most keywords, and a piece
is read whole where it does not."""
FEW_DAYS = 8
"""Days that one batch is split into whatever their events; of more, only those with ROWS_OF_A_DAY events get a piece of their
own: a thousand pieces of a hundred events cost a hunt more than the events do."""
ROWS_OF_A_DAY = 4096
LARGEST_DICTIONARY = 64 << 20
"""Bytes of a column's distinct values up to which they are kept as such; by default Parquet gives up at one megabyte."""
GRAMS = "beartrap.grams"
"""The key in a piece's metadata under which the index of its text stands (`engine.grams`)."""
MIXED, UNKNOWN = "mixed", "unknown"


@frozen
class Piece:
    """One piece: `day` is YYYY-MM-DD, MIXED, or UNKNOWN for events without a time; `content` the Parquet file."""

    source: str
    day: str
    rows: int
    content: bytes


def pieces(batch: pa.RecordBatch) -> Iterator[Piece]:
    """Yield a batch of one log source cut by day. Where it spans many days, those with few events go together."""
    source = batch.column(SOURCE)[0].as_py()
    time = batch.column(TIME)
    days = pc.fill_null(time.cast(pa.int64()), 0).to_numpy(zero_copy_only=False) // DAY_US
    days = np.where(time.is_null().to_numpy(zero_copy_only=False), np.iinfo(np.int64).min, days)
    distinct, counts = np.unique(days, return_counts=True)
    if len(distinct) == 1:
        yield from _sized(batch, source, _named(int(distinct[0])))
        return
    alone = distinct if len(distinct) <= FEW_DAYS else distinct[counts >= ROWS_OF_A_DAY]
    for day in alone.tolist():
        yield from _sized(_rows(batch, pa.array(np.flatnonzero(days == day))), source, _named(day))
    if len(rest := np.flatnonzero(~np.isin(days, alone))):
        yield from _sized(_rows(batch, pa.array(rest)), source, MIXED)


def _sized(batch: pa.RecordBatch, source: str, day: str) -> Iterator[Piece]:
    """Yield pieces of PIECE_ROWS and about PIECE_BYTES at most."""
    parts = max(-(-batch.num_rows // PIECE_ROWS), -(-batch.nbytes // PIECE_BYTES))
    if parts <= 1:
        yield _piece(batch, source, day)
        return
    for rows in np.array_split(np.arange(batch.num_rows), parts):
        if len(rows):
            yield _piece(_rows(batch, pa.array(rows)), source, day)


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
    """Return a piece with an index of its text. A dictionary is kept whole, so that it is read back as one."""
    grams = Grams()
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if not name.startswith("@"):
            grams.add(column)
    sink = pa.BufferOutputStream()
    table = pa.Table.from_batches([batch]).replace_schema_metadata(None)
    with pq.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        compression_level=1,
        write_statistics=False,
        dictionary_pagesize_limit=LARGEST_DICTIONARY,
    ) as writer:
        writer.write_table(table, row_group_size=max(batch.num_rows, 1))
        writer.add_key_value_metadata({GRAMS: grams.index()})
    return Piece(source, day, batch.num_rows, bytes(sink.getvalue()))


def merged(paths: Sequence[str]) -> Iterator[Piece]:
    """Yield small pieces of one log source as larger ones; raises OSError or pa.ArrowException for one that cannot be read."""
    waiting: list[pa.Table] = []
    rows = size = 0
    for path in paths:
        table = pq.ParquetFile(path, pre_buffer=False).read(use_threads=False)
        if waiting and (rows + table.num_rows > PIECE_ROWS or size + table.nbytes > PIECE_BYTES):
            yield from _united(waiting)
            waiting, rows, size = [], 0, 0
        waiting.append(table)
        rows, size = rows + table.num_rows, size + table.nbytes
    yield from _united(waiting)


def _united(tables: list[pa.Table]) -> Iterator[Piece]:
    for batch in _together(tables):
        yield from _sized(batch, batch.column(SOURCE)[0].as_py(), _day_of(batch.column(TIME)))


def _day_of(time: pa.Array) -> str:
    days = np.unique(time.drop_null().cast(pa.int64()).to_numpy(zero_copy_only=False) // DAY_US)
    if not len(days):
        return UNKNOWN
    return _named(int(days[0])) if len(days) == 1 and not time.null_count else MIXED


@frozen
class Wanted:
    """What of a log source is read: `fields` (None: all) of pieces that can hold none of `needles` (see `engine.grams`), all
    fields of the others. Without needles, `fields` are enough of every piece."""

    fields: frozenset[str] | None
    needles: tuple[tuple[int, ...], ...] = ()


def read_pieces(paths: Sequence[str], wanted: Wanted, rows: int, lost: list[str]) -> Iterator[pa.RecordBatch]:
    """Yield the events of pieces of one log source, in batches of about `rows`; those of pieces that can hold no needle are
    marked so (`engine.events.SIEVED`). A piece that is not there or damaged is passed over and named in `lost`.
    """
    waiting: list[pa.Table] = []
    count = 0
    for path in paths:
        try:
            table, sieved = _read(path, wanted)
        except (OSError, pa.ArrowException):
            lost.append(path)
            continue
        if wanted.needles and not sieved:
            yield from table.combine_chunks().to_batches()
            continue
        waiting.append(table)
        count += table.num_rows
        if count >= rows:
            yield from _marked(_together(waiting), wanted)
            waiting, count = [], 0
    yield from _marked(_together(waiting), wanted)


def _read(path: str, wanted: Wanted) -> tuple[pa.Table, bool]:
    file = pq.ParquetFile(path, pre_buffer=False)
    fields, sieved = wanted.fields, False
    if wanted.needles:
        index = (file.metadata.metadata or {}).get(GRAMS.encode())
        with contextlib.suppress(ValueError):  # what is no index rules nothing out
            sieved = index is not None and not may_hold(index, wanted.needles)
        fields = fields if sieved else None
    columns = None
    if fields is not None:
        columns = [name for name in file.schema_arrow.names if name in RESERVED.names or name in fields]
    return file.read(columns=columns, use_threads=False), sieved


def _marked(batches: Iterator[pa.RecordBatch], wanted: Wanted) -> Iterator[pa.RecordBatch]:
    return (batch.replace_schema_metadata(SIEVED) for batch in batches) if wanted.needles else batches


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

"""From the rows that rules hit to the hit table: which event, which fields, what stood there."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.engine.events import EVENT_HITS, FILE, HOST, ROW, SOURCE, TIME
from beartrap.hunt.match.bitmaps import Rows, mask_of, rows_of
from beartrap.hunt.match.columns import Columns

LONGEST_SHOWN = 400
"""Characters of a value in a hit; what is longer is cut, and ends in an ellipsis."""
MOST_SHOWN = 12
"""Fields named in one hit."""

Matched = Sequence[tuple[str, int]]
"""Fields with the rows (as bits) in which they played a part."""


def hits_table(
    batch: pa.RecordBatch, columns: Columns, kind: str, rule: str, bits: int, matched: Matched
) -> Iterator[pa.RecordBatch]:
    """Yield the hits of one rule in EVENT_HITS, rows with the same matched fields together."""
    rows = rows_of(bits, columns.rows)
    for fields, some in _grouped(rows, bits, matched, columns.rows):
        yield _build(batch, columns, kind, rule, some, fields)


def _grouped(rows: Rows, bits: int, matched: Matched, size: int) -> Iterator[tuple[list[str], Rows]]:
    shown: dict[str, int] = {}
    for name, theirs in matched:
        if theirs & bits:
            shown[name] = shown.get(name, 0) | (theirs & bits)
    names = sorted(shown)[:MOST_SHOWN]
    groups = np.zeros(len(rows), np.int64)
    for place, name in enumerate(names):
        groups |= mask_of(shown[name], size)[rows].astype(np.int64) << place
    for group in np.unique(groups).tolist():
        yield [name for place, name in enumerate(names) if group >> place & 1], rows[groups == group]


def _build(
    batch: pa.RecordBatch, columns: Columns, kind: str, rule: str, rows: Rows, fields: list[str]
) -> pa.RecordBatch:
    size, width = len(rows), len(fields)
    offsets = pa.array(np.arange(size + 1, dtype=np.int32) * width)
    values = pa.array([], pa.utf8())
    if width:
        each = pa.concat_arrays([_shown(columns, name, rows) for name in fields])
        values = each.take(pa.array(np.arange(size * width).reshape(width, size).T.reshape(-1)))
    arrays = {
        "kind": pa.repeat(kind, size),
        "rule": pa.repeat(rule, size),
        "time": _reserved(batch, TIME, rows, "time"),
        "host": _reserved(batch, HOST, rows, "host"),
        "source": _reserved(batch, SOURCE, rows, "source"),
        "file": _reserved(batch, FILE, rows, "file"),
        "row": _reserved(batch, ROW, rows, "row"),
        "fields": pa.ListArray.from_arrays(offsets, pa.array(fields * size, pa.utf8())),
        "values": pa.ListArray.from_arrays(offsets, values),
    }
    return pa.RecordBatch.from_arrays([arrays[name] for name in EVENT_HITS.names], schema=EVENT_HITS)


def _shown(columns: Columns, name: str, rows: Rows) -> pa.Array:
    column = columns.get(name)
    if column is None:
        return pa.nulls(len(rows), pa.utf8())
    texts = column.shown(rows)
    long = pc.fill_null(pc.greater(pc.utf8_length(texts), LONGEST_SHOWN), False)
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(texts, 0, LONGEST_SHOWN - 1), "…", "")
    return pc.if_else(long, cut, texts)


def _reserved(batch: pa.RecordBatch, name: str, rows: Rows, field: str) -> pa.Array:
    place = batch.schema.get_field_index(name)
    kind = EVENT_HITS.field(field).type
    if place < 0:
        return pa.nulls(len(rows), kind)
    taken = batch.column(place).take(pa.array(rows))
    return taken.cast(kind) if taken.type != kind else taken

"""A large lake for the benchmark of the hunt, made through the lake's own writer from events that were parsed once.

Copies differ as those of `hunt_events` do: other days, machines, ids and command lines. To ingest ten million events takes a
core twenty minutes, most of it for parsing the same JSON a hundred times over; what a hunt reads is the same either way.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hunt_events
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.effects.lake import Lake, NewPiece, NewStretch
from beartrap.engine.event_cover import Cover
from beartrap.engine.events import FILE, HOST, SOURCE, TEXT, TIME
from beartrap.estate.events.lake_parts import PIECE_BYTES, PIECE_ROWS, pieces
from beartrap.estate.events.reader import everything
from beartrap.estate.events.work import Task, Told, perform
from beartrap.flows.ingest import told_record

_DAY_US = 86_400_000_000


def write(raw: Path, copies: int, folder: Path) -> int:
    """Make a lake of so many copies of the events of a file of JSON lines; return how many events it has."""
    cover, made = Cover(), []
    with Lake.write(folder) as lake:
        for tables in _by_source(raw).values():
            for batch in _together(_copied(table, number) for number in range(copies) for table in tables):
                cover.add(batch)
                made += [lake.put(one.source, one.day, one.rows, one.content) for one in pieces(batch)]
        _count(lake, made, cover)
    return sum(one.rows for one in made)


def _by_source(raw: Path) -> dict[str, list[pa.Table]]:
    found: dict[str, list[pa.Table]] = {}
    for batch in perform(Task(str(raw), raw.name), Told(), everything):
        found.setdefault(batch.column(SOURCE)[0].as_py(), []).append(pa.Table.from_batches([batch]))
    return found


def _together(tables: Iterator[pa.Table]) -> Iterator[pa.RecordBatch]:
    """Yield tables of one log source put together to about the size of a piece, as an ingest does at its end."""
    waiting: list[pa.Table] = []
    for table in tables:
        if waiting and (
            sum(one.num_rows for one in waiting) + table.num_rows > PIECE_ROWS
            or sum(one.nbytes for one in waiting) + table.nbytes > PIECE_BYTES
        ):
            yield from _united(waiting)
            waiting = []
        waiting.append(table)
    yield from _united(waiting)


def _united(tables: list[pa.Table]) -> Iterator[pa.RecordBatch]:
    table = pa.concat_tables(tables, promote_options="default").unify_dictionaries().combine_chunks()
    yield from table.to_batches()


def _copied(table: pa.Table, number: int) -> pa.Table:
    """Return copy `number` of the events of a table; copy 0 is the table."""
    if number == 0:
        return table
    days = number % hunt_events.DAYS * _DAY_US
    for place, name in enumerate(table.schema.names):
        column = table.column(place).combine_chunks()
        if name == TIME:
            fresh = pc.add(column, pa.scalar(days, pa.duration("us")))
        elif not isinstance(column, pa.DictionaryArray) or name == SOURCE:
            continue
        elif name in hunt_events.LINES:
            marks = pa.array([f" /mark:{number}-{row}" for row in range(len(column))])
            fresh = pc.binary_join_element_wise(column.cast(pa.utf8()), marks, "").dictionary_encode()
        else:
            values = [_fresh(name, value, number) for value in column.dictionary.to_pylist()]
            fresh = pa.DictionaryArray.from_arrays(column.indices, pa.array(values, pa.utf8()))
        table = table.set_column(place, table.schema.field(place).name, fresh.cast(TEXT) if name != TIME else fresh)
    return table


def _fresh(name: str, value: str, number: int) -> str:
    if name == FILE:
        return f"{value}-{number:04d}"
    if name in hunt_events.NUMBERS:
        return str(int(value) + hunt_events.STEP * number) if value.isdigit() else value
    return hunt_events.fresh("Hostname" if name == HOST else name, value, number, 0)


def _count(lake: Lake, made: list[NewPiece], cover: Cover) -> None:
    """Let the pieces count."""
    taken = lake.begin("made", "made", "json", "endpoint", b"", datetime.now(UTC).isoformat())
    cells = tuple((*key, cell.rows, cell.first, cell.last) for key, cell in cover.cells.items())
    told = json.dumps(told_record(Told()), sort_keys=True)
    lake.add(taken, NewStretch(0, 1, "", 1, 1, 1, True, told, tuple(made), cells))
    lake.finish(taken, "", "made", "made")

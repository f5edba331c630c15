"""Which reader reads a file, by its content; and a file read to its end, as batches and as words about what is lost."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from beartrap.estate.events.auditd import AuditdReader
from beartrap.estate.events.batching import Batcher
from beartrap.estate.events.csv_rows import CsvReader
from beartrap.estate.events.evtx_file import EvtxReader
from beartrap.estate.events.json_lines import JsonReader
from beartrap.estate.events.parquet_rows import ParquetReader
from beartrap.estate.events.reader import MOST_NAMED, Dirty, EventReader, Events, Needed, Origin, everything
from beartrap.estate.events.syslog import SyslogReader
from beartrap.estate.events.zeek_tsv import ZeekTsvReader

READERS: tuple[EventReader, ...] = (
    EvtxReader(),
    ParquetReader(),
    ZeekTsvReader(),
    AuditdReader(),
    JsonReader(),
    SyslogReader(),
    CsvReader(),
)
"""The readers, in the order in which they are asked: the particular before the general."""
HEAD = 1 << 16
"""Bytes that readers see to recognise a file."""


def reader_named(name: str) -> EventReader:
    """Return the reader of that id; raises KeyError."""
    return {reader.id: reader for reader in READERS}[name]


def recognise(head: bytes) -> EventReader | None:
    """Return the reader of a file that begins with `head` (unpacked), None where none knows it."""
    return next((reader for reader in READERS if reader.recognises(head)), None)


def read_events(
    reader: EventReader, stream: BinaryIO, origin: Origin, needed: Needed = everything
) -> Iterator[pa.RecordBatch | Dirty]:
    """Yield batches in the form of `engine.events`, and what was dirty; limits that were passed come last, as Dirty."""
    batcher = Batcher(origin, needed)
    for item in reader.read(stream, origin, needed):
        if isinstance(item, Events):
            yield from batcher.add(item)
        else:
            yield item
    yield from batcher.flush()
    over = batcher.overflow
    if over.values:
        yield Dirty(0, f"{over.values} values are longer than a megabyte: only their beginning was looked at")
    if over.strange:
        yield Dirty(
            0,
            f"{over.strange} events are of more than {MOST_NAMED} log sources: only rules for all logs of their kind were tried on them",
        )
    if over.sources:
        named = ", ".join(sorted(over.sources)[:5])
        yield Dirty(0, f"events of {named} have more fields than are read: the rest of their fields was not looked at")

"""Event tables: the Arrow schemas that readers fill and hunters read, and what a table of events is."""

from collections.abc import Iterator
from typing import Protocol

import pyarrow as pa

from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source

DNS_SCHEMA = pa.schema(
    [
        pa.field("time", pa.timestamp("us", tz="UTC")),
        pa.field("client", pa.string()),
        pa.field("query", pa.string()),
        pa.field("type", pa.string()),
        pa.field("rcode", pa.string()),
        pa.field("answers", pa.list_(pa.string())),
        pa.field("row", pa.int64()),
    ]
)
"""One DNS query or reply a row. `time` is null where it could not be read; `client` is the address or name as
logged, null where the log lost it; `query` the name as logged (any case, trailing dot or not); `type` and `rcode`
as logged, upper case; `answers` addresses and names, null where the log records none (a log that cannot record
answers has null, an empty answer has an empty list); `row` is the line or record in the file, from 1."""


class Table(Protocol):
    """One log file, opened: can be read once, batch by batch, in the order of the file."""

    @property
    def label(self) -> str:
        """The file as the case names it."""

    @property
    def source(self) -> Source:
        """The source of the estate that it belongs to."""

    @property
    def kind(self) -> SourceKind:
        """What kind of log it is."""

    @property
    def format(self) -> str:
        """The id of the reader."""

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes as stored, hex."""

    def batches(self) -> Iterator[pa.RecordBatch | Gap]:
        """Yield batches in the schema of its kind, and Gaps for what could not be read."""

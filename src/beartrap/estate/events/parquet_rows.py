"""Parquet that another tool wrote: columns are fields, rows are events."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from beartrap.estate.events.json_lines import Kinds
from beartrap.estate.events.reader import BLOCK_EVENTS, Dirty, Groups, Needed, Origin, Read

MAGIC = b"PAR1"
MOST_FILE = 2 << 30
"""Bytes of one file: it is held in memory where it comes out of a compressed one."""


class ParquetReader:
    """Parquet."""

    id = "parquet"
    title = "Parquet"
    by_line = False

    def recognises(self, head: bytes) -> bool:
        """Whether it begins with Parquet's sign."""
        return head.startswith(MAGIC)

    def read(self, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Yield the rows; what breaks on the way is dirty."""
        content = stream.read(MOST_FILE + 1)
        if len(content) > MOST_FILE:
            yield Dirty(0, f"a Parquet file of more than {MOST_FILE} bytes: ingest it in pieces")
            return
        groups, kinds, row = Groups(needed), Kinds(origin), 0
        try:
            for batch in pq.ParquetFile(pa.BufferReader(content)).iter_batches(BLOCK_EVENTS):
                for record in batch.to_pylist():
                    row += 1
                    kinds.take({name: value for name, value in record.items() if value is not None}, row, groups)
                yield from groups.take()
        except (pa.ArrowException, OSError, ValueError, TypeError, AttributeError) as error:
            yield Dirty(row, f"the Parquet file breaks off: {error}")
        yield from groups.take()

"""What a raw reader yields: a record, or a row that is none."""

from collections.abc import Iterator
from typing import Any, Protocol

from beartrap.model.frozen import frozen

LONGEST_RECORD = 64 * 1024 * 1024
"""Characters of one record. A record of mail access with a thousand items has some 300,000; past this it is no record."""

RawRecord = tuple[int, dict[str, Any]]
"""The line (CSV, JSON lines, TSV) or the number of the record (JSON arrays), from 1, and the fields as the file names them."""


@frozen
class Broken:
    """A row that could not be read: its line or number from 1, why, and what stands there, as far as it is known."""

    row: int
    why: str
    text: str = ""


class RawReader(Protocol):
    """The records of one stream, read once. After the end `more` tells that the export itself says that more would follow."""

    form: str
    more: bool

    def __iter__(self) -> Iterator[RawRecord | Broken]: ...

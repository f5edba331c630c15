"""Zeek's own log format: tab-separated, with the names of its fields in the head (docs.zeek.org, log formats)."""

import codecs
import io
from collections.abc import Iterator
from typing import Any

from beartrap.estate.raw.record import LONGEST_RECORD, Broken, RawRecord


class ZeekTsv:
    """Rows of a Zeek log as dictionaries; `_path` is the log's name. Unset and empty fields are left out. `row` is the line."""

    form = "zeek-tsv"
    more = False

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._separator = "\t"
        self._path = ""
        self._fields: tuple[str, ...] = ()
        self._unset = frozenset({"-", "(empty)"})

    def __iter__(self) -> Iterator[RawRecord | Broken]:
        """Yield the rows; one whose number of cells is not the head's is a Broken row."""
        number = 0
        while line := self._text.readline(LONGEST_RECORD):
            number += 1
            line = line.strip("\r\n\0")
            if line.startswith("#"):
                self._head(line)
            elif line:
                yield self._row(number, line)

    def _row(self, number: int, line: str) -> RawRecord | Broken:
        cells = line.split(self._separator)
        if len(cells) != len(self._fields):
            return Broken(number, f"{len(cells)} cells under a head of {len(self._fields)}", line[:4000])
        row: dict[str, Any] = {
            name: cell for name, cell in zip(self._fields, cells, strict=True) if cell not in self._unset
        }
        row["_path"] = self._path
        return number, row

    def _head(self, line: str) -> None:
        if line.startswith("#separator "):
            raw = line.removeprefix("#separator ").strip()
            self._separator = codecs.decode(raw, "unicode_escape") if raw.startswith("\\x") else raw or "\t"
            return
        name, *values = line.split(self._separator)
        if name == "#fields":
            self._fields = tuple(values)
        elif name == "#path" and values:
            self._path = values[0]
        elif name in ("#unset_field", "#empty_field") and values:
            self._unset |= {values[0]}

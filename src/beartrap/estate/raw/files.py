"""The files of a source, opened as raw records: the form follows from the content, never from the name."""

import io
import os
from collections.abc import Iterator

from beartrap.estate.gaps import gap_in
from beartrap.estate.inputs import Input, expand
from beartrap.estate.json_rows import are_lines
from beartrap.estate.opened import opened, unreadable
from beartrap.estate.raw.csv_records import CsvRecords
from beartrap.estate.raw.json_lines import JsonLines
from beartrap.estate.raw.json_values import JsonValues
from beartrap.estate.raw.record import Broken, RawReader, RawRecord
from beartrap.estate.raw.spaced import SpacedRecords, is_spaced
from beartrap.estate.raw.zeek_tsv import ZeekTsv
from beartrap.estate.rows import FIRST_BYTES, NotRows, encoding_of, is_binary
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place

_REMEDY = "Export it anew, as CSV or JSON; what else is in the source was read."


class RawFile:
    """One file of a source. `form` (csv, tsv, json, json-lines, zeek-tsv, spaced) and `more` are known once it is read."""

    def __init__(self, source: Source, file: Input) -> None:
        self.source = source
        self.label = file.label
        self.digest = file.digest
        self._file = file
        self.form = ""
        self.more = False

    def records(self) -> Iterator[RawRecord | Broken | Gap]:
        """Yield the records in the order of the file, Broken rows between them, and a Gap for what concerns the whole file."""
        try:
            with opened(self._file.path) as (stream, content):
                first = stream.peek(FIRST_BYTES)[:FIRST_BYTES]
                try:
                    reader = read_raw(stream, first)
                except NotRows as error:
                    yield self._gap(GapReason.UNKNOWN_KIND, f"{self.label}: {error}")
                    yield from content.fault_gap(self.source, self.label)
                    return
                count = 0
                for count, one in enumerate(reader, 1):  # noqa: B007 (how many there were)
                    yield one
                self.form, self.more = reader.form, reader.more
                if not count:
                    yield self._gap(GapReason.SILENT, f"{self.label}: holds no record")
                yield from content.fault_gap(self.source, self.label)
                status = os.stat(self._file.path)  # noqa: PTH116
                if (status.st_size, status.st_mtime_ns) != (self._file.size, self._file.modified):
                    yield self._gap(GapReason.CHANGED, f"{self.label}: changed while it was read")
        except OSError as error:
            yield unreadable(self.source, self.label, error)

    def _gap(self, reason: GapReason, why: str) -> Gap:
        return gap_in(self.source, reason, why, _REMEDY, place=Place(self.label), label=self.label)


def open_raw(source: Source) -> Iterator[RawFile | Gap]:
    """Yield the files that a source stands for, and a Gap for each that is not there or cannot be opened."""
    for file in expand(source):
        yield file if isinstance(file, Gap) else RawFile(source, file)


def read_raw(stream: io.BufferedReader, first: bytes) -> RawReader:
    """Return the reader for a stream whose first bytes are `first`. Raises NotRows where it is nothing that we read."""
    encoding = encoding_of(first)
    shown = first.decode(encoding, "replace").lstrip("\ufeff \t\r\n\0")
    if not shown:
        raise NotRows("it is empty")
    if shown[0] in "[{":
        if encoding == "utf-8" and shown[0] == "{" and are_lines(shown):
            return JsonLines(stream)
        return JsonValues(_text(stream, encoding))
    if is_binary(first):
        raise NotRows("it is binary")
    if shown.startswith(("#separator", "#fields")):
        return ZeekTsv(_text(stream, encoding))
    if is_spaced(shown):
        return SpacedRecords(_text(stream, encoding))
    return CsvRecords(_text(stream, encoding))


def _text(stream: io.BufferedReader, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        stream, encoding, errors="backslashreplace" if encoding.startswith("utf-8") else "replace", newline=""
    )

"""CSV with a header: the portal's audit exports, SIEM exports, proxy logs in W3C's form. Each row becomes a record."""

import csv
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from beartrap.estate.events.json_lines import Kinds
from beartrap.estate.events.lines import lines
from beartrap.estate.events.reader import Dirty, Groups, Needed, Origin, Read

MOST_LINES = 16
"""Lines that one quoted record may span; a longer one is a quote that was not closed, and its first line is dirty."""
MOST_COLUMNS = 4096
"""Columns of a header: a SIEM's export has some 300."""
csv.field_size_limit(16 << 20)
_W3C = "#Fields:"


class CsvReader:
    """Any common delimiter; W3C extended logs (`#Fields:`) too."""

    id = "csv"
    title = "CSV with a header, or a W3C extended log"
    by_line = False

    def recognises(self, head: bytes) -> bool:
        """Whether the first line that is no comment splits into several names."""
        text = head.decode("utf-8", "replace").lstrip("\ufeff")
        first = [line for line in text.splitlines()[:40] if line.strip()]
        if any(line.startswith(_W3C) for line in first[:10]):
            return True
        plain = next((line for line in first if not line.startswith("#")), "")
        names = next(csv.reader([plain], delimiter=_delimiter(plain)), []) if plain else []
        return (
            len(names) > 1
            and all(re.fullmatch(r"[\w .:()@/-]{1,80}", name.strip()) for name in names)
            and not _tells_a_time(names)
        )

    def read(self, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Yield the rows; one with more or fewer cells than the header has is dirty."""
        groups, kinds = Groups(needed), Kinds(origin)
        header: list[str] = []
        for row, cells, raw in _rows(stream, origin):
            if isinstance(cells, Dirty):
                yield cells
            elif raw.startswith("#"):
                header = cells or header
            elif not header:
                header = [name.strip().lstrip("\ufeff") for name in cells][:MOST_COLUMNS]
            elif len(cells) != len(header):
                yield Dirty(
                    row,
                    f"{len(cells)} cells, where the header has {len(header)}",
                    raw.encode("utf-8", "replace")[:4096],
                )
            else:
                yield from _take(dict(zip(header, cells, strict=True)), row, raw, groups, kinds)
        yield from groups.take()


def _take(record: dict[str, Any], row: int, raw: str, groups: Groups, kinds: Kinds) -> Iterator[Read]:
    record = {name: value for name, value in record.items() if value not in ("", "-")}
    if "date" in record and "time" in record and "-" in str(record["date"]):
        record["datetime"] = f"{record['date']} {record['time']}"
        record["time"] = record["datetime"]
    try:
        kinds.take(record, row, groups)
    except (ValueError, TypeError, AttributeError) as error:
        yield Dirty(row, f"not the record that it looks like: {error}", raw.encode("utf-8", "replace")[:4096])
    if groups.weigh(len(raw)):
        yield from groups.take()


def _rows(stream: BinaryIO, origin: Origin) -> Iterator[tuple[int, Any, str]]:
    """Yield row numbers, cells and raw text. A `#Fields:` line yields its names as cells, another comment none."""
    delimiter = ""
    waiting: list[str] = []
    began = 0
    for row, line in lines(stream, origin.row):
        if isinstance(line, Dirty):
            yield row, line, ""
            continue
        text = line.decode("utf-8", "replace")
        if not waiting and text.startswith("#"):
            yield row, text[len(_W3C) :].split() if text.startswith(_W3C) else [], text
            delimiter = " " if text.startswith(_W3C) else delimiter
            continue
        delimiter = delimiter or _delimiter(text)
        began = began if waiting else row
        waiting.append(text)
        if "\n".join(waiting).count('"') % 2 and len(waiting) < MOST_LINES:
            continue
        if len(waiting) == MOST_LINES and "\n".join(waiting).count('"') % 2:
            yield began, Dirty(began, "a quote is not closed", waiting[0].encode()[:4096]), ""
            waiting = []
            continue
        raw, waiting = "\n".join(waiting), []
        yield _parsed(began, raw, delimiter)
    if waiting:
        yield began, Dirty(began, "a quote is not closed", waiting[0].encode()[:4096]), ""


def _parsed(row: int, raw: str, delimiter: str) -> tuple[int, Any, str]:
    if delimiter == " ":
        return row, raw.split(" "), raw
    try:
        return row, next(csv.reader([raw] if "\n" not in raw else raw.split("\n"), delimiter=delimiter)), raw
    except (csv.Error, StopIteration) as error:
        return row, Dirty(row, f"no CSV: {error}", raw.encode("utf-8", "replace")[:4096]), raw


def _delimiter(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max((",", ";", "\t", "|"), key=outside.count)


def _tells_a_time(names: list[str]) -> bool:
    """Whether a header would be a row of data: its first cell is a date."""
    return bool(re.match(r"\d{4}-\d{2}-\d{2}|\d{10}|\d{1,2}/\d{1,2}/\d{4}", names[0].strip()))

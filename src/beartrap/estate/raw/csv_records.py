"""CSV as audit exports write it: very long cells, byte order marks, UTF-16, any delimiter, odd quotes.

A row that is broken never takes its neighbours along: the lines that an unclosed quote would have swallowed are read
again, each for itself, and what stands on the broken one is handed on as text, for it may still hold a whole record.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator

from beartrap.estate.raw.record import Broken, RawRecord
from beartrap.estate.rows import MOST_COLUMNS, NotRows

LONGEST_LINE = 16 * 1024 * 1024
"""Characters of one line: a record of mail access with thousands of items has a few million."""
MOST_LINES_IN_A_RECORD = 4_096
"""Lines that one quoted record may span: a cell may hold JSON that was written over many lines."""
_OFFSET = re.compile(r" \[UTC\]$")

csv.field_size_limit(LONGEST_LINE)  # the library's own limit of 128 KiB would lose the records that matter most


class _Lines:
    """Feeds lines to a CSV reader; lines that were fed for a record that failed can be given back."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0
        self.alone = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.alone and self.taken:
            raise csv.Error("a quote is not closed")
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if "\0" in line:
            line = line.replace("\0", "")
        self.taken.append(line)
        if len(self.taken) > MOST_LINES_IN_A_RECORD:
            raise csv.Error("a quote is not closed")
        return line

    def done(self) -> int:
        """Count what was taken as read; return the line on which it began."""
        began = self.number + 1
        self.number += len(self.taken)
        self.taken.clear()
        self.alone = False
        return began

    def give_back(self) -> tuple[int, str]:
        """Keep only the first line that was taken as read; return its number and text."""
        text = self.taken[0] if self.taken else ""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        return self.done(), text


class CsvRecords:
    """Rows of a CSV with a header, as dictionaries; `row` is the line on which a row begins. Raises NotRows where there is no header."""

    more = False

    def __init__(self, text: io.TextIOBase) -> None:
        self._lines = _Lines(text)
        self._delimiter, first = self._find_header()
        self.header = self._read_header(first)
        self.form = "tsv" if self._delimiter == "\t" else "csv"

    def _find_header(self) -> tuple[str, str]:
        delimiter = None
        for line in self._lines:
            self._lines.done()
            if line.startswith("sep=") and len(line.strip()) == 5:
                delimiter = line[4]
            elif line.strip() and not line.startswith("#"):
                return delimiter or _delimiter(line), line
        raise NotRows("it has no header")

    def _read_header(self, line: str) -> tuple[str, ...]:
        try:
            names = next(csv.reader([line], delimiter=self._delimiter, strict=True))
        except (csv.Error, StopIteration) as error:
            raise NotRows(f"its header cannot be read ({error})") from error
        self._nested = len(names) == 1 and any(sign in names[0] for sign in ",;\t")
        if self._nested:  # each line as a whole was put into quotes once more
            self._delimiter = _delimiter(names[0])
            names = next(csv.reader([names[0]], delimiter=self._delimiter))
        if len(names) == 1 and names[0].strip("\ufeff \t\r\n").lower() != "auditdata":
            raise NotRows("it is text without columns")
        if len(names) > MOST_COLUMNS:
            raise NotRows(f"its header has {len(names)} columns, more than {MOST_COLUMNS}")
        return tuple(_OFFSET.sub("", name.strip("\ufeff \t\r\n")) for name in names)

    def __iter__(self) -> Iterator[RawRecord | Broken]:
        """Yield the rows. One with more cells than the header is a Broken row, one with fewer has the first cells."""
        lines, header, width = self._lines, self.header, len(self.header)
        reader = self._reader()
        while True:
            try:
                for cells in reader:
                    text = lines.taken[0] if len(cells) > width and lines.taken else ""
                    began = lines.done()
                    if self._nested and len(cells) == 1:
                        cells = next(csv.reader([cells[0]], delimiter=self._delimiter), [])
                    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                        yield Broken(began, f"{len(cells)} cells under a header of {width}", text)
                    elif cells:
                        yield began, dict(zip(header, cells, strict=False))
                return
            except csv.Error as error:
                why = "a quote is not closed" if len(lines.taken) > 1 else str(error)
                row, text = lines.give_back()
                yield Broken(row, why, text)
                reader = self._reader()

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines, delimiter="," if self._nested else self._delimiter, strict=True)


def _delimiter(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max((",", ";", "\t", "|"), key=outside.count)

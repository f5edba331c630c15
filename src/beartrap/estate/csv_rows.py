"""Rows of a CSV with any common delimiter.

A row that is broken never takes its neighbours along: a quote that is not closed is a bad row, and the lines that it
would have swallowed are read again, each for itself.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator

from beartrap.estate.rows import LONGEST_LINE, MOST_COLUMNS, Bad, NotRows, Row, Rows

MOST_LINES_IN_A_RECORD = 16
"""Lines that one quoted record may span. A path may hold a line feed, hardly sixteen; a longer one is a quote that was
not closed, and each line it has swallowed is read again on its own."""


class _Lines:
    """Feeds lines to a CSV reader; lines that were fed for a record that failed can be given back."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        again = bool(self._again)
        line = self._again.popleft() if again else self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.taken.append(line)
        if len(self.taken) > MOST_LINES_IN_A_RECORD:
            raise csv.Error("a quote is not closed")
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            if not again:
                self._pass_over()
            raise csv.Error(f"a line of more than {LONGEST_LINE} characters")
        return line

    def _pass_over(self) -> None:
        while (more := self._text.readline(LONGEST_LINE)) and not more.endswith(("\n", "\r")):
            pass

    def done(self) -> int:
        """Count what was taken as read; return the line on which it began."""
        began = self.number + 1
        self.number += len(self.taken)
        self.taken.clear()
        return began

    def give_back(self) -> int:
        """Keep only the first line that was taken as read; return its number."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        return self.done()


def read_csv(text: io.TextIOWrapper) -> Rows:
    """Return the table that `text` holds; raises NotRows where it has no header that can be read.

    Comments before the header are passed over; the delimiter is the one that the header has most of.
    """
    lines = _Lines(text)
    delimiter = None
    try:
        for line in lines:
            lines.done()
            if line.startswith("sep=") and len(line.strip()) == 5:  # as Excel writes it
                delimiter = line[4]
            elif line.strip() and not line.startswith("#"):
                break
        else:
            raise NotRows("it has no header")
        delimiter = delimiter or _delimiter(line)
        header = next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration) as error:
        raise NotRows(f"its header cannot be read ({error})") from error
    if len(header) > MOST_COLUMNS:
        raise NotRows(f"its header has {len(header)} columns, more than {MOST_COLUMNS}")
    names = tuple(name.strip() for name in header)
    return Rows(names, "tsv" if delimiter == "\t" else "csv", _records(lines, delimiter))


def _delimiter(header: str) -> str:
    outside = re.sub(r'"[^"]*"', "", header)
    return max((",", ";", "\t", "|"), key=outside.count)


def _records(lines: _Lines, delimiter: str) -> Iterator[Row | Bad]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        try:
            for cells in reader:
                began = lines.done()
                if cells:
                    yield began, cells
            return
        except csv.Error as error:
            why = "a quote is not closed" if len(lines.taken) > 1 else str(error)
            yield Bad(lines.give_back(), why)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)

"""How a table of indicators is laid out: its delimiter, what its columns mean, and where its rows begin."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from beartrap.intel import values
from beartrap.intel.columns import Column, column_named, unwanted
from beartrap.intel.lists import COMMENTS
from beartrap.intel.values import NoIndicatorError
from beartrap.model.frozen import frozen
from beartrap.model.indicator import IndicatorKind

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 200
"""Columns of a header; more is no list that anybody writes."""
_SAMPLED = 50
_ENOUGH = 0.6
"""Share of sampled cells that must be indicators for a column without a header to be the one."""

Meaning = Column | IndicatorKind | None


@frozen
class Layout:
    """How the rows are cut and what each column means; `first` is the index of the first data line."""

    delimiter: str
    columns: tuple[Meaning, ...]
    first: int
    headers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    """Headers that are not known, over cells that are indicators."""

    @property
    def useful(self) -> bool:
        """Whether some column holds indicators."""
        return any(isinstance(item, IndicatorKind) or item is Column.VALUE for item in self.columns)


def layout_of(lines: Sequence[str]) -> Layout | None:
    """Return how these lines are laid out as a table of indicators, None where they are no such table."""
    commented: Layout | None = None
    for index, line in enumerate(lines):
        text = line.strip()
        if not text or (len(text) == 5 and text.lower().startswith("sep=")):  # the second as Excel writes it
            continue
        if text.startswith(COMMENTS):
            header = _header(text.lstrip("#;/! "), index + 1)
            commented = header if header is not None and len(header.columns) > 1 else commented
            continue
        header = _header(text, index + 1)
        if header is not None:
            return replace(header, unread=_unread(lines, header))
        if commented is not None:
            commented = replace(commented, first=index)
            return replace(commented, unread=_unread(lines, commented))
        return _headless(lines, index)
    return None


def _header(line: str, first: int) -> Layout | None:
    best: Layout | None = None
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
        except csv.Error:
            continue
        columns = tuple(column_named(cell) for cell in cells)
        layout = Layout(delimiter, columns, first, tuple(cell.strip() for cell in cells))
        known = [item for item in columns if item is not None]
        if not layout.useful or len(columns) > MOST_COLUMNS or len(known) * 3 < len(columns):
            continue
        if best is None or len(columns) > len(best.columns):
            best = layout
    return best


def _unread(lines: Sequence[str], layout: Layout) -> tuple[str, ...]:
    """Return the headers that are not known, of columns whose cells are hashes, names or addresses all the same."""
    strange = [
        index
        for index, meaning in enumerate(layout.columns)
        if meaning is None and layout.headers[index] and unwanted(layout.headers[index]) is None
    ]
    if not strange:
        return ()
    try:
        sample = islice((line for line in lines[layout.first :] if line.strip()), _SAMPLED)
        rows = list(csv.reader(sample, delimiter=layout.delimiter, skipinitialspace=True))
    except csv.Error:
        return ()
    cells = {index: [row[index] for row in rows if len(row) > index and row[index].strip()] for index in strange}
    return tuple(layout.headers[index] for index in strange if cells[index] and _mostly_typed(cells[index]))


def _headless(lines: Sequence[str], first: int) -> Layout | None:
    sample = [line for line in islice(lines, first, first + _SAMPLED) if line.strip()]
    for delimiter in DELIMITERS:
        try:
            rows = list(csv.reader(sample, delimiter=delimiter, skipinitialspace=True))
        except csv.Error:
            continue
        width, share = Counter(len(row) for row in rows).most_common(1)[0]
        if width < 2 or width > MOST_COLUMNS or share < len(rows) * 0.9:
            continue
        found = [index for index in range(width) if _mostly_typed([row[index] for row in rows if len(row) > index])]
        if found:
            columns: list[Meaning] = [Column.NOTE] * width
            for index in found:
                columns[index] = Column.VALUE
            return Layout(delimiter, tuple(columns), first)
    return None


def _mostly_typed(cells: Sequence[str]) -> bool:
    good = 0
    for cell in cells:
        try:
            kind, _ = values.classify(cell.strip())
            good += kind is not IndicatorKind.FILENAME or len(cells) < 3
        except NoIndicatorError:
            continue
    return good >= len(cells) * _ENOUGH


def of_hashdeep(lines: Sequence[str]) -> tuple[list[str], Layout] | None:
    """Return the lines of hashdeep's output as CSV, and their layout; None for anything else.

    It quotes nothing, and the file's name comes last: what stands behind the last named comma is all the name.
    """
    if not lines or not lines[0].startswith("%%%% HASHDEEP"):
        return None
    headed = next(((at, line) for at, line in enumerate(lines) if line.startswith("%%%% size,")), None)
    if headed is None:
        return None
    headers = tuple(headed[1].removeprefix("%%%% ").strip().split(","))
    told = list(lines)
    for at, line in enumerate(lines):
        cells = line.split(",", len(headers) - 1)
        if line.startswith(("%%%%", "##")):
            told[at] = ""
        elif len(cells) == len(headers):
            name = cells[-1].replace('"', '""')
            told[at] = ",".join([*cells[:-1], f'"{name}"'])
    return told, Layout(",", tuple(column_named(name) for name in headers), headed[0] + 1, headers)

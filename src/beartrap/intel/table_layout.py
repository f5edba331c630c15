"""How a table of indicators is laid out: its delimiter, what its columns mean, and where its rows begin."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from beartrap.intel import values
from beartrap.intel.columns import Column, column_named
from beartrap.intel.lists import COMMENTS
from beartrap.intel.values import NoIndicatorError
from beartrap.model.indicator import IndicatorKind

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 200
"""Columns of a header; more is no list that anybody writes."""
_SAMPLED = 50
_ENOUGH = 0.6
"""Share of sampled cells that must be indicators for a column without a header to be the one."""

Meaning = Column | IndicatorKind | None


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows are cut and what each column means; `first` is the index of the first data line."""

    delimiter: str
    columns: tuple[Meaning, ...]
    first: int
    headers: tuple[str, ...] = ()

    @property
    def useful(self) -> bool:
        """Whether some column holds indicators."""
        return any(isinstance(item, IndicatorKind) or item is Column.VALUE for item in self.columns)


def layout_of(lines: Sequence[str]) -> Layout | None:
    """Return how these lines are laid out as a table of indicators, None where they are no such table."""
    commented: Layout | None = None
    for index, line in enumerate(lines):
        text = line.strip()
        if not text:
            continue
        if text.startswith(COMMENTS):
            header = _header(text.lstrip("#;/! "), index + 1)
            commented = header if header is not None and len(header.columns) > 1 else commented
            continue
        header = _header(text, index + 1)
        if header is not None:
            return header
        if commented is not None:
            return Layout(commented.delimiter, commented.columns, index, commented.headers)
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

"""Indicator lists in columns: CSV of any delimiter, with a type column or one column for each kind, with or without header.

Column names come from `intel.columns`. A header inside a comment (as abuse.ch writes) counts; without any header the
column whose cells are indicators is taken. What stands in one row is tied together: a name, its address and its target.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from beartrap.intel import moments, values
from beartrap.intel.columns import HASH_WORDS, OTHER_WORDS, Column, bare, column_named, kind_named
from beartrap.intel.lists import COMMENTS
from beartrap.intel.mint import Once, Told, mint
from beartrap.intel.refused import Refused
from beartrap.intel.values import NoIndicatorError, Typed
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.indicator import HASHES, Indicator, IndicatorKind
from beartrap.model.window import Window

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 200
"""Columns of a header; more is no list that anybody writes."""
MOST_RESTARTS = 100
"""Broken rows after which reading starts anew: each start can cost the length of the file."""
_SAMPLED = 50
_ENOUGH = 0.6
"""Share of sampled cells that must be indicators for a column without a header to be the one."""
_WORDS = re.compile(r"[\s,;|]+")
_SPLITTABLE = HASHES | {IndicatorKind.IPV4, IndicatorKind.DOMAIN, IndicatorKind.URL, IndicatorKind.EMAIL}

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


def read_rows(label: str, lines: Sequence[str], layout: Layout, digest: str) -> Iterator[Indicator | Gap]:
    """Yield each indicator of a table once, then a Gap for each reason why a row or cell was not used."""
    refused, once = Refused(label), Once()
    for row, cells in _records(lines, layout, refused):
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        pairs = _pairs(row, cells, layout, refused)
        for item in mint(label, row, pairs, _told(cells, layout), f"{digest[:12]}:{row}"):
            if once.new(item):
                yield item
    yield from refused.gaps()


def _records(lines: Sequence[str], layout: Layout, refused: Refused) -> Iterator[tuple[int, list[str]]]:
    """Yield row number and cells; a row that breaks the CSV is refused, and reading goes on with the next line."""
    at, restarts = layout.first, 0
    while at < len(lines):
        reader = csv.reader(
            (f"{line}\n" for line in islice(lines, at, None)),
            delimiter=layout.delimiter,
            strict=True,
            skipinitialspace=True,
        )
        begun = at
        try:
            for cells in reader:
                yield begun + 1, cells
                begun = at + reader.line_num
            return
        except csv.Error as error:
            refused.add(f"broken CSV ({error})", begun + 1, lines[begun] if begun < len(lines) else "")
            at, restarts = begun + 1, restarts + 1
        if restarts >= MOST_RESTARTS and at < len(lines):
            why = f"more than {MOST_RESTARTS} broken rows: the rest of the file was not read"
            refused.add(why, f"{at + 1} to {len(lines)}", reason=GapReason.LIMIT)
            return


def _pairs(row: int, cells: Sequence[str], layout: Layout, refused: Refused) -> list[Typed]:
    found: list[Typed] = []
    declared = _cell(cells, layout, Column.TYPE)
    certificate = "x509" in _cell(cells, layout, Column.MIME).lower()
    empty = True
    for index, (cell, meaning) in enumerate(zip(cells, layout.columns, strict=False)):
        text = cell.strip()
        if text.lower() in moments.EMPTY or not (isinstance(meaning, IndicatorKind) or meaning in _VALUES):
            continue
        empty = False
        if certificate and meaning is IndicatorKind.FILENAME:
            continue  # the subject's name, which `_told` puts into the note
        try:
            found += _typed(text, meaning, declared, certificate)
        except UnwantedError as error:
            refused.add(str(error), row, text, "Nothing to do: this build does not look for it.", GapReason.UNSUPPORTED)
        except NoIndicatorError as error:
            where = f" in column “{layout.headers[index]}”" if layout.headers else ""
            refused.add(f"{error}{where}", row, text)
    if empty:
        refused.add("no value in any indicator column", row)
    return found


_VALUES = (Column.VALUE, Column.TARGET)


class UnwantedError(NoIndicatorError):
    """A value of a type that is known and not looked for."""


def _typed(text: str, meaning: Meaning, declared: str, certificate: bool) -> list[Typed]:
    if meaning is Column.VALUE and declared:
        return declared_pairs(declared, text)
    if not isinstance(meaning, IndicatorKind):
        return [values.classify(text)]
    if certificate and meaning in HASHES:
        return [(IndicatorKind.CERTIFICATE, values.as_digest(meaning, text))]
    return _each(meaning, text)


def _each(kind: IndicatorKind, text: str) -> list[Typed]:
    """Return the value of a cell, or its values where one cell holds several."""
    try:
        return [values.typed(kind, text)]
    except NoIndicatorError:
        words = [word for word in _WORDS.split(text) if word]
        if kind not in _SPLITTABLE or len(words) < 2:
            raise
        return [values.typed(kind, word) for word in words]


def declared_pairs(declared: str, text: str) -> list[Typed]:
    """Return the values of `text` under a declared type, a composite one (`filename|sha256`) too.

    Raises UnwantedError for types that are not looked for, NoIndicatorError for a value that is not of its type.
    """
    names = declared.split("|") if kind_named(declared) is None else [declared]
    parts = text.split("|") if len(names) > 1 else [text]
    if len(parts) != len(names):
        raise NoIndicatorError(f"a value that does not fit its composite type {declared!r}")
    found: list[Typed] = []
    for name, part in zip(names, parts, strict=True):
        plain = bare(name)
        kind = kind_named(name)
        if plain in OTHER_WORDS:
            raise UnwantedError(OTHER_WORDS[plain])
        if kind is not None:
            found.append(values.typed(kind, part.strip()))
        elif plain != "port":
            found.append(_undeclared(plain, part.strip()))
    return found


def _undeclared(plain: str, text: str) -> Typed:
    kind, value = values.classify(text)
    if plain in HASH_WORDS and kind not in HASHES:
        raise NoIndicatorError("no hash")
    return kind, value


def _cell(cells: Sequence[str], layout: Layout, wanted: Column) -> str:
    found = (cell.strip() for cell, meaning in zip(cells, layout.columns, strict=False) if meaning is wanted)
    return " ".join(text for text in found if text and text.lower() not in moments.EMPTY)


def _told(cells: Sequence[str], layout: Layout) -> Told:
    first, last = _cell(cells, layout, Column.FIRST), _cell(cells, layout, Column.LAST)
    role = _cell(cells, layout, Column.ROLE)
    version = _cell(cells, layout, Column.VERSION)
    notes = [_cell(cells, layout, Column.NOTE), f"version {version}" if version else ""]
    if "x509" in _cell(cells, layout, Column.MIME).lower():
        notes += [values_of(cells, layout, IndicatorKind.FILENAME), role]
    record = _cell(cells, layout, Column.RECORD)
    return Told(
        family=_cell(cells, layout, Column.MALWARE),
        role=role,
        note=" · ".join(note for note in (*notes, f"DNS {record} record" if record else "") if note),
        addresses_valid=observed(first, last),
        valid=moments.window(
            moments.moment(_cell(cells, layout, Column.VALID_FROM)),
            moments.moment(_cell(cells, layout, Column.VALID_UNTIL)),
        ),
        demoted=_unmarked(_cell(cells, layout, Column.TO_IDS)),
    )


def values_of(cells: Sequence[str], layout: Layout, kind: IndicatorKind) -> str:
    """Return the text of the first column of that kind, empty where there is none."""
    return next((cell.strip() for cell, item in zip(cells, layout.columns, strict=False) if item is kind), "")


def _unmarked(flag: str) -> str | None:
    return "its source does not mark it for detection (to_ids)" if flag.lower() in ("0", "false") else None


def observed(first: str, last: str) -> Window:
    """Return the window from first to last seen, the last moment (or day) inside.

    Only where both are told: a first sighting alone says when somebody began to look, not that nothing was there before.
    """
    start, end = moments.moment(first), moments.moment(last)
    if start is None or end is None:
        return Window()
    return moments.window(start, _after(end, last))


def _after(end: datetime, text: str) -> datetime:
    try:
        return end + (timedelta(seconds=1) if ":" in text else timedelta(days=1))
    except OverflowError:
        return end

"""Indicator lists in columns: CSV of any delimiter, with a type column or one column for each kind, with or without header.

Column names come from `intel.columns`. A header inside a comment (as abuse.ch writes) counts; without any header the
column whose cells are indicators is taken. What stands in one row is tied together: a name, its address and its target.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from beartrap.intel import moments, values
from beartrap.intel.columns import HASH_WORDS, Column, bare, kind_named, unwanted
from beartrap.intel.mint import Once, mint
from beartrap.intel.refused import Refused
from beartrap.intel.table_layout import Layout, Meaning
from beartrap.intel.table_words import RowWords
from beartrap.intel.values import NoIndicatorError, Typed
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.indicator import HASHES, Indicator, IndicatorKind

MOST_RESTARTS = 100
"""Broken rows after which reading starts anew: each start can cost the length of the file."""
_WORDS = re.compile(r"[\s,;|]+")
_SPLITTABLE = HASHES | {IndicatorKind.IPV4, IndicatorKind.DOMAIN, IndicatorKind.URL, IndicatorKind.EMAIL}


def read_rows(label: str, lines: Sequence[str], layout: Layout, digest: str) -> Iterator[Indicator | Gap]:
    """Yield each indicator of a table once, then a Gap for each reason why a row or cell was not used."""
    refused = Refused(label)
    yield from read_records(label, _records(lines, layout, refused), layout, digest, refused)


def read_records(
    label: str,
    records: Iterator[tuple[int, list[str]]],
    layout: Layout,
    digest: str,
    refused: Refused | None = None,
) -> Iterator[Indicator | Gap]:
    """As `read_rows`, from rows that are cut already: number and cells. `refused` holds what cutting them refused."""
    refused = Refused(label) if refused is None else refused
    once, words = Once(), RowWords(layout)
    for name in layout.unread:
        why = "a column that holds indicators under a name that is not known"
        refused.add(why, 1, name, "Give the column a name such as sha256, domain or ip.", GapReason.UNKNOWN_COLUMN)
    for row, cells in records:
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#") or _is_rule(cells):
            continue
        pairs = _pairs(row, cells, layout, words, refused)
        for item in mint(label, row, pairs, words.told(cells), f"{digest[:12]}:{row}"):
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


def _is_rule(cells: Sequence[str]) -> bool:
    """Whether it is the line under the header of a Markdown table."""
    return all(not cell.strip(" :-") for cell in cells) and any("--" in cell for cell in cells)


def _pairs(row: int, cells: Sequence[str], layout: Layout, words: RowWords, refused: Refused) -> list[Typed]:
    found: list[Typed] = []
    declared = words.cell(cells, Column.TYPE)
    certificate = words.certificate(cells)
    empty = True
    for index, (cell, meaning) in enumerate(zip(cells, layout.columns, strict=False)):
        text = cell.strip()
        if text.lower() in moments.EMPTY or not (isinstance(meaning, IndicatorKind) or meaning in _VALUES):
            continue
        empty = False
        if certificate and meaning is IndicatorKind.FILENAME:
            continue  # the subject's name, which `RowWords` puts into the note
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


COMPOSITES = {
    "malware-sample": "filename|md5",
    "regkey|value": "regkey|ignored",
    "attachment": "filename",
}
"""Types of MISP whose values have several parts that their names do not tell."""
_PASSED = frozenset({"port", "ignored"})


def declared_pairs(declared: str, text: str) -> list[Typed]:
    """Return the values of `text` under a declared type, a composite one (`filename|sha256`) too.

    Raises UnwantedError for types that are not looked for, NoIndicatorError for a value that is not of its type.
    """
    declared = COMPOSITES.get(declared.strip().lower(), declared)
    names = declared.split("|") if kind_named(declared) is None else [declared]
    parts = text.split("|") if len(names) > 1 else [text]
    if len(parts) != len(names):
        raise NoIndicatorError(f"a value that does not fit its composite type {declared!r}")
    found: list[Typed] = []
    for name, part in zip(names, parts, strict=True):
        plain = bare(name)
        kind = kind_named(name)
        if (told := unwanted(name)) is not None:
            raise UnwantedError(told)
        if kind is not None:
            found += _each(kind, part.strip())
        elif plain not in _PASSED:
            found.append(_undeclared(plain, part.strip()))
    return found


def _undeclared(plain: str, text: str) -> Typed:
    kind, value = values.classify(text)
    if plain in HASH_WORDS and kind not in HASHES:
        raise NoIndicatorError("no hash")
    return kind, value

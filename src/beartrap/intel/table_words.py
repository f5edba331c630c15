"""What a row of a table says beside its values: family, role, notes, when it was seen."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from beartrap.intel import moments
from beartrap.intel.columns import Column
from beartrap.intel.mint import Told
from beartrap.intel.table_layout import Layout
from beartrap.model.indicator import IndicatorKind
from beartrap.model.window import Window

_MOST_REMEMBERED = 4096
"""Different sayings that are kept: long lists repeat the same few words a million times."""


class RowWords:
    """Reads the words of each row of one table; where the columns stand is worked out once."""

    def __init__(self, layout: Layout) -> None:
        where: dict[Column, list[int]] = defaultdict(list)
        for index, meaning in enumerate(layout.columns):
            if isinstance(meaning, Column):
                where[meaning].append(index)
        self._where = {column: tuple(found) for column, found in where.items()}
        names = [index for index, meaning in enumerate(layout.columns) if meaning is IndicatorKind.FILENAME]
        self._name = names[0] if names else None
        worded = [
            index
            for column, found in self._where.items()
            if column not in (Column.VALUE, Column.TARGET)
            for index in found
        ]
        self._worded = (*worded, self._name) if self._name is not None and Column.MIME in self._where else tuple(worded)
        self._known: dict[tuple[str, ...], Told] = {}

    def cell(self, cells: Sequence[str], wanted: Column) -> str:
        """Return the text under a column (joined, where there are several), empty where there is none."""
        texts = [cells[index].strip() for index in self._where.get(wanted, ()) if index < len(cells)]
        return " ".join(text for text in texts if text and text.lower() not in moments.EMPTY)

    def certificate(self, cells: Sequence[str]) -> bool:
        """Whether the row is about a certificate, by its media type."""
        return Column.MIME in self._where and "x509" in self.cell(cells, Column.MIME).lower()

    def told(self, cells: Sequence[str]) -> Told:
        """Return what the row says beside its values."""
        key = tuple([cells[index] for index in self._worded if index < len(cells)])
        found = self._known.get(key)
        if found is None:
            found = self._told(cells)
            if len(self._known) < _MOST_REMEMBERED:
                self._known[key] = found
        return found

    def _told(self, cells: Sequence[str]) -> Told:
        role, version = self.cell(cells, Column.ROLE), self.cell(cells, Column.VERSION)
        record = self.cell(cells, Column.RECORD)
        notes = [self.cell(cells, Column.NOTE), f"version {version}" if version else ""]
        if self.certificate(cells) and self._name is not None:
            notes += [cells[self._name].strip(), role]
        return Told(
            family=self.cell(cells, Column.MALWARE),
            role=role,
            note=" · ".join(note for note in (*notes, f"DNS {record} record" if record else "") if note),
            addresses_valid=observed(self.cell(cells, Column.FIRST), self.cell(cells, Column.LAST)),
            valid=moments.window(
                moments.moment(self.cell(cells, Column.VALID_FROM)),
                moments.moment(self.cell(cells, Column.VALID_UNTIL)),
            ),
            demoted=_unmarked(self.cell(cells, Column.TO_IDS)),
        )


def _unmarked(flag: str) -> str | None:
    return "its source does not mark it for detection (to_ids)" if flag.lower() in ("0", "false") else None


def observed(first: str, last: str) -> Window:
    """Return the window from first to last seen, the last moment (or day) inside.

    Only where both are told: a first sighting alone says when somebody began to look, not that nothing was there before.
    """
    start, end = moments.moment(first), moments.moment(last)
    if start is None or end is None:
        return moments.UNBOUNDED
    return moments.window(start, _after(end, last))


def _after(end: datetime, text: str) -> datetime:
    try:
        return end + (timedelta(seconds=1) if ":" in text else timedelta(days=1))
    except OverflowError:
        return end

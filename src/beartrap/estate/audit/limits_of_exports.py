"""Where an export ends because a limit was reached and not because there was no more."""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.gaps import gap_in
from beartrap.estate.raw import RawFile
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.place import Place

FULL = (5_000, 50_000)
"""Rows at which an export is cut: a search of the unified audit log gives 5,000, and 50,000 in a session or in the portal
(Microsoft, Search-UnifiedAuditLog; Search the audit log)."""
_REMEDY = "Export the same period in smaller ranges of time, each with fewer rows than the limit."


class ExportLimits:
    """Watches the rows of one file for what they say of the search that gave them."""

    def __init__(self) -> None:
        self._promised = 0
        self._index = 0
        self._missing = 0

    def take(self, fields: Mapping[str, Any]) -> None:
        """Note the place of a row in its search, where the row tells it."""
        index = fields.get("ResultIndex")
        if index is None:
            return
        number, of = _number(index), _number(fields.get("ResultCount"))
        if number <= self._index:
            self._end_of_search()
        self._index, self._promised = number, of

    def _end_of_search(self) -> None:
        self._missing += max(self._promised - self._index, 0) if self._index else 0

    def gaps(self, file: RawFile, rows: int) -> Iterator[Gap]:
        """Yield the gaps of the whole file, which had `rows` rows."""
        self._end_of_search()
        if rows in FULL:
            why = f"{file.label}: exactly {rows:,} rows: the export was cut at its limit, and nobody knows what came behind"
            yield _gap(file, why, 1)
        if self._missing:
            why = f"{file.label}: {self._missing:,} records fewer than its searches say they found"
            yield _gap(file, why, self._missing)
        if file.more:
            yield _gap(file, f"{file.label}: is a page that names a next one; see that the source has them all", 1)


def _gap(file: RawFile, why: str, count: int) -> Gap:
    return gap_in(
        file.source, GapReason.TRUNCATED, why, _REMEDY, place=Place(file.label), count=count, label=file.label
    )


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0

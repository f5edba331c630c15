"""What was wrong with the rows of one file, counted and told in one Gap."""

from collections.abc import Iterator

from beartrap.estate.gaps import gap_in
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten

MOST_ROWS_NAMED = 5
"""Rows of each complaint that its Gap names."""
MOST_COMPLAINTS = 40
"""Different complaints of one file that are told apart; the words may hold the file's own, which have no end."""
LONGEST_COMPLAINT = 200
"""Characters of one complaint."""


class Complaints:
    """Counts rows by what is wrong with them. A row with two complaints counts once in the Gap's `count`."""

    def __init__(self) -> None:
        self._rows: dict[str, list[int]] = {}
        self._counts: dict[str, int] = {}
        self._last = 0
        self.count = 0

    def add(self, row: int, why: str) -> None:
        """Count one complaint about one row."""
        if row != self._last:
            self.count, self._last = self.count + 1, row
        if why not in self._counts and len(self._counts) >= MOST_COMPLAINTS:
            why = "something else"
        self._counts[why] = self._counts.get(why, 0) + 1
        named = self._rows.setdefault(why, [])
        if len(named) < MOST_ROWS_NAMED:
            named.append(row)

    def gap(
        self, source: Source, place: Place, remedy: str, unit: str = "row", title: str | None = None
    ) -> Iterator[Gap]:
        """Yield the one Gap about the file at `place`, or nothing where nothing was wrong."""
        if not self.count:
            return
        told = "; ".join(self._told(why, count, unit) for why, count in self._counts.items())
        why = f"{title or place.source}: {self.count} {unit}s are not what they should be: {told}"
        yield gap_in(source, GapReason.MALFORMED, why, remedy, count=self.count, label=place.source, place=place)

    def _told(self, why: str, count: int, unit: str) -> str:
        rows = self._rows[why]
        named = ", ".join(str(row) for row in rows) + (", …" if count > len(rows) else "")
        plural = "" if count == 1 else "s"
        return f"{count} × {shorten(printable(why), LONGEST_COMPLAINT)} ({unit}{plural} {named})"

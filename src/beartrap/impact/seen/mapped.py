"""`seen.data-map`: whose data were read, could have been read, or were not covered, one finding a line."""

import heapq
from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.data_map import Certainty, Row, Tie, data_map
from beartrap.impact.seen.kept import Kept
from beartrap.impact.seen.references import MAIL_ITEMS, SEEN
from beartrap.impact.sightings import Sighting
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.finding import Severity

MOST_LINES = 2_000
"""Lines that become findings, those that hang on a chain first; `beartrap impact --data-map` writes all of them."""


class DataMap(AuditDetector):
    """Tells the lines of the data map, from what the other detectors of the same run have kept."""

    meta = Meta(
        id="seen.data-map",
        title="Whose data were read",
        why="Who must tell people that their data were read needs their names, and how sure it is.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=SEEN,
        references=(MAIL_ITEMS,),
    )

    def __init__(self, run: Kept) -> None:
        super().__init__()
        self._run = run

    def take(self, event: AuditEvent) -> None:
        """Take nothing: the others have."""

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each line, as context: the detectors of access say what is grave."""
        count = 0

        def counted() -> Iterator[Row]:
            nonlocal count
            for row in data_map(self._run):
                count += 1
                yield row

        for row in heapq.nsmallest(MOST_LINES, counted(), key=_order):
            seen = Sighting(count=max(row.amount, 1), since=row.first, until=row.last)
            yield self.finding(
                f"{row.person}:{row.role}:{row.store}:{row.certainty}:{row.app}:{row.basis}", f"{row.person}: {row.certainty.value} ({row.store})",
                Severity.INFO, seen, confirmed=row.certainty is Certainty.READ, evidence=(), person=row.person, role=row.role, kind=row.kind,
                store=row.store, certainty=row.certainty.value, tie=row.tie.value, amount=row.amount, app=row.app, basis=row.basis,
            )  # fmt: skip
        if count > MOST_LINES:
            yield Gap(
                reason=GapReason.LIMIT,
                questions=(),
                why=f"the data map has {count:,} lines; {MOST_LINES:,} of them stand in the case",
                remedy="`beartrap impact --data-map FILE` writes all.",
                kind=SourceKind.MAIL_AUDIT,
                count=count - MOST_LINES,
                by=self.meta.id,
            )


_TIES: dict[str, int] = {Tie.EXACT: 0, Tie.PRESUMED: 1, Tie.NONE: 2}
_SURE: dict[str, int] = {Certainty.READ: 0, Certainty.COULD: 1, Certainty.NOT_COVERED: 2}


def _order(row: Row) -> tuple[int, int, str, str]:
    return _TIES[row.tie], _SURE[row.certainty], row.person, row.store

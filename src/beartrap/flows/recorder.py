"""Records on their way into the ledger: gathered, and committed by the thousand."""

from collections.abc import Iterable

from beartrap.case.ledger import Case
from beartrap.model.record import Record

BATCH = 1000
"""Records a transaction: singly SQLite commits 1,800 a second, by the thousand 114,000."""


class Recorder:
    """Gathers records for one case. `flush` commits what is gathered; a flow calls it at the end of each look."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._waiting: list[Record] = []

    def add(self, *records: Record) -> None:
        """Take records; commit when enough are gathered."""
        self._waiting.extend(records)
        if len(self._waiting) >= BATCH:
            self.flush()

    def add_all(self, records: Iterable[Record]) -> None:
        """Take records as they come."""
        for record in records:
            self.add(record)

    def flush(self) -> None:
        """Commit what is gathered, in one transaction."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self._case.append(waiting)

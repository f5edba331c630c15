"""Counts over all records, whatever they are: operations, applications, addresses, days. What was never counted was not covered."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from beartrap.impact.subjects import AuditBatch
from beartrap.impact.times import EPOCH, earlier, later
from beartrap.model.audit import AuditEvent, Log
from beartrap.model.window import Window

SILENT_DAYS = 5
"""Whole days without any record of a log that make a silence: a working week. Shorter pauses small organisations have every weekend."""
MOST_KEPT = 200_000
"""Distinct applications and addresses that are counted singly; past that they are counted together."""
OTHERS = "(others)"
_TRACE = Log.TRACE  # a member of an enum is looked up by a call of Python
_EPOCH_DAY = EPOCH.toordinal()


@dataclass(slots=True)
class Counted:
    """How often one thing came, how it ended, from when to when, and how it was written."""

    count: int = 0
    succeeded: int = 0
    failed: int = 0
    first: datetime | None = None
    last: datetime | None = None
    spellings: Counter[str] = field(default_factory=Counter)

    def add(self, event: AuditEvent, spelling: str = "") -> None:
        """Count one event."""
        self.count += 1
        self.succeeded += event.ok is True
        self.failed += event.ok is False
        time = event.time
        if time is not None:
            if self.first is None or self.last is None:
                self.first = self.last = time
            elif time < self.first:
                self.first = time
            elif time > self.last:
                self.last = time
        if spelling:
            self.spellings[spelling] += 1

    def join(self, other: "Counted") -> None:
        """Count all that the other has counted; spellings stay apart."""
        self.count += other.count
        self.succeeded += other.succeeded
        self.failed += other.failed
        self.first, self.last = earlier(self.first, other.first), later(self.last, other.last)

    @property
    def shown(self) -> str:
        """The most frequent spelling, without spaces and dots at its end."""
        if not self.spellings:
            return ""
        best = max(sorted(self.spellings), key=lambda one: self.spellings[one])
        return " ".join(best.split()).rstrip(". ")


class Survey:
    """The counts of one run. Copies of records are not counted."""

    def __init__(self) -> None:
        self.events = 0
        self.services = 0
        self.operations: dict[tuple[Log, str], Counted] = defaultdict(Counted)
        self.apps: dict[str, Counted] = defaultdict(Counted)
        self.addresses: dict[str, Counted] = defaultdict(Counted)
        self.people: dict[str, str] = {}
        self.days: dict[Log, Counter[int]] = defaultdict(Counter)

    def take(self, batch: AuditBatch) -> None:
        """Count a batch."""
        for event in batch.events:
            if event.repeat:
                continue
            self.events += 1
            self.services += event.service
            log, user, mailbox = event.log, event.user, event.mailbox
            self.operations[log, event.key].add(event, event.operation)
            if event.time is not None:
                self.days[log][event.time.toordinal() - _EPOCH_DAY] += 1
            if event.app:
                self._of(self.apps, event.app).add(event)
            for address in event.addresses:
                self._of(self.addresses, address).add(event)
            if mailbox and mailbox not in self.people:
                self._meet(mailbox)
            if user and user not in self.people and log is not _TRACE and "@" in user:
                self._meet(user)

    def _meet(self, name: str) -> None:
        """Keep a mailbox or user under its spelling and in lower case; who only wrote to us is none of them."""
        if len(self.people) < MOST_KEPT:
            self.people[name] = self.people.setdefault(name.lower(), name)

    def _of(self, table: dict[str, Counted], name: str) -> Counted:
        if name in table or len(table) < MOST_KEPT:
            return table[name]
        return table[OTHERS]

    def count(self, *keys: str) -> int:
        """Return how many records of these operations there are, in any log."""
        return sum(counted.count for (_, key), counted in self.operations.items() if key in keys)

    def silences(self, log: Log) -> tuple[Window, ...]:
        """Return the runs of at least `SILENT_DAYS` whole days between the first and the last record without one."""
        days = sorted(self.days[log])
        return tuple(
            Window(EPOCH + timedelta(days=before + 1), EPOCH + timedelta(days=after))
            for before, after in pairwise(days)
            if after - before > SILENT_DAYS
        )

    def window(self, log: Log) -> tuple[Window, ...]:
        """Return the whole days from the first record to the last; nothing where no record has a time."""
        days = self.days[log]
        if not days:
            return ()
        return (Window(EPOCH + timedelta(days=min(days)), EPOCH + timedelta(days=max(days) + 1)),)

    @property
    def extent(self) -> dict[Log, Counted]:
        """All records of each log together."""
        found: dict[Log, Counted] = defaultdict(Counted)
        for (log, _), counted in self.operations.items():
            found[log].join(counted)
        return found

    @property
    def first(self) -> datetime | None:
        """The time of the first record of all."""
        found: datetime | None = None
        for counted in self.extent.values():
            found = earlier(found, counted.first)
        return found

    @property
    def last(self) -> datetime | None:
        """The time of the last record of all."""
        found: datetime | None = None
        for counted in self.extent.values():
            found = later(found, counted.last)
        return found

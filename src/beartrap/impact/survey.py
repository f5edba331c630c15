"""Counts over all records, whatever they are: operations, applications, addresses, days. What was never counted was not covered."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain, compress, pairwise, repeat

from beartrap.impact.columns import NEVER, BoundedNames, Numbers, moments
from beartrap.impact.subjects import AuditBatch
from beartrap.impact.tally import Counted, Tally
from beartrap.impact.times import EPOCH, earlier, later
from beartrap.model.audit import AuditEvent, Log
from beartrap.model.window import Window

SILENT_DAYS = 5
"""Whole days without any record of a log that make a silence: a working week. Shorter pauses small organisations have every weekend."""
MOST_KEPT = 200_000
"""Distinct applications and addresses that are counted singly; past that they are counted together."""
OTHERS = "(others)"
_TRACE = Log.TRACE  # a member of an enum is looked up by a call of Python
_DAY = 86_400_000_000


class Survey:
    """The counts of one run. Copies of records are not counted."""

    def __init__(self) -> None:
        self.events = 0
        self.services = 0
        self.people: dict[str, str] = {}
        self._operations = Tally[tuple[Log, str, str]](Numbers())
        self._apps = Tally[str](BoundedNames(MOST_KEPT, OTHERS))
        self._addresses = Tally[str](BoundedNames(MOST_KEPT, OTHERS))
        self._days: set[tuple[Log, int]] = set()

    def take(self, batch: AuditBatch) -> None:
        """Count a batch."""
        events = [event for event in batch.events if not event.repeat]
        times, ended = moments([event.time for event in events]), [event.ok for event in events]
        self.events += len(events)
        self.services += sum([event.service for event in events])
        self._operations.take([(event.log, event.key, event.operation) for event in events], ended, times)
        self._days.update(
            [(event.log, time // _DAY) for event, time in zip(events, times, strict=True) if time != NEVER]
        )
        apps = [event.app for event in events]
        self._apps.take(compress(apps, apps), compress(ended, apps), list(compress(times, apps)))
        addresses = [event.addresses for event in events]
        counts = list(map(len, addresses))
        self._addresses.take(
            chain.from_iterable(addresses),
            chain.from_iterable(map(repeat, ended, counts)),
            list(chain.from_iterable(map(repeat, times, counts))),
        )
        self._meet(events)

    def _meet(self, events: Sequence[AuditEvent]) -> None:
        """Keep mailboxes and users under their spelling and in lower case; who only wrote to us is none of them."""
        people = self.people
        for event in events:
            mailbox, user = event.mailbox, event.user
            if mailbox and mailbox not in people and len(people) < MOST_KEPT:
                people[mailbox] = people.setdefault(mailbox.lower(), mailbox)
            if user and user not in people and len(people) < MOST_KEPT and event.log is not _TRACE and "@" in user:
                people[user] = people.setdefault(user.lower(), user)

    @property
    def operations(self) -> dict[tuple[Log, str], Counted]:
        """Each operation of each log, by the key of its name."""
        found: dict[tuple[Log, str], Counted] = {}
        for (log, key, spelling), counted in self._operations.counted():
            whole = found.setdefault((log, key), Counted())
            whole.join(counted)
            if spelling:
                whole.spellings[spelling] += counted.count
        return found

    @property
    def apps(self) -> dict[str, Counted]:
        """Each client application."""
        return dict(self._apps.counted())

    @property
    def addresses(self) -> dict[str, Counted]:
        """Each client address."""
        return dict(self._addresses.counted())

    @property
    def days(self) -> dict[Log, list[int]]:
        """The days (since 1970) of each log on which there is a record, in their order."""
        found: dict[Log, list[int]] = defaultdict(list)
        for log, day in sorted(self._days):
            found[log].append(day)
        return found

    def count(self, *keys: str) -> int:
        """Return how many records of these operations there are, in any log."""
        return sum(counted.count for (_, key), counted in self.operations.items() if key in keys)

    def silences(self, log: Log) -> tuple[Window, ...]:
        """Return the runs of at least `SILENT_DAYS` whole days between the first and the last record without one."""
        days = self.days[log]
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
        return (Window(EPOCH + timedelta(days=days[0]), EPOCH + timedelta(days=days[-1] + 1)),)

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

"""Audit logs of a whole estate, read once: events in batches, each record once, and all that went wrong, by row.

Copies of a record are told by their ids over all files that one reader is given, so pages that overlap and the same log
exported twice, in two schemas, count once.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from beartrap.estate.audit.distinct import Distinct, Met
from beartrap.estate.audit.limits_of_exports import ExportLimits
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.records import read_broken, read_record
from beartrap.estate.complaints import Complaints
from beartrap.estate.gaps import gap_in
from beartrap.estate.raw import Broken, RawFile, RawRecord, open_raw
from beartrap.model.audit import AuditEvent, Conflict, Log, Unreadable
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place

BATCH = 256
"""Events of a batch: enough that what a batch costs vanishes, few enough that a batch is some 10 MB."""
MOST_TOLD = 10_000
"""Unreadable rows and conflicts that are told singly; past that they are counted, in the gap of their file."""
_NEW, _AGAIN, _, _OTHER = Met  # a member of an enum is looked up by a call of Python
Batch = tuple[AuditEvent, ...]
AuditFound = Batch | Unreadable | Conflict | Gap

_REMEDY_ROWS = (
    "Export these records anew; in the portal by smaller ranges of time, in PowerShell with a greater -Depth."
)


@dataclass(slots=True)
class FileTally:
    """What became of the rows of one file: `rows` is the sum of the others."""

    file: str
    form: str = ""
    rows: int = 0
    distinct: int = 0
    duplicates: int = 0
    conflicts: int = 0
    unreadable: int = 0
    unknown: int = 0
    without_id: int = 0
    timeless: int = 0
    logs: Counter[Log] = field(default_factory=Counter)


class AuditReader:
    """Reads sources one after the other; `tallies` tells of each file what became of its rows."""

    def __init__(self) -> None:
        self.tallies: list[FileTally] = []
        self._distinct = Distinct()
        self._told = 0

    def read(self, source: Source) -> Iterator[AuditFound]:
        """Yield the events of a source in batches, and between them what could not be read."""
        for file in open_raw(source):
            if isinstance(file, Gap):
                yield file
            else:
                yield from self._file(file, Moments(source.timezone))

    def _file(self, file: RawFile, moments: Moments) -> Iterator[AuditFound]:
        tally = FileTally(file.label)
        self.tallies.append(tally)
        self._distinct.file(file.label)
        complaints, limits = Complaints(), ExportLimits()
        batch: list[AuditEvent] = []
        for raw in file.records():
            if isinstance(raw, Gap):
                yield raw
                continue
            tally.rows += 1
            found: AuditEvent | Unreadable | None
            if isinstance(raw, Broken):
                found = read_broken(raw, file.label, moments)
            else:
                found = read_record(file.label, raw[0], raw[1], moments)
                limits.take(raw[1])
            if isinstance(found, AuditEvent):
                conflict = self._event(found, tally, batch)
                if conflict is not None:
                    yield conflict
                if len(batch) >= BATCH:
                    yield self._batch(batch, tally)
                    batch.clear()
            else:
                yield from self._not_read(found, raw, tally, complaints)
        if batch:
            yield self._batch(batch, tally)
        tally.form = file.form
        yield from complaints.gap(file.source, Place(file.label), _REMEDY_ROWS)
        yield from limits.gaps(file, tally.rows)
        yield from _of_tally(file, tally, moments)

    def _event(self, event: AuditEvent, tally: FileTally, batch: list[AuditEvent]) -> Conflict | None:
        """Add an event to the batch unless it is a copy; return the conflict that is to be told."""
        met, before = self._distinct.meet(event)
        if met is _NEW:
            batch.append(event)
            return None
        tally.duplicates += 1
        if met is _AGAIN:
            return None
        batch.append(event._replace(repeat=True))
        if met is _OTHER:
            tally.conflicts += 1
            self._told += 1
            if self._told <= MOST_TOLD:
                return Conflict(event.id, before, f"{event.file}:{event.row}", "the same id with another content")
        return None

    @staticmethod
    def _batch(events: list[AuditEvent], tally: FileTally) -> Batch:
        """Return events as a batch, counted."""
        fresh = [event for event in events if not event.repeat]
        tally.distinct += len(fresh)
        tally.logs.update([event.log for event in fresh])
        tally.without_id += sum([not event.id for event in fresh])
        tally.timeless += sum([event.time is None for event in fresh])
        return tuple(events)

    def _not_read(
        self, found: Unreadable | None, raw: RawRecord | Broken, tally: FileTally, complaints: Complaints
    ) -> Iterator[Unreadable]:
        row = raw.row if isinstance(raw, Broken) else raw[0]
        if found is None:
            tally.unknown += 1
            complaints.add(row, "no record of an audit log that is known")
            return
        tally.unreadable += 1
        complaints.add(row, found.why)
        self._told += 1
        if self._told <= MOST_TOLD:
            yield found


def _of_tally(file: RawFile, tally: FileTally, moments: Moments) -> Iterator[Gap]:
    """Yield gaps for what the numbers of a file tell: conflicts, records without id or time, days that could be two."""
    told = (
        (tally.conflicts, GapReason.CONFLICT, "ids stand with two contents: one of each was counted, the messages of both", "Export anew and compare."),
        (tally.without_id, GapReason.MALFORMED, "records have no id: copies of them are told by their content alone", ""),
        (tally.timeless, GapReason.NO_TIME, "records have no time that can be read: they are counted, and stand in no period", ""),
        (moments.ambiguous, GapReason.NO_TIME, "times could be of two days (03/04), and were read with the month first", "Set `timezone` and export with ISO dates."),
    )  # fmt: skip
    for count, reason, why, remedy in told:
        if count:
            yield gap_in(
                file.source,
                reason,
                f"{file.label}: {count} {why}",
                remedy,
                place=Place(file.label),
                count=count,
                label=file.label,
            )

"""`seen.mail-read`: which messages and folders were read, mailbox by mailbox, and by which application.

The method is Microsoft's (MailItemsAccessed): a *bind* names the messages; a *sync* fetched a folder whole, and every
message in it must be taken as read; a throttled mailbox is not logged for 24 hours.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from beartrap.engine.detector import Found, Meta
from beartrap.impact.columns import ints
from beartrap.impact.seen.read_findings import by_app
from beartrap.impact.seen.reading_log import ReadingLog, Sealed
from beartrap.impact.seen.references import MAIL_ITEMS, SEEN, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import Access, AuditEvent, Item
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.window import Window, union

KEY = "mailitemsaccessed"
_KINDS = (None, Access.BIND, Access.SYNC)
_SYNC = Access.SYNC  # a member of an enum is looked up by a call of Python
_UNNAMED = "(a mailbox that is not named)"
_MOST_DIGITS = 9
BLIND = timedelta(hours=24)
"""For so long a throttled mailbox is not logged (Microsoft, audit-log-investigate-accounts)."""
WHOLE = "(the whole mailbox: the record names no folder)"


@dataclass(slots=True)
class Mailbox:
    """What the log says of the reading of one mailbox. `items` counts ids named, repeats too; `without_id` those that had none."""

    name: str
    records: int = 0
    bind: int = 0
    sync: int = 0
    other: int = 0
    failed: int = 0
    items: int = 0
    messages: int = 0
    without_id: int = 0
    folders: Counter[str] = field(default_factory=Counter)
    sync_folders: Counter[str] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    throttled: list[datetime] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)


class MailRead(AuditDetector):
    """Counts what was read of each mailbox, and keeps every message."""

    meta = Meta(
        id="seen.mail-read",
        title="Mail read",
        why="These messages were opened through this application: whose they are must be taken as known to whoever held it.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=SEEN,
        techniques=("T1114.002",),
        references=(MAIL_ITEMS, SPARROW),
    )
    keys = frozenset({KEY})

    def __init__(self) -> None:
        super().__init__()
        self.log = ReadingLog()
        self._access = array("B")
        self._boxes: list[Mailbox] = []
        self._counted = -1

    def take_all(self, events: Sequence[AuditEvent]) -> None:
        """Count records; another, fuller copy of a record adds its messages alone."""
        first = self.log.take([event.mailbox or event.user or _UNNAMED for event in events], events)
        self._access.extend([_KINDS.index(event.access) for event in events])
        self._boxes += map(Mailbox, self.log.places[len(self._boxes) :])
        records: list[int] = []
        items: list[Item] = []
        for number, event in enumerate(events, first):
            box, named = self._boxes[self.log.place_of(number)], [item for item in event.items if item.message]
            if event.access is _SYNC:
                self._sync(box, event)
            else:
                box.without_id += len(event.items) - len(named)
                self._losses(box, event)
            if event.throttled and event.time is not None and not event.repeat:
                box.throttled.append(event.time)
            items += named
            records += [number] * len(named)
        self.log.name(records, [item.message for item in items], [item.folder for item in items])

    def _sync(self, box: Mailbox, event: AuditEvent) -> None:
        if not event.repeat:
            for folder in {item.folder for item in event.items if item.folder} or {WHOLE}:
                box.sync_folders[folder] += 1

    def _losses(self, box: Mailbox, event: AuditEvent) -> None:
        """Note what a record should name and does not: a list destroyed by the export, or shorter than its own count."""
        if event.repeat:
            if event.items:
                box.lost.pop(_key(event), None)
            return
        missing = max(_promised(event) - len(event.items), int(event.lost and not event.items))
        if missing > 0:
            box.lost[_key(event)] = missing

    @property
    def mailboxes(self) -> list[Mailbox]:
        """What the log says of each mailbox, in the order in which they were met."""
        if self._counted != len(self._access):
            self._count(self.log.sealed)
            self._counted = len(self._access)
        return self._boxes

    def _count(self, read: Sealed) -> None:
        kinds = read.record_place * len(_KINDS) + ints(self._access)
        records = np.bincount(kinds, weights=read.counted, minlength=len(self._boxes) * len(_KINDS))
        by_kind = records.astype(int).reshape(-1, len(_KINDS)).tolist()
        ways = read.uses.by_place(len(self._boxes))
        counts = zip(self._boxes, by_kind, read.namings(), read.counts(), ways, strict=True)
        for box, kinds_of, items, messages, mine in counts:
            box.other, box.bind, box.sync = kinds_of
            box.items, box.messages = items, messages
            box.records, box.failed = read.uses.amount(mine)
            box.first, box.last = read.uses.span(mine)
        for place, label, count in read.labels():
            self._boxes[place].folders[label] = count

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each application, and the gaps of each mailbox."""
        yield from by_app(self, self.log.sealed, "mailbox")
        for box in self.mailboxes:
            yield from self._gaps(box)

    def _gaps(self, box: Mailbox) -> Iterator[Gap]:
        if box.throttled:
            windows = union(Window(moment, moment + BLIND) for moment in box.throttled)
            yield self._gap(
                GapReason.THROTTLED,
                f"{box.name}: throttled {len(box.throttled)} times: for 24 hours after each its reading was not logged",
                "Take all mail of this mailbox as seen in these hours, or ask the provider.",
                windows=windows,
                count=len(box.throttled),
            )
        if box.lost:
            yield self._gap(
                GapReason.TRUNCATED,
                f"{box.name}: {len(box.lost)} records name {sum(box.lost.values())} or more messages that the export has lost",
                "Export anew with `ConvertTo-Json -Depth 10`, or as CSV from the portal.",
                count=len(box.lost),
            )
        if box.without_id:
            why = f"{box.name}: {box.without_id} items were read that have no id"
            yield self._gap(
                GapReason.UNANSWERED, why, "Look at their folders: drafts have no id.", count=box.without_id
            )

    def _gap(self, reason: GapReason, why: str, remedy: str, windows: tuple[Window, ...] = (), count: int = 1) -> Gap:
        return Gap(
            reason, self.meta.questions, why, remedy, kind=SourceKind.MAIL_AUDIT, windows=windows, count=count, by=self.meta.id
        )  # fmt: skip


def _key(event: AuditEvent) -> str:
    return event.id or f"{event.file}:{event.row}"


def _promised(event: AuditEvent) -> int:
    text = event.detail("OperationCount")
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else 0

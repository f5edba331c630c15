"""`seen.mail-read`: which messages and folders were read, mailbox by mailbox, and by which application.

The method is Microsoft's (MailItemsAccessed): a *bind* names the messages; a *sync* fetched a folder whole, and every
message in it must be taken as read; a throttled mailbox is not logged for 24 hours.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.read_findings import by_app
from beartrap.impact.seen.reading_log import Reading, ReadingLog
from beartrap.impact.seen.references import MAIL_ITEMS, SEEN, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import Access, AuditEvent
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.window import Window, union

KEY = "mailitemsaccessed"
_SYNC, _BIND = Access.SYNC, Access.BIND  # a member of an enum is looked up by a call of Python
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
        self.mailboxes: list[Mailbox] = []

    def take(self, event: AuditEvent) -> None:
        """Count one record; another, fuller copy of a record adds its messages alone."""
        name = event.mailbox or event.user or "(a mailbox that is not named)"
        number = self.log.place(name)
        if number == len(self.mailboxes):
            self.mailboxes.append(Mailbox(name))
        mailbox, reading = self.mailboxes[number], self.log.record(number, event)
        if not event.repeat:
            self._count(mailbox, event)
        self._items(mailbox, reading, event)

    def _count(self, box: Mailbox, event: AuditEvent) -> None:
        box.records += 1
        box.failed += event.ok is False
        time = event.time
        if time is not None:  # written out: it is asked of each record, and calls take longer
            box.first = time if box.first is None or time < box.first else box.first
            box.last = time if box.last is None or time > box.last else box.last
        if event.access is _SYNC:
            box.sync += 1
            for folder in {item.folder for item in event.items if item.folder} or {WHOLE}:
                box.sync_folders[folder] += 1
        elif event.access is _BIND:
            box.bind += 1
        else:
            box.other += 1
        if event.throttled and event.time is not None:
            box.throttled.append(event.time)

    def _items(self, box: Mailbox, reading: Reading, event: AuditEvent) -> None:
        for item in event.items:
            if event.access is _SYNC and not item.message:
                continue  # the folder itself
            if item.message:
                box.items += 1
                box.folders[item.folder] += 1
                box.messages += self.log.item(reading, item.message, item.folder)
            else:
                box.without_id += 1
        if event.access is not _SYNC:
            self._losses(box, event)

    def _losses(self, box: Mailbox, event: AuditEvent) -> None:
        """Note what a record should name and does not: a list destroyed by the export, or shorter than its own count."""
        key = event.id or f"{event.file}:{event.row}"
        if event.repeat:
            if event.items:
                box.lost.pop(key, None)
            return
        missing = max(_promised(event) - len(event.items), int(event.lost and not event.items))
        if missing > 0:
            box.lost[key] = missing

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each application, and the gaps of each mailbox."""
        yield from by_app(self, self.log, "mailbox")
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


def _promised(event: AuditEvent) -> int:
    text = event.detail("OperationCount")
    return int(text) if text.isdigit() else 0

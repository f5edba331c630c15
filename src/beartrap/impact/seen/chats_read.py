"""`seen.chats-read`: which chats and meetings of Teams were read or exported (Microsoft, audit log activities: Teams)."""

from collections.abc import Iterator, Sequence

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.read_findings import by_app
from beartrap.impact.seen.reading_log import ReadingLog
from beartrap.impact.seen.references import SCHEMA, SEEN
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import SourceKind

KEYS = frozenset(
    {"messageslisted", "messageread", "messagesexported", "chatretrieved", "recordingexported", "transcriptsexported", "messagehostedcontentread", "messagehostedcontentslisted", "subscribedtomessages"}
)  # fmt: skip


class ChatsRead(AuditDetector):
    """Counts what was read of each chat, and keeps each message that is named."""

    meta = Meta(
        id="seen.chats-read",
        title="Chats read",
        why="People say in chats what they would not write in mail; whoever listed or exported them has read it.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=SEEN,
        techniques=("T1213.005",),
        references=(SCHEMA,),
    )
    keys = KEYS

    def __init__(self) -> None:
        super().__init__()
        self.log = ReadingLog()

    def take_all(self, events: Sequence[AuditEvent]) -> None:
        """Count each record of a chat, and each message that it names."""
        chats = [
            event.store or event.target or event.detail("TeamName") or "(a chat that is not named)" for event in events
        ]
        named = [
            (number, message, event.operation.strip())
            for number, event in enumerate(events, self.log.take(chats, events))
            if not event.repeat
            for message in dict.fromkeys(item.message for item in event.items if item.message)
        ]
        self.log.name(
            [one for one, _, _ in named], [message for _, message, _ in named], [label for _, _, label in named]
        )

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each application."""
        yield from by_app(self, self.log.sealed, "chat")

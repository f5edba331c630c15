"""`seen.chats-read`: which chats and meetings of Teams were read or exported (Microsoft, audit log activities: Teams)."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.files_read import told
from beartrap.impact.seen.references import SCHEMA, SEEN
from beartrap.impact.seen.stores import Stores
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
        self.stores = Stores()

    def take(self, event: AuditEvent) -> None:
        """Count one record of a chat."""
        name = event.store or event.target or event.detail("TeamName") or "(a chat that is not named)"
        self.stores.add(name, event, tuple(dict.fromkeys(item.message for item in event.items if item.message)))

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each chat and application (context, until the chain ties it to an actor)."""
        yield from told(self, self.stores, "Chat", "messages")

"""The message trace beside what was read: of each message its sender, recipients and subject."""

from dataclasses import dataclass, field

from beartrap.impact.subjects import AuditBatch
from beartrap.model.audit import Log

MOST_TRACED = 2_000_000
"""Messages of traces that are kept, some 400 bytes each."""
MOST_RECIPIENTS = 500
"""Recipients of one message that are kept: as many as Exchange Online allows a message by default."""


@dataclass(slots=True)
class Traced:
    """One message as the traces tell of it."""

    sender: str = ""
    subject: str = ""
    recipients: dict[str, None] = field(default_factory=dict)


class Traces:
    """The messages of all traces, by their id without its angle brackets."""

    def __init__(self) -> None:
        self.known: dict[str, Traced] = {}
        self.dropped = 0

    def take(self, batch: AuditBatch) -> None:
        """Keep the messages of a batch."""
        for event in batch.by_key.get("message trace", ()):
            if event.log is not Log.TRACE or not event.items:
                continue
            traced = self._of(bare(event.items[0].message))
            if traced is None:
                continue
            traced.sender = traced.sender or event.user
            traced.subject = traced.subject or event.items[0].subject
            for name, value in event.details:
                if name == "recipient" and len(traced.recipients) < MOST_RECIPIENTS:
                    traced.recipients[value] = None

    def _of(self, message: str) -> Traced | None:
        found = self.known.get(message)
        if found is None:
            if len(self.known) >= MOST_TRACED:
                self.dropped += 1
                return None
            found = self.known[message] = Traced()
        return found

    def find(self, message: str) -> Traced | None:
        """Return what is traced of a message, None where no trace shows it."""
        return self.known.get(bare(message))


def bare(message: str) -> str:
    """Return a message's id as traces and audit logs both have it: without spaces and angle brackets."""
    return message.strip().removeprefix("<").removesuffix(">")

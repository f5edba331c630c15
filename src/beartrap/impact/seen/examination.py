"""All detectors of audit logs over one run: they are fed together, the chain joins what they kept, and one account results."""

from collections.abc import Sequence

from beartrap.impact.seen import ALL
from beartrap.impact.seen.chain import AccessChain, Reading
from beartrap.impact.seen.chats_read import ChatsRead
from beartrap.impact.seen.files_read import FilesRead
from beartrap.impact.seen.mail_read import MailRead
from beartrap.impact.seen.stores import Stores
from beartrap.impact.seen.traces import Traces
from beartrap.impact.subjects import AuditBatch
from beartrap.impact.survey import Survey
from beartrap.impact.watching import AuditDetector


class Examination:
    """One run over audit logs: `detectors` are shown each batch by the engine, `take` counts the batch for all of them."""

    def __init__(self, others: Sequence[AuditDetector] = ()) -> None:
        self.survey = Survey()
        self.traces = Traces()
        self.mail = MailRead()
        self.files = FilesRead()
        self.chats = ChatsRead()
        self.chain = AccessChain()
        kept: tuple[AuditDetector, ...] = (self.mail, self.files, self.chats)
        mine = {type(one): one for one in kept}
        self.detectors: tuple[AuditDetector, ...] = (*(mine.get(kind) or kind() for kind in ALL), *others)

    def take(self, batch: AuditBatch) -> None:
        """Count a batch."""
        self.survey.take(batch)
        self.traces.take(batch)

    def joined(self) -> AccessChain:
        """Return the chain's detector with what was read: to be shown the end after all the others."""
        self.chain.readings = [*self._mail(), *_stored(self.files.stores, "site"), *_stored(self.chats.stores, "chat")]
        return self.chain

    def _mail(self) -> list[Reading]:
        boxes, uses = self.mail.mailboxes, self.mail.uses.known
        return [Reading(boxes[box].name, "mailbox", uses[use], seen) for (box, use), seen in self.mail.by_use.items()]


def _stored(stores: Stores, kind: str) -> list[Reading]:
    return [
        Reading(store.name, kind, use, seen) for store in stores.known.values() for use, seen in store.by_use.items()
    ]

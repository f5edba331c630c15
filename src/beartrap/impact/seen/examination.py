"""All detectors of audit logs over one run: they are fed together, the chain joins what they kept, and one account results."""

from collections.abc import Iterator, Sequence

from beartrap.impact.seen import ALL
from beartrap.impact.seen.chain import Reading
from beartrap.impact.seen.kept import Kept
from beartrap.impact.seen.mapped import DataMap
from beartrap.impact.subjects import AuditBatch, Ended
from beartrap.impact.watching import AuditDetector


class Examination(Kept):
    """One run over audit logs: `detectors` are shown each batch by the engine, `take` counts the batch for all of them."""

    def __init__(self, others: Sequence[AuditDetector] = ()) -> None:
        super().__init__()
        keeping: tuple[AuditDetector, ...] = (self.mail, self.files, self.chats)
        mine = {type(one): one for one in keeping}
        first = (mine.get(kind) or kind() for kind in ALL)
        self.detectors: tuple[AuditDetector, ...] = (*first, *others, self.chain, DataMap(self))

    def take(self, batch: AuditBatch) -> None:
        """Count a batch."""
        self.survey.take(batch)
        self.traces.take(batch)

    def end(self) -> Ended:
        """Give the chain what was read, and return the end, to be shown to all detectors in their order."""
        self.chain.readings = self._readings
        return Ended()

    def _readings(self) -> Iterator[Reading]:
        for log, kind in ((self.mail.log, "mailbox"), (self.files.log, "site"), (self.chats.log, "chat")):
            for use, seen in log.sealed.uses:
                yield Reading(log.places[use.place], kind, use, seen)

"""What detectors of this room are shown: batches of events, and then the end, when what has been counted is told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field

from beartrap.model.audit import AuditEvent
from beartrap.model.frozen import frozen


@frozen
class AuditBatch:
    """Some events, in the order of their file, and the same by the key of their operation."""

    events: tuple[AuditEvent, ...] = ()
    by_key: Mapping[str, Sequence[AuditEvent]] = field(default_factory=dict)

    @classmethod
    def of(cls, events: tuple[AuditEvent, ...]) -> "AuditBatch":
        """Return events as a batch."""
        by_key: dict[str, list[AuditEvent]] = defaultdict(list)
        for event in events:
            by_key[event.key].append(event)
        return cls(events, by_key)


@frozen
class Ended(AuditBatch):
    """All has been shown: a detector that counts tells what it has counted."""

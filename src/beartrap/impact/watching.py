"""What the detectors of audit logs share: they pick events by operation, count them in groups, and tell at the end."""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from beartrap.engine.detector import Found, Meta
from beartrap.impact.sightings import Sighting
from beartrap.impact.subjects import AuditBatch, Ended
from beartrap.model.audit import AuditEvent
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Finding, Rung, Severity


class AuditDetector:
    """A detector of audit logs. A subclass names its `keys` (or the `prefixes` of keys), takes events and tells findings."""

    meta: ClassVar[Meta]
    keys: ClassVar[frozenset[str]] = frozenset()
    prefixes: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.groups: dict[str, Sighting] = {}
        self._wanted: dict[str, bool] = {}
        self.met = 0

    def wants(self, key: str) -> bool:
        """Whether operations of that key are looked at."""
        wanted = self._wanted.get(key)
        if wanted is None:
            wanted = self._wanted[key] = key in self.keys or key.startswith(self.prefixes or ("\0",))
        return wanted

    def look(self, subject: AuditBatch) -> Iterator[Found]:
        """Take the events of a batch; at the end yield what they come to."""
        if isinstance(subject, Ended):
            yield from self.tell()
            return
        for key, events in subject.by_key.items():
            if self.wants(key):
                self.met += len(events)
                self.take_all(events)

    def take_all(self, events: Sequence[AuditEvent]) -> None:
        """Count events of one operation: one by one, where a detector does not know better."""
        for event in events:
            self.take(event)

    def take(self, event: AuditEvent) -> None:
        """Count one event."""
        raise NotImplementedError

    def tell(self) -> Iterable[Found]:
        """Yield findings and gaps for what was counted."""
        raise NotImplementedError

    def note(self, group: str, event: AuditEvent, quote: str = "") -> None:
        """Count an event in a group; another copy of a record counts no second time."""
        if event.repeat:
            return
        if group not in self.groups:
            self.groups[group] = Sighting()
        self.groups[group].add(event, quote)

    def finding(
        self,
        subject: str,
        title: str,
        severity: Severity,
        seen: Sighting,
        why: str = "",
        confirmed: bool = True,
        evidence: tuple[Evidence, ...] | None = None,
        **facts: str | int | float | bool | None,
    ) -> Finding:
        """Return a finding about one group."""
        return Finding(
            detector=self.meta.id,
            subject=f"{self.meta.id}:{subject}",
            questions=self.meta.questions,
            title=title,
            severity=severity,
            why=why or self.meta.why,
            rung=Rung.ACTED if severity >= Severity.HIGH else None,
            since=seen.since,
            until=seen.until,
            count=seen.count,
            confirmed=confirmed,
            evidence=tuple(seen.evidence) if evidence is None else evidence,
            techniques=self.meta.techniques,
            facts=seen.facts(**facts),
        )

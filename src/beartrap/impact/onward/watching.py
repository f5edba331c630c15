"""What the detectors of traffic share: they take records of ours that go outside, and tell at the end."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from beartrap.engine.detector import Found, Meta
from beartrap.impact.sides import Side, Sides
from beartrap.impact.traffic import TrafficEnded, Traffics
from beartrap.model.connection import Connection, Traffic
from beartrap.model.evidence import Evidence, Facts, Scalar
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten


class TrafficDetector:
    """A detector of traffic. A subclass takes outbound records and tells findings."""

    meta: ClassVar[Meta]

    def __init__(self, sides: Sides) -> None:
        self.sides = sides

    def look(self, subject: Traffics) -> Iterator[Found]:
        """Take the records of a batch that go outside; at the end yield what they come to."""
        if isinstance(subject, TrafficEnded):
            yield from self.tell()
            return
        for record in subject.records:
            if self.outbound(record):
                self.take(record)

    def outbound(self, record: Connection) -> bool:
        """Whether a record goes from us to outside. Where no network of ours is known, all count, and each finding says so."""
        if self.sides.side(record.target) is Side.OURS:
            return False
        if record.kind is Traffic.LOGON:
            return "." in record.target  # the log is of a host of ours; a bare name is of its own network
        return self.sides.side(record.source) is not Side.OUTSIDE

    def take(self, record: Connection) -> None:
        """Count one record."""
        raise NotImplementedError

    def tell(self) -> Iterable[Found]:
        """Yield findings and gaps for what was counted."""
        raise NotImplementedError

    def finding(
        self,
        subject: str,
        title: str,
        severity: Severity,
        source: str,
        since: datetime | None,
        until: datetime | None,
        count: int,
        evidence: tuple[Evidence, ...],
        target: str = "",
        **facts: Scalar,
    ) -> Finding:
        """Return a finding about what one of our addresses did; to a partner or scanner of ours it is context, and shown."""
        known = (self.sides.neighbour(target) if target else None) or self.sides.neighbour(source)
        told: dict[str, Scalar] = {**facts, "source": source}
        if target:
            told["target"] = target
        if known is not None:
            told["known"] = f"{known.role} {known.name}"
            severity = Severity.INFO
        if not self.sides.known:
            told["side"] = "the estate names no network: whether the source is ours is not known"
            severity = min(severity, Severity.MEDIUM)
        return Finding(
            detector=self.meta.id,
            subject=f"{self.meta.id}:{subject}",
            questions=self.meta.questions,
            title=f"{title}{f' (known: {known.role} {known.name})' if known else ''}",
            severity=severity,
            why=self.meta.why,
            rung=Rung.ACTED if severity >= Severity.HIGH else None,
            host=self.sides.host(source),
            since=since,
            until=until,
            count=count,
            evidence=evidence,
            techniques=self.meta.techniques,
            facts=Facts.of(**told),
        )


def shown(record: Connection, quote: str = "") -> Evidence:
    """Return a record as evidence."""
    says = quote or f"{record.source} → {record.target}:{record.port}/{record.protocol or '?'} {record.state}"
    return Evidence(Place(record.file, row=record.row), shorten(printable(says), 300), record.time)

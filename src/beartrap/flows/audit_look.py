"""One look at audit logs: all sources read once and shown to all detectors together, for what one tells another explains."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from beartrap.engine.detector import Detector, Found, Scope
from beartrap.engine.memory import uncollected
from beartrap.engine.run import run
from beartrap.estate.audit import AuditReader
from beartrap.flows.progress import Progress
from beartrap.impact.seen import covered
from beartrap.impact.seen.examination import Examination
from beartrap.impact.subjects import AuditBatch
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import Conflict, Log, Unreadable
from beartrap.model.coverage import Gap, Looked, SourceKind
from beartrap.model.estate import Source
from beartrap.model.evidence import Facts
from beartrap.model.window import union

TELL_EVERY = 20_000
"""Events between two signs of progress."""


@dataclass
class AuditLook:
    """What one look at audit logs needs and keeps: the reader's tallies, the examination, rows that could not be read."""

    label: str
    digest: str
    rules: str
    others: Sequence[AuditDetector] = ()
    reader: AuditReader = field(default_factory=AuditReader)
    unreadable: list[Unreadable] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.run = Examination(self.others)
        self._detectors: Sequence[Detector[AuditBatch]] = self.run.detectors

    def records(self, sources: Sequence[Source], progress: Progress) -> Iterator[Found | Looked]:
        """Yield findings and gaps as they come, and at the end a look for each detector and kind of log that was there."""
        subjects = self._subjects(sources, progress)
        whole = run(self._detectors, subjects, lambda: self._scope(SourceKind.MAIL_AUDIT), self.rules)
        with uncollected():
            yield from (record for record in whole if not isinstance(record, Looked))
        yield from covered.gaps(self.run.survey)
        for kind in self._kinds():
            bearing = [one for one in self._detectors if kind in one.meta.needs]
            yield from self._looks(bearing, kind)

    def _looks(self, bearing: Sequence[Detector[AuditBatch]], kind: SourceKind) -> Iterator[Found | Looked]:
        yield from run(bearing, (), lambda: self._scope(kind), self.rules)

    def _subjects(self, sources: Sequence[Source], progress: Progress) -> Iterator[AuditBatch | Gap]:
        shown = 0
        for source in sources:
            progress.stage(f"Reading {source.label}")
            for found in self.reader.read(source):
                if isinstance(found, Gap):
                    yield found
                elif isinstance(found, Unreadable):
                    self.unreadable.append(found)
                elif isinstance(found, Conflict):
                    self.conflicts.append(found)
                else:
                    batch = AuditBatch.of(found)
                    self.run.take(batch)
                    yield batch
                    if self.run.survey.events // TELL_EVERY > shown:
                        shown = self.run.survey.events // TELL_EVERY
                        progress.advance(self.run.survey.events, None, "records")
        yield self.run.end()

    def _kinds(self) -> list[SourceKind]:
        there = {covered.kind_of(log) for log, counted in self.run.survey.extent.items() if counted.count}
        return sorted(there, key=lambda kind: kind.value)

    def _scope(self, kind: SourceKind) -> Scope:
        logs = [log for log in Log if covered.kind_of(log) is kind and log not in (Log.TRACE, Log.PARTNER)]
        survey = self.run.survey
        return Scope(
            source=self.label,
            kind=kind,
            digest=self.digest,
            hosts=("*",),
            windows=union(window for log in logs for window in survey.window(log)),
            amount=sum(survey.extent[log].count for log in logs if log in survey.extent),
            unit="records",
            counts=Facts.of(**{log.value: survey.extent[log].count for log in logs if log in survey.extent}),
        )

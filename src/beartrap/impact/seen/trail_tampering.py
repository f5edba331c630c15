"""`seen.trail-tampering`: the cloud's audit log was deleted, stopped or narrowed; from there on it is no witness."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import AWS, BOTH
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent, Log
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.finding import Severity
from beartrap.model.window import Window

BREAKING = frozenset(
    {
        "deletetrail",
        "stoplogging",
        "puteventselectors",
        "updatetrail",
        "deleteeventdatastore",
        "stopeventdatastoreingestion",
    }
)
"""What ends or narrows the trail itself."""
NEAR = frozenset({"deleteflowlogs", "deletedetector", "stopconfigurationrecorder", "deleteconfigurationrecorder", "disassociatefrommasteraccount", "disassociatefromadministratoraccount", "deleteloggroup", "leaveorganization"})  # fmt: skip
"""What ends another witness beside it."""


class TrailTampering(AuditDetector):
    """Finds what ends the log, by operation and trail; attempts that failed are told apart."""

    meta = Meta(
        id="seen.trail-tampering",
        title="The cloud's audit log tampered with",
        why="A trail that was deleted or narrowed keeps nothing of what came behind: no event there says nothing.",
        needs=(SourceKind.CLOUD_AUDIT,),
        questions=BOTH,
        techniques=("T1562.008",),
        references=(AWS,),
    )
    keys = BREAKING | NEAR

    def take(self, event: AuditEvent) -> None:
        """Count by operation and by how it ended."""
        if event.log is Log.CLOUD:
            self.note(
                f"{event.key}\0{'failed' if event.ok is False else 'succeeded'}",
                event,
                f"{event.operation} {event.target}: {event.result}",
            )

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each, and one gap from the first that broke the trail on."""
        broke = None
        for group, seen in sorted(self.groups.items()):
            key, how = group.split("\0")
            severity = Severity.LOW if how == "failed" else Severity.HIGH if key in BREAKING else Severity.MEDIUM
            title = f"{key}: {seen.count} {how}"
            yield self.finding(
                group.replace("\0", ":"), title, severity, seen, confirmed=how == "succeeded", operation=key, ended=how
            )
            if how == "succeeded" and key in BREAKING and seen.since is not None:
                broke = seen if broke is None or broke.since is None or seen.since < broke.since else broke
        if broke is not None:
            yield Gap(
                reason=GapReason.TAMPERED,
                questions=self.meta.questions,
                why=f"the trail was deleted, stopped or narrowed from {broke.since} on: what stands in the log behind it is not whole",
                remedy="Look at another trail, at the organisation's own, or at the provider's event history of 90 days.",
                kind=SourceKind.CLOUD_AUDIT,
                windows=(Window(broke.since),),
                place=broke.evidence[0].place,
                by=self.meta.id,
            )

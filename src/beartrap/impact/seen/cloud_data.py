"""`seen.cloud-data`: objects, tables and disks of a cloud account that were read or exported."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import AWS, SEEN
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent, Log
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity

READS = frozenset(
    {"getobject", "selectobjectcontent", "copyobject", "getobjecttorrent", "restoreobject", "getitem", "batchgetitem", "scan", "query", "executestatement", "getsnapshotblock", "downloaddblogfileportion", "listsnapshotblocks"}
)  # fmt: skip
"""Reads of content. Objects and tables stand in the log only where data events were switched on (AWS, data events)."""
EXPORTS = frozenset(
    {"createinstanceexporttask", "exportimage", "startexporttask", "exporttabletopointintime", "createstoreimagetask"}
)


class CloudData(AuditDetector):
    """Counts what was read, bucket by bucket and table by table."""

    meta = Meta(
        id="seen.cloud-data",
        title="Data in the cloud read or exported",
        why="What was fetched from buckets, tables and disks must be taken as known to whoever held the key.",
        needs=(SourceKind.CLOUD_AUDIT,),
        questions=SEEN,
        techniques=("T1530",),
        references=(AWS,),
    )
    keys = READS | EXPORTS

    def take(self, event: AuditEvent) -> None:
        """Count a read that succeeded; a refused one read nothing."""
        if event.log is not Log.CLOUD or event.ok is False:
            return
        name = event.target.partition("/")[0]
        self.note(f"{event.key}\0{name or event.store}\0{event.user}", event)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each operation, place and principal; exports are of medium severity, reads are context."""
        for group, seen in sorted(self.groups.items()):
            key, where, who = group.split("\0")
            severity = Severity.MEDIUM if key in EXPORTS else Severity.INFO
            yield self.finding(
                group.replace("\0", ":"),
                f"{key} of {where} by {who}",
                severity,
                seen,
                store=where,
                operation=key,
                confirmed=False,
            )

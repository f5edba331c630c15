"""`seen.cloud-secrets`: secrets, parameters and passwords of a cloud account that were read."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import AWS, SEEN
from beartrap.impact.sightings import Names
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent, Log
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity

READS = frozenset(
    {"getsecretvalue", "batchgetsecretvalue", "getparameter", "getparameters", "getparametersbypath", "getpassworddata"}
)
MANY = 10
"""Distinct secrets that one principal reads: a service reads its own few, who reads all of them is after them."""


class CloudSecrets(AuditDetector):
    """Counts secrets by principal and address."""

    meta = Meta(
        id="seen.cloud-secrets",
        title="Secrets read",
        why="A secret that was read must be taken as known, and changed: it opens the next door.",
        needs=(SourceKind.CLOUD_AUDIT,),
        questions=SEEN,
        techniques=("T1555.006",),
        references=(AWS,),
    )
    keys = READS

    def __init__(self) -> None:
        super().__init__()
        self.secrets: dict[str, Names] = {}

    def take(self, event: AuditEvent) -> None:
        """Count by operation, principal and address; a parameter counts where it was decrypted or its kind is not told."""
        if event.log is not Log.CLOUD or event.detail("request.withDecryption").lower() == "false":
            return
        group = f"{event.key}\0{event.user}\0{event.address}"
        self.note(group, event)
        if not event.repeat:
            names = self.secrets.setdefault(group, Names())
            targets = [
                value
                for name, value in event.details
                if name in ("request.names", "request.name", "request.secretIdList")
            ]
            for name in dict.fromkeys([event.target, *targets]):
                names.add(name)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each; medium where many secrets were read, low where all attempts were refused."""
        for group, seen in sorted(self.groups.items()):
            key, who, address = group.split("\0")
            names = self.secrets[group]
            refused = seen.failed == seen.count
            severity = Severity.LOW if refused else Severity.MEDIUM if len(names.counts) >= MANY else Severity.INFO
            title = f"{len(names.counts)} secrets {'asked for, and refused,' if refused else 'read'} by {who} ({key})"
            yield self.finding(
                group.replace("\0", ":"), title, severity, seen, confirmed=False, operation=key, secrets=len(names.counts),
                read=seen.count - seen.failed, named=names.shown(), address=address,
            )  # fmt: skip

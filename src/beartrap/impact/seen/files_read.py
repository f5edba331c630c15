"""`seen.files-read`: which files of SharePoint and OneDrive were opened, downloaded or fetched by a sync client."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import SCHEMA, SEEN, SPARROW
from beartrap.impact.seen.stores import Stores
from beartrap.impact.sightings import Sighting
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.finding import Severity

KEYS = frozenset({"fileaccessed", "fileaccessedextended", "filedownloaded", "filepreviewed", "filesyncdownloadedfull", "filesyncdownloadedpartial", "filecopied", "anonymouslinkused", "fileviewed"})  # fmt: skip


class FilesRead(AuditDetector):
    """Counts files by site, and keeps each by name."""

    meta = Meta(
        id="seen.files-read",
        title="Files read",
        why="These files were opened or fetched: what stands in them must be taken as known to whoever did it.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=SEEN,
        techniques=("T1213.002", "T1530"),
        references=(SCHEMA, SPARROW),
    )
    keys = KEYS

    def __init__(self) -> None:
        super().__init__()
        self.stores = Stores()

    def take(self, event: AuditEvent) -> None:
        """Count one file in its site."""
        self.stores.add(
            event.store or _site(event.target),
            event,
            (event.target or event.detail("SourceFileName") or "(a file that is not named)",),
        )

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each site and application (context, until the chain ties it to an actor)."""
        yield from told(self, self.stores, "Files of", "files")


def told(detector: AuditDetector, stores: Stores, front: str, unit: str) -> Iterator[Found]:
    """Yield a finding for each place and application, and a gap for objects that were too many to keep."""
    for store in sorted(stores.known.values(), key=lambda one: one.name):
        by_app: dict[str, Sighting] = {}
        for use, seen in store.by_use.items():
            whole = by_app.setdefault(use.app, Sighting())
            whole.count += seen.count
            whole.since = min(filter(None, (whole.since, seen.since)), default=None)
            whole.until = max(filter(None, (whole.until, seen.until)), default=None)
            whole.evidence = [*whole.evidence, *seen.evidence][:5]
            whole.users.add(use.user)
            whole.addresses.add(use.address)
        for app, seen in sorted(by_app.items()):
            title = f"{front} {store.name} read by {app or 'a client without application id'}"
            yield detector.finding(
                f"{store.name}:{app}",
                title,
                Severity.INFO,
                seen,
                store=store.name,
                app=app,
                objects=len(store.objects),
                unit=unit,
            )
    if stores.dropped:
        yield Gap(
            reason=GapReason.LIMIT,
            questions=detector.meta.questions,
            why=f"{stores.dropped:,} readings are of {unit} that were too many to keep by name; they are counted",
            remedy="Look at fewer sources at a time.",
            kind=SourceKind.MAIL_AUDIT,
            count=stores.dropped,
            by=detector.meta.id,
        )


def _site(address: str) -> str:
    """Return the site in a file's address: the host and the first two parts of the path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not parts.netloc:
        return "(a site that is not named)"
    path = "/".join(parts.path.strip("/").split("/")[:2])
    return f"{parts.scheme}://{parts.netloc}/{path}"

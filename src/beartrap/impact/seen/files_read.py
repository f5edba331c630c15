"""`seen.files-read`: which files of SharePoint and OneDrive were opened, downloaded or fetched by a sync client."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.read_findings import by_app
from beartrap.impact.seen.reading_log import ReadingLog
from beartrap.impact.seen.references import SCHEMA, SEEN, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import SourceKind

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
        self.log = ReadingLog()

    def take(self, event: AuditEvent) -> None:
        """Count one file in its site."""
        reading = self.log.record(self.log.place(event.store or _site(event.target)), event)
        if not event.repeat:
            name = event.target or event.detail("SourceFileName") or "(a file that is not named)"
            self.log.item(reading, name, event.operation.strip())

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each application."""
        yield from by_app(self, self.log, "site")


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

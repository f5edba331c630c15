"""`seen.files-read`: which files of SharePoint and OneDrive were opened, downloaded or fetched by a sync client."""

from collections.abc import Iterator, Sequence
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

    def take_all(self, events: Sequence[AuditEvent]) -> None:
        """Count each file in its site."""
        first = self.log.take([event.store or _site(event.target) for event in events], events)
        named = [(number, event) for number, event in enumerate(events, first) if not event.repeat]
        names = [event.target or event.detail("SourceFileName") or "(a file that is not named)" for _, event in named]
        self.log.name([number for number, _ in named], names, [event.operation.strip() for _, event in named])

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each application."""
        yield from by_app(self, self.log.sealed, "site")


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

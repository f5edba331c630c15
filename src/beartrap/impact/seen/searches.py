"""`seen.searches`: searches over the content of many mailboxes and sites."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import HAWK, SCHEMA, SEEN
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity

DISCOVERY = frozenset(
    {"searchcreated", "searchstarted", "searchexported", "searchresultexported", "searchexportdownloaded", "searchpreviewed", "searchviewed", "searchresultdownloaded", "searchupdated", "new-compliancesearch", "new-compliancesearchaction", "new-mailboxexportrequest", "remove-mailboxexportrequest", "new-mailboxsearch", "casesearchadded", "vieweddocument"}
)  # fmt: skip
_EXPORTS = ("export", "download")


class Searches(AuditDetector):
    """Finds searches of eDiscovery and exports of mailboxes, and what users searched for."""

    meta = Meta(
        id="seen.searches",
        title="Content searched or exported",
        why="A search over all mailboxes finds the few messages that matter, and its export carries them away in one file.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=SEEN,
        techniques=("T1213", "T1114.002"),
        references=(HAWK, SCHEMA),
    )
    keys = DISCOVERY | {"searchqueryinitiatedexchange", "searchqueryinitiatedsharepoint"}

    def take(self, event: AuditEvent) -> None:
        """Count by operation and user."""
        words = event.detail("SearchQueryText", "QueryText", "Query", "Name")
        self.note(f"{event.key}\0{event.user}", event, f"{event.operation}: {words or event.target or 'no words told'}")

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each; exports are of high severity, what a user searched in his own mail is context."""
        for group, seen in sorted(self.groups.items()):
            key, user = group.split("\0")
            severity = Severity.INFO
            if key in DISCOVERY:
                severity = Severity.HIGH if any(word in key for word in _EXPORTS) else Severity.MEDIUM
            yield self.finding(
                group.replace("\0", ":"), f"{key} by {user or 'nobody named'}", severity, seen, user=user, operation=key
            )

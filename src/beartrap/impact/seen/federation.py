"""`seen.federation-changed`: who may vouch for our users was changed."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import DIRECTORY, INVESTIGATOR, SEEN, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.finding import Severity

TRUST = frozenset(
    {"set domain authentication", "set federation settings on domain", "add-federateddomain", "update-federateddomain", "set-federateddomain", "new-federationtrust", "set-federationtrust"}
)  # fmt: skip
"""Operations that change whose signature is believed."""
DOMAINS = frozenset(
    {"add unverified domain", "add verified domain", "remove unverified domain", "remove verified domain", "verify domain", "verify email verified domain", "set-accepteddomain", "new-accepteddomain"}
)  # fmt: skip
"""Operations that add or take away a domain, which comes before a change of trust."""


class FederationChanged(AuditDetector):
    """Finds changes of federation and of domains, domain by domain."""

    meta = Meta(
        id="seen.federation-changed",
        title="Federation or a domain changed",
        why="Whoever changes a domain's federation can sign tokens for every user of it, past passwords and second factors.",
        needs=DIRECTORY,
        questions=SEEN,
        techniques=("T1484.002",),
        references=(SPARROW, INVESTIGATOR),
    )
    keys = TRUST | DOMAINS

    def take(self, event: AuditEvent) -> None:
        """Count by operation and domain."""
        self.note(f"{event.key}\0{event.target or 'a domain that is not named'}", event)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each operation on each domain; a change of trust is of high severity."""
        for group, seen in sorted(self.groups.items()):
            key, _, domain = group.partition("\0")
            severity = Severity.HIGH if key in TRUST and seen.failed < seen.count else Severity.MEDIUM
            yield self.finding(
                group.replace("\0", ":"), f"{key}: {domain}", severity, seen, domain=domain, operation=key
            )

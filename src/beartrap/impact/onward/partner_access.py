"""`onward.partner-access`: our accounts in other tenants: delegated administration, and sign-ins across."""

from collections import Counter
from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.onward.references import ONWARD, SIGN_IN
from beartrap.impact.sides import Sides
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent, Log
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity

_NONE = frozenset({"", "none", "0", "unknownfuturevalue"})
_PARTNER = frozenset({"serviceprovider"})


class PartnerAccess(AuditDetector):
    """Counts sign-ins of ours into others' tenants, by tenant and kind, and what the Partner Center's log tells."""

    meta = Meta(
        id="onward.partner-access",
        title="Our accounts in others' tenants",
        why="Who administers customers is the way into them: with a stolen account of ours the actor is inside each of them at once.",
        needs=(SourceKind.SIGN_INS, SourceKind.MAIL_AUDIT),
        questions=ONWARD,
        techniques=("T1199", "T1078.004"),
        references=(SIGN_IN,),
    )
    keys = frozenset({"sign-in"})

    def __init__(self, sides: Sides) -> None:
        super().__init__()
        self._sides = sides
        self._home: Counter[str] = Counter()

    def wants(self, key: str) -> bool:
        """Want sign-ins, and all that a partner's log may tell."""
        return True

    def take(self, event: AuditEvent) -> None:
        """Count by the other tenant, the kind of access and the user."""
        if event.log is Log.PARTNER:
            self.note(f"{event.store or event.target}\0{event.operation}\0{event.target}", event)
        elif event.log is Log.SIGN_IN:
            home, other = event.detail("homeTenantId").lower(), event.detail("resourceTenantId").lower()
            if home:
                self._home[home] += 1
            kind = event.detail("crossTenantAccessType")
            if kind.lower() not in _NONE and other and other != home:
                self.note(f"{other}\0{kind}\0{home}", event)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each. Guests from elsewhere who come to us are none of our going out, where the estate names our tenant."""
        for group, seen in sorted(self.groups.items()):
            tenant, kind, home = group.split("\0")
            if self._sides.accounts_known and self._sides.own_account(tenant):
                continue  # into our own tenant: somebody else's way to us
            known = self._sides.known_account(tenant)
            grave = kind.lower() in _PARTNER
            severity = Severity.INFO if known else Severity.MEDIUM if grave else Severity.LOW
            if seen.failed == seen.count:
                severity = min(severity, Severity.LOW)
            title = f"{kind} access to tenant {tenant}{f' (known: {known.role} {known.name})' if known else ''}"
            yield self.finding(
                group.replace("\0", ":"),
                title,
                severity,
                seen,
                confirmed=False,
                tenant=tenant,
                kind=kind,
                home=home,
                known=known.name if known else None,
            )

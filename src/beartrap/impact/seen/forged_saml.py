"""`seen.forged-saml`: sign-ins that look like a token signed elsewhere."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import DIRECTORY, INVESTIGATOR, SEEN, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.finding import Severity

METHOD = "16457"
"""UserAuthenticationMethod of a sign-in by a token that says "second factor done" and came from outside (Sparrow)."""


class ForgedSaml(AuditDetector):
    """Finds sign-ins whose method is that of a federated token, user by user."""

    meta = Meta(
        id="seen.forged-saml",
        title="Sign-in by a token that may be forged",
        why="A token signed with a stolen AD FS key leaves no event on AD FS: only the cloud's log shows that it was used. "
        "Compare each with AD FS events 1200 and 1202 of that moment; real federated users sign in this way too.",
        needs=DIRECTORY,
        questions=SEEN,
        techniques=("T1606.002",),
        references=(SPARROW, INVESTIGATOR),
    )
    keys = frozenset({"userloggedin", "userloginfailed"})

    def take(self, event: AuditEvent) -> None:
        """Count sign-ins of that method."""
        if event.detail("UserAuthenticationMethod").strip() == METHOD:
            self.note(event.user, event)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each user: a hint of medium severity, for the method alone proves nothing."""
        for user, seen in sorted(self.groups.items()):
            yield self.finding(user, f"Token from elsewhere: {user}", Severity.MEDIUM, seen, confirmed=False, user=user)

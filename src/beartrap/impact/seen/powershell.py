"""`seen.mail-powershell`: mailboxes or the directory reached by PowerShell."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import DIRECTORY, INVESTIGATOR, SEEN, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.finding import Severity

APPS = {
    "a0c73c16-a7e3-4564-9a95-2bdf47383716": "Exchange Online PowerShell",
    "1b730954-1685-4b74-9bfd-dac224a7b894": "Azure AD PowerShell",
}


class Powershell(AuditDetector):
    """Finds sign-ins of mailboxes and users through PowerShell, user by user."""

    meta = Meta(
        id="seen.mail-powershell",
        title="PowerShell on mailboxes or the directory",
        why="PowerShell reads, exports and searches mailboxes in bulk; administrators use it too, so compare with what they did.",
        needs=DIRECTORY,
        questions=SEEN,
        techniques=("T1059.001", "T1114.002"),
        references=(SPARROW, INVESTIGATOR),
    )
    keys = frozenset({"mailboxlogin", "userloggedin", "userloginfailed", "sign-in"})

    def take(self, event: AuditEvent) -> None:
        """Count logins to mailboxes whose client is PowerShell, and sign-ins of PowerShell's own applications."""
        if event.key == "mailboxlogin":
            if "powershell" in event.agent.lower() or event.app in APPS:
                self.note(f"{event.user}\0{event.mailbox}", event)
        elif event.app in APPS:
            self.note(f"{event.user}\0", event)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each user and mailbox."""
        for group, seen in sorted(self.groups.items()):
            user, _, mailbox = group.partition("\0")
            title = f"PowerShell by {user or 'nobody named'}" + (f" on {mailbox}" if mailbox else "")
            severity = Severity.LOW if seen.failed == seen.count else Severity.MEDIUM
            yield self.finding(f"{user}:{mailbox}", title, severity, seen, confirmed=False, user=user, mailbox=mailbox)

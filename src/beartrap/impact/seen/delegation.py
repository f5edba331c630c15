"""`seen.delegation`: somebody was given another's mailbox, folder, or the right to act as any user."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import BOTH, HAWK, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity

_FOLDERS = frozenset(
    {"modifyfolderpermissions", "addfolderpermissions", "add-mailboxfolderpermission", "set-mailboxfolderpermission"}
)
_EVERYBODY = ("default", "anonymous", "everyone", "everybody")


class Delegation(AuditDetector):
    """Finds permissions on mailboxes and folders, and the role of impersonation."""

    meta = Meta(
        id="seen.delegation",
        title="Mailbox or folder opened to another",
        why="A permission on a mailbox, or on its folders for everybody, reads on quietly when all else is closed.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=BOTH,
        techniques=("T1098.002",),
        references=(HAWK, SPARROW),
    )
    keys = _FOLDERS | {
        "add-mailboxpermission",
        "add-recipientpermission",
        "set-mailbox",
        "new-managementroleassignment",
        "updatecalendardelegation",
    }

    def take(self, event: AuditEvent) -> None:
        """Count by operation, mailbox and who was let in."""
        if event.key == "set-mailbox":
            if who := event.detail("GrantSendOnBehalfTo"):
                self._note(event, event.target, who, "send on behalf")
        elif event.key in _FOLDERS:
            folder = event.items[0].folder if event.items else event.detail("Identity")
            who = event.detail("MemberUpn", "MemberSid", "User")
            self._note(
                event,
                event.mailbox or event.target,
                who,
                f"{event.detail('MemberRights', 'AccessRights')} {folder}".strip(),
            )
        elif event.key == "new-managementroleassignment":
            role = event.detail("Role")
            self._note(event, role or event.target, event.detail("User", "App", "SecurityGroup", "Name"), role)
        else:
            who = event.detail("User", "Trustee")
            self._note(event, event.target or event.detail("Identity"), who, event.detail("AccessRights"))

    def _note(self, event: AuditEvent, mailbox: str, who: str, what: str) -> None:
        self.note(
            f"{event.key}\0{mailbox}\0{who}\0{what}", event, f"{event.operation}: {mailbox} to {who or '?'} ({what})"
        )

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each; high for impersonation, whole mailboxes, and folders opened to everybody."""
        for group, seen in sorted(self.groups.items()):
            key, mailbox, who, what = group.split("\0")
            grave = (
                "applicationimpersonation" in f"{mailbox}{what}".lower().replace(" ", "")
                or (key in _FOLDERS and who.lower() in _EVERYBODY and "none" not in what.lower())
                or (
                    key == "add-mailboxpermission"
                    and "fullaccess" in what.lower().replace(" ", "")
                    and "nt authority" not in who.lower()
                )
            )
            severity = (
                Severity.HIGH if grave and seen.failed < seen.count else Severity.MEDIUM if what else Severity.LOW
            )
            title = f"{mailbox or 'a mailbox'} opened to {who or 'somebody'}"
            yield self.finding(
                group.replace("\0", ":"), title, severity, seen, mailbox=mailbox, to=who, rights=what, operation=key
            )

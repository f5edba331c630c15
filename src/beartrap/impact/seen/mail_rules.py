"""`seen.mail-rules`: rules and forwarding that carry mail away or hide it."""

import re
from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import BOTH, HAWK, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity

_CARRIES = re.compile(r"forward|redirect|blindcopyto|copyto|addtorecipients|routemessage|sendto", re.IGNORECASE)
_HIDES = re.compile(r"deletemessage|movetofolder|markasread|softdelete|stopprocessing|permanentdelete", re.IGNORECASE)
_FORWARDING = ("ForwardingAddress", "ForwardingSmtpAddress", "DeliverToMailboxAndForward")


def _effect(event: AuditEvent) -> str:
    """Return what a rule does: `carries mail on`, `hides mail`, or nothing of these."""
    told = " ".join(
        f"{name} {value}" for name, value in event.details if value and value.lower() not in ("false", "$false", "[]")
    )
    if _CARRIES.search(told):
        return "carries mail on"
    return "hides mail" if _HIDES.search(told) else ""


class MailRules(AuditDetector):
    """Finds rules of mailboxes and of the transport, and forwarding of whole mailboxes."""

    meta = Meta(
        id="seen.mail-rules",
        title="Mail rule or forwarding changed",
        why="A rule that forwards reads mail for whoever made it, long after the password was changed; one that deletes hides the answers.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=BOTH,
        techniques=("T1114.003", "T1564.008"),
        references=(HAWK, SPARROW),
    )
    keys = frozenset(
        {"new-inboxrule", "set-inboxrule", "remove-inboxrule", "enable-inboxrule", "disable-inboxrule", "updateinboxrules", "new-transportrule", "set-transportrule", "set-mailbox", "set-inboxrules"}
    )  # fmt: skip

    def take(self, event: AuditEvent) -> None:
        """Count rules; of a mailbox's settings only those that forward."""
        if event.key == "set-mailbox":
            to = next(
                (value for name in _FORWARDING[:2] if (value := event.detail(name)) and value.lower() != "$null"), ""
            )
            if to or event.detail(_FORWARDING[2]):
                self.note(
                    f"forwarding\0{event.target or event.mailbox}\0carries mail on",
                    event,
                    f"{event.operation}: forwarded to {to or 'where it was'}",
                )
            return
        where = event.target or event.mailbox or event.user
        self.note(f"{event.key}\0{where}\0{_effect(event)}", event, f"{event.operation} {_told(event)}")

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each operation and place; high where mail is carried on."""
        for group, seen in sorted(self.groups.items()):
            key, where, effect = group.split("\0")
            carries = effect == "carries mail on" and seen.failed < seen.count
            severity = Severity.HIGH if carries else Severity.MEDIUM if effect else Severity.LOW
            title = f"{key}{' that ' + effect if effect else ''}: {where}"
            yield self.finding(
                group.replace("\0", ":"), title, severity, seen, where=where, effect=effect, operation=key
            )


def _told(event: AuditEvent) -> str:
    return "; ".join(f"{name}={value}" for name, value in event.details if value)[:300]

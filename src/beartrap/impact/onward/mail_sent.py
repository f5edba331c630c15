"""`onward.mail-sent`: mail that left our mailboxes by somebody who is not their owner: an application, a delegate, a rule."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.microsoft import APPS
from beartrap.impact.onward.references import ATTACK, ONWARD
from beartrap.impact.seen.traces import bare
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Severity

OWN_CLIENTS = frozenset(APPS)


class MailSent(AuditDetector):
    """Counts what was sent by others than the owner, by mailbox and way. Recipients stand in the message trace alone."""

    meta = Meta(
        id="onward.mail-sent",
        title="Mail sent from our mailboxes by others than their owners",
        why="Mail from a real mailbox of ours is believed by those who get it: the best way on to partners and customers.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=ONWARD,
        techniques=("T1534", "T1566"),
        references=(ATTACK,),
    )
    keys = frozenset({"send", "sendas", "sendonbehalf", "message trace"})

    def __init__(self) -> None:
        super().__init__()
        self._recipients: dict[int, str] = {}
        self._messages: dict[str, list[str]] = {}

    def take(self, event: AuditEvent) -> None:
        """Count by mailbox and way; of message traces keep whom each message went to."""
        if event.key == "message trace":
            if event.items and len(self._recipients) < 2_000_000:
                key = hash(bare(event.items[0].message))
                self._recipients[key] = ";".join(filter(None, (self._recipients.get(key), event.target)))[:500]
            return
        way = _way(event)
        if not way or event.ok is False:
            return
        group = f"{event.mailbox or event.user}\0{way}\0{event.user}"
        subject = event.items[0].subject if event.items else ""
        self.note(group, event, f"{event.operation} from {event.mailbox or event.user}: {subject or 'no subject told'}")
        if event.items and not event.repeat:
            self._messages.setdefault(group, []).append(bare(event.items[0].message))

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each mailbox and way. Delegates send for others every day: that is context; an application is not."""
        for group, seen in sorted(self.groups.items()):
            mailbox, way, user = group.split("\0")
            found = [self._recipients.get(hash(one), "") for one in self._messages.get(group, ())]
            known = sorted({one for text in found for one in text.split(";") if one})
            severity = Severity.HIGH if way.startswith("application") else Severity.LOW
            title = f"{seen.count} messages sent from {mailbox} by {way}"
            yield self.finding(
                group.replace("\0", ":"), title, severity, seen, confirmed=False, mailbox=mailbox, way=way, user=user,
                recipients=", ".join(known[:20]) or "not known: no message trace shows these messages", recipient_count=len(known),
            )  # fmt: skip


def _way(event: AuditEvent) -> str:
    """Return who sent that is not the owner with a client of his own, empty where it was just that."""
    if (
        event.app
        and event.app not in OWN_CLIENTS
        and (event.via or "client=rest" in event.agent.lower() or "graph" in event.agent.lower())
    ):
        return f"application {event.app}"
    if event.key in ("sendas", "sendonbehalf") or event.logon == "delegate":
        return f"a delegate ({event.key})"
    if event.logon == "admin":
        return "an administrator"
    return ""

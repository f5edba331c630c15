"""What an export covers: which operations it ever shows, and from when to when. What it never shows was not covered."""

from collections.abc import Iterator

from beartrap.impact.survey import Survey
from beartrap.model.audit import Log
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.frozen import frozen
from beartrap.model.question import Question

NEEDED: tuple[tuple[str, tuple[str, ...], tuple[Log, ...]], ...] = (
    ("mail read (MailItemsAccessed)", ("mailitemsaccessed",), (Log.M365,)),
    ("mail sent (Send)", ("send", "sendas", "sendonbehalf"), (Log.M365,)),
    ("files read (FileAccessed, FileDownloaded)", ("fileaccessed", "fileaccessedextended", "filedownloaded", "filepreviewed", "filesyncdownloadedfull"), (Log.M365,)),
    ("chats read (MessagesListed, MessageRead, ChatRetrieved)", ("messageslisted", "messageread", "messagesexported", "chatretrieved"), (Log.M365,)),
    ("rules (New-InboxRule, UpdateInboxRules)", ("new-inboxrule", "set-inboxrule", "updateinboxrules", "new-transportrule"), (Log.M365,)),
    ("delegation (Add-MailboxPermission)", ("add-mailboxpermission", "add-recipientpermission", "modifyfolderpermissions"), (Log.M365,)),
    ("searches (SearchCreated)", ("searchcreated", "searchqueryinitiatedexchange", "searchqueryinitiatedsharepoint"), (Log.M365,)),
    ("sign-ins (UserLoggedIn)", ("userloggedin", "userloginfailed", "sign-in"), (Log.M365, Log.SIGN_IN)),
    ("credentials of applications", ("update application - certificates and secrets management", "update application", "add service principal credentials", "update service principal"), (Log.M365, Log.DIRECTORY)),
    ("consent and roles", ("consent to application", "add delegated permission grant", "add oauth2permissiongrant", "add app role assignment to service principal", "add app role assignment grant to user"), (Log.M365, Log.DIRECTORY)),
    ("federation", ("set domain authentication", "set federation settings on domain", "add-federateddomain"), (Log.M365, Log.DIRECTORY)),
)  # fmt: skip
"""What must be able to show for an answer: in words, the operations of which any one will do, and the logs that have them."""

STEADY = (Log.M365, Log.SIGN_IN, Log.CLOUD)
"""Logs in which something stands every day; of the others (a directory's changes, traces) silence tells nothing."""

_KINDS = {
    Log.M365: SourceKind.MAIL_AUDIT,
    Log.DIRECTORY: SourceKind.SIGN_INS,
    Log.SIGN_IN: SourceKind.SIGN_INS,
    Log.CLOUD: SourceKind.CLOUD_AUDIT,
    Log.TRACE: SourceKind.MAIL_AUDIT,
    Log.PARTNER: SourceKind.SIGN_INS,
}


def kind_of(log: Log) -> SourceKind:
    """Return the kind of source that a log is."""
    return _KINDS[log]


@frozen
class Shown:
    """One thing that is needed, and how many records show it; `covered` is false where none ever does."""

    what: str
    operations: tuple[str, ...]
    count: int
    covered: bool


def shown(survey: Survey) -> tuple[Shown, ...]:
    """Return for each need whether the logs ever show it."""
    counts = [(what, keys, survey.count(*keys)) for what, keys, _ in NEEDED]
    return tuple(Shown(what, keys, count, count > 0) for what, keys, count in counts)


def gaps(survey: Survey) -> Iterator[Gap]:
    """Yield gaps: operations that are never shown, and silent weeks. Nothing where no log of the kind was read at all."""
    there = {log for (log, _), counted in survey.operations.items() if counted.count}
    for (what, _, logs), one in zip(NEEDED, shown(survey), strict=True):
        if not one.covered and there & set(logs):
            yield Gap(
                reason=GapReason.NOT_AUDITED,
                questions=(Question.SEEN, Question.ONWARD) if "sent" in what or "rules" in what else (Question.SEEN,),
                why=f"{what}: no record in the whole export; perhaps it never was audited: not covered, which is not a no",
                remedy="Check the licence and the audit settings of that time, and that the export asked for it.",
                kind=kind_of(next(log for log in logs if log in there)),
            )
    for log in STEADY:
        for window in survey.silences(log):
            yield Gap(
                reason=GapReason.SILENT,
                questions=(Question.SEEN, Question.ONWARD),
                why=f"{log.value}: no record at all from {window.low:%Y-%m-%d} to {window.high:%Y-%m-%d}",
                remedy="Export that time anew; where it stays silent, ask whether logging was off.",
                kind=kind_of(log),
                windows=(window,),
            )

"""`seen.audit-off`: the audit log itself was switched off, for all or for some."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.seen.references import BOTH, HAWK, SPARROW
from beartrap.impact.watching import AuditDetector
from beartrap.model.audit import AuditEvent
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.finding import Severity
from beartrap.model.window import Window


def _off(event: AuditEvent) -> str:
    """Return what a record switches off, empty where it switches nothing off."""
    if event.key == "set-adminauditlogconfig" and event.detail("UnifiedAuditLogIngestionEnabled").lower() in (
        "false",
        "$false",
    ):
        return "the audit log as a whole"
    if event.key == "set-mailboxauditbypassassociation" and event.detail("AuditBypassEnabled").lower() in (
        "true",
        "$true",
    ):
        return f"what {event.detail('Identity') or event.target} does in mailboxes"
    if event.key == "set-mailbox" and event.detail("AuditEnabled").lower() in ("false", "$false"):
        return f"the mailbox {event.detail('Identity') or event.target}"
    if event.key == "set-organizationconfig" and event.detail("AuditDisabled").lower() in ("true", "$true"):
        return "auditing of mailboxes"
    return ""


class AuditOff(AuditDetector):
    """Finds what switches auditing off; from there on the log is no witness, which a gap says."""

    meta = Meta(
        id="seen.audit-off",
        title="Auditing switched off",
        why="Where the log was switched off, that nothing stands in it says nothing.",
        needs=(SourceKind.MAIL_AUDIT,),
        questions=BOTH,
        techniques=("T1562.008",),
        references=(HAWK, SPARROW),
    )
    keys = frozenset(
        {"set-adminauditlogconfig", "set-mailboxauditbypassassociation", "set-mailbox", "set-organizationconfig"}
    )

    def take(self, event: AuditEvent) -> None:
        """Count by what was switched off."""
        if event.ok is not False and (what := _off(event)):
            self.note(what, event)

    def tell(self) -> Iterator[Found]:
        """Yield a finding and a gap for each; the time from there on is lost where the whole log is meant."""
        for what, seen in sorted(self.groups.items()):
            yield self.finding(what, f"Auditing switched off: {what}", Severity.HIGH, seen, what=what)
            whole = what in ("the audit log as a whole", "auditing of mailboxes")
            yield Gap(
                reason=GapReason.TAMPERED,
                questions=self.meta.questions,
                why=f"auditing was switched off ({what}) from {seen.since or 'an unknown time'} on",
                remedy="Switch it on again, and ask the provider for what it keeps besides.",
                kind=SourceKind.MAIL_AUDIT,
                windows=(Window(seen.since),) if whole and seen.since else (),
                place=seen.evidence[0].place,
                by=self.meta.id,
            )

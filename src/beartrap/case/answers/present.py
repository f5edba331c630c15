"""`present`: did the malicious code get in: where, since when?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build, need
from beartrap.case.answers.measure import count, names
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Severity
from beartrap.model.question import Question

KINDS = (SourceKind.FILES, SourceKind.HASHES)


def answer(records: Records) -> Answer:
    """Return the answer from the sweep of files and hash inventories."""
    return build(
        records,
        Question.PRESENT,
        (need(records, Question.PRESENT, KINDS, "Only the content itself, or its hash, shows what it is."),),
        _describe,
        would_change=("A file, or a row of a hash inventory, with a known hash or that a rule of the pack matches.",),
    )


def _describe(found: Sequence[Kept[Finding]], state: State) -> str:
    if state is State.YES:
        hosts = sorted({kept.record.host for kept in found if kept.record.host})
        where = f"on {count(len(hosts), 'host')}: {names(hosts)}" if hosts else "in a place with no host named"
        return f"Yes: {count(len(found), 'file')} with malicious content {where}."
    if state is State.NOT_LOOKED:
        return "No file and no hash inventory was looked at."
    alike = [kept for kept in found if kept.record.severity > Severity.INFO]  # mere context is to be read, not checked
    if alike:
        hosts = sorted({kept.record.host for kept in alike if kept.record.host})
        return (
            f"No malicious content was seen; {count(len(alike), 'look-alike')} "
            f"on {names(hosts) or 'places without a host'} should be checked by hash."
        )
    return "No malicious content was seen where we looked."

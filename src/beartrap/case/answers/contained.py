"""`contained`: is it isolated and removed, and proven gone?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build, need, weigh
from beartrap.case.answers.measure import count
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question
from beartrap.model.verdict import Containment


def answer(records: Records) -> Answer:
    """Return the answer from the quarantine's records and the sweep that came after them."""
    items = len(weigh(records, Question.PRESENT).weighty)
    verified = any(Question.CONTAINED in kept.record.questions for kept in records.looked)
    return build(
        records,
        Question.CONTAINED,
        (need(records, Question.CONTAINED, (SourceKind.VERIFICATION,), "Removed is proven only by looking again."),),
        lambda found, state: _describe(found, state, items),
        verdict=Containment.OPEN.value if items and not verified else None,
        would_change=("A removal that is recorded in this case, and a sweep after it that finds nothing.",),
    )


def _describe(found: Sequence[Kept[Finding]], state: State, items: int) -> str:
    if state is State.YES:
        return f"{count(len(found), 'item')} isolated, removed and verified gone."
    if not items:
        return "Nothing is known to be present, so there is nothing to contain; no verification was made."
    return (
        f"Open: {count(items, 'finding')} of malicious content, and no record of their removal or of a sweep after it."
    )

"""`next`: is the next update safe to let in?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build, weigh
from beartrap.case.answers.measure import count
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import Need, SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question
from beartrap.model.verdict import Admission
from beartrap.model.window import Window


def answer(records: Records) -> Answer:
    """Return the answer from what vetting an update found."""
    wanted = Need(
        Question.NEXT, (SourceKind.UPDATE,), (), Window(), "An update is judged against the version already trusted."
    )
    return build(
        records,
        Question.NEXT,
        (wanted,),
        _describe,
        verdict=_verdict(records),
        would_change=("The update itself, examined beside the version in use.",),
    )


def _verdict(records: Records) -> str | None:
    if not any(Question.NEXT in kept.record.questions for kept in records.looked):
        return None
    return Admission.HOLD.value if weigh(records, Question.NEXT).all else Admission.ADMIT.value


def _describe(found: Sequence[Kept[Finding]], state: State) -> str:
    if state is State.NOT_LOOKED:
        return "Not looked: no update was given to examine."
    if state is State.YES:
        return f"{count(len(found), 'finding')} in the update."
    return "Nothing was found in the update."

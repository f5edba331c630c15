"""`seen`: what could they see: which data, whose e-mail?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build, need
from beartrap.case.answers.measure import count
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question


def answer(records: Records) -> Answer:
    """Return the answer from audit logs of mail, files and clouds."""
    return build(
        records,
        Question.SEEN,
        (
            need(
                records,
                Question.SEEN,
                (SourceKind.MAIL_AUDIT,),
                "Who read which mail and files stands in the audit log.",
            ),
            need(records, Question.SEEN, (SourceKind.SIGN_INS,), "A forged token shows only beside the sign-ins."),
            need(records, Question.SEEN, (SourceKind.CLOUD_AUDIT,), "Data taken from a cloud shows in its own log."),
        ),
        _describe,
        would_change=("Audit logs that reach back to the beginning of the incident.",),
    )


def _describe(found: Sequence[Kept[Finding]], state: State) -> str:
    if state is State.YES:
        return f"{count(len(found), 'finding')} of data that was read."
    if state is State.NOT_LOOKED:
        return "Not looked: no audit log of mail, files or clouds was read."
    return "No sign that data was read, in the audit logs that were looked at."

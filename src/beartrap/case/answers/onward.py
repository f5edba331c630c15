"""`onward`: were our systems used to attack others?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build, need
from beartrap.case.answers.measure import count
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question


def answer(records: Records) -> Answer:
    """Return the answer from outbound traffic, own mailboxes and own releases."""
    return build(
        records,
        Question.ONWARD,
        (
            need(
                records,
                Question.ONWARD,
                (SourceKind.CONNECTIONS, SourceKind.PROXY),
                "Attacks on others leave our network.",
            ),
            need(
                records,
                Question.ONWARD,
                (SourceKind.MAIL_AUDIT,),
                "Our mailboxes and partner access can be the way in to others.",
            ),
            need(
                records, Question.ONWARD, (SourceKind.RELEASES,), "A poisoned vendor's customer may be a vendor itself."
            ),
        ),
        _describe,
        would_change=("What customers and partners see in their own logs, which are not ours to read.",),
    )


def _describe(found: Sequence[Kept[Finding]], state: State) -> str:
    if state is State.YES:
        return f"{count(len(found), 'finding')} of our systems being used against others."
    if state is State.NOT_LOOKED:
        return "Not looked: no outbound traffic, mail audit or release record was read."
    return "No indication that our systems were used to attack others, in what was looked at."

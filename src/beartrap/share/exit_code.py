"""The exit code that a case stands for, as DESIGN publishes it: found and broke never share one."""

from beartrap.case.view import CaseView
from beartrap.model.answer import Grade
from beartrap.model.finding import Severity
from beartrap.model.question import Question

CLEAN = 0
NOTHING_LOOKED_AT = 3
WITH_GAPS = 4
FOUND = 10
"""Added to the severity of the highest finding: 11 low to 14 critical."""

DECIDING = (Question.EXPOSED, Question.PRESENT, Question.ACTIVE)
"""The answers that must be verified before a case is called clean and complete."""


def exit_code(view: CaseView) -> int:
    """Return 11 to 14 by the highest finding that counts, else 3 where nothing was looked at, 4 with gaps, 0 without."""
    highest = max((kept.record.severity for kept in view.records.findings), default=Severity.INFO)
    if highest > Severity.INFO:
        return FOUND + highest
    if not view.records.looked:
        return NOTHING_LOOKED_AT
    bearing = any(kept.record.questions for kept in view.records.gaps)
    return WITH_GAPS if bearing or not _verified(view) else CLEAN


def _verified(view: CaseView) -> bool:
    grades = {answer.id: answer.grade for answer in view.answers}
    return all(grades.get(question) is Grade.VERIFIED for question in DECIDING)

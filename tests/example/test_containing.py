"""The demo's second half, held against the table that states the truth: contained, verified, one given back."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest
import second_half
from make import make
from veldwater.containing import SECOND_NAME, SECOND_STAGE

from beartrap.case.checklist import checklist
from beartrap.case.verify import verify
from beartrap.case.view import CaseView
from beartrap.flows.investigate import Request, investigate
from beartrap.flows.reopen import answers
from beartrap.share.exit_code import exit_code
from conftest import ROOT

EXAMPLE = ROOT / "examples" / "december-2020"
TRUTH = tomllib.loads((EXAMPLE / "truth.toml").read_text(encoding="utf-8"))["afterwards"]


def listing(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example in a folder of its own, its second half carried out."""
    folder = tmp_path_factory.mktemp("veldwater")
    for name in ("report.nl.md", "advisory.en.md", "estate.toml", "ours.csv"):
        shutil.copy(EXAMPLE / name, folder / name)
    make(folder / "made")
    shutil.rmtree(folder / "made" / "dns")  # the logs bear on other answers
    (folder / "made" / "dns").mkdir()
    investigate(
        Request(
            case=folder / second_half.CASE,
            reports=(folder / "report.nl.md", folder / "advisory.en.md"),
            indicators=(folder / "ours.csv",),
            estate=folder / "estate.toml",
        )
    )
    before = listing(folder / "made")
    second_half.contain(folder)
    (folder / "gone.json").write_text(json.dumps(sorted(before - listing(folder / "made"))))
    return folder


@pytest.fixture(scope="module")
def view(here: Path) -> CaseView:
    return answers(here / second_half.CASE)


def test_contained_answers_as_the_table_says(view):
    held = next(one for one in view.answers if one.id == "contained")
    assert (held.state, held.verdict, held.grade) == (TRUTH["state"], TRUTH["verdict"], TRUTH["grade"])
    assert any("res-01" in line for line in held.missing)
    assert exit_code(view) == TRUTH["exit_code"]


def test_each_finding_of_malicious_content_was_proven_gone(view):
    outcomes = {
        kept.record.finding: kept.record.outcome for kept in view.records.actions if kept.record.verb == "verified"
    }
    assert list(outcomes.values()) == ["gone"] * TRUTH["gone"]


def test_what_is_isolated_is_gone_and_what_was_restored_is_there(here, view):
    trees = here / "made" / "trees"
    assert sorted(TRUTH["isolated"]) == sorted(map(str, (SECOND_STAGE, SECOND_NAME)))
    assert not any((trees / name).exists() for name in TRUTH["isolated"])
    assert all((trees / name).exists() for name in TRUTH["restored"])
    verbs = [kept.record.verb for kept in view.records.actions]
    assert verbs.count("restored") == 1
    assert verbs.count("quarantined") == 3  # one for each finding of the two files


def test_nothing_else_was_touched(here):
    gone = json.loads((here / "gone.json").read_text())
    rebuilt = [name for name in gone if "Program Files (x86)/SolarWinds" in name]
    assert sorted(set(gone) - set(rebuilt)) == sorted(f"trees/{name}" for name in TRUTH["isolated"])


def test_steps_are_ticked_and_the_ledger_is_whole(here, view):
    assert [step.id for step in checklist(view.records) if step.tick] == TRUTH["ticked"]
    assert verify(here / second_half.CASE).problems == ()


def test_a_plan_that_reaches_outside_is_refused_by_the_demo_itself(here, tmp_path):
    with pytest.raises(second_half.DemoFailed, match="outside"):
        second_half.stay_inside(_Elsewhere(here, tmp_path))


class _Elsewhere(second_half.Demo):
    def __init__(self, here: Path, made: Path) -> None:
        super().__init__(here)
        self.made = made

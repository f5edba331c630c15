"""The demo's board, held against the table that states the truth."""

import shutil
import tomllib
from pathlib import Path

import pytest
from make import make

from beartrap.case.view import CaseView
from beartrap.flows.investigate import Request, investigate
from beartrap.model.claim import ClaimKind
from beartrap.model.finding import Rung
from beartrap.model.question import Question
from beartrap.share.exit_code import exit_code
from conftest import ROOT

EXAMPLE = ROOT / "examples" / "december-2020"
TRUTH = tomllib.loads((EXAMPLE / "truth.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, made in a folder of its own."""
    here = tmp_path_factory.mktemp("veldwater")
    for name in ("report.nl.md", "advisory.en.md", "estate.toml"):
        shutil.copy(EXAMPLE / name, here / name)
    make(here / "made")
    return here


@pytest.fixture(scope="module")
def request_(folder: Path) -> Request:
    return Request(
        case=folder / "demo.case",
        reports=(folder / "report.nl.md", folder / "advisory.en.md"),
        estate=folder / "estate.toml",
    )


@pytest.fixture(scope="module")
def view(request_: Request) -> CaseView:
    return investigate(request_)


def answer(view: CaseView, name: str):
    return next(one for one in view.answers if one.id == name)


def hosts_of(view: CaseView, name: str) -> set[str]:
    """Return the hosts of the findings that make this question a yes."""
    ids = set(answer(view, name).findings)
    return {
        kept.record.host
        for kept in view.records.findings
        if kept.id in ids
        and kept.record.host
        and (kept.record.confirmed or kept.record.severity >= 3)
        and kept.record.severity > 0
    }


@pytest.mark.parametrize("name", [question.value for question in Question])
def test_each_answer_is_the_one_in_the_table(view, name):
    expected = TRUTH["answers"][name]
    got = answer(view, name)
    assert got.state == expected["state"]
    assert got.grade == expected.get("grade")
    if "verdict" in expected:
        assert got.verdict == expected["verdict"]
    if "hosts" in expected:
        assert hosts_of(view, name) == set(expected["hosts"])


@pytest.mark.parametrize("host", sorted(TRUTH["ladder"]))
def test_each_implant_stands_on_its_rung(view, host):
    expected = TRUTH["ladder"][host]
    graded = [
        kept.record
        for kept in view.records.findings
        if kept.record.detector == "hunt.sunburst" and kept.record.host == host
    ]
    graded = [finding for finding in graded if finding.subject.startswith("uid:")]
    assert len(graded) == 1
    facts = dict(graded[0].facts)
    assert facts["ladder"] == expected["rung"]
    assert facts["domain"] == expected["domain"]
    assert (facts.get("ended") or "none") == expected.get("ended", "none")


def test_the_sleeper_is_told_and_makes_no_yes(view):
    active = answer(view, "active")
    for host in TRUTH["asleep"]["hosts"]:
        assert host not in hosts_of(view, "active")
        assert f"On {host} the code lies on disk and no call was seen" in active.statement


@pytest.mark.parametrize("name", sorted(TRUTH["clean"]))
def test_near_misses_stay_clean(view, name):
    assert hosts_of(view, name).isdisjoint(TRUTH["clean"][name])


@pytest.mark.parametrize("expected", TRUTH["gap"], ids=lambda gap: " ".join(gap.values()))
def test_each_failure_to_look_is_a_gap(view, expected):
    gaps = [kept.record for kept in view.records.gaps if kept.record.reason == expected["reason"]]
    assert any(
        expected.get("source", "") in (gap.source or "") and (expected.get("host") in (None, *gap.hosts))
        for gap in gaps
    ), gaps


def test_no_reader_and_no_detector_broke(view):
    assert [kept.record.why for kept in view.records.gaps if kept.record.reason == "crashed"] == []


def test_the_actor_is_a_claim_of_the_washington_post(view):
    claims = [kept.record for kept in view.records.claims if kept.record.kind is ClaimKind.ATTRIBUTION]
    named = [claim for claim in claims if claim.object == "Cozy Bear" and "report.nl.md" in claim.place.source]
    assert [claim.speaker for claim in named] == ["The Washington Post"]
    assert named[0].hedge == "likely"


def test_the_exit_code_is_the_one_in_the_table(view):
    assert exit_code(view) == TRUTH["exit_code"]


@pytest.mark.parametrize("label", sorted(TRUTH["updates"]))
def test_each_update_is_judged_and_its_places_are_named(view, label):
    expected = TRUTH["updates"][label]
    looks = [kept.record for kept in view.records.looked if kept.record.source == label]
    assert [look.counts.get("verdict") for look in looks] == [expected["verdict"]]
    found = [kept.record for kept in view.records.findings if kept.record.subject.startswith(f"update:{label}:")]
    evidence = [one for finding in found if finding.severity >= 2 for one in finding.evidence]
    places = {one.place.path.decode() for one in evidence if one.place.path}
    assert places == set(expected["places"])
    assert set(expected["symbols"]) <= {one.facts.get("symbol") for one in evidence}
    assert all(one.place.row is not None or one.place.offset is not None for one in evidence)


def test_looking_again_looks_at_nothing_twice_and_finds_the_same(view, request_):
    again = investigate(request_)
    assert len(again.records.looked) == len(view.records.looked)
    assert [kept.id for kept in again.records.findings] == [kept.id for kept in view.records.findings]
    assert [one.state for one in again.answers] == [one.state for one in view.answers]


def test_the_estate_is_made_the_same_every_time(folder, tmp_path):
    make(tmp_path / "made")
    files = sorted(path.relative_to(folder / "made") for path in (folder / "made").rglob("*") if path.is_file())
    assert files
    for path in files:
        assert (tmp_path / "made" / path).read_bytes() == (folder / "made" / path).read_bytes()


def test_endpoint_logs_show_what_ran_and_what_was_done(view: CaseView) -> None:
    told = [kept.record for kept in view.records.findings if kept.record.detector == "hunt.sigma"]
    assert {one.host for one in told if one.rung is Rung.EXECUTED} == set(TRUTH["endpoint"]["executed"])
    assert {one.host for one in told if one.rung is Rung.ACTED} == set(TRUTH["endpoint"]["acted"])
    assert not {one.host for one in told} & set(TRUTH["endpoint"]["clean"])
    assert "it was followed by the actor's own actions" in answer(view, "active").statement

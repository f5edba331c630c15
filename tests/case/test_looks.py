"""Resuming: what was looked at to the end, in the same state and with the same rules, is not looked at again."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from case_lab import began, finding, gap, looked

from beartrap.case.ledger import Case
from beartrap.model.coverage import GapReason
from beartrap.model.place import Place
from beartrap.model.record import Record


def has_looked(folder: Path, records: Sequence[Record], **asked: str) -> bool:
    """Ask a case that was fed before the question, and one that was fed after it: they must agree."""
    question = {"source": "dns.log", "digest": "d1", "rules": "r1"} | asked
    with Case.open(folder / "before", create=True) as case:
        case.append(records)
        cold = case.has_looked(**question)
    with Case.open(folder / "after", create=True) as case:
        assert not case.has_looked(**question)
        for record in records:
            case.append([record])
        assert case.has_looked(**question) == cold
    return cold


def test_a_finished_look_is_done(tmp_path: Path) -> None:
    assert has_looked(tmp_path, [began(), finding(), looked()])


@pytest.mark.parametrize("asked", [{"digest": "d2"}, {"rules": "r2"}, {"source": "other.log"}, {"by": "hunt.other"}])
def test_another_input_rule_source_or_detector_is_not(tmp_path: Path, asked: dict[str, str]) -> None:
    assert not has_looked(tmp_path, [began(), looked()], **asked)


def test_one_of_two_detectors_is_done(tmp_path: Path) -> None:
    assert has_looked(tmp_path, [began(), looked(by="hunt.dns")], by="hunt.dns")


def test_a_look_that_only_began_is_not(tmp_path: Path) -> None:
    assert not has_looked(tmp_path, [began(), finding()])


def test_a_look_before_the_latest_beginning_is_not(tmp_path: Path) -> None:
    assert not has_looked(tmp_path, [began(), looked(), began()])


def test_a_look_without_a_beginning_is_not(tmp_path: Path) -> None:
    assert not has_looked(tmp_path, [looked()])


@pytest.mark.parametrize("reason", ["budget", "interrupted", "crashed", "timed-out"])
def test_a_look_that_was_broken_off_is_not(tmp_path: Path, reason: str) -> None:
    assert not has_looked(tmp_path, [began(), gap(reason=GapReason(reason)), looked()])


def test_a_crash_on_one_file_of_the_source_breaks_it(tmp_path: Path) -> None:
    crash = gap(source=None, reason=GapReason.CRASHED, place=Place("dns.log", row=7))
    assert not has_looked(tmp_path, [began(), crash, looked()])


@pytest.mark.parametrize("reason", ["silent", "malformed", "limit", "missing"])
def test_a_gap_that_looking_again_would_not_fill_breaks_nothing(tmp_path: Path, reason: str) -> None:
    assert has_looked(tmp_path, [began(), gap(reason=GapReason(reason)), looked()])


def test_an_interruption_elsewhere_breaks_nothing(tmp_path: Path) -> None:
    assert has_looked(tmp_path, [began(), gap(source="other.log", reason=GapReason.BUDGET), looked()])


def test_an_interruption_that_was_made_good_breaks_nothing(tmp_path: Path) -> None:
    assert has_looked(tmp_path, [began(), gap(reason=GapReason.BUDGET), began(), looked()])

"""The fold's rules, each with what it must leave alone."""

import json
from collections.abc import Sequence

import pytest
from case_lab import began, chained, finding, gap, looked, mark, run

from beartrap.case.chain import Entry
from beartrap.case.fold import fold
from beartrap.case.view import Records
from beartrap.model.action import Action
from beartrap.model.coverage import GapReason
from beartrap.model.estate import Estate, Organisation
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.record import Record, record_id


def folded(*records: Record) -> Records:
    return fold(chained(records))


def seqs(kept: Sequence[object]) -> list[int]:
    return [one.seq for one in kept]  # type: ignore[attr-defined]


def edited(entry: Entry, **changes: object) -> Entry:
    """The row with other fields in its envelope; the fold does not look at hashes."""
    return entry._replace(json=json.dumps(json.loads(entry.json) | changes).encode())


def test_a_record_that_stands_is_not_taken_twice() -> None:
    records = folded(finding(), looked(), gap(), finding(), looked(), gap())
    assert (seqs(records.findings), seqs(records.looked), seqs(records.gaps)) == ([1], [2], [3])


def test_a_later_finding_of_the_same_subject_replaces_the_earlier() -> None:
    records = folded(finding(count=1), finding(count=2))
    assert [kept.record.count for kept in records.findings] == [2]
    assert seqs(records.findings) == [2]


def test_findings_of_other_subjects_or_detectors_stay() -> None:
    assert len(folded(finding("a"), finding("b")).findings) == 2


def test_a_finding_that_changed_and_changed_back_stands_as_it_is_now() -> None:
    records = folded(finding(count=1), finding(count=2), finding(count=1))
    assert [(kept.seq, kept.record.count) for kept in records.findings] == [(3, 1)]


def test_looking_again_drops_the_earlier_looks_and_gaps_of_that_source() -> None:
    records = folded(
        began("a"), looked("a"), gap("a"), looked("b"), gap("b"), began("a", "d2"), looked("a", digest="d2")
    )
    assert [(kept.record.source, kept.seq) for kept in records.looked] == [("b", 4), ("a", 7)]
    assert [kept.record.source for kept in records.gaps] == ["b"]


def test_looking_again_drops_gaps_that_name_the_source_by_their_place() -> None:
    crash = gap(None, GapReason.CRASHED, place=Place("a", row=9))
    elsewhere = gap(None, GapReason.CRASHED, place=Place("b", row=9))
    records = folded(began("a"), crash, elsewhere, looked("a"), began("a"), looked("a"))
    assert [kept.record.place for kept in records.gaps] == [Place("b", row=9)]


def test_looking_again_leaves_findings_and_gaps_of_no_source() -> None:
    records = folded(began("a"), finding(), gap(None), looked("a"), began("a"), looked("a"))
    assert (seqs(records.findings), seqs(records.gaps)) == ([2], [3])


def test_the_same_look_made_again_stands_where_it_was_made_last() -> None:
    assert seqs(folded(began("a"), looked("a"), began("a"), looked("a")).looked) == [4]


def test_a_false_positive_is_suppressed_and_counted() -> None:
    records = folded(finding("a"), finding("b"), mark(record_id(finding("a"))))
    assert (seqs(records.findings), seqs(records.suppressed), seqs(records.marks)) == ([2], [1], [3])


def test_a_mark_holds_while_the_content_is_the_same() -> None:
    records = folded(finding(), mark(record_id(finding())), finding())
    assert (records.findings, seqs(records.suppressed)) == ((), [1])


def test_a_marked_finding_that_changes_counts_again() -> None:
    records = folded(finding(count=1), mark(record_id(finding(count=1))), finding(count=2))
    assert (seqs(records.findings), records.suppressed) == ([3], ())


def test_a_mark_holds_when_the_finding_changes_back() -> None:
    first = finding(count=1)
    records = folded(first, mark(record_id(first)), finding(count=2), first)
    assert (records.findings, seqs(records.suppressed)) == ((), [4])


def test_confirming_takes_a_mark_back() -> None:
    name = record_id(finding())
    assert seqs(folded(finding(), mark(name), mark(name, "confirmed")).findings) == [1]


def test_the_last_mark_decides_also_where_it_was_made_before() -> None:
    name = record_id(finding())
    records = folded(finding(), mark(name), mark(name, "confirmed"), mark(name))
    assert seqs(records.suppressed) == [1]
    assert seqs(records.marks) == [3, 4]


@pytest.mark.parametrize("judgement", ["nonsense", "", "False-Positive"])
def test_a_mark_that_judges_nothing_changes_nothing(judgement: str) -> None:
    name = record_id(finding())
    assert seqs(folded(finding(), mark(name, judgement)).findings) == [1]
    assert seqs(folded(finding(), mark(name), mark(name, judgement)).suppressed) == [1]


def test_a_mark_on_another_finding_changes_nothing() -> None:
    assert seqs(folded(finding(), mark("finding-" + "0" * 24)).findings) == [1]


def test_the_latest_estate_and_the_latest_state_of_a_run_stand() -> None:
    old, new = Estate(Organisation("old")), Estate(Organisation("new"))
    records = folded(old, run(1), run(2), new, run(1, "done"))
    assert records.estate == new
    assert [(kept.record.id, kept.record.outcome) for kept in records.runs] == [("run-2", None), ("run-1", "done")]


def test_an_action_done_undone_and_done_again_is_the_last_one() -> None:
    place = Place("tree", "orion-01", b"/opt/x")
    isolate, restore = (Action(verb, place, "ana", "done") for verb in ("isolated", "restored"))
    records = folded(isolate, isolate, restore, isolate)
    assert [(kept.record.verb, kept.seq) for kept in records.actions] == [("restored", 3), ("isolated", 4)]


def test_a_look_that_never_ended_is_a_gap() -> None:
    records = folded(began("a"), finding(), began("b"), looked("b"))
    (broken,) = records.gaps
    assert (broken.seq, broken.record.reason, broken.record.source) == (1, GapReason.INTERRUPTED, "a")
    assert broken.record.questions == (Question.EXPOSED, Question.PRESENT, Question.ACTIVE)
    assert "--case" in broken.record.remedy


def test_a_look_that_ended_in_a_gap_is_not_broken_off() -> None:
    records = folded(began("a"), gap("a", GapReason.UNREADABLE))
    assert [kept.record.reason for kept in records.gaps] == [GapReason.UNREADABLE]


def test_a_gap_of_one_row_does_not_end_a_look() -> None:
    records = folded(began("a"), gap("a", GapReason.MALFORMED, place=Place("a", row=3)))
    assert [kept.record.reason for kept in records.gaps] == [GapReason.INTERRUPTED, GapReason.MALFORMED]


def test_an_interruption_goes_away_once_the_look_is_finished() -> None:
    entries = chained([began("a"), looked("a")])
    half = fold(entries[:1])
    assert len(half.gaps) == 1
    assert fold(entries[1:], half).gaps == ()


def test_kinds_of_a_newer_version_are_counted() -> None:
    entries = chained([finding(), looked(), gap()])
    records = fold([entries[0], entries[1]._replace(kind="omen"), entries[2]])
    assert (records.foreign, seqs(records.findings), seqs(records.gaps)) == (1, [1], [3])


def test_fields_of_a_newer_version_are_kept_with_their_way() -> None:
    (entry,) = chained([finding(evidence=())])
    record = json.loads(entry.json)["record"] | {
        "mood": "grim",
        "evidence": [{"place": {"source": "t", "planet": 3}}, {"place": {"source": "t"}, "smell": None}],
        "facts": {"anything": 1},
    }
    (kept,) = fold([edited(entry, record=record)]).findings
    assert kept.unknown == {"mood": "grim", "evidence.0.place.planet": 3, "evidence.1.smell": None}
    assert len(kept.record.evidence) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b"{}",
        b"[" * 100_000,
        b'{"v":1,"id":"x","at":"2020-01-01T00:00:00Z","record":[]}',
        b'{"v":1,"id":"x","at":"yesterday","record":{}}',
        b'{"v":1,"id":"x","at":"2020-01-01T00:00:00","record":{}}',
        b'{"v":1,"id":"x","at":"0001-01-01T00:00:00+05:00","record":{}}',
        b'{"v":1,"id":"x","at":"2020-01-01T00:00:00Z","record":{"since":"0001-01-01T00:00:00+05:00"}}',
        b'{"v":1,"id":"x","at":"2020-01-01T00:00:00Z","record":{}}',
        b'{"v":1,"id":7,"at":"2020-01-01T00:00:00Z","record":{}}',
        b'{"v":99,"id":"x","at":"2020-01-01T00:00:00Z","record":{}}',
        b'{"v":"1","id":"x","at":"2020-01-01T00:00:00Z","record":{}}',
    ],
)
def test_a_record_that_cannot_be_read_is_a_gap_with_its_row(content: bytes) -> None:
    entries = chained([finding("a"), finding("b"), finding("c")])
    records = fold([entries[0], entries[1]._replace(json=content), entries[2]])
    assert seqs(records.findings) == [1, 3]
    (kept,) = records.gaps
    assert (kept.seq, kept.record.reason, kept.record.place) == (2, GapReason.MALFORMED, Place("ledger.db", row=2))
    assert "ledger.db, row 2" in kept.record.why
    assert set(kept.record.questions) == set(Question)


def test_hostile_text_in_an_unreadable_record_is_made_safe() -> None:
    (entry,) = chained([finding()])
    record = json.loads(entry.json)["record"] | {"severity": "\x1b[2J" + "x" * 5000}
    (kept,) = fold([edited(entry, record=record)]).gaps
    assert "\x1b" not in kept.record.why
    assert len(kept.record.why) < 500


def test_nothing_folds_to_nothing() -> None:
    assert fold([]) == Records()


def test_a_finding_seen_again_after_something_was_done_about_it_counts_from_then_on():
    seen = finding()
    name = record_id(seen)
    removed = Action("quarantined", None, "ana", "taken", name)
    records = fold(chained([seen, seen, removed]))
    assert [kept.seq for kept in records.findings] == [1]
    again = fold(chained([seen, seen, removed, seen]))
    assert [kept.seq for kept in again.findings] == [4]
    later = fold(chained([seen, removed, seen, seen]))
    assert [kept.seq for kept in later.findings] == [3]

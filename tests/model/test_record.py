"""Records as JSON and back: nothing lost, nothing accepted that is no record, ids that stand still."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.model.action import Began, Run
from beartrap.model.claim import Document
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.record import KINDS, RecordError, canonical, from_json, id_of, kind_of, record_id, to_json
from beartrap.model.window import Window
from record_strategies import RECORDS, noun

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def finding(**changes: Any) -> Finding:
    fields: dict[str, Any] = {
        "detector": "sweep.hash",
        "subject": "file:orion-01:/opt/x",
        "questions": (Question.PRESENT,),
        "title": "A known bad file",
        "severity": Severity.CRITICAL,
        "why": "its digest is on the list",
    }
    return Finding(**fields | changes)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_record_comes_back_whole(kind: str) -> None:
    @settings(deadline=None, max_examples=25)
    @given(noun(KINDS[kind]))
    def check(record: Any) -> None:
        content = canonical(to_json(record))
        assert kind_of(record) == kind
        assert from_json(kind, json.loads(content)) == record

    check()


@settings(deadline=None, max_examples=60)
@given(RECORDS)
def test_a_record_read_back_has_the_same_id(record: Any) -> None:
    kind = kind_of(record)
    document = json.loads(canonical(to_json(record)))
    assert record_id(from_json(kind, document)) == record_id(record) == id_of(kind, document)


@settings(deadline=None, max_examples=40)
@given(RECORDS)
def test_the_full_form_names_every_field_and_reads_back(record: Any) -> None:
    document = to_json(record, full=True)
    assert to_json(record).keys() <= document.keys()
    assert from_json(kind_of(record), document) == record


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(KINDS)), JSON)
def test_json_that_is_no_record_is_refused_by_name(kind: str, document: Any) -> None:
    try:
        record = from_json(kind, document)
    except RecordError:
        return
    assert kind_of(record) == kind


def test_ids_hold_no_field_that_stands_at_its_default() -> None:
    assert record_id(finding()) == record_id(finding(count=1, evidence=()))
    assert record_id(finding()) != record_id(finding(count=2))
    assert set(to_json(finding())) == {"detector", "subject", "questions", "title", "severity", "why"}


def test_ids_keep_kinds_apart() -> None:
    assert id_of("looked", {}) != id_of("gap", {})


def test_an_order_is_a_word_in_json() -> None:
    document = to_json(finding(rung=Rung.NAMED))
    assert (document["severity"], document["rung"]) == ("critical", "named")


def test_a_zero_is_no_absence() -> None:
    place = Place("tree", row=0, offset=0)
    record = finding(rung=Rung.NAMED, evidence=(Evidence(place, facts=Facts.of(hits=0, seen=False, name="")),))
    document = to_json(record)
    assert document["evidence"][0]["place"] == {"source": "tree", "row": 0, "offset": 0}
    assert from_json("finding", document) == record


@pytest.mark.parametrize("path", [b"/opt/\xff\xfe", b"/opt/\xe4", "/opt/ä".encode(), b"", b"\x00"])
def test_paths_that_are_no_utf_8_come_back_as_they_were(path: bytes) -> None:
    record = finding(evidence=(Evidence(Place("tree", path=path)),))
    assert from_json("finding", json.loads(canonical(to_json(record)))) == record


def test_fields_that_a_newer_version_wrote_are_passed_over() -> None:
    document = {**to_json(finding()), "mood": "grim"}
    assert from_json("finding", document) == finding()


@pytest.mark.parametrize(
    ("kind", "document", "named"),
    [
        ("finding", {**to_json(finding()), "severity": "grave"}, "Finding.severity"),
        ("finding", {**to_json(finding()), "severity": 4}, "Finding.severity"),
        ("finding", {**to_json(finding()), "count": True}, "Finding.count"),
        ("finding", {**to_json(finding()), "count": "1"}, "Finding.count"),
        ("finding", {**to_json(finding()), "questions": "present"}, "Finding.questions"),
        ("finding", {**to_json(finding()), "since": "2020-05-01T00:00:00"}, "without a zone"),
        ("finding", {**to_json(finding()), "facts": {"a": []}}, "Finding.facts"),
        ("finding", {**to_json(finding()), "evidence": [{"place": {"source": "x", "path": {"base64": "!"}}}]}, "path"),
        ("finding", {key: value for key, value in to_json(finding()).items() if key != "why"}, "why"),
        ("finding", [], "expected an object"),
        ("miracle", {}, "unknown kind"),
    ],
)
def test_a_wrong_shape_is_refused_with_the_field(kind: str, document: Any, named: str) -> None:
    with pytest.raises(RecordError, match=named):
        from_json(kind, document)


def test_near_misses_of_wrong_shapes_are_read() -> None:
    assert from_json("began", {"source": "", "digest": "", "rules": ""}) == Began("", "", "")
    gap = {"reason": "silent", "questions": [], "why": "", "windows": [{}]}
    assert from_json("gap", gap) == Gap(GapReason.SILENT, (), "", windows=(Window(),))
    assert from_json("document", {"source": "a", "digest": "b", "media": "c"}) == Document("a", "b", "c")


def test_a_time_with_another_offset_is_read_as_utc() -> None:
    document = {"id": "1", "command": "x", "version": "0", "started": "2020-12-13T01:00:00+01:00"}
    assert from_json("run", document) == Run("1", "x", "0", datetime(2020, 12, 13, tzinfo=UTC))

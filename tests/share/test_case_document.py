"""The JSON document: everything in it, valid against its schema, safe to print, the same every time."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from beartrap.case.view import CaseView, Kept
from beartrap.model.record import KINDS
from beartrap.share.document import SECTIONS, document, encode
from beartrap.share.schema import schema, text
from share import views

DOCS = Path(__file__).resolve().parents[2] / "docs"
PUBLISHED = DOCS / "beartrap.case-1.schema.json"
CASES = {"rich": views.rich, "empty": views.empty, "clean": views.clean, "hostile": views.hostile}


@pytest.fixture(params=CASES)
def view(request: pytest.FixtureRequest) -> CaseView:
    return CASES[request.param]()


def test_every_case_is_valid_against_the_published_schema(view: CaseView) -> None:
    published = json.loads(PUBLISHED.read_text())
    checker = jsonschema.Draft202012Validator(published)
    checker.check_schema(published)
    assert [error.message for error in checker.iter_errors(json.loads(encode(document(view))))] == []


def test_the_schema_is_no_rubber_stamp() -> None:
    checker = jsonschema.Draft202012Validator(schema())
    whole = json.loads(encode(document(views.rich())))
    for spoil in (
        lambda d: d.pop("gaps"),
        lambda d: d["answers"][0].update(state="no"),
        lambda d: d["findings"][0].update(severity=4),
        lambda d: d["findings"][0]["evidence"][0]["place"].update(row="12"),
        lambda d: d["gaps"][0].update(reason="whatever"),
        lambda d: d["coverage"][0].pop("hosts"),
        lambda d: d.update(tlp="WHITE"),
    ):
        spoilt = json.loads(json.dumps(whole))
        spoil(spoilt)
        assert not checker.is_valid(spoilt)


def test_the_published_schema_is_that_of_the_model() -> None:
    assert PUBLISHED.read_text() == text(), "python -m beartrap.share.schema > docs/beartrap.case-1.schema.json"


def test_the_field_guide_names_every_field() -> None:
    guide = (DOCS / "json.md").read_text()
    whole = schema()
    names = set(whole["properties"]) | {
        name for one in whole["$defs"].values() for name in one.get("properties", {}) if name not in ("id", "seq", "at")
    }
    assert [name for name in sorted(names) if f"`{name}`" not in guide] == []


def test_it_reads_back_as_it_was(view: CaseView) -> None:
    whole = document(view)
    assert json.loads(encode(whole)) == whole


def test_it_is_the_same_every_time() -> None:
    assert encode(document(views.rich())) == encode(document(views.rich()))


def test_every_record_of_every_kind_is_in_it() -> None:
    view = views.rich()
    whole = document(view)
    for section, field in SECTIONS.items():
        assert [one["id"] for one in whole[section]] == [kept.id for kept in getattr(view.records, field)]
        assert all({"id", "seq", "at"} <= set(one) for one in whole[section])
    kinds = {field.rstrip("s") for field in SECTIONS.values()} | {"estate", "began", "finding"}
    assert set(KINDS) <= kinds | {"looked"}


def test_the_answers_are_the_eight_in_board_order() -> None:
    whole = document(views.rich())
    assert [one["id"] for one in whole["answers"]] == [
        "exposed", "present", "active", "seen", "onward", "contained", "who", "next",
    ]  # fmt: skip
    assert {one["state"] for one in whole["answers"]} <= {"yes", "no indication", "not looked"}


def test_what_answers_point_at_is_in_it() -> None:
    whole = document(views.rich())
    for kind in ("findings", "gaps", "claims"):
        known = {one["id"] for one in whole[kind]}
        assert all(set(answer[kind]) <= known for answer in whole["answers"])


def test_counts() -> None:
    counts = document(views.rich())["counts"]
    assert (counts["found"], counts["suppressed"], counts["demoted_indicators"], counts["foreign"]) == (9, 1, 1, 2)
    assert counts["found_by_severity"] == {"critical": 4, "high": 2, "medium": 1, "low": 1, "info": 1}
    assert (counts["gaps"], counts["gaps_by_reason"]["lost-clients"], counts["gaps_by_reason"]["silent"]) == (
        26,
        41_000,
        2,
    )


def test_very_many_indicators_are_all_in() -> None:
    assert len(document(views.huge(10))["indicators"]) == 3000


def test_an_own_id_is_not_lost_to_the_records_id() -> None:
    whole = document(views.rich())
    assert whole["runs"][0]["own_id"] == "f00d"
    assert whole["incidents"][0]["own_id"] == "solarwinds-2020"
    assert whole["incidents"][0]["id"].startswith("incident-")


def test_fields_of_a_newer_version_are_kept_and_overwrite_nothing() -> None:
    view = views.rich()
    first = view.records.findings[0]
    newer = Kept(first.id, first.seq, first.at, first.record, {"mood": "grim", "seq": 99, "title": "forged"})
    shown = document(replace(view, records=replace(view.records, findings=(newer,))))["findings"][0]
    assert (shown["mood"], shown["seq"], shown["own_seq"], shown["title"]) == ("grim", 200, 99, first.record.title)


def test_nothing_in_the_text_is_carried_out_by_a_terminal() -> None:
    printed = encode(document(views.hostile()))
    assert not any(character in printed for character in "\x1b\x07\x00\x7f\u202e\x9b\u2028")
    assert "日本語 🐻" in printed


def test_text_that_is_no_unicode_can_be_written() -> None:
    printed = encode(document(views.hostile())).encode("utf-8")
    assert rb"\\xff\\x80 raw" in printed


def test_a_number_that_is_no_number_is_no_broken_json() -> None:
    view = views.rich()
    odd = view.records.findings[0].record
    facts = type(odd.facts).of(ratio=float("nan"), much=float("inf"))
    found = replace(view.records.findings[0], record=replace(odd, facts=facts))
    printed = encode(document(replace(view, records=replace(view.records, findings=(found,)))))
    facts_read: dict[str, Any] = json.loads(printed, parse_constant=lambda name: pytest.fail(name))["findings"][0][
        "facts"
    ]
    assert facts_read == {"much": "inf", "ratio": "nan"}

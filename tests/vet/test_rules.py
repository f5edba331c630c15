"""YARA packs: compiled once, weighed by their own words, counted only where new."""

import pytest

from beartrap.flows.vet import BadUpdate, Settings, Subject, vet
from beartrap.flows.vet_rules import prepare
from beartrap.model.finding import Severity
from beartrap.model.verdict import Admission
from beartrap.vet.rules.analyser import weigh

RULES = """
rule marks_a : high { meta: description = "marks a" strings: $a = "MARK_A" condition: $a }
rule marks_b : medium { strings: $a = "MARK_B" condition: $a }
"""
BROKEN = 'rule broken { condition: no_such_thing }\nrule fine { strings: $a = "MARK_C" condition: $a }'


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "rules"
    (place / "deep").mkdir(parents=True)
    (place / "a.yar").write_text(RULES)
    (place / "deep" / "b.yara").write_text(BROKEN)
    (place / "readme.md").write_text("rule not_one")
    return place


def version(tmp_path, name, text):
    place = tmp_path / name
    place.mkdir()
    (place / "run.sh").write_text(f"#!/bin/sh\n# {text}\n")
    return Subject(place, name)


def test_only_rules_that_are_new_in_the_update_count(tmp_path, folder):
    pack = prepare(folder, tmp_path / "cache")
    old, new = version(tmp_path, "one", "MARK_A"), version(tmp_path, "two", "MARK_A MARK_B")
    settings = Settings(rules=pack.path, rule_gaps=pack.gaps)
    found = [one for one in vet(old, new, settings).findings if one.detector == "rules.match"]
    assert [dict(one.evidence[0].facts)["rule"] for one in found] == ["marks_b"]
    assert found[0].evidence[0].place.offset == 19
    assert vet(old, version(tmp_path, "three", "MARK_A again"), settings).verdict is Admission.ADMIT


def test_a_rule_alone_holds_and_never_blocks(tmp_path, folder):
    pack = prepare(folder, tmp_path / "cache")
    judged = vet(version(tmp_path, "one", ""), version(tmp_path, "two", "MARK_A"), Settings(rules=pack.path))
    assert judged.verdict is Admission.HOLD


def test_rules_that_do_not_compile_are_counted_and_the_rest_is_used(tmp_path, folder):
    pack = prepare(folder, tmp_path / "cache")
    assert [gap.count for gap in pack.gaps] == [1] and "deep/b.yara:1 broken" in pack.gaps[0].why
    assert pack.rules == 3
    judged = vet(
        version(tmp_path, "one", ""), version(tmp_path, "two", ""), Settings(rules=pack.path, rule_gaps=pack.gaps)
    )
    assert judged.verdict is Admission.ADMIT and judged.gaps == pack.gaps


def test_a_pack_is_compiled_once_and_a_damaged_one_anew(tmp_path, folder, monkeypatch):
    cache = tmp_path / "cache"
    first = prepare(folder, cache)
    monkeypatch.setattr("beartrap.flows.vet_rules.compile_pack", None)
    assert prepare(folder, cache) == first
    monkeypatch.undo()
    (cache / first.path).write_bytes(b"damaged")
    assert prepare(folder, cache) == first


@pytest.mark.parametrize(
    "make", [lambda place: None, lambda place: (place / "x.yar").write_text("rule x { condition: nope }")]
)
def test_a_folder_without_a_rule_that_compiles_is_refused(tmp_path, make):
    place = tmp_path / "rules"
    place.mkdir()
    make(place)
    with pytest.raises(BadUpdate, match="YARA"):
        prepare(place, tmp_path / "cache")
    with pytest.raises(BadUpdate, match="no such folder"):
        prepare(tmp_path / "absent", tmp_path / "cache")


@pytest.mark.parametrize(
    ("tags", "meta", "expected"),
    [
        (["critical"], {}, Severity.HIGH), ([], {"severity": "Medium"}, Severity.MEDIUM), ([], {"score": "80"}, Severity.HIGH),
        ([], {"score": "10"}, Severity.LOW), ([], {}, Severity.MEDIUM), (["harmless"], {}, Severity.INFO),
    ],
)  # fmt: skip
def test_a_rule_weighs_what_it_says(tags, meta, expected):
    assert weigh(tags, meta) is expected

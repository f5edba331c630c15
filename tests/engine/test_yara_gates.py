"""Gated rules find exactly what the full set finds: on chosen cases, on random rules, and on random contents."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import plyara
import pytest
import yara_x
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beartrap.engine.yara import RuleSet
from beartrap.engine.yara_compile import compiled
from beartrap.engine.yara_condition import need_of
from beartrap.engine.yara_file import write_compiled
from beartrap.engine.yara_gate import Gate, gates_of
from beartrap.engine.yara_gated import GatedRules
from beartrap.engine.yara_literals import clauses_of
from beartrap.engine.yara_plan import plan_of
from beartrap.engine.yara_text import NotUnderstood, read_source

NAMES = ("setup.exe", "C:/Temp", ".exe")
PE = bytes.fromhex("4d5a") + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(300)
CONTENTS = (
    b"",
    b"MZ",
    b"ZM" + PE[2:],
    PE,
    PE + b"alpha beta",
    b"\x7fELF" + bytes(80),
    b"alpha",
    b"ALPHA and beta",
    b"a\0l\0p\0h\0a\0",
    b"beta beta beta gamma",
    bytes(byte ^ 0x5A for byte in b"xx alpha xx"),
    b"..YWxwaGE=..GFscGhh..hbHBoY..",
    b"#!/bin/sh\nalpha 12 gamma",
    b"\xde\xad\xbe\xef\x00\x01 alpha",
    b"PK\x03\x04alpha",
)

RULES = r"""
import "pe"
import "elf"
import "math"
// a comment with rule nothing { condition: true }
rule magic { condition: uint16(0) == 0x5A4D and filesize < 1KB }
rule magic_turned { condition: 0x5a4d == uint16(0) }
rule magic_be { condition: uint32be(0) == 0x7f454c46 or uint16be(0) == 0x504b }
rule string_at { strings: $mz = "MZ" condition: $mz at 0 and filesize > 2 }
rule hex_at { strings: $a = { DE AD BE EF } condition: $a at 0 }
rule is_pe { condition: pe.is_pe }
rule sections { condition: for any section in pe.sections : ( section.raw_data_size >= 0 ) }
rule not_signed { condition: not pe.number_of_signatures > 0 }
rule no_pe { condition: not (pe.number_of_sections == 3 and filesize > 3) }
rule elf_type { condition: elf.type == elf.ET_NONE or elf.machine == 0 }
rule text { strings: $a = "alpha" nocase wide ascii condition: $a }
rule two { strings: $a = "alpha" $b = "beta" condition: all of them }
rule two_of { strings: $a1 = "alpha" $a2 = "beta" $a3 = "gamma" condition: 2 of ($a*) }
rule counted { strings: $a = "beta" condition: #a > 2 }
rule offsets { strings: $a = "alpha" $b = "gamma" condition: @b - @a < 20 }
rule hidden { strings: $a = "alpha" xor condition: $a }
rule coded { strings: $a = "alpha" base64 condition: $a }
rule expression { strings: $r = /al(pha|fa)\s+\d{2}\b/ condition: $r }
rule jump { strings: $h = { DE AD [1-3] 00 ( 01 | 02 ) } condition: $h }
rule either { strings: $a = "gamma" condition: (uint16(0) == 0x5a4d and pe.is_pe) or $a }
rule absent { strings: $a = "alpha" condition: not $a }
rule zero { strings: $a = "alpha" condition: #a == 0 }
rule nameless { strings: $ = "alpha" $ = "gamma" condition: for any of them : ( $ in (0..4) ) }
private rule inner { strings: $a = "beta" condition: $a }
rule outer { condition: inner and filesize > 4 }
rule set { condition: any of (text, two*) }
rule named { condition: filename == "setup.exe" }
rule named_too { strings: $a = "alpha" condition: $a and filepath contains "Temp" and extension matches /\.EXE/i }
rule large { condition: filesize > 100 }
rule entropy { condition: math.entropy(0, filesize) > 1.0 }
rule twenty { strings: $a = "al" $b = "be" condition: any of them }
rule undefined_offset { strings: $a = "gamma" condition: uint8(@a) == 0x67 }
rule broken { condition: nothing_of_that_name }
"""


def both(sources: Mapping[str, str], folder: Path) -> tuple[RuleSet, GatedRules]:
    """Return the two engines over the same rules."""
    write_compiled(compiled(sources), folder / "set")
    return RuleSet(sources, 20), GatedRules(str(folder / "set"), 20)


def hits(plain: RuleSet, gated: GatedRules, data: bytes) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the rules that each says match a content under a name, in one order.

    Not where: yara-x looks for strings when the first rule asks, and a rule that matches without asking names none.
    """
    found = [*gated.scan(data)["matches"], *gated.scan_named(data, NAMES)["matches"]]
    return names(plain.scan(data, NAMES)["matches"]), names(found)


def names(matches: list[Any]) -> list[tuple[str, str]]:
    """Return namespace and rule of each match, sorted."""
    return sorted((match["namespace"], match["rule"]) for match in matches)


def test_every_way_of_saying_it_finds_the_same(tmp_path: Path) -> None:
    plain, gated = both({"lab.yar": RULES}, tmp_path)
    seen = set()
    for data in CONTENTS:
        expected, found = hits(plain, gated, data)
        assert found == expected, data
        seen |= set(found)
    assert len(seen) >= 28, "most rules hit somewhere, or the comparison proves nothing"


def test_what_does_not_compile_is_told_alike(tmp_path: Path) -> None:
    sources = {
        "lab.yar": RULES,
        "bad.yar": "rule x { condition: $a }\n\nrule y { condition: true }",
        "no.yar": "no rule",
    }
    problems = write_compiled(compiled(sources), tmp_path / "set")["problems"]
    expected = RuleSet(sources, 20).problems
    assert {str(one) for one in problems} == {str(one) for one in expected}
    assert {one["rule"] for one in problems} >= {"broken", "x"}


@pytest.mark.parametrize(
    "source",
    [
        "global rule g { condition: filesize > 3 } rule a { strings: $a = \"alpha\" condition: $a }",
        "rule a { condition: true } rule a { condition: filesize > 3 }",
        'include "other.yar"\nrule a { condition: true }',
        "rule a { strings: $a = /x\\/[/]alpha/ condition: $a }",
        'rule a { meta: x = "} rule b { condition: true }" condition: true }',
        "rule a { strings: $h = { 61 // }\n 6c } condition: $h }",
    ],
)  # fmt: skip
def test_sources_that_must_stay_whole_or_look_odd(source: str, tmp_path: Path) -> None:
    plain, gated = both({"odd.yar": source, "lab.yar": RULES}, tmp_path)
    for data in CONTENTS:
        expected, found = hits(plain, gated, data)
        assert found == expected


def test_a_gate_keeps_back_what_cannot_match_and_no_near_miss() -> None:
    rules = {rule.name: gates_of(need_of(rule, {})) for rule in read_source(RULES).rules}
    assert rules["magic"] == (Gate(heads=frozenset({(0, b"MZ")}), most=1023),)
    assert rules["string_at"][0].heads == {(0, b"MZ")} and rules["string_at"][0].least == 3
    assert rules["two"][0].clause and len(rules["either"]) == 2
    for name in ("no_pe", "absent", "zero", "entropy", "named_nothing"):
        assert not any(gate.heads or gate.clause for gate in rules.get(name, ())), name


def test_the_rules_of_a_source_are_apart() -> None:
    plan = plan_of({"lab.yar": RULES}, lambda _: set())
    assert {(stage.heads, stage.named) for stage in plan.stages} >= {(None, False), (frozenset({(0, b"MZ")}), False)}
    assert any(stage.named for stage in plan.stages)


TEXTS = ("alpha", "beta", "ga", "mma", "\\x00\\xff", 'a\\"b', "xyz xyz")
STRINGS = st.one_of(
    st.tuples(st.sampled_from(TEXTS), st.sampled_from(("", "nocase", "wide", "ascii wide", "fullword", "xor"))).map(
        lambda pair: f'"{pair[0]}" {pair[1]}'
    ),
    st.sampled_from(
        ("{ 61 6C ?? 68 }", "{ 61 [0-4] 68 }", "{ ( 61 | 62 ) 65 74 }", "/be+ta/i", "/(al|be)[pt]h?a/", "/ga.?mma/s",
         "/x{1,3}y|beta/", "/\\w+\\s\\d/", "{ ~61 6C 70 }")
    ),
)  # fmt: skip
ATOMS = (
    "$a", "$b", "not $a", "any of them", "all of them", "1 of ($a,$b)", "#a > 1", "#b == 0", "$a at 0", "$b in (0..9)",
    "uint16(0) == 0x5A4D", "uint8(0) == 0x61", "filesize < 10", "filesize >= 12", "pe.is_pe", "not pe.is_pe",
    "pe.number_of_sections == 0", "@a < @b", "uint8(@a) == 0x61", "filename == \"setup.exe\"", "true", "not filesize < 5",
    "for any of them : ( $ at 0 )", "none of them", "math.entropy(0, filesize) > 2.0", "(#a + #b) > 1", "not #a > 0",
    "for all of them : ( # > 1 )", "filesize == 5", "50% of them",
)  # fmt: skip


def conditions() -> st.SearchStrategy[str]:
    """Conditions of nested `and`, `or`, `not` over atoms."""
    return st.recursive(
        st.sampled_from(ATOMS),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda three: " ".join(three)),
            inner.map(lambda one: f"({one})"),
            inner.map(lambda one: f"not ({one})"),
        ),
        max_leaves=6,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rules=st.lists(st.tuples(STRINGS, STRINGS, conditions()), min_size=1, max_size=12),
    contents=st.lists(
        st.lists(st.sampled_from((b"alpha", b"beta", b"ga", b"mma", b"MZ", b" ", b"\0", b"a\0l\0p\0h\0a\0", b"al", b"12")), max_size=7),
        max_size=6,
    ),
)  # fmt: skip
def test_random_rules_and_contents(
    rules: list[tuple[str, str, str]], contents: list[list[bytes]], tmp_path: Path
) -> None:
    source = 'import "pe" import "math"\n' + "\n".join(
        f"rule r{number} {{ strings: $a = {one} $b = {other} condition: ({condition}) or (any of them and false) }}"
        for number, (one, other, condition) in enumerate(rules)
    )
    plain, gated = both({"random.yar": source}, tmp_path)
    for data in (*CONTENTS, *(b"".join(parts) for parts in contents)):
        expected, found = hits(plain, gated, data)
        assert found == expected, (source, data)


@settings(max_examples=200, deadline=None)
@given(
    definition=STRINGS,
    parts=st.lists(st.sampled_from((b"alpha", b"bet", b"a", b" ", b"\0", b"\xff", b"gamma", b"AL")), max_size=6),
)
def test_a_string_that_matches_has_one_of_its_literals(definition: str, parts: list[bytes]) -> None:
    data = b"".join(parts)
    rules = yara_x.compile(f"rule r {{ strings: $a = {definition} condition: $a }}")
    if yara_x.Scanner(rules).scan(data).matching_rules:
        for clause in clauses_of(definition):
            assert any(content in data.lower() if caseless else content in data for content, caseless in clause)


def test_conditions_are_read_as_plyara_reads_them() -> None:
    known = plyara.Plyara().parse_string(re.sub(r"rule broken.*", "", RULES))
    ours = read_source(re.sub(r"rule broken.*", "", RULES)).rules
    assert [rule["rule_name"] for rule in known] == [rule.name for rule in ours]
    for theirs, rule in zip(known, ours, strict=True):
        assert "".join(theirs["condition_terms"]) == "".join(token.value for token in rule.condition)
        assert len(theirs.get("strings", ())) == len(rule.strings)


@given(st.text(alphabet='rule a{}:$="/\\*\n condition meta strings', max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        read_source(text)
    except NotUnderstood:
        return


def test_a_timed_out_content_is_never_clean(tmp_path: Path) -> None:
    write_compiled(compiled({"lab.yar": RULES}), tmp_path / "set")
    gated = GatedRules(str(tmp_path / "set"), 0)
    assert gated.scan(b"alpha beta gamma")["state"] == "timed-out"


def test_a_damaged_set_is_no_set(tmp_path: Path) -> None:
    (tmp_path / "set").write_bytes(os.urandom(200))
    with pytest.raises(ValueError, match=r"."):
        GatedRules(str(tmp_path / "set"), 20)

"""What a rule needs of a content: read from its condition, told as JSON, asked; with a near miss for each."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine import yara_triage
from beartrap.engine.yara import RuleSet
from beartrap.engine.yara_compile import compiled
from beartrap.engine.yara_condition import need_of
from beartrap.engine.yara_file import write_compiled
from beartrap.engine.yara_gated import GatedRules
from beartrap.engine.yara_literals import LONGEST, clauses_of
from beartrap.engine.yara_need import (
    LARGEST_SOUGHT,
    OPEN,
    Begins,
    Has,
    Need,
    Sight,
    Sized,
    at_least,
    both,
    either,
    grounds_of,
    may_hold,
    need_from,
    numbered,
)
from beartrap.engine.yara_text import NotUnderstood, read_source, tokens_of
from beartrap.engine.yara_triage import Triage

STRINGS = '$a1 = "alpha" $a2 = "beta" $a3 = "gamma" nocase $h = { DE AD ?? BE EF } $r = /(ldap|rmi):\\/\\/[a-z]{3}/'


def need(condition: str, strings: str = STRINGS) -> Need:
    """Return the need of a rule of that condition."""
    (rule,) = read_source(f"rule r {{ strings: {strings} condition: {condition} }}").rules
    return need_of(rule, {})


@pytest.mark.parametrize(
    ("condition", "met", "near_miss"),
    [
        ("all of ($a*)", b"alpha beta GAMMA", b"alpha beta"),
        ("2 of ($a*)", b"alpha Gamma", b"alpha alpha"),
        ("any of them", b"beta", b"bet"),
        ("$a1 and ($a2 or $a3)", b"alpha gamma", b"alpha delta"),
        ("$h", b"\xde\xad\x00\xbe\xef", b"\xde\xad\x00\xbe"),
        ("$r", b"rmi://abc", b"rmi:/abc"),
        ("uint16(0) == 0x5a4d and $a1", b"MZ alpha", b"ZM alpha"),
        ("filesize > 5 and $a1", b"alpha!", b"alpha"),
        ("filesize <= 5 and $a1", b"alpha", b"alpha!"),
        ("#a1 > 1 or #a2 > 1", b"beta", b"gamma"),
        ("not $a1 and $a2", b"beta", b"alpha"),
        ("for any of ($a1, $a2) : ($ at 0)", b"beta", b"gamma"),
        (
            "3 of them and uint32be(0) == 0x41424344",
            b"ABCD alpha beta gamma",
            b"ABCD alpha beta",
        ),
    ],
)
def test_what_a_condition_needs(condition: str, met: bytes, near_miss: bytes) -> None:
    assert need(condition).holds(Sight(met))
    assert not need(condition).holds(Sight(near_miss))


@pytest.mark.parametrize(
    "condition",
    [
        "not $a1",
        "#a1 == 0",
        "none of them",
        "filesize * 2 > 10",
        "50% of them",
        "$a1 or true",
        "math.entropy(0, 4) > 1",
    ],
)
def test_what_may_be_true_without_it_needs_nothing(condition: str) -> None:
    assert need(condition) == OPEN


def test_a_string_of_which_nothing_is_sure_counts_as_there() -> None:
    unsure = '$a = "alpha" $b = /[a-z]+/'
    assert need("2 of them", unsure).holds(Sight(b"alpha"))
    assert not need("2 of them", unsure).holds(Sight(b"nothing"))


def test_of_a_long_string_the_telling_part_is_looked_for() -> None:
    ((literal,),) = clauses_of('"======================================== tunnel V%s ====="')
    assert b"tunnel" in literal[0] and len(literal[0]) == LONGEST
    assert set(clauses_of("/(ldap|rmi):\\/\\/x/")[0]) == {(b"rmi://x", False), (b"ldap://x", False)}


def test_what_was_looked_for_is_not_looked_for_again() -> None:
    alpha, beta = (b"alpha", False), (b"beta", False)
    asked = numbered(Has(((alpha,), (beta,))), {alpha: 7})
    assert not asked.holds(Sight(b"alpha beta")), "the pass before says that it is not there"
    assert asked.holds(Sight(b"beta", {7})) and not asked.holds(Sight(b"", {7}))


def test_in_a_large_content_each_string_counts_as_there() -> None:
    large = Sight(bytes(LARGEST_SOUGHT + 1))
    assert large.has(((b"alpha", False),))
    assert not Has((((b"alpha", False),),)).holds(Sight(bytes(100)))


def test_the_name_is_looked_through_too() -> None:
    asked = need('filename == "Setup.exe"', STRINGS)
    assert asked.holds(Sight(b"", name=b"SETUP.EXE\nC:/\n.exe")) and not asked.holds(Sight(b"", name=b"setup.com"))


LEAVES = st.one_of(
    st.sampled_from((b"al", b"be", b"xy")).map(lambda content: Has((((content, False),),))),
    st.tuples(st.integers(0, 3), st.sampled_from((b"a", b"b"))).map(lambda pair: Begins(*pair)),
    st.tuples(st.integers(0, 8), st.integers(0, 12)).map(lambda pair: Sized(*pair)),
)


NEEDS = st.recursive(
    LEAVES,
    lambda inner: st.tuples(st.integers(0, 3), st.lists(inner, min_size=1, max_size=4)).map(
        lambda pair: at_least(min(pair[0], len(pair[1])), pair[1])
    ),
    max_leaves=12,
)
CONTENTS = st.lists(st.sampled_from((b"al", b"be", b"x", b"y")), max_size=6).map(b"".join)


@settings(max_examples=200, deadline=None)
@given(NEEDS, CONTENTS)
def test_a_need_that_travelled_is_the_same(asked: Need, data: bytes) -> None:
    assert need_from(json.loads(json.dumps(asked.told()))).holds(Sight(data)) == asked.holds(Sight(data))


@settings(max_examples=300, deadline=None)
@given(NEEDS, CONTENTS, st.sets(st.sampled_from((b"al", b"be", b"xy"))))
def test_no_need_is_ruled_out_that_holds(asked: Need, data: bytes, looked_for: set[bytes]) -> None:
    sought = {(content, False): number for number, content in enumerate(sorted(looked_for))}
    seen = {number for (content, _), number in sought.items() if content in data}
    assert may_hold(grounds_of(asked, sought), seen) or not asked.holds(Sight(data))
    assert numbered(asked, sought).holds(Sight(data, seen)) == asked.holds(Sight(data))


def test_what_was_looked_for_rules_a_need_out() -> None:
    alpha, beta = Has((((b"alpha", False),),)), Has((((b"beta", False),),))
    sought = {(b"alpha", False): 0, (b"beta", False): 1}
    for asked, seen in ((both([alpha, beta]), {1}), (either([alpha, beta]), set[int]())):
        assert not may_hold(grounds_of(asked, sought), seen) and may_hold(grounds_of(asked, sought), {0, 1})
    assert may_hold(grounds_of(either([alpha, Sized(0, 9)]), sought), set()), "its size alone would do"
    assert may_hold(grounds_of(both([alpha, beta]), {(b"gamma", False): 0}), set()), "nobody looked for them"


@pytest.mark.parametrize("document", [None, [], ["has"], ["of", 1], ["begins", "0", "61"], ["other", 1, 2], {"of": 1}])
def test_what_is_no_need_is_refused(document: object) -> None:
    with pytest.raises(ValueError, match="no need"):
        need_from(document)


def test_more_parts_than_are_worth_asking_need_nothing() -> None:
    many = [Sized(0, number) for number in range(3000)]
    assert both(many) == OPEN


SOURCE = """
import "pe"
// rule commented { condition: true }
/* rule commented_too { condition: true } */
rule alpha { strings: $a = "alpha" condition: $a }
rule beta { strings: $a = "beta" condition: $a and filesize < 20 }
rule head { condition: uint16(0) == 0x5A4D and pe.is_pe }
rule any_file { condition: filesize > 2 }
"""


def test_a_machine_without_hyperscan_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yara_triage, "hyperscan", None)
    write_compiled(compiled({"lab.yar": SOURCE}), tmp_path / "set")
    gated, plain = GatedRules(str(tmp_path / "set"), 20), RuleSet({"lab.yar": SOURCE}, 20)
    contents = [b"alpha", b"beta", b"beta and much more behind it", b"MZ", b""]
    for data, found in zip(contents, gated.scan_all(contents), strict=True):
        expected = [one["rule"] for one in plain.scan(data)["matches"]]
        assert [one["rule"] for one in found["matches"]] == expected


def test_a_database_of_another_build_calls_every_unit() -> None:
    triage = Triage([(b"alpha", False)], [[3]], b"of another version")
    assert list(triage.look(b"nothing of it")[0]) == [3] and not triage.sought


def test_contents_together_and_one_by_one(tmp_path: Path) -> None:
    write_compiled(compiled({"lab.yar": SOURCE}), tmp_path / "set")
    contents = [b"alpha", b"beta alpha", b"gamma", b"MZ alpha"] * 3
    together = GatedRules(str(tmp_path / "set"), 20).scan_all(contents)
    single = GatedRules(str(tmp_path / "set"), 20)
    assert together == [single.scan(data) for data in contents]
    assert [one["state"] for one in together[:3]] == ["hit", "hit", "hit"]


@pytest.mark.parametrize(
    "strings",
    [
        '$a = "x" xor(0x01-0xff) $b = "y" base64("!@#$%^&*(){}[].,|ABCDEFGHIJ\\x09LMNOPQRSTUVWXYZabcdefghijklmnopqrstu")',
        '$a = /a"b\\/{2}/is nocase // $no = "x"\n $b = { AB /* } */ ?? // }\n [2-4] ( 01 | 02 ) } private',
        '$ = "one" wide ascii $ = "two" /* fullword */ fullword $c="$d = 1"',
    ],
)
def test_strings_that_are_read_at_once_are_the_same(strings: str) -> None:
    source = f"rule r {{ meta: a = 1 strings: {strings} condition: any of them }}"
    (rule,) = read_source(source).rules
    tokens = list(tokens_of(source))
    heads = [at for at, token in enumerate(tokens) if token.kind == "pattern"]
    ends = [*heads[1:], next(at for at, token in enumerate(tokens) if token.value == "condition")]
    slow = [
        (tokens[head].value, source[tokens[head + 2].start : tokens[end - 1].end])
        for head, end in zip(heads, ends, strict=True)
    ]
    assert list(rule.strings) == slow and len(slow) >= 2


def test_what_is_no_modifier_leaves_the_source_whole() -> None:
    with pytest.raises(NotUnderstood):
        read_source('rule r { strings: $a = "x" wide sideways condition: $a }')

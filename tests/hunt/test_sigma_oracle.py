"""The matcher and the plain oracle agree, in both engines, on whatever rules and events there are."""

import os
from typing import Any

import pytest
import sigma_oracle as oracle
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sigma_lab import ENGINES, matched, rule, rules

EXAMPLES = int(os.environ.get("BEARTRAP_TORTURE", 45))
"""Each example makes a Hyperscan database or two: few in the ordinary run, thousands in `make torture`."""
ALPHABET = "abAB-/ \\*?%_.\n\0\u00df\u1e9e\u0130\u212a\u03a3\u03c2\u03c3\u2013é"
texts = st.text(ALPHABET, max_size=8)
fields = st.sampled_from(["F", "G", "H"])
values = st.one_of(
    texts,
    st.sampled_from(["5", "-3", "1.5", "10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1", "2020-06-01T12:30:00Z", "true"]),
)
events = st.lists(
    st.dictionaries(fields, st.one_of(st.none(), values, st.lists(values, max_size=3)), max_size=3),
    min_size=1,
    max_size=6,
)
TEXT_MODIFIERS = ["", "|contains", "|startswith", "|endswith"]
cased = st.sampled_from(["", "|cased"])
windash = st.sampled_from(["", "|windash"])


@st.composite
def text_items(draw: Any) -> tuple[str, Any]:
    modifier = draw(windash) + draw(st.sampled_from(TEXT_MODIFIERS))
    if "windash" not in modifier:
        modifier += draw(cased)
    listed = draw(st.lists(texts, min_size=1, max_size=3))
    return draw(fields) + modifier + (draw(st.sampled_from(["", "|all"])) if len(listed) > 1 else ""), listed


encoded_items = st.tuples(
    st.sampled_from(
        ["F|base64", "F|base64offset|contains", "F|wide|base64offset|contains", "F|utf16be|base64", "F|utf16|base64"]
    ),
    st.text("abAB é", min_size=1, max_size=4),
)
other_items = st.one_of(
    st.tuples(st.just("F|cidr"), st.sampled_from(["10.0.0.0/8", "2001:db8::/32", "10.1.2.3/32"])),
    st.tuples(st.sampled_from(["F|gt", "F|gte", "F|lt", "F|lte"]), st.sampled_from([5, -3, 1.5])),
    st.tuples(st.sampled_from(["F|minute", "F|hour", "F|day", "F|week", "F|month", "F|year"]), st.integers(0, 31)),
    st.tuples(st.just("F|hour|gte"), st.integers(0, 23)),
    st.tuples(st.sampled_from(["F", "F|neq"]), st.sampled_from([5, -3, 1.5, True, "5"])),
    st.tuples(st.sampled_from(["F|exists", "G|exists"]), st.booleans()),
    st.tuples(st.sampled_from(["F", "G"]), st.none()),
    st.tuples(
        st.sampled_from(["F|fieldref", "F|fieldref|startswith", "F|fieldref|endswith", "F|fieldref|contains"]),
        st.sampled_from(["G", "H"]),
    ),
)
REGEXES = [
    "a",
    "^a",
    "a$",
    "^a.b$",
    "a.*b",
    "[aA]b",
    r"\\",
    r"\*",
    "é",
    "a|b-",
    r"\w+-",
    r"\bab",
    r"a\s",
    "(a|b){2}",
    "^$",
    "ß",
    "a?",
]
regex_items = st.tuples(st.sampled_from(["F|re", "F|re|i", "F|re|m", "F|re|s"]), st.sampled_from(REGEXES))
items = st.one_of(text_items(), text_items(), encoded_items, other_items, regex_items)
selections = st.one_of(
    st.lists(items, min_size=1, max_size=3).map(dict),
    st.lists(st.lists(items, min_size=1, max_size=2).map(dict), min_size=1, max_size=2),
    st.lists(st.text("abAB-*?\\", min_size=1, max_size=4), min_size=1, max_size=2),
)
CONDITIONS = [
    "s1",
    "not s1",
    "s1 and not s2",
    "s1 or s2",
    "not (s1 or s2)",
    "1 of s*",
    "all of them",
    "not 1 of s*",
    "s1 and s2 or not s2",
]


def text_of(first: Any, second: Any, condition: str) -> str:
    block = {"s1": first, "s2": second, "condition": condition}
    return rule(yaml.safe_dump(block, allow_unicode=True, width=10_000))


@settings(max_examples=EXAMPLES)
@given(selections, selections, st.sampled_from(CONDITIONS), events)
def test_the_matcher_agrees_with_the_oracle(first: Any, second: Any, condition: str, given_events: Any):
    text = text_of(first, second, condition)
    plain = oracle.parse(text)
    expected = [row for row, event in enumerate(given_events) if oracle.hits(plain, event)]
    found = rules(text)
    assert not found.refused, found.refused
    for engine in ENGINES:
        assert matched(found, given_events, engine) == [expected], engine


@settings(max_examples=EXAMPLES // 3)
@given(st.lists(st.tuples(selections, selections, st.sampled_from(CONDITIONS)), min_size=2, max_size=5), events)
def test_many_rules_together_are_each_as_alone(several: Any, given_events: Any):
    written = [
        text_of(*one).replace("00000000-0000-4000-8000-000000000001", f"00000000-0000-4000-8000-{number:012d}")
        for number, one in enumerate(several)
    ]
    found = rules(*written)
    by_id = dict(zip((head.id for head in found.heads), matched(found, given_events), strict=True))
    for number, text in enumerate(written):
        plain = oracle.parse(text)
        expected = [row for row, event in enumerate(given_events) if oracle.hits(plain, event)]
        assert by_id[f"00000000-0000-4000-8000-{number:012d}"] == expected


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("item", "hit", "miss"),
    [
        ("F: abc", "ABC", "abcd"),
        ("F: 'a\\*c'", "A*c", "abc"),
        ("F: 'a*c'", "a\nb\0c", "a\nb\0d"),
        ("F: 'a?c'", "aéc", "aééc"),
        ("F: 'C:\\Win'", "c:\\win", "c:win"),
        ("F: '100%_'", "100%_", "100xy"),
        ("F|contains: k", "\u212a", "\u0138"),
        ("F: straße", "STRAẞE", "strasse"),
        ("F: İ", "İ", "i"),
        ("F|contains: σ", "ΑΣ", "ας"),
        ("F|cased: Abc", "Abc", "abc"),
        ("F|re: 'a.c'", "xabcx", "xABCx"),
        ("F|re|i: 'a.c'", "xABCx", "xABx"),
        ("F|re|s: 'a.c'", "a\nc", "a\n\nc"),
        ("F|re|m: '^c$'", "b\nc\nd", "bcd"),
        ("F|windash|contains: ' -enc'", "x /ENC", "x +enc"),
        ("F|windash|contains: ' -enc'", "x \u2014enc", "x enc"),
        ("F|wide|base64offset|contains: 'foo'", "xxZgBvAG8Ayy", "Zm9v"),
        ("F|base64: 'a\\*'", "YSo=", "YVwq"),
        ("F|cidr: 10.0.0.0/8", "::ffff:10.9.9.9", "11.0.0.1"),
        ("F|cidr: '2001:db8::/32'", "2001:0DB8:0::1", "2001:db9::1"),
        ("F: 5", "5", "05"),
        ("F|gte: 4", "4.0", "abc"),
        ("F: ''", "", " "),
        ("F: '*'", "", None),
        ("F: null", None, ""),
        ("F|exists: true", "", None),
        ("F|hour: 23", "2020-06-01T01:30:00+02:00", "2020-06-01T01:30:00Z"),
        ("F: [a, b]", ["x", "B"], ["x", "ab"]),
    ],
)
def test_a_hit_and_its_near_miss(engine: str, item: str, hit: Any, miss: Any):
    found = rules(rule(f"s:\n  {item}\ncondition: s"))
    assert matched(found, [{"F": hit}, {"F": miss}], engine) == [[0]]
    plain = oracle.parse(rule(f"s:\n  {item}\ncondition: s"))
    assert oracle.hits(plain, {"F": hit}) and not oracle.hits(plain, {"F": miss})

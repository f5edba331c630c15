"""Hostile rules: named and left out, and the others are used."""

import pytest
from sigma_lab import ENGINES, matched, rule, rules

from beartrap.hunt.sigma.ruleset import RuleSet

GOOD = rule("s:\n  F: a\ncondition: s", 9)
BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(8)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "[" * 100_000,
        "x" * (1 << 20) + "x",
        "- a list",
        "title: \x00",
        rule("s:\n  F|re: '(?=a)b'\ncondition: s"),
        rule("s:\n  F|re: '(a)\\1'\ncondition: s"),
        rule("s:\n  F|re: '((a{1,999}){1,999}){1,999}'\ncondition: s"),
        rule("s:\n  F|nosuch: a\ncondition: s"),
        rule("s:\n  F: a\ncondition: " + "(" * 20_000 + "s" + ")" * 20_000),
        rule("s:\n  F: a\ncondition: " + "not " * 4000 + "s"),
        rule("s:\n  F: a\ncondition: nowhere"),
        rule("s:\n  F: a\ncondition: s | count() > 5"),
        rule("s:\n  F|expand: '%names%'\ncondition: s"),
    ],
    ids=range(14),
)
def test_a_hostile_rule_is_refused_and_the_others_are_used(text: str):
    found = rules(text, GOOD)
    assert len(found.refused) >= 1 and all(one.why for one in found.refused)
    assert matched(found, [{"F": "a"}, {"F": "b"}])[-1] == [0]


@pytest.mark.parametrize("engine", ENGINES)
def test_many_dashes_and_nested_repeats_take_no_time(engine: str):
    dashes = rule("s:\n  F|windash|contains: '" + " -a" * 30 + "'\ncondition: s")
    repeats = rule("s:\n  F|re: '^(a+)+$'\ncondition: s", 2)
    found = rules(dashes, repeats)
    assert matched(found, [{"F": " /a" * 30}, {"F": "a" * 50_000 + "b"}, {"F": "aaa"}], engine) == [[0], [2]]


def test_a_set_survives_its_json_form():
    found = rules(GOOD, rule("s:\n  F|cidr: 10.0.0.0/8\n  G|re|i: x\ncondition: not s"))
    again = RuleSet.from_bytes(found.to_bytes())
    events = [{"F": "a"}, {"F": "10.1.1.1", "G": "X"}]
    assert matched(again, events) == matched(found, events)
    with pytest.raises(ValueError, match="not ours"):
        RuleSet.from_bytes(b'{"format": 0}')

"""A user's own field names, given as a pipeline of pySigma: rules, filters and correlations ask for those names."""

import pytest

from beartrap.engine.rule_files import RuleFile
from beartrap.hunt.sigma.expression import Test as SigmaTest
from beartrap.hunt.sigma.expression import tests_of as leaves_of
from beartrap.hunt.sigma.linking import link_parsed
from beartrap.hunt.sigma.mapping import FieldMapping
from beartrap.hunt.sigma.parsing import parse_file
from beartrap.hunt.sigma.rule import BadMapping, Filter, Refused, Rule
from hunt.sigma_lab import matched, rule

MAPPING = """
name: ours
priority: 20
transformations:
  - id: names
    type: field_name_mapping
    mapping: {F: event.f, G: [g1, g2]}
"""
FILTER = """
title: Not the updater
id: 00000000-0000-4000-8000-000000000009
logsource: {product: zeek, service: lab}
filter:
  rules: any
  updater: {F: a}
  condition: not updater
"""
COUNTED = """
title: Three of a kind
id: 00000000-0000-4000-8000-000000000008
correlation:
  type: event_count
  rules: [00000000-0000-4000-8000-000000000001]
  group-by: [F]
  timespan: 1h
  condition: {gte: 3}
"""


def parsed(text: str, *mappings: str) -> list[object]:
    return list(parse_file(RuleFile("one.yml", text.encode()), {}, FieldMapping(mappings)))


def fields(one: object) -> set[str | None]:
    assert isinstance(one, Rule | Filter)
    return {test.field for test in leaves_of(one.condition) if isinstance(test, SigmaTest)}


def test_a_rule_hits_the_fields_that_it_is_mapped_to_and_no_others() -> None:
    found = parse_file(
        RuleFile("one.yml", rule("s:\n  F: a\n  G|contains: b\ncondition: s").encode()), {}, FieldMapping([MAPPING])
    )
    events = [
        {"event.f": "a", "g1": "xbx"},
        {"event.f": "a", "g2": "b"},
        {"F": "a", "G": "b"},  # the old names: a near miss
        {"event.f": "a", "g3": "b"},
    ]
    assert matched(link_parsed(found), events) == [[0, 1]]


def test_filters_and_the_groups_of_correlations_are_mapped_too() -> None:
    (only,) = parsed(FILTER, MAPPING)
    assert fields(only) == {"event.f"}
    (correlation,) = parsed(COUNTED, MAPPING)
    assert getattr(correlation, "groups", None) == ("event.f",)


def test_of_two_pipelines_the_one_of_the_lower_priority_comes_first() -> None:
    later = MAPPING.replace("20", "30").replace("{F: event.f, G: [g1, g2]}", "{event.f: last}")
    for order in ((MAPPING, later), (later, MAPPING)):
        (only,) = parsed(rule("s:\n  F: a\ncondition: s"), *order)
        assert fields(only) == {"last"}


def test_a_rule_that_a_pipeline_refuses_is_refused_with_its_reason() -> None:
    refusing = """
transformations:
  - type: rule_failure
    message: our sensors do not log this
    rule_conditions: [{type: logsource, product: zeek}]
"""
    (only,) = parsed(rule("s:\n  F: a\ncondition: s"), refusing)
    assert isinstance(only, Refused) and "our sensors do not log this" in only.why


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "transformations: 5",
        "name: nothing",
        "priority: high\ntransformations: [{type: field_name_mapping, mapping: {a: b}}]",
        "transformations: [7]",
        "transformations: [{type: nosuch}]",
        "finalizers: [{type: concat}]",
        "postprocessing: [{type: embed, prefix: x}]",
        "transformations: [{type: file_placeholders, path: /etc/hostname}]",
        "transformations: [{type: nest, items: [{type: http_placeholders, url: 'http://feed.example/'}]}]",
        "a: &a [*b]",
        "a: &a {b: 1}\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]",
    ],
    ids=range(13),
)
def test_what_is_no_pipeline_or_would_fetch_something_is_refused(text: str) -> None:
    with pytest.raises(BadMapping):
        FieldMapping([text])

"""Correlations: the SQL windows and the plain oracle agree, and what the base rules may say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
import sigma_lab as lab
from correlation_oracle import alerts
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.events import TIME
from beartrap.hunt.match.fields import plain_scanners
from beartrap.hunt.match.matcher import SigmaMatcher
from beartrap.hunt.sigma.correlating import correlate
from beartrap.hunt.sigma.ruleset import RuleSet

START = datetime(2020, 6, 1, tzinfo=UTC)
NAMES = ["first", "second", "third"]


def base(number: int) -> str:
    text = lab.rule(f"s:\n  What: {NAMES[number]}\ncondition: s", number + 1)
    return text + f"name: {NAMES[number]}\n"


def correlation(kind: str, names: list[str], condition: str = "", group: str = "[User]", more: str = "") -> str:
    return f"""
title: A correlation
id: 00000000-0000-4000-9000-000000000001
name: together
level: critical
correlation:
  type: {kind}
  rules: [{", ".join(names)}]
  group-by: {group}
  timespan: 60s
{more}{f"  condition: {condition}" if condition else ""}
"""


def hits_of(rules: RuleSet, events: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_batches([SigmaMatcher(rules, plain_scanners).match(lab.batch(events))])


def seen(text: str, events: list[dict[str, Any]], numbers: range = range(3)) -> list[tuple[str, datetime]]:
    rules = lab.rules(*(base(number) for number in numbers), text)
    assert not rules.refused, rules.refused
    found = correlate(rules, hits_of(rules, events)).to_pylist()
    return sorted((hit["values"][0], hit["time"]) for hit in found)


def event(second: float, what: str, user: str | None = "u", value: str | None = "1") -> dict[str, Any]:
    return {TIME: START + timedelta(seconds=second), "What": what, "User": user, "Value": value}


events = st.lists(
    st.builds(
        event,
        st.integers(0, 240).map(lambda half: half / 2 * 1.5),
        st.sampled_from([*NAMES, "other"]),
        st.sampled_from(["u", "v", None]),
        st.sampled_from(["1", "2", "-7", "x", None]),
    ),
    max_size=25,
)
COUNTED = ["event_count", "value_count", "value_sum", "value_avg", "value_median"]


@settings(max_examples=60)
@given(st.sampled_from(COUNTED), st.sampled_from(["lt", "lte", "gt", "gte", "eq", "neq"]), st.integers(1, 4), events)
def test_counts_agree_with_the_oracle(kind: str, op: str, count: int, given_events: list[dict[str, Any]]):
    field = ", field: Value" if kind != "event_count" else ""
    got = seen(correlation(kind, NAMES[:2], f"{{{op}: {count}{field}}}"), given_events)
    plain = [{**one, "rule": one["What"], "time": one[TIME]} for one in given_events]
    assert got == alerts(kind, NAMES[:2], "User", 60, op, count, "Value", plain)


@settings(max_examples=60)
@given(st.sampled_from(["temporal", "temporal_ordered"]), st.integers(2, 3), events)
def test_sequences_agree_with_the_oracle(kind: str, size: int, given_events: list[dict[str, Any]]):
    got = seen(correlation(kind, NAMES[:size]), given_events)
    plain = [{**one, "rule": one["What"], "time": one[TIME]} for one in given_events]
    assert got == alerts(kind, NAMES[:size], "User", 60, "gte", size, "", plain)


def test_events_just_outside_the_span_do_not_count():
    text = correlation("event_count", ["first"], "{gte: 2}")
    assert seen(text, [event(0, "first"), event(60, "first")]) == [("u", START + timedelta(seconds=60))]
    assert seen(text, [event(0, "first"), event(60.1, "first")]) == []


def test_the_wrong_order_is_no_hit():
    text = correlation("temporal_ordered", ["first", "second"])
    assert seen(text, [event(5, "first"), event(0, "second")]) == []
    assert len(seen(text, [event(0, "first"), event(5, "second")])) == 1


def test_an_alias_names_a_group_as_each_rule_does():
    more = "  aliases:\n    who: {first: User, second: Value}\n"
    text = correlation("temporal", ["first", "second"], group="[who]", more=more)
    assert len(seen(text, [event(0, "first", "anna"), event(5, "second", "x", "anna")])) == 1
    assert seen(text, [event(0, "first", "anna"), event(5, "second", "anna", "x")]) == []


def test_an_extended_condition():
    text = correlation("temporal", NAMES, "first and not third or second and third")
    assert len(seen(text, [event(0, "first")])) == 1
    assert seen(text, [event(0, "third"), event(1, "first")]) == []
    assert len(seen(text, [event(0, "third"), event(1, "second")])) == 1


def test_a_percentile():
    text = correlation("value_percentile", ["first"], "{gte: 9, field: Value, percentile: 50}")
    assert len(seen(text, [event(0, "first", value="9"), event(1, "first", value="9")])) == 1
    assert seen(text, [event(0, "first", value="8"), event(1, "first", value="9")]) == []


@pytest.mark.parametrize(("more", "kinds"), [("", {"sigma-base"}), ("  generate: true\n", {"sigma"})])
def test_the_rules_alert_themselves_only_where_generate_says_so(more: str, kinds: set[str]):
    rules = lab.rules(base(0), correlation("event_count", ["first"], "{gte: 2}", more=more))
    assert {hit["kind"] for hit in hits_of(rules, [event(0, "first")]).to_pylist()} == kinds


def test_a_correlation_of_correlations():
    outer = correlation("event_count", ["together"], "{gte: 2}").replace("9000-000000000001", "9000-000000000002")
    inner = correlation("event_count", ["first"], "{gte: 2}").replace("60s", "10s")
    rules = lab.rules(outer.replace("name: together", "name: outer"), base(0), inner)
    assert not rules.refused
    twice = correlate(rules, hits_of(rules, [event(second, "first") for second in (0, 1, 20, 21)])).to_pylist()
    assert [hit["kind"] for hit in twice] == ["sigma-base", "sigma-base", "sigma"]
    once = correlate(rules, hits_of(rules, [event(second, "first") for second in (0, 1, 20)])).to_pylist()
    assert [hit["kind"] for hit in once] == ["sigma-base"]


def test_rules_that_are_not_there_and_circles_are_named():
    circle = correlation("event_count", ["together"], "{gte: 2}")
    lost = correlation("event_count", ["nowhere"], "{gte: 2}")
    assert ["together" in one.why for one in lab.rules(circle).refused] == [True]
    assert ["nowhere" in one.why for one in lab.rules(lost).refused] == [True]


def test_hostile_names_reach_no_statement():
    text = correlation("event_count", ["first"], "{gte: 1}", group='["x\'); DROP TABLE hits; --"]')
    assert seen(text, [{**event(0, "first"), "x'); DROP TABLE hits; --": "k"}]) == [("k", START)]

"""Events that cannot hold a keyword are read in part: the hits are those of reading them whole, however JSON is written."""

import io
import json
import os
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sigma_lab import ENGINES, rule, rules

from beartrap.engine.events import SIEVED
from beartrap.estate.events.opening import read_events, reader_named
from beartrap.estate.events.reader import Dirty, Origin
from beartrap.hunt.match.matcher import SigmaMatcher
from beartrap.hunt.match.raw_sieve import raw_sieve
from beartrap.hunt.sigma.expression import MANY, Kind
from beartrap.hunt.sigma.expression import Test as SigmaTest

EXAMPLES = int(os.environ.get("BEARTRAP_TORTURE", 60))
KEYWORDS = [
    "evil.tool",
    "kit",
    "evil::",
    "\\evil",
    '"evil tool"',
    "x-kit\n",
    "k1t: 5",
    "/evil",
    "true",
    "5",
    "kit*evil",
]
PIECES = [*KEYWORDS, "EVIL", "evi", "l", "\u212aIT", "KIT", "\0", "\n", "\b", "\\", "é", "5e5", "."]
leaves = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    st.sampled_from([True, False, None, 5, 5.0, 5e20, -1.5]),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["kit", "evil", "a b"]), inner, max_size=2)
    ),
    max_leaves=6,
)
events = st.dictionaries(st.sampled_from(["F", "G", "kit"]), values, max_size=3)


@st.composite
def written(draw: Any, value: Any) -> str:
    """Return JSON for a value in one of the many ways to write it: escapes, blanks, slashes."""
    if isinstance(value, str):
        ways = [(lambda one: json.dumps(one)[1:-1]), (lambda one: json.dumps(one, ensure_ascii=False)[1:-1]), _hex]
        return '"' + "".join(draw(st.sampled_from(ways))(one) for one in value) + '"'
    blank = draw(st.sampled_from(["", " "]))
    if isinstance(value, list):
        return "[" + f",{blank}".join(draw(written(one)) for one in value) + f"{blank}]"
    if isinstance(value, dict):
        inner = (f"{draw(written(key))}{blank}:{blank}{draw(written(one))}" for key, one in value.items())
        return "{" + f"{blank},".join(inner) + "}"
    return json.dumps(value)


def _hex(character: str) -> str:
    return "".join(f"\\u{ord(one):04X}" for one in character)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=EXAMPLES)
@given(st.data(), st.lists(st.sampled_from(KEYWORDS), min_size=1, max_size=3), st.lists(events, min_size=1, max_size=4))
def test_sieved_events_hit_what_whole_ones_do(engine: str, data: Any, keywords: list[str], given_events: Any):
    block = {
        "s1": keywords,
        "s2": {"F|contains": "kit"},
        "condition": data.draw(st.sampled_from(["s1", "not s1", "s1 and not s2"])),
    }
    found = rules(rule(yaml.safe_dump(block, allow_unicode=True, width=10_000)))
    lines = "\n".join(data.draw(written(event)) for event in given_events)
    assert hits(found, lines, engine, sieved=True) == hits(found, lines, engine, sieved=False)


def hits(found: Any, lines: str, engine: str, *, sieved: bool) -> list[int]:
    matcher = SigmaMatcher(found, ENGINES[engine])
    needed = (lambda source: matcher.sieved(source) or matcher.needed(source)) if sieved else matcher.needed
    read = read_events(reader_named("json"), io.BytesIO(lines.encode()), Origin("lab.json", kind="zeek/lab"), needed)
    batches = [item for item in read if not isinstance(item, Dirty)]
    return sorted(row for batch in batches for row in matcher.match(batch).column("row").to_pylist())


def test_only_what_cannot_hold_a_keyword_is_read_in_part():
    found = rules(rule("s1: [evil.tool]\ncondition: s1"), rule("s1: {F: a}\ncondition: s1", 2))
    matcher = SigmaMatcher(found)
    lines = b'{"F":"a","G":"plain"}\n{"F":"b","G":"an EVIL.tool"}\n{"F":"c","G":"\\u0065vil.tool"}'
    needed = lambda source: matcher.sieved(source) or matcher.needed(source)  # noqa: E731
    origin = Origin("lab.json", kind="zeek/lab")
    part, whole = read_events(reader_named("json"), io.BytesIO(lines), origin, needed)
    assert not isinstance(part, Dirty) and not isinstance(whole, Dirty)
    assert (part.schema.metadata, part.column("@row").to_pylist()) == (SIEVED, [1])
    assert "G" not in part.schema.names
    assert (whole.schema.metadata, whole.column("@row").to_pylist()) == (None, [2, 3])


def keyword(text: str) -> SigmaTest:
    return SigmaTest(None, Kind.TEXT, (MANY, text, MANY))


@pytest.mark.parametrize("text", ["ab", "\\/", "5.5e5", "---", "éé"])
def test_a_keyword_without_a_plain_run_has_no_sieve(text: str):
    assert raw_sieve([keyword("evil"), keyword(text)]) is None


def test_a_regular_expression_has_no_sieve():
    assert raw_sieve([SigmaTest(None, Kind.REGEX, text="evil")]) is None


def test_windows_events_whose_channel_is_worked_out_are_suspicious():
    found = rules(
        "title: t\nid: 00000000-0000-4000-8000-000000000009\nlogsource: {product: windows}\n"
        "detection: {k: [operational], condition: k}\nlevel: low"
    )
    matcher = SigmaMatcher(found)
    line = b'{"EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Hostname":"h","UtcTime":"2020-06-01 00:00:00"}'
    needed = lambda source: matcher.sieved(source) or matcher.needed(source)  # noqa: E731
    (batch,) = read_events(reader_named("json"), io.BytesIO(line), Origin("x"), needed)
    assert not isinstance(batch, Dirty)
    assert matcher.match(batch).num_rows == 1

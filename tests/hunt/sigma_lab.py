"""A small lab for Sigma: rules as text, events as dictionaries, and the matcher in both of its engines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from beartrap.engine.events import FILE, HOST, ROW, SOURCE, TEXT, TEXTS, TIME
from beartrap.engine.rule_files import RuleFile
from beartrap.hunt.match import vectored
from beartrap.hunt.match.fields import Scanners, plain_scanners
from beartrap.hunt.match.matcher import SigmaMatcher
from beartrap.hunt.match.scanner import Scanner
from beartrap.hunt.sigma.expression import Test as SigmaTest
from beartrap.hunt.sigma.linking import link_parsed
from beartrap.hunt.sigma.lowering import Placeholders
from beartrap.hunt.sigma.parsing import parse_file
from beartrap.hunt.sigma.ruleset import RuleSet

LOG = "zeek/lab"
RULE = """
title: A rule of the lab
id: 00000000-0000-4000-8000-{number:012d}
status: test
level: high
tags: [attack.t1059.001]
logsource: {{product: zeek, service: lab}}
detection:
{detection}
"""


def rule(detection: str, number: int = 1) -> str:
    """The text of a rule on the lab's log; `detection` is its block, not indented."""
    return RULE.format(number=number, detection="\n".join(f"  {line}" for line in detection.strip().splitlines()))


def rules(*texts: str, placeholders: Placeholders | None = None) -> RuleSet:
    parsed = [
        one
        for number, text in enumerate(texts)
        for one in parse_file(RuleFile(f"{number}.yml", text.encode()), placeholders or {})
    ]
    return link_parsed(parsed)


def hyperscan_scanners(tests: Sequence[SigmaTest], numbers: Sequence[int], digest: str) -> Scanner:
    del digest
    compiled = vectored.from_bytes(vectored.to_bytes(vectored.build([tests[number] for number in numbers])))
    assert compiled is not None
    return vectored.VectorScanner(tests, numbers, compiled)


ENGINES: dict[str, Scanners] = {"plain": plain_scanners}
if vectored.available():
    ENGINES["hyperscan"] = hyperscan_scanners


def batch(events: Sequence[dict[str, Any]], source: str = LOG, start: datetime | None = None) -> pa.RecordBatch:
    """Events as a reader gives them: dictionaries, or lists where any event has one."""
    names = sorted({name for event in events for name in event if not name.startswith("@")})
    columns: dict[str, pa.Array] = {
        TIME: pa.array(
            [event.get(TIME, start or datetime(2020, 6, 1, tzinfo=UTC)) for event in events],
            pa.timestamp("us", tz="UTC"),
        ),
        HOST: pa.array([event.get(HOST, "host-1") for event in events], TEXT),
        SOURCE: pa.array([source] * len(events), TEXT),
        FILE: pa.array(["lab.json"] * len(events), TEXT),
        ROW: pa.array(range(1, len(events) + 1), pa.int64()),
    }
    for name in names:
        values = [event.get(name) for event in events]
        if any(isinstance(value, list) for value in values):
            values = [[value] if isinstance(value, str) else value for value in values]
            columns[name] = pa.array(values, TEXTS)
        else:
            columns[name] = pa.array(values, TEXT)
    return pa.RecordBatch.from_pydict(columns)


def matched(
    found: RuleSet, events: Sequence[dict[str, Any]], engine: str = "hyperscan", source: str = LOG
) -> list[list[int]]:
    """The rows (from 0) that each rule hits, rule by rule."""
    matcher = SigmaMatcher(found, ENGINES[engine])
    hits = matcher.match(batch(events, source)).to_pylist()
    return [sorted(hit["row"] - 1 for hit in hits if hit["rule"] == head.id) for head in found.heads]

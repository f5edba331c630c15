"""Making a rule set ready: checked, taken apart, told what calls for each part. Runs in a worker: rules are hostile text.

Groups are compiled to their end here, once for all workers. Of all other units most are never called for: one is compiled by the
worker that first meets a content for it. The answer is a stream of messages, so that no single one grows large.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from beartrap.engine.wire import BLOB
from beartrap.engine.yara_literals import Literal, clause_rarity, rarity
from beartrap.engine.yara_need import literals_in
from beartrap.engine.yara_plan import Plan, Stage, Unit, plan_of
from beartrap.engine.yara_sources import checked, checked_parts
from beartrap.engine.yara_text import SourceText, heads_in
from beartrap.engine.yara_triage import database_of

MOST_PROBLEMS = 1000
TOGETHER = 100
"""Units a message."""
COMMON = 32.0
"""Bits of rarity (sixteen letters) below which a literal is in many files, so that what it calls for is asked often."""
LONG, TELLING = 3, 9.0
"""Bytes and bits of what is looked for so that it need not be asked: Hyperscan is slow at what is short, and in every file."""
Message = dict[str, Any]


def compiled(sources: Mapping[str, str]) -> Iterator[Message]:
    """Yield messages: `{"units": [[length, set], …], "blob": …}` with JSON and a compiled set of that many bytes for each unit, then
    `{"stage": …, "blob": …}` with the database of its literals, and at last `{"done": true, "problems": […]}`.
    """
    doubts = _Doubts()
    plan = plan_of(sources, doubts.misread)
    problems = doubts.problems
    for _, found in checked_parts((name, text) for name, text in plan.rest if name not in doubts.checked):
        problems += found
    yield from _units(plan, problems)
    for stage in plan.stages:
        yield _stage(stage, plan)
    unique = {(one["source"], one["line"] or 0, one["why"]): one for one in problems}
    yield {"done": True, "problems": [unique[key] for key in sorted(unique)][:MOST_PROBLEMS]}


class _Doubts:
    """Whether we read other rules in a source than yara-x does.

    Where only what we took for a rule looks like one, there is nothing to ask; else (a rule within a comment or a text) what
    yara-x makes of the source tells. `checked` are the sources that were compiled for it, `problems` what of them does not compile.
    """

    def __init__(self) -> None:
        self.checked: dict[str, str] = {}
        self.problems: list[Message] = []

    def misread(self, texts: Mapping[str, SourceText]) -> set[str]:
        """Return the names of the sources that are misread."""
        self.checked = {name: text.text for name, text in texts.items() if len(heads_in(text.text)) != len(text.rules)}
        theirs: dict[str, set[str]] = {name: set() for name in self.checked}
        for compiler, problems in checked_parts(self.checked.items()):
            self.problems += problems
            for rule in compiler.build():
                theirs[rule.namespace].add(rule.identifier)
        broken = {one["source"] for one in self.problems}
        ours = {name: {rule.name for rule in texts[name].rules} for name in self.checked}
        return {
            name
            for name, found in theirs.items()
            if (not found <= ours[name] if name in broken else found != ours[name])
        }


def _units(plan: Plan, problems: list[Message]) -> Iterator[Message]:
    for start in range(0, len(plan.units), TOGETHER):
        units = plan.units[start : start + TOGETHER]
        told = [(orjson.dumps(_unit(unit)), _built(unit, problems) if unit.group else b"") for unit in units]
        yield {
            "units": [[len(unit), len(built)] for unit, built in told],
            BLOB: b"".join(part for one in told for part in one),
        }


def _unit(unit: Unit) -> Message:
    return {"pieces": () if unit.group else unit.pieces, "need": unit.need.told(), "modules": unit.modules}


def _built(unit: Unit, problems: list[Message]) -> bytes:
    compiler, found = checked(unit.pieces)
    problems += found
    stream = io.BytesIO()
    compiler.build().serialize_into(stream)
    return stream.getvalue()


def _stage(stage: Stage, plan: Plan) -> Message:
    """Return the literals that call for units, and all others of units that common ones call for: those are asked often."""
    calls: dict[Literal, list[int]] = {}
    for unit, clause in stage.calls:
        for literal in clause:
            calls.setdefault(literal, []).append(unit)
    for unit, clause in stage.calls:
        if clause_rarity(clause) < COMMON:
            for literal in literals_in(plan.units[unit].need):
                if len(literal[0]) >= LONG and rarity(literal[0]) >= TELLING:
                    calls.setdefault(literal, [])
    return {
        "named": stage.named,
        "heads": None if stage.heads is None else sorted(content.hex() for _, content in stage.heads),
        "always": {begins.hex(): units for begins, units in stage.always.items()},
        "literals": [[content.hex(), caseless] for content, caseless in calls],
        "calls": list(calls.values()),
        BLOB: database_of(list(calls)),
    }

"""A linked set of rules, and its one JSON form: what is cached, and what workers are sent."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from beartrap.hunt.sigma.correlation import Correlation
from beartrap.hunt.sigma.expression import Kind, Test
from beartrap.hunt.sigma.nodes import Node
from beartrap.hunt.sigma.rule import Head, LogSource, Refused

FORMAT = 1
"""Raised with every change of the JSON form or of what linking means."""

Roots = Mapping[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class RuleSet:
    """Rules made ready for matching.

    `heads[i]` and `sources[i]` say who rule i is. `tests` and `nodes` are those of all rules; `roots` gives for a log
    source of events (or a pattern that ends in `*`) the rules that look at it, each with its root node.
    """

    heads: tuple[Head, ...] = ()
    sources: tuple[LogSource, ...] = ()
    tests: tuple[Test, ...] = ()
    nodes: tuple[Node, ...] = ()
    roots: Roots = field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    refused: tuple[Refused, ...] = ()

    def roots_of(self, source: str) -> tuple[tuple[int, int], ...]:
        """Return (rule, root node) of all rules that look at a log source of events."""
        parts = source.split("/")
        keys = [source, *("/".join([*parts[:size], "*"]) for size in range(len(parts) - 1, 0, -1))]
        return tuple(pair for key in keys for pair in self.roots.get(key, ()))

    def named(self, reference: str) -> frozenset[int]:
        """Return the rules that a correlation means by an id or a name."""
        return self._by_reference.get(reference, frozenset())

    def silent(self) -> frozenset[int]:
        """Return the rules that do not alert: those that only correlations without `generate` name."""
        quiet = {
            rule for one in self.correlations if not one.generate for name in one.rules for rule in self.named(name)
        }
        loud = {rule for one in self.correlations if one.generate for name in one.rules for rule in self.named(name)}
        return frozenset(quiet - loud)

    def correlated_fields(self) -> Mapping[int, frozenset[str]]:
        """Return for each rule that correlations name the fields of its events that they want to see."""
        wanted: dict[int, set[str]] = defaultdict(set)
        for one in self.correlations:
            for name in one.rules:
                fields = {*(one.field_of(group, name) for group in one.groups), *one.fields}
                for rule in self.named(name):
                    wanted[rule] |= fields
        return {rule: frozenset(fields) for rule, fields in wanted.items()}

    @cached_property
    def _by_reference(self) -> Mapping[str, frozenset[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for number, head in enumerate(self.heads):
            for reference in (head.id.split("#")[0], head.name):
                found[reference].add(number)
        found.pop("", None)
        return {reference: frozenset(numbers) for reference, numbers in found.items()}

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        return orjson.dumps(
            {
                "format": FORMAT,
                "heads": [_head_to(head) for head in self.heads],
                "sources": [[one.product, one.category, one.service] for one in self.sources],
                "tests": [_test_to(test) for test in self.tests],
                "nodes": self.nodes,
                "roots": self.roots,
                "correlations": [_correlation_to(one) for one in self.correlations],
                "refused": [[one.id, one.title, one.path, one.why] for one in self.refused],
            },
            option=orjson.OPT_PASSTHROUGH_DATACLASS,
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> "RuleSet":
        """Return what `to_bytes` gave; raises ValueError for anything else."""
        try:
            data = orjson.loads(content)
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']} of a rule set is not ours")
            return cls(
                heads=tuple(_head_from(one) for one in data["heads"]),
                sources=tuple(LogSource(*one) for one in data["sources"]),
                tests=tuple(_test_from(one) for one in data["tests"]),
                nodes=tuple(tuple(one) for one in data["nodes"]),
                roots={key: tuple((rule, root) for rule, root in pairs) for key, pairs in data["roots"].items()},
                correlations=tuple(_correlation_from(one) for one in data["correlations"]),
                refused=tuple(Refused(*one) for one in data["refused"]),
            )
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError(f"no rule set of ours: {error}") from error


def _head_to(head: Head) -> list[Any]:
    return [head.id, head.title, head.level, head.status, head.path, head.name, list(head.techniques)]


def _head_from(one: list[Any]) -> Head:
    identity, title, level, status, path, name, techniques = one
    return Head(identity, title, level, status, path, name, tuple(techniques))


def _test_to(test: Test) -> list[Any]:
    if test.kind is Kind.TEXT:
        return [test.field, test.kind.value, list(test.parts), test.cased]
    return [test.field, test.kind.value, test.text, test.op, test.number]


def _test_from(one: list[Any]) -> Test:
    if one[1] == "text":
        return Test(one[0], Kind.TEXT, tuple(one[2]), one[3])
    return Test(one[0], Kind(one[1]), text=one[2], op=one[3], number=one[4])


def _correlation_to(one: Correlation) -> dict[str, Any]:
    return {
        "head": _head_to(one.head),
        "kind": one.kind,
        "rules": one.rules,
        "groups": one.groups,
        "aliases": one.aliases,
        "seconds": one.seconds,
        "op": one.op,
        "count": one.count,
        "fields": one.fields,
        "percentile": one.percentile,
        "steps": one.steps,
        "generate": one.generate,
    }


def _correlation_from(one: dict[str, Any]) -> Correlation:
    return Correlation(
        head=_head_from(one["head"]),
        kind=one["kind"],
        rules=tuple(one["rules"]),
        groups=tuple(one["groups"]),
        aliases=tuple((alias, tuple((ref, name) for ref, name in names)) for alias, names in one["aliases"]),
        seconds=one["seconds"],
        op=one["op"],
        count=one["count"],
        fields=tuple(one["fields"]),
        percentile=one["percentile"],
        steps=_tupled(one["steps"]),
        generate=one["generate"],
    )


def _tupled(steps: Any) -> Any:
    return tuple(_tupled(one) for one in steps) if isinstance(steps, list) else steps

"""A linked set of rules, and its one JSON form: what is cached, and what workers are sent."""

import gc
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, overload

import orjson

from beartrap.hunt.sigma.codec import correlation_from, correlation_to, head_from, head_to, test_from, test_to
from beartrap.hunt.sigma.correlation import Correlation
from beartrap.hunt.sigma.expression import Test
from beartrap.hunt.sigma.field_index import FieldIndex, Index
from beartrap.hunt.sigma.rule import Head, LogSource, Refused

T = TypeVar("T")
FORMAT = 2
"""Raised with every change of the JSON form or of what linking means."""

Roots = Mapping[str, Sequence[Sequence[int]]]


class Lazy(Sequence[T]):
    """A list whose items are made of their JSON form when they are asked for: a hunt looks at a fraction of all tests."""

    def __init__(self, raw: Sequence[Any], build: Callable[[Any], T]) -> None:
        self.raw = raw
        self._build = build
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self.raw)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if place not in self._made:
            self._made[place] = self._build(self.raw[place])
        return self._made[place]


@dataclass(frozen=True)
class RuleSet:
    """Rules made ready for matching.

    `heads[i]` and `sources[i]` say who rule i is. `tests` and `nodes` are those of all rules; `roots` gives for a log
    source of events (or a pattern that ends in `*`) the rules that look at it, each with its root node; `fields` are the tests of each field.
    """

    heads: Sequence[Head] = ()
    sources: Sequence[LogSource] = ()
    tests: Sequence[Test] = ()
    nodes: Sequence[Sequence[int]] = ()
    roots: Roots = field(default_factory=dict)
    correlations: tuple[Correlation, ...] = ()
    refused: tuple[Refused, ...] = ()
    fields: Index = field(default_factory=dict)
    _content: bytes | None = field(default=None, repr=False, compare=False)

    def roots_of(self, source: str) -> tuple[tuple[int, int], ...]:
        """Return (rule, root node) of all rules that look at a log source of events."""
        parts = source.split("/")
        keys = [source, *("/".join([*parts[:size], "*"]) for size in range(len(parts) - 1, 0, -1))]
        return tuple((rule, root) for key in keys for rule, root in self.roots.get(key, ()))

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

    def correlated(self) -> frozenset[str]:
        """Return the ids of the rules whose hits correlations look at."""
        named = {rule for one in self.correlations for name in one.rules for rule in self.named(name)}
        return frozenset(self.heads[rule].id for rule in named)

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
        if self._content is not None:
            return self._content
        return orjson.dumps(
            {
                "format": FORMAT,
                "heads": [head_to(head) for head in self.heads],
                "sources": [[one.product, one.category, one.service] for one in self.sources],
                "tests": [test_to(test) for test in self.tests],
                "nodes": self.nodes,
                "roots": self.roots,
                "correlations": [correlation_to(one) for one in self.correlations],
                "fields": {name: index.to_json() for name, index in self.fields.items()},
                "refused": [[one.id, one.title, one.path, one.why] for one in self.refused],
            },
            option=orjson.OPT_PASSTHROUGH_DATACLASS,
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> "RuleSet":
        """Return what `to_bytes` gave; raises ValueError for anything else."""
        try:
            data = _loads(content)
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']} of a rule set is not ours")
            return cls(
                heads=Lazy(data["heads"], head_from),
                sources=Lazy(data["sources"], lambda one: LogSource(*one)),
                tests=Lazy(data["tests"], test_from),
                nodes=data["nodes"],
                roots=data["roots"],
                correlations=tuple(correlation_from(one) for one in data["correlations"]),
                refused=tuple(Refused(*one) for one in data["refused"]),
                fields={name: FieldIndex(*one) for name, one in data["fields"].items()},
                _content=content,
            )
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError(f"no rule set of ours: {error}") from error


def _loads(content: bytes) -> Any:
    """Read JSON without the collector of cycles, which would walk the growing lists now, and the whole set ever after."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        data = orjson.loads(content)
        gc.freeze()
        return data
    finally:
        if collecting:
            gc.enable()

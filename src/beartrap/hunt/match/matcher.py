"""The matcher of a rule set: a pure function from a batch of events to its hits, whatever process it runs in."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import pyarrow as pa

from beartrap.engine.events import EVENT_HITS, SIEVED, SOURCE, Sieved
from beartrap.hunt.match.columns import Columns
from beartrap.hunt.match.evaluation import Evaluation
from beartrap.hunt.match.evidence import Matched, hits_table
from beartrap.hunt.match.fields import FieldTests, Scanners, plain_scanners
from beartrap.hunt.match.memory import Memory
from beartrap.hunt.match.program import Program, program_of
from beartrap.hunt.match.raw_sieve import RawSieve, raw_sieve
from beartrap.hunt.match.sieve import Sieve
from beartrap.hunt.sigma.correlating import ALERT, BASE
from beartrap.hunt.sigma.field_index import KEYWORDS
from beartrap.hunt.sigma.nodes import Op
from beartrap.hunt.sigma.ruleset import RuleSet


class SigmaMatcher:
    """Rules, ready to match; satisfies `engine.events.EventMatcher`.

    It remembers the values that it has tried, so one object serves all batches of a process; it is not for several threads.
    """

    def __init__(self, rules: RuleSet, scanners: Scanners = plain_scanners, memory: Memory | None = None) -> None:
        self._rules = rules
        self._scanners = scanners
        self._memory = memory or Memory()
        self._programs: dict[str, Program] = {}
        self._shared: dict[tuple[tuple[int, int], ...], Program] = {}
        self._fields: dict[str | None, FieldTests] = {}
        self._witnesses: dict[int, tuple[int, ...]] = {}
        self._raw_sieves: dict[frozenset[int], RawSieve | None] = {}
        self._sieves: dict[frozenset[int], Sieve] = {}

    def needed(self, source: str) -> frozenset[str] | None:
        """Return the fields that rules on a log source look at: none, and nobody wants its events; None for every field."""
        program = self._program(source)
        return None if program.everything else self._named(program)

    def sieved(self, source: str) -> Sieved | None:
        """Return what is enough where keywords are all that looks at every field."""
        program = self._program(source)
        sieve = self._raw_sieve(program.keywords) if program.everything else None
        return Sieved(self._named(program), sieve.suspicious, sieve.needles) if sieve is not None else None

    def _named(self, program: Program) -> frozenset[str]:
        """Return the fields that rules name, in their conditions or for correlations."""
        return program.fields.union(*(self._groups.get(rule, frozenset()) for rule, _ in program.roots))

    def _raw_sieve(self, keywords: frozenset[int]) -> RawSieve | None:
        if keywords not in self._raw_sieves:
            self._raw_sieves[keywords] = raw_sieve(self._rules.tests[number] for number in keywords)
        return self._raw_sieves[keywords]

    def _sieve(self, keywords: frozenset[int]) -> Sieve:
        if keywords not in self._sieves:
            self._sieves[keywords] = Sieve(self._rules.tests[number] for number in keywords)
        return self._sieves[keywords]

    def match(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the hits in one batch, in EVENT_HITS, rule by rule."""
        source = source_of(batch)
        program = self._program(source)
        found: list[pa.RecordBatch] = []
        if batch.num_rows and program.roots:
            columns = Columns(batch)
            whole = batch.schema.metadata is None or not SIEVED.items() <= batch.schema.metadata.items()
            sieve = self._sieve(program.keywords) if whole else None
            evaluation = Evaluation(self._rules, program, columns, self._tests_for(program), sieve)
            for rule, bits in evaluation.hits():
                matched = self._matched(evaluation, program, columns, rule, bits)
                found += hits_table(batch, columns, self._kind(rule), self._rules.heads[rule].id, bits, matched)
        return pa.concat_batches(found) if found else pa.RecordBatch.from_pylist([], EVENT_HITS)

    def match_all(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the hits of batch after batch; what Spark's `mapInArrow` is given."""
        return (self.match(batch) for batch in batches)

    def untried(self) -> int:
        """Return how many values were too long to be tried since this was asked last."""
        return sum(one.untried() for one in self._fields.values())

    def _program(self, source: str) -> Program:
        if source not in self._programs:
            roots = self._rules.roots_of(source)
            if roots not in self._shared:
                self._shared[roots] = program_of(self._rules, roots)
            self._programs[source] = self._shared[roots]
        return self._programs[source]

    def _tests_for(self, program: Program) -> Mapping[str | None, FieldTests]:
        wanted: list[str | None] = [*program.by_field]
        for name in [*wanted, None] if program.everything else wanted:
            if name not in self._fields:
                index = self._rules.fields[KEYWORDS if name is None else name]
                place = len(self._fields)
                self._fields[name] = FieldTests(place, self._rules.tests, index, self._scanners, self._memory)
        return self._fields

    def _kind(self, rule: int) -> str:
        return BASE if rule in self._silent else ALERT

    @cached_property
    def _silent(self) -> frozenset[int]:
        """The rules that only feed correlations."""
        return self._rules.silent()

    @cached_property
    def _groups(self) -> Mapping[int, frozenset[str]]:
        """The fields that correlations want to see of each rule."""
        return self._rules.correlated_fields()

    def _matched(self, evaluation: Evaluation, program: Program, columns: Columns, rule: int, bits: int) -> Matched:
        root = next(root for one, root in program.roots if one == rule)
        matched: list[tuple[str, int]] = []
        for number in self._witnesses_of(root):
            field = self._rules.tests[number].field
            if field is not None:
                matched.append((field, evaluation.test_bits(number)))
            else:
                matched += evaluation.keyword_bits(number).items()
        for name in self._groups.get(rule, ()):
            if columns.get(name) is not None:
                matched.append((name, bits))
        return matched

    def _witnesses_of(self, root: int) -> tuple[int, ...]:
        """Return the tests under a root that speak for it, not against it."""
        if root not in self._witnesses:
            self._witnesses[root] = tuple(sorted(_speaking(self._rules, root)))
        return self._witnesses[root]


def _speaking(rules: RuleSet, root: int) -> set[int]:
    found: set[int] = set()
    seen = {(root, True)}
    pending = [(root, True)]
    while pending:
        node, positive = pending.pop()
        op, *children = rules.nodes[node]
        if op == Op.TEST:
            found.update(children if positive else ())
            continue
        side = positive ^ (op == Op.NOT)
        fresh = [(child, side) for child in children if (child, side) not in seen]
        seen.update(fresh)
        pending += fresh
    return found


def source_of(batch: pa.RecordBatch) -> str:
    """Return the one log source of a batch, empty where it names none."""
    place = batch.schema.get_field_index(SOURCE)
    if place < 0 or not batch.num_rows:
        return ""
    return batch.column(place)[0].as_py() or ""

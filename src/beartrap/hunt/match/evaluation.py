"""One batch against one program: which rows meet which rules.

1. Each distinct value of each field is tried once. 2. The tests that passed climb: a node that cannot be true for lack of a
passed test is never looked at. 3. What is left is worked out over whole batches as integers, each node once. 4. Keywords,
which look at all fields, come last, and only where rows are left for them.
"""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from beartrap.engine.folding import fold
from beartrap.hunt.match.bitmaps import Mask, bits_of
from beartrap.hunt.match.columns import Column, Columns
from beartrap.hunt.match.fields import FieldTests
from beartrap.hunt.match.keywords import Found, search
from beartrap.hunt.match.program import Program
from beartrap.hunt.match.sieve import Sieve
from beartrap.hunt.sigma.expression import Kind, Test
from beartrap.hunt.sigma.nodes import Op
from beartrap.hunt.sigma.ruleset import RuleSet


class Evaluation:
    """`fields` gives the tests of each field of the program; the key None those of keywords. `sieve` tells quickly where those
    can be at all; None where no event of the batch holds any."""

    def __init__(
        self,
        rules: RuleSet,
        program: Program,
        columns: Columns,
        fields: Mapping[str | None, FieldTests],
        sieve: Sieve | None,
    ) -> None:
        self._rules = rules
        self._program = program
        self._columns = columns
        self._fields = fields
        self._full = (1 << columns.rows) - 1
        self._bits: dict[int, int] = {}
        self._sieve = sieve
        self._keywords: Found | None = None if sieve is not None else {}
        self._possible = self._climb(self._try_values())

    def hits(self) -> list[tuple[int, int]]:
        """Return (rule, rows as bits) of all rules that hit any row."""
        found = ((rule, self.value(root)) for rule, root in self._program.roots if root in self._possible)
        return [(rule, bits) for rule, bits in found if bits]

    def value(self, node: int) -> int:
        """Return the rows for which a node is true."""
        bits = self._bits.get(node)
        if bits is None:
            bits = self._bits[node] = self._work_out(node)
        return bits

    def test_bits(self, number: int) -> int:
        """Return the rows that pass a test, 0 where the test was not needed."""
        return self._bits.get(self._program.leaf_of[number], 0)

    def keyword_bits(self, number: int) -> Mapping[str, int]:
        """Return for a keyword the fields in which it was found, each with its rows."""
        return (self._keywords or {}).get(number, {})

    def _try_values(self) -> list[int]:
        """Try the values of all fields; returns the nodes of the tests that any row passes."""
        live: list[int] = []
        for name, wanted in self._program.by_field.items():
            column = self._columns.get(name)
            if column is None:
                continue
            passed: dict[int, list[int]] = defaultdict(list)
            for code, found in zip(column.present.tolist(), self._fields[name].try_all(column.texts), strict=True):
                for number in found:
                    if number in wanted:
                        passed[number].append(code)
            live += self._spread(column, passed)
        return live

    def _spread(self, column: Column, passed: Mapping[int, list[int]]) -> list[int]:
        """Keep the rows of the tests that some values passed; tests that the same values passed share the work."""
        shared: dict[tuple[int, ...], int] = {}
        live: list[int] = []
        for number, codes in passed.items():
            key = tuple(codes)
            if key not in shared:
                shared[key] = bits_of(column.holding(np.array(codes, np.int64)))
            node = self._program.leaf_of[number]
            self._bits[node] = shared[key]
            live.append(node)
        return live

    def _climb(self, live: list[int]) -> set[int]:
        """Return the nodes that can be true."""
        possible = set(self._program.born)
        waiting = self._program.waiting
        missing: dict[int, int] = {}
        pending = [node for node in live if node not in possible]
        possible.update(pending)
        while pending:
            for parent in self._program.parents.get(pending.pop(), ()):
                if parent in possible:
                    continue
                left = missing.get(parent, waiting[parent]) - 1
                missing[parent] = left
                if left == 0:
                    possible.add(parent)
                    pending.append(parent)
        return possible

    def _work_out(self, node: int) -> int:
        if node not in self._possible:
            return 0
        op, *children = self._rules.nodes[node]
        if op == Op.TEST:
            return self._row_test(children[0])
        if op == Op.NOT:
            turned: int = self._full ^ self.value(children[0])
            return turned
        children.sort(key=self._program.lazy.__contains__)
        bits: int = 0
        if op == Op.ANY:
            for child in children:
                if child in self._possible and bits != self._full:
                    bits |= self.value(child)
            return bits
        bits = self._full
        for child in children:
            bits &= self.value(child)
            if not bits:
                return 0
        return bits

    def _row_test(self, number: int) -> int:
        """Work out a test that no single value decides."""
        test = self._rules.tests[number]
        if test.field is None:
            bits: int = 0
            for one in self._all_keywords().get(number, {}).values():
                bits |= one
            return bits
        column = self._columns.get(test.field)
        if test.kind is Kind.FIELD:
            other = self._columns.get(test.text)
            return bits_of(_compare(test, column, other)) if column is not None and other is not None else 0
        if test.kind in (Kind.NULL, Kind.EXISTS):
            there = bits_of(column.filled) if column is not None else 0
            return there if test.kind is Kind.EXISTS else self._full ^ there
        return 0

    def _all_keywords(self) -> Found:
        if self._keywords is None:
            assert self._sieve is not None
            self._keywords = search(self._columns, self._fields[None], self._sieve)
        return self._keywords


def _compare(test: Test, one: Column, other: Column) -> Mask:
    """Return the rows in which two fields agree; each pair of distinct values is compared once."""
    rows = np.zeros(one.rows, np.bool_)
    if one.owners is None and other.owners is None:
        both = np.flatnonzero((one.codes >= 0) & (other.codes >= 0))
        pairs = one.codes[both].astype(np.int64) << 32 | other.codes[both]
        unique, places = np.unique(pairs, return_inverse=True)
        holds = [
            _agree(test.op, one.values[p >> 32].as_py(), other.values[p & 0xFFFFFFFF].as_py()) for p in unique.tolist()
        ]
        rows[both] = np.array(holds, np.bool_)[places] if len(both) else False
        return rows
    theirs = _by_row(other)
    for row, values in _by_row(one).items():
        rows[row] = any(_agree(test.op, mine, their) for mine in values for their in theirs.get(row, ()))
    return rows


def _by_row(column: Column) -> dict[int, list[str]]:
    owners = column.owners if column.owners is not None else np.arange(column.rows)
    found: dict[int, list[str]] = defaultdict(list)
    for owner, code in zip(owners.tolist(), column.codes.tolist(), strict=True):
        if code >= 0:
            found[owner].append(column.values[code].as_py())
    return found


def _agree(op: str, mine: str, theirs: str) -> bool:
    mine, theirs = fold(mine), fold(theirs)
    if op == "startswith":
        return mine.startswith(theirs)
    if op == "endswith":
        return mine.endswith(theirs)
    return theirs in mine if op == "contains" else mine == theirs

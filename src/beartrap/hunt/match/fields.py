"""All tests of one field, tried together on single values."""

from collections.abc import Sequence
from typing import Protocol

from beartrap.engine.folding import fold
from beartrap.hunt.match.fallback import PlainScanner
from beartrap.hunt.match.memory import Found, Memory, key_of
from beartrap.hunt.match.predicates import predicate
from beartrap.hunt.match.scanner import Pattern, Scanner
from beartrap.hunt.sigma.expression import Test
from beartrap.hunt.sigma.field_index import FieldIndex

LONGEST_VALUE = 16 << 20
"""Characters of one value; a longer one is not matched, and said."""

NOTHING: Found = ()


class Scanners(Protocol):
    """Who makes scanners: from the cache, or anew."""

    def __call__(self, tests: Sequence[Test], numbers: Sequence[int], digest: str) -> Scanner:
        """Return a scanner for the tests of those numbers; `digest` stands for what they are."""


def plain_scanners(tests: Sequence[Test], numbers: Sequence[int], digest: str) -> Scanner:
    """Return a scanner that needs no Hyperscan and no cache."""
    del digest
    return PlainScanner([Pattern(number, tests[number]) for number in numbers])


class FieldTests:
    """The tests of one field. `place` tells fields apart in the memory."""

    def __init__(
        self, place: int, tests: Sequence[Test], index: FieldIndex, scanners: Scanners, memory: Memory
    ) -> None:
        self._place = place
        self._memory = memory
        self._too_long = 0
        self._equal, self._cased = index.equal, index.cased
        self._folded = scanners(tests, index.folded, f"{index.digest}-folded") if index.folded else None
        self._exact = scanners(tests, index.exact, f"{index.digest}-exact") if index.exact else None
        self._predicates = [(number, predicate(tests[number])) for number in index.others]

    def try_all(self, texts: Sequence[str]) -> list[Found]:
        """Return for each value the numbers of the tests that it passes."""
        young, old = self._memory.of(self._place)
        found: list[Found] = []
        new = characters = 0
        for text in texts:
            key = text if len(text) <= 200 else key_of(text)
            passed = young.get(key)
            if passed is None:
                passed = old.get(key)
                if passed is None:
                    passed = self._try(text)
                young[key] = passed
                new += 1
                characters += len(text)
            found.append(passed)
        if new:
            self._memory.grew(new, characters)
        return found

    def untried(self) -> int:
        """Return how many distinct values were too long to be tried since this was asked last."""
        count, self._too_long = self._too_long, 0
        return count

    def _try(self, text: str) -> Found:
        if len(text) > LONGEST_VALUE:
            self._too_long += 1
            return NOTHING
        passed: list[int] = []
        low = fold(text)
        if low in self._equal:
            passed += self._equal[low]
        if self._folded is not None:
            passed += self._folded.scan(low.encode("utf-8", "surrogatepass"))
        if self._exact is not None:
            passed += self._exact.scan(text.encode("utf-8", "surrogatepass"))
        if text in self._cased:
            passed += self._cased[text]
        passed += [number for number, holds in self._predicates if holds(text)]
        return tuple(passed) if passed else NOTHING

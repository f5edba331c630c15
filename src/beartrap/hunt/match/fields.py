"""All tests of one field, tried together on single values."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Protocol

from beartrap.engine.folding import fold
from beartrap.hunt.match.fallback import PlainScanner
from beartrap.hunt.match.memory import Found, Memory, key_of
from beartrap.hunt.match.patterns import is_equality
from beartrap.hunt.match.predicates import predicate
from beartrap.hunt.match.scanner import Pattern, Scanner
from beartrap.hunt.sigma.expression import Kind, Test

LONGEST_VALUE = 16 << 20
"""Characters of one value; a longer one is not matched, and said."""

MakeScanner = Callable[[Sequence[Pattern]], Scanner]
NOTHING: Found = ()


class Scanners(Protocol):
    """Who makes scanners: from the cache, or anew."""

    def __call__(self, patterns: Sequence[Pattern]) -> Scanner:
        """Return a scanner for patterns."""


def plain_scanners(patterns: Sequence[Pattern]) -> Scanner:
    """Return a scanner that needs no Hyperscan."""
    return PlainScanner(patterns)


class FieldTests:
    """The tests of one field. `number` tells fields apart in the memory; `too_long` counts values that were not tried."""

    def __init__(self, number: int, tests: Sequence[tuple[int, Test]], scanners: Scanners, memory: Memory) -> None:
        self._number = number
        self._memory = memory
        self.too_long = 0
        equal: dict[str, list[int]] = defaultdict(list)
        cased: dict[str, list[int]] = defaultdict(list)
        folded: list[Pattern] = []
        exact: list[Pattern] = []
        self._predicates = []
        for place, test in tests:
            if test.kind is Kind.TEXT and is_equality(test):
                text = test.parts[0] if test.parts else ""
                (cased if test.cased else equal)[str(text)].append(place)
            elif test.kind is Kind.TEXT and not test.cased:
                folded.append(Pattern(place, test))
            elif test.kind in (Kind.TEXT, Kind.REGEX):
                exact.append(Pattern(place, test))
            elif (holds := predicate(test)) is not None:
                self._predicates.append((place, holds))
        self._equal, self._cased = dict(equal), dict(cased)
        self._folded = scanners(folded) if folded else None
        self._exact = scanners(exact) if exact else None

    def try_all(self, texts: Sequence[str]) -> list[Found]:
        """Return for each value the numbers of the tests that it passes."""
        young, old = self._memory.of(self._number)
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

    def _try(self, text: str) -> Found:
        if len(text) > LONGEST_VALUE:
            self.too_long += 1
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
        for place, holds in self._predicates:
            if holds(text):
                passed.append(place)
        return tuple(passed) if passed else NOTHING

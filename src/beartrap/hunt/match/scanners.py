"""Who makes scanners: Hyperscan with its databases kept in the cache, or what there is without it."""

from collections.abc import Sequence

from beartrap.engine.rule_cache import RuleCache
from beartrap.hunt.match import vectored
from beartrap.hunt.match.fallback import PlainScanner
from beartrap.hunt.match.scanner import Pattern, Scanner
from beartrap.hunt.sigma.expression import Test

PATTERNS = 1
"""Raised with every change of how tests become patterns."""


class CachedScanners:
    """Makes scanners; a database that was compiled once for the same patterns, library and machine is read back."""

    def __init__(self, cache: RuleCache) -> None:
        self._cache = cache

    def __call__(self, tests: Sequence[Test], numbers: Sequence[int], digest: str) -> Scanner:
        """Return a scanner for the tests of those numbers; `digest` stands for what they are."""
        if not vectored.available():
            return PlainScanner([Pattern(number, tests[number]) for number in numbers])
        key = f"{PATTERNS}-{digest}-{vectored.version()}"
        compiled = vectored.from_bytes(self._cache.get("database", key))
        if compiled is None:
            compiled = vectored.build([tests[number] for number in numbers])
            self._cache.put("database", {key: vectored.to_bytes(compiled)})
        return vectored.VectorScanner(tests, numbers, compiled)

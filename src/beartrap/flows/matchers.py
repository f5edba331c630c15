"""Compiled rules and indicators on their way into workers: the parent compiles and keeps, a worker only reads."""

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

from beartrap.engine.events import EventMatcher
from beartrap.engine.rule_cache import RuleCache
from beartrap.engine.wire import BLOB
from beartrap.hunt.match.fields import FieldTests
from beartrap.hunt.match.indicators import IndicatorMatcher, Wanted
from beartrap.hunt.match.matcher import SigmaMatcher
from beartrap.hunt.match.memory import Memory
from beartrap.hunt.match.scanners import CachedScanners
from beartrap.hunt.match.together import Together
from beartrap.hunt.sigma.ruleset import RuleSet
from beartrap.model.frozen import frozen


@frozen
class Baggage:
    """What a worker needs to match: rules and indicators in their JSON form, and the cache in which their databases lie."""

    rules: bytes
    wanted: bytes
    cache: str

    def message(self) -> dict[str, Any]:
        """Return it as the first message to a worker."""
        return {"matcher": {"cache": self.cache, "rules": len(self.rules)}, BLOB: self.rules + self.wanted}


class _ReadOnly(RuleCache):
    """The cache as a worker may have it: read without locks, never written."""

    def __init__(self, path: str) -> None:
        super().__init__(None)
        try:
            self._database = sqlite3.connect(f"{Path(path).as_uri()}?mode=ro&immutable=1", uri=True)
        except sqlite3.Error as error:
            self.problem = f"the cache of rules is not used: {error}"

    def put(self, kind: str, made: dict[str, bytes]) -> None:
        """Keep nothing: a worker reads hostile logs, and what it makes is for itself alone."""


def warm(rules: RuleSet, wanted: Wanted, cache: RuleCache, path: Path) -> Baggage:
    """Compile what is not in the cache yet, and return what workers take along.

    All fields of a set are compiled at once, here: a worker could not keep what it compiles.
    """
    content = rules.to_bytes()
    mark = f"warm-{hashlib.sha256(content).hexdigest()}"
    if cache.get("set", mark) is None:
        scanners, memory = CachedScanners(cache), Memory()
        for place, index in enumerate(rules.fields.values()):
            FieldTests(place, rules.tests, index, scanners, memory)
        cache.put("set", {mark: b"1"})
    cache.close()  # folds the journal into the file, which workers read without it
    return Baggage(content, wanted.to_bytes(), str(path.resolve()))


def load_matcher(message: dict[str, Any]) -> EventMatcher:
    """Return the matcher that a first message tells of. Raises ValueError where it holds no rule set of ours."""
    told, content = message["matcher"], message[BLOB]
    rules = RuleSet.from_bytes(content[: told["rules"]])
    wanted = Wanted.from_bytes(content[told["rules"] :])
    return matcher_of(rules, wanted, _ReadOnly(told["cache"]))


_kept: dict[str, EventMatcher] = {}
"""The matcher of this process, by what it was made of: Spark asks for it anew with every partition."""


def load_kept(baggage: Baggage) -> EventMatcher:
    """Return the matcher of a baggage, made once a process."""
    key = hashlib.sha256(baggage.rules + baggage.wanted).hexdigest()
    if key not in _kept:
        _kept.clear()
        _kept[key] = load_matcher(baggage.message())
    return _kept[key]


def matcher_of(rules: RuleSet, wanted: Wanted, cache: RuleCache) -> EventMatcher:
    """Return the matcher of rules and indicators."""
    return Together([SigmaMatcher(rules, CachedScanners(cache)), IndicatorMatcher(wanted)])

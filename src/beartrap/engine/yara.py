"""YARA rules over contents, by yara-x. Runs in workers only: rules and contents are both hostile.

`RuleSet` is the full set in one piece, what everything is measured against; `yara_gated.GatedRules` is the same set made ready
by `yara_compile`, of which a content meets only the rules that can match it. Both answer alike.
"""

import io
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yara_x

from beartrap.engine.yara_index import NAMES
from beartrap.engine.yara_sources import checked
from beartrap.model.artifact import ContentState
from beartrap.model.text import printable, shorten

MOST_MATCHES = 500
"""Rules named for one content; how many more there were is said."""
MOST_META = 30
LONGEST_META = 400
SAMPLE_BYTES = 64
"""Of what matched first, so much is shown."""
Names = tuple[str, str, str]
"""What rules may ask of a file's name: the name, its folder, its extension with the dot."""


class RuleSet:
    """Rules of several sources, compiled. What does not compile is left out and told; the rest is used.

    `problems` holds one object each: `source`, `line`, `rule` (None where no rule is around it) and `why`.
    """

    def __init__(self, sources: Mapping[str, str], seconds: int) -> None:
        compiler, self.problems = checked(tuple(sorted(sources.items())))
        self._prepare(compiler.build(), seconds)

    @classmethod
    def load(cls, compiled: bytes, seconds: int) -> "RuleSet":
        """Return rules that `dump` gave, of our own cache. Raises ValueError where they are of another version."""
        made = cls.__new__(cls)
        made.problems = []
        made._prepare(yara_x.Rules.deserialize_from(io.BytesIO(compiled)), seconds)
        return made

    def _prepare(self, rules: Any, seconds: int) -> None:
        self._rules = rules
        self._seconds = seconds
        self.size = sum(1 for _ in rules)
        self._scanner = yara_x.Scanner(rules)

    def dump(self) -> bytes:
        """Return the compiled rules as bytes that this version of yara-x loads again in no time."""
        out = io.BytesIO()
        self._rules.serialize_into(out)
        return out.getvalue()

    def scan(self, data: bytes, names: Names = ("", "", "")) -> dict[str, Any]:
        """Return `state`, `matches`, `more` (how many matches are not named) and `why`, as JSON values."""
        return scanned([self._scanner], data, self._seconds, names)

    looks_at_names = False

    def scan_all(self, contents: Sequence[bytes]) -> list[dict[str, Any]]:
        """Return what `scan` says of each."""
        return [self.scan(data) for data in contents]

    def scan_named(self, data: bytes, names: Names) -> dict[str, Any]:
        """Return what all rules say of a content under a name, as `GatedRules` does for those that look at it."""
        return self.scan(data, names)


class _Clock:
    """The time that one content has left, over all sets that it meets."""

    def __init__(self, seconds: int) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> int:
        """Return whole seconds, 1 at least; raises yara_x.TimeoutError where the time is up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise yara_x.TimeoutError("timeout")
        return max(int(left), 1)


def scanned(
    scanners: Iterable[yara_x.Scanner], data: bytes, seconds: int, names: Names | None = None
) -> dict[str, Any]:
    """Return what several sets say of one content, within so many seconds in all, as JSON values; a rule may stand in two."""
    scanners = list(scanners)
    if not scanners:
        return _ended(ContentState.CLEAN)
    clock = _Clock(seconds)
    found: dict[tuple[str, str], Any] = {}
    try:
        for scanner in scanners:
            scanner.set_timeout(clock.left())
            for name, value in zip(NAMES, names or (), strict=names is not None):
                scanner.set_global(name, value)
            found.update(((rule.namespace, rule.identifier), rule) for rule in scanner.scan(data).matching_rules)
    except yara_x.TimeoutError:
        return _ended(ContentState.TIMED_OUT, "the YARA scan took too long")
    except yara_x.ScanError as error:
        return _ended(ContentState.ERROR, f"the YARA scan failed: {shorten(printable(str(error)), 200)}")
    rules = [found[key] for key in sorted(found)]
    if not rules:
        return _ended(ContentState.CLEAN)
    result = _ended(ContentState.HIT)
    result["matches"] = [_match(rule, data) for rule in rules[:MOST_MATCHES]]
    result["more"] = max(len(rules) - MOST_MATCHES, 0)
    return result


def _ended(state: ContentState, why: str = "") -> dict[str, Any]:
    return {"state": state.value, "matches": [], "more": 0, "why": why}


def _match(rule: Any, data: bytes) -> dict[str, Any]:
    first = min(
        ((match.offset, match.length) for pattern in rule.patterns for match in pattern.matches), default=(None, 0)
    )
    offset, length = first
    sample = "" if offset is None else data[offset : offset + min(length, SAMPLE_BYTES)].decode("utf-8", "replace")
    return {
        "rule": shorten(rule.identifier, 200),
        "namespace": shorten(rule.namespace, 300),
        "offset": offset,
        "sample": printable(sample),
        "tags": [shorten(tag, 100) for tag in rule.tags[:MOST_META]],
        "meta": [[shorten(str(key), 100), _plain(value)] for key, value in rule.metadata[:MOST_META]],
    }


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return shorten(value.decode("utf-8", "replace"), LONGEST_META)
    return shorten(str(value), LONGEST_META)

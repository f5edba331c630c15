"""YARA rules over contents, by yara-x. Runs in workers only: rules and contents are both hostile."""

import io
import re
from collections.abc import Mapping
from typing import Any

import yara_x

from beartrap.model.artifact import ContentState
from beartrap.model.text import printable, shorten

MOST_MATCHES = 500
"""Rules named for one content; how many more there were is said."""
MOST_META = 30
LONGEST_META = 400
SAMPLE_BYTES = 64
"""Of what matched first, so much is shown."""
MOST_PROBLEMS = 1000
_RULE = re.compile(r"^\s*(?:(?:private|global)\s+)*rule\s+(\w+)", re.MULTILINE)


class RuleSet:
    """Rules of several sources, compiled. What does not compile is left out and told; the rest is used.

    `problems` holds one object each: `source`, `line`, `rule` (None where no rule is around it) and `why`. Includes
    are off: a rule set must not read files of ours.
    """

    def __init__(self, sources: Mapping[str, str], seconds: int) -> None:
        rules, self.problems = _compiled(sources)
        self._prepare(rules, seconds)

    @classmethod
    def load(cls, compiled: bytes, seconds: int) -> "RuleSet":
        """Return rules that `dump` gave, of our own cache. Raises ValueError where they are of another version."""
        made = cls.__new__(cls)
        made.problems = []
        made._prepare(yara_x.Rules.deserialize_from(io.BytesIO(compiled)), seconds)
        return made

    def _prepare(self, rules: Any, seconds: int) -> None:
        self._rules = rules
        self.size = sum(1 for _ in rules)
        self._scanner = yara_x.Scanner(rules)
        self._scanner.set_timeout(seconds)

    def dump(self) -> bytes:
        """Return the compiled rules as bytes that this version of yara-x loads again in no time."""
        out = io.BytesIO()
        self._rules.serialize_into(out)
        return out.getvalue()

    def scan(self, data: bytes) -> dict[str, Any]:
        """Return `state`, `matches`, `more` (how many matches are not named) and `why`, as JSON values."""
        try:
            rules = self._scanner.scan(data).matching_rules
        except yara_x.TimeoutError:
            return _ended(ContentState.TIMED_OUT, "the YARA scan took too long")
        except yara_x.ScanError as error:
            return _ended(ContentState.ERROR, f"the YARA scan failed: {shorten(printable(str(error)), 200)}")
        if not rules:
            return _ended(ContentState.CLEAN)
        result = _ended(ContentState.HIT)
        result["matches"] = [_match(rule, data) for rule in rules[:MOST_MATCHES]]
        result["more"] = max(len(rules) - MOST_MATCHES, 0)
        return result


def _compiled(sources: Mapping[str, str]) -> tuple[Any, list[dict[str, Any]]]:
    compiler = yara_x.Compiler(relaxed_re_syntax=True, includes_enabled=False)
    problems: list[dict[str, Any]] = []
    told = 0
    for name in sorted(sources):
        compiler.new_namespace(name)
        try:
            compiler.add_source(sources[name], origin=name)
        except yara_x.CompileError as error:
            found = compiler.errors()[told:]
            told += len(found)
            problems += [_problem(name, sources[name], one) for one in found or [{"title": str(error)}]]
        except ValueError as error:  # a NUL, or a name that cannot be one
            problems.append({"source": name, "line": None, "rule": None, "why": shorten(str(error), 300)})
    return compiler.build(), problems


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


def _problem(name: str, source: str, error: Mapping[str, Any]) -> dict[str, Any]:
    line = error.get("line")
    return {
        "source": name,
        "line": line,
        "rule": _rule_around(source, line) if isinstance(line, int) else None,
        "why": shorten(printable(str(error.get("title", "does not compile"))), 300),
    }


def _rule_around(source: str, line: int) -> str | None:
    before = "\n".join(source.splitlines()[:line])
    names = _RULE.findall(before)
    return shorten(names[-1], 200) if names else None

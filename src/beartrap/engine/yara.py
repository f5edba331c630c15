"""YARA rules over contents, by yara-x. Runs in workers only: rules and contents are both hostile.

`RuleSet` is the full set in one piece, what everything is measured against; `GatedRules` is the same set compiled by
`yara_compile`, of which a content meets only the rules that can match it. Both answer alike.
"""

import io
import mmap
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yara_x

from beartrap.engine.yara_compile import new_compiler
from beartrap.engine.yara_index import DIGEST, index_in
from beartrap.engine.yara_plan import COARSE
from beartrap.engine.yara_text import rule_around
from beartrap.engine.yara_triage import Triage
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
        clock = _Clock(self._seconds)
        return _ended_as(data, lambda: _scanned(self._scanner, data, clock, names))

    looks_at_names = False

    def scan_named(self, data: bytes, names: Names) -> dict[str, Any]:
        """Return what all rules say of a content under a name, as `GatedRules` does for those that look at it."""
        return self.scan(data, names)


def _compiled(sources: Mapping[str, str]) -> tuple[Any, list[dict[str, Any]]]:
    compiler = new_compiler()
    problems: list[dict[str, Any]] = []
    told = 0
    for name in sorted(sources):
        try:
            compiler.new_namespace(name)
            compiler.add_source(sources[name], origin=name)
        except yara_x.CompileError as error:
            found = compiler.errors()[told:]
            told += len(found)
            problems += [_problem(name, sources[name], one) for one in found or [{"title": str(error)}]]
        except ValueError as error:  # a NUL, or a name that cannot be one
            problems.append({"source": name, "line": None, "rule": None, "why": shorten(str(error), 300)})
    return compiler.build(), problems


class GatedRules:
    """A compiled set, opened from its file; chunks are loaded when the first content needs them.

    Raises ValueError where the file is none of ours.
    """

    def __init__(self, path: str, seconds: int) -> None:
        self._seconds = seconds
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        with mmap.mmap(self._file, 0, access=mmap.ACCESS_READ) as content:
            tail = int.from_bytes(content[-DIGEST - 8 : -DIGEST], "big") + 8
            index = index_in(content[-DIGEST - tail : -DIGEST])
        self._stages = [_stage(self._file, stage) for stage in index["stages"]]
        self.looks_at_names = any(stage.named for stage in self._stages)

    def scan(self, data: bytes) -> dict[str, Any]:
        """Return what the rules that look at contents alone say of one, as `RuleSet` does."""
        return self._scan(data, named=False, names=None)

    def scan_named(self, data: bytes, names: Names) -> dict[str, Any]:
        """Return what the rules that look at the name too say of a content under that name."""
        return self._scan(data, named=True, names=names)

    def _scan(self, data: bytes, *, named: bool, names: Names | None) -> dict[str, Any]:
        clock = _Clock(self._seconds)

        def found() -> list[Any]:
            begins = data[:COARSE]
            stages = [s for s in self._stages if s.named == named and (s.heads is None or begins in s.heads)]
            return [rule for stage in stages for rule in stage.scan(data, clock, names)]

        return _ended_as(data, found)


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


@dataclass(slots=True)
class _Set:
    """One compiled set, in the file until it is needed."""

    file: int
    at: int
    length: int
    scanner: yara_x.Scanner | None = None

    def scan(self, data: bytes, clock: _Clock, names: Names | None) -> list[Any]:
        if self.scanner is None:
            stream = io.BytesIO(os.pread(self.file, self.length, self.at))
            self.scanner = yara_x.Scanner(yara_x.Rules.deserialize_from(stream))
        return _scanned(self.scanner, data, clock, names)


@dataclass(slots=True)
class _Chunk:
    heads: tuple[tuple[int, bytes], ...] | None
    least: int
    most: int
    rules: _Set


@dataclass(slots=True)
class _Stage:
    heads: frozenset[bytes] | None
    named: bool
    chunks: list[_Chunk]
    triage: Triage

    def scan(self, data: bytes, clock: _Clock, names: Names | None) -> Iterator[Any]:
        name = None if names is None else "\n".join(names).encode("utf-8", "replace")
        for number in self.triage.concerned(data, name):
            chunk = self.chunks[number]
            if chunk.least <= len(data) <= chunk.most and _begins(data, chunk.heads):
                yield from chunk.rules.scan(data, clock, names)


def _stage(file: int, document: Mapping[str, Any]) -> _Stage:
    chunks = document["chunks"]
    heads = _heads(document["heads"])
    return _Stage(
        None if heads is None else frozenset(content for _, content in heads),
        document["named"],
        [_Chunk(_heads(one["heads"]), one["least"], one["most"], _Set(file, *one["blob"])) for one in chunks],
        Triage([one["needs"] for one in chunks]),
    )


def _heads(document: list[list[Any]] | None) -> tuple[tuple[int, bytes], ...] | None:
    return None if document is None else tuple((offset, bytes.fromhex(content)) for offset, content in document)


def _begins(data: bytes, heads: tuple[tuple[int, bytes], ...] | None) -> bool:
    return heads is None or any(data.startswith(content, offset) for offset, content in heads)


def _scanned(scanner: yara_x.Scanner, data: bytes, clock: _Clock, names: Names | None) -> list[Any]:
    scanner.set_timeout(clock.left())
    if names is not None:
        for name, value in zip(("filename", "filepath", "extension"), names, strict=True):
            scanner.set_global(name, value)
    return list(scanner.scan(data).matching_rules)


def _ended_as(data: bytes, scan: Any) -> dict[str, Any]:
    try:
        found = {(rule.namespace, rule.identifier): rule for rule in scan()}  # a rule may stand in two stages
        rules = [found[key] for key in sorted(found)]
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
        "rule": rule_around(source, line) if isinstance(line, int) else None,
        "why": shorten(printable(str(error.get("title", "does not compile"))), 300),
    }

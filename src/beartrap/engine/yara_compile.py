"""Compiling a plan: each chunk a set of its own, with the literals that call for it. Runs in a worker: rules are hostile text.

The answer is a stream of JSON messages, so that no single one grows large: the problems, then each compiled set.
"""

import base64
import io
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yara_x

from beartrap.engine.yara_condition import NAMES
from beartrap.engine.yara_literals import literals_of
from beartrap.engine.yara_plan import Bundle, Chunk, Plan, plan_of
from beartrap.engine.yara_text import SourceText, rule_around
from beartrap.model.text import printable, shorten

MOST_PROBLEMS = 1000
Message = dict[str, Any]


def new_compiler() -> yara_x.Compiler:
    """Return a compiler as all rules of ours are compiled: includes off (a rule set must not read files of ours)."""
    compiler = yara_x.Compiler(relaxed_re_syntax=True, includes_enabled=False)
    for name in NAMES:
        compiler.define_global(name, "")
    return compiler


class _Piece:
    """What of one source goes into one chunk, and which line of it is which of the source."""

    def __init__(self, bundles: Sequence[Bundle], source: str, text: SourceText | None) -> None:
        self.name = bundles[0].source
        self._starts: list[int] = [1]
        self._lines: list[int] = [1]
        self._rules: list[str | None] = [None]
        if text is None:
            self.text, self.names = source, None
            return
        chosen = sorted(index for bundle in bundles for index in bundle.rules or ())
        bodies = [source[text.rules[index].start : text.rules[index].end] for index in chosen]
        modules = {module for module, _, _ in text.imports if any(module in body for body in bodies)}
        parts = ["".join(f'import "{module}" ' for module in sorted(modules))]
        line = 2
        for index, body in zip(chosen, bodies, strict=True):
            rule = text.rules[index]
            self._starts.append(line)
            self._lines.append(source.count("\n", 0, rule.start) + 1)
            self._rules.append(rule.name)
            parts.append(body)
            line += body.count("\n") + 1
        self.text = "\n".join(parts)
        self.names = {text.rules[index].name for index in chosen}

    def where(self, line: int) -> tuple[int, str | None]:
        """Return the line of the source and the rule there."""
        at = bisect_right(self._starts, line) - 1
        return line - self._starts[at] + self._lines[at], self._rules[at]


def compiled(sources: Mapping[str, str]) -> Iterator[Message]:
    """Yield messages: `{"stage": …}`, for each of its chunks `{"chunk": …, "blob": …}`, and at last `{"done": true, "problems": […]}`.

    A source of which a chunk holds other rules than the plan says was misread: all begins again (`{"begin": true}`) with it left
    whole.
    """
    whole: frozenset[str] = frozenset()
    while True:
        plan = plan_of(sources, whole)
        problems: list[Message] = []
        misread: set[str] = set()
        yield {"begin": True}
        yield from _stages(plan, sources, problems, misread)
        if not misread:
            problems.sort(key=lambda one: (one["source"], one["line"] or 0))
            yield {"done": True, "problems": problems[:MOST_PROBLEMS]}
            return
        whole |= misread


def _stages(plan: Plan, sources: Mapping[str, str], problems: list[Message], misread: set[str]) -> Iterator[Message]:
    for number, stage in enumerate(plan.stages):
        yield {"stage": number, "heads": _heads(stage.heads), "named": stage.named}
        for chunk in stage.chunks:
            yield {
                "chunk": number,
                "heads": _heads(chunk.heads),
                "least": chunk.least,
                "most": chunk.most,
                "needs": _needs(chunk),
                "blob": _chunk(plan, chunk, sources, problems, misread),
            }


def _needs(chunk: Chunk) -> list[list[list[list[Any]]]] | None:
    """Return, for each rule, the sets of literals of each of which one must be there: literals as hex and whether caseless."""
    if chunk.needs is None:
        return None
    return [
        [
            [
                [content.hex(), caseless]
                for definition in sorted(clause)
                for content, caseless in literals_of(definition) or ()
            ]
            for clause in clauses
        ]
        for clauses in chunk.needs
    ]


def _heads(heads: frozenset[tuple[int, bytes]] | None) -> list[list[Any]] | None:
    return None if heads is None else [[offset, content.hex()] for offset, content in sorted(heads)]


def _chunk(plan: Plan, chunk: Chunk, sources: Mapping[str, str], problems: list[Message], misread: set[str]) -> str:
    compiler = new_compiler()
    told = 0
    pieces: dict[str, _Piece] = {}
    by_source: dict[str, list[Bundle]] = {}
    for bundle in chunk.bundles:
        by_source.setdefault(bundle.source, []).append(bundle)
    for name, bundles in by_source.items():
        piece = pieces[name] = _Piece(bundles, sources[name], plan.texts[name])
        try:
            compiler.new_namespace(name)
            compiler.add_source(piece.text, origin=name)
        except yara_x.CompileError as error:
            found = compiler.errors()[told:]
            told += len(found)
            problems += [_problem(piece, one) for one in found or [{"title": str(error)}]]
        except ValueError as error:  # a NUL, or a name that cannot be one
            problems.append({"source": name, "line": None, "rule": None, "why": shorten(str(error), 300)})
    rules = compiler.build()
    for rule in rules:
        names = pieces[rule.namespace].names
        if names is not None and rule.identifier not in names:
            misread.add(rule.namespace)
    return _blob(rules)


def _problem(piece: _Piece, error: Mapping[str, Any]) -> Message:
    line, rule = error.get("line"), None
    if isinstance(line, int):
        line, rule = piece.where(line)
        rule = rule or rule_around(piece.text, line)
    return {
        "source": piece.name,
        "line": line if isinstance(line, int) else None,
        "rule": rule,
        "why": shorten(printable(str(error.get("title", "does not compile"))), 300),
    }


def _blob(rules: yara_x.Rules) -> str:
    stream = io.BytesIO()
    rules.serialize_into(stream)
    return base64.b64encode(stream.getvalue()).decode("ascii")

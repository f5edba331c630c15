"""Rules of several sources in yara-x's compiler, each source a namespace, and what of them does not compile."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yara_x

from beartrap.engine.yara_index import NAMES
from beartrap.engine.yara_text import rule_around
from beartrap.model.text import printable, shorten

Pieces = Iterable[tuple[str, str]]
"""(source, text): what of each source is compiled."""
Message = dict[str, Any]
TOGETHER = 256 * 1024
"""Characters of rules that are checked by one compiler."""


def new_compiler() -> yara_x.Compiler:
    """Return a compiler as all rules of ours are compiled: includes off (a rule set must not read files of ours)."""
    compiler = yara_x.Compiler(relaxed_re_syntax=True, includes_enabled=False)
    for name in NAMES:
        compiler.define_global(name, "")
    return compiler


def checked(pieces: Pieces) -> tuple[yara_x.Compiler, list[Message]]:
    """Return a compiler with sources by name, each a namespace, and what of them does not compile; the rest can be built.

    A problem is `source`, `line`, `rule` (None where no rule is around it) and `why`.
    """
    compiler = new_compiler()
    problems: list[Message] = []
    told = 0
    for name, source in pieces:
        try:
            compiler.new_namespace(name)
            compiler.add_source(source, origin=name)
        except yara_x.CompileError as error:
            found = compiler.errors()[told:]
            told += len(found)
            problems += [_problem(name, source, one) for one in found or [{"title": str(error)}]]
        except ValueError as error:  # a NUL, or a name that cannot be one
            problems.append({"source": name, "line": None, "rule": None, "why": shorten(str(error), 300)})
    return compiler, problems


def checked_parts(pieces: Pieces) -> Iterator[tuple[yara_x.Compiler, list[Message]]]:
    """Yield what `checked` returns, for a few pieces at a time: a compiler holds all that it was given, several times its size."""
    together: list[tuple[str, str]] = []
    for piece in pieces:
        together.append(piece)
        if sum(len(source) for _, source in together) >= TOGETHER:
            yield checked(together)
            together = []
    yield checked(together)


def _problem(name: str, source: str, error: Mapping[str, Any]) -> Message:
    line = error.get("line")
    return {
        "source": name,
        "line": line,
        "rule": rule_around(source, line) if isinstance(line, int) else None,
        "why": shorten(printable(str(error.get("title", "does not compile"))), 300),
    }

"""Compiling a pack of YARA rules, once, in a limited worker: rules of others are hostile input too."""

import base64
import binascii
import hashlib
import importlib.metadata
from collections.abc import Mapping
from typing import Any

from beartrap.engine.errand import converse, worker_command
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import frozen
from beartrap.model.record import canonical
from beartrap.model.text import printable, shorten

COMPILER = worker_command("beartrap.vet.rules.compiler")
SECONDS = 120.0
"""To compile: 5,900 public rules take 5 s."""
MOST_COMPILED = 512 * 1024 * 1024
MOST_NAMED = 5
"""Rules that do not compile which the gap names; it counts all."""


class NotCompiled(Exception):
    """The compiler's worker ended without a pack, or said something that is none; the text says which."""


@frozen
class Compiled:
    """A compiled pack: how many rules it holds, and what of the sources did not compile, as (source, line, rule, why)."""

    content: bytes
    rules: int
    problems: tuple[tuple[str, int | None, str | None, str], ...]


def digest_of(sources: Mapping[str, str]) -> str:
    """Return the digest of all that decides what a compiled pack is: sources and engine."""
    return hashlib.sha256(canonical([sorted(sources.items()), importlib.metadata.version("yara-x")])).hexdigest()


def compile_pack(sources: Mapping[str, str]) -> Compiled:
    """Return the pack of rules in `sources` (text by name). Raises NotCompiled, ErrandFailed, OSError."""
    pieces: list[bytes] = []
    for message in converse(COMPILER, {"sources": dict(sources)}, seconds=lambda _: SECONDS):
        match message:
            case {"piece": str(piece)}:
                try:
                    pieces.append(base64.b64decode(piece, validate=True))
                except binascii.Error as error:
                    raise NotCompiled("the compiler sent something that is no piece of a pack") from error
                if sum(map(len, pieces)) > MOST_COMPILED:
                    raise NotCompiled(f"the compiled pack is larger than {MOST_COMPILED >> 20} MiB")
            case {"end": {"rules": int(rules), "problems": list(problems)}}:
                return Compiled(b"".join(pieces), rules, tuple(_problem(one) for one in problems))
            case _:
                raise NotCompiled("the compiler said something that is no message of its kind")
    raise NotCompiled("the compiler ended without a pack")


def _problem(document: Any) -> tuple[str, int | None, str | None, str]:
    match document:
        case {"source": str(source), "line": int() | None as line, "rule": str() | None as rule, "why": str(why)}:
            return (printable(source), line, rule, printable(why))
        case _:
            raise NotCompiled("the compiler told of a problem that is none")


def rule_gaps(compiled: Compiled) -> tuple[Gap, ...]:
    """Return one gap for all rules that do not compile; it counts them and names the first few.

    It bears on no question: the rules are an addition of the user's, and the update was looked at without them.
    """
    if not compiled.problems:
        return ()
    named = []
    for source, line, rule, why in compiled.problems[:MOST_NAMED]:
        named.append(f"{source}{f':{line}' if line is not None else ''} {rule or ''}: {shorten(why, 120)}")
    left = len(compiled.problems) - len(named)
    more = f"; and {left:,} more" if left else ""
    return (
        Gap(
            reason=GapReason.UNSUPPORTED,
            questions=(),
            why=f"{len(compiled.problems):,} YARA rules do not compile and were not looked for: {'; '.join(named)}{more}",
            remedy="Correct them for yara-x, or take them out; the other rules were used.",
            count=len(compiled.problems),
        ),
    )

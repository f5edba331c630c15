"""Plain bytes that must be in a content where a YARA string matches it: what is looked for before yara-x is asked.

Read conservatively: a string of which this is not certain has no clauses, and its rule is then not kept back by it.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import eq
from re import _constants as sre  # type: ignore[attr-defined]  # Python's own parser of regular expressions
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

SHORTEST, LONGEST = 2, 24
"""Bytes of a literal; less, or more, would tell nothing more."""
MOST_BRANCHES = 64
MOST_CLAUSES = 4
"""Runs of one string that are looked for, the rarest."""
Literal = tuple[bytes, bool]
"""Bytes, and whether letters count in either case; they are lower-case then."""
Clause = tuple[Literal, ...]
"""Literals of which one must be there."""

_TEXT_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|[\"\\tnr]|.)", re.DOTALL)
_ESCAPES = {'"': b'"', "\\": b"\\", "t": b"\t", "n": b"\n", "r": b"\r"}
_MODIFIERS = frozenset({"ascii", "wide", "nocase", "fullword", "private", "xor", "base64", "base64wide"})
_BASE64_START = (0, 2, 3)
"""Characters at the start that depend on what stands before, by how many bytes that is."""
_DEEPEST = 50
_FEW = 4
"""Characters of a class that are spelled out."""
_SEARCHED = 256
"""Bytes at the start of a run in which the part is chosen that tells the most."""
_REPEATED = 3
_WEIGHTS = bytes(
    5 if code == 0
    else 50 if code < 9 or code > 126
    else 20 if chr(code).islower() or chr(code).isspace()
    else 30 if chr(code).isalnum()
    else 35
    for code in range(256)
)  # fmt: skip
"""What each byte tells, in tenths of a bit: a letter little, a mark more; what repeats the byte before it hardly anything."""
_HEX_NOISE = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_HEX_RUN = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_HEX_TOKENS = re.compile(r"(?:[0-9A-Fa-f]{2})+|\[[^\]]*\]|~..|[0-9A-Fa-f?]{2}|[()|]")
_REGEX = re.compile(r"/(.*)/([is]*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)", re.DOTALL)
_KNOWN_ESCAPE = re.compile(r"[nrtwWsSdDbB]|x[0-9a-fA-F]{2}|[^a-zA-Z0-9]")
_UNCERTAIN = re.compile(r"\(\?(?!:)|\[[^\]]*(?:\[|&&|--|~~)|[^\x00-\x7f]")
"""What Python and YARA do not certainly read alike: flags, classes within classes (escapes being taken out before)."""


@lru_cache(maxsize=4096)
def clauses_of(definition: str) -> tuple[Clause, ...]:
    """Return clauses that all hold of every content that a string (its definition, as written) matches, the rarest first."""
    kind = definition[:1]
    end = definition.rfind({'"': '"', "{": "}", "/": "/"}.get(kind, ""))
    if end <= 0:
        return ()
    if kind == "{":
        return _rarest(((run, False),) for run in _hex_runs(definition[1:end]))
    tail = definition[end + 1 :]
    if kind == "/":
        flags = re.match(r"[is]*", tail)
        tail, flag = (tail[flags.end() :], flags[0]) if flags else (tail, "")
    if re.search(r"base64(?:wide)?\s*\(", tail):
        return ()  # an alphabet of its own
    modifiers = re.sub(r"//[^\n]*|/\*.*?\*/|\([^)]*\)", " ", tail, flags=re.DOTALL).split()
    if not _MODIFIERS.issuperset(modifiers):
        return ()
    if kind == "/":
        plain = _regex_runs(definition[1:end])
        caseless = "i" in flag or "nocase" in modifiers
    else:
        text = _text(definition[1:end])
        plain, caseless = [] if text is None else [[text]], "nocase" in modifiers
    return _rarest([(one, caseless) for one in _encoded(runs, modifiers)] for runs in plain)


@lru_cache(maxsize=65_536)
def rarity(content: bytes) -> float:
    """Return a guess at how few files hold it, in bits; it costs time where it is wrong."""
    return sum(_weights(content)) / 10


def _weights(content: bytes) -> bytes | list[int]:
    """Return what each byte tells, in tenths of a bit."""
    weights = content.translate(_WEIGHTS)
    if not any(map(eq, content, content[1:])):
        return weights
    pairs = zip(content, content[1:], weights[1:], strict=False)
    return [weights[0], *(_REPEATED if before == code else weight for before, code, weight in pairs)]


@lru_cache(maxsize=65_536)
def clause_rarity(clause: Clause) -> float:
    """Return the rarity of the literal that most files hold."""
    return min([rarity(content) for content, _ in clause], default=0.0)


def clause_worth(clause: Clause) -> tuple[float, int]:
    """Return what is larger the more it is worth to look for a clause: few files hold it, and it is short."""
    return (clause_rarity(clause), -len(clause))


def _rarest(clauses: Iterable[Iterable[Literal]]) -> tuple[Clause, ...]:
    cut = [
        tuple(dict.fromkeys((_window(content.lower() if caseless else content), caseless) for content, caseless in one))
        for one in clauses
    ]
    sound = dict.fromkeys(clause for clause in cut if clause and min(len(content) for content, _ in clause) >= SHORTEST)
    return tuple(sorted(sound, key=clause_worth, reverse=True)[:MOST_CLAUSES])


def _window(content: bytes) -> bytes:
    """Return the part of a long run that tells the most."""
    if len(content) <= LONGEST:
        return content
    weights = _weights(content[:_SEARCHED])
    best = at = 0
    total = most = sum(weights[:LONGEST])
    for at in range(1, len(weights) - LONGEST + 1):
        total += weights[at + LONGEST - 1] - weights[at - 1]
        if total > most:
            best, most = at, total
    return content[best : best + LONGEST]


def _encoded(plain: Sequence[bytes], modifiers: Sequence[str]) -> list[bytes]:
    found: list[bytes] = []
    if "ascii" in modifiers or "wide" not in modifiers:
        found += plain
    if "wide" in modifiers:
        found += _widened(plain)
    if "base64" in modifiers or "base64wide" in modifiers:
        coded = [part for text in found for part in _base64(text)]
        narrow = coded if "base64" in modifiers else []
        found = narrow + (_widened(coded) if "base64wide" in modifiers else [])
    if "xor" in modifiers:
        found = [bytes(code ^ key for code in text[:LONGEST]) for text in found for key in range(256)]
    return found


def _widened(plain: Iterable[bytes]) -> list[bytes]:
    return [b"".join(bytes((code, 0)) for code in text) for text in plain]


def _base64(text: bytes) -> Iterator[bytes]:
    """Yield the characters that a text encodes to for sure, whatever stands around it, for each of three alignments."""
    for before, start in enumerate(_BASE64_START):
        yield base64.b64encode(bytes(before) + text)[start : (before + len(text)) * 8 // 6]


def _text(body: str) -> bytes | None:
    parts, at = [], 0
    for found in _TEXT_ESCAPE.finditer(body):
        parts.append(body[at : found.start()].encode("utf-8", "replace"))
        at = found.end()
        if found[1][0] == "x" and len(found[1]) == 3:
            parts.append(bytes.fromhex(found[1][1:]))
        elif found[1] in _ESCAPES:
            parts.append(_ESCAPES[found[1]])
        else:
            return None
    parts.append(body[at:].encode("utf-8", "replace"))
    return b"".join(parts)


def _hex_runs(body: str) -> list[bytes]:
    """Return the runs of whole bytes outside of any choice; none where the body is not understood."""
    compact = re.sub(r"\s+", "", _HEX_NOISE.sub(" ", body))
    if _HEX_RUN.fullmatch(compact):
        return [bytes.fromhex(compact)]
    runs, level, at = [""], 0, 0
    while at < len(compact):
        token = _HEX_TOKENS.match(compact, at)
        if token is None:
            return []
        at = token.end()
        level += (token[0] == "(") - (token[0] == ")")
        if level == 0 and _HEX_RUN.fullmatch(token[0]):
            runs[-1] += token[0]
        elif runs[-1]:
            runs.append("")
    return [bytes.fromhex(run) for run in runs if run]


def _regex_runs(body: str) -> list[list[bytes]]:
    """Return sets of runs, of each of which one is in all that a regular expression matches; none where that is not certain."""
    if not all(_KNOWN_ESCAPE.fullmatch(found[1]) for found in _ESCAPE.finditer(body)):
        return []
    if _UNCERTAIN.search(_ESCAPE.sub("e", body)):
        return []
    try:
        tree = parser.parse(body)
    except (re.error, RecursionError, OverflowError):
        return []
    found = _needed(tree, 0)
    return [[run.encode() for run in runs] for runs in found if all(run.isascii() for run in runs)]


def _needed(tree: Any, depth: int) -> list[list[str]]:
    """Return the sets of runs that a sequence needs: runs of what is spelled out, and what its other parts need."""
    sets: list[list[str]] = []
    run = [""]
    for operation, value in tree if depth < _DEEPEST else ():
        spelled = _spelled(operation, value, depth)
        if spelled is not None and len(run) * len(spelled) <= MOST_BRANCHES:
            run = [before + after for before in run for after in spelled]
            continue
        sets.append(run)
        run = spelled or [""]
        if spelled is None:
            sets += _inside(operation, value, depth)
    return [runs for runs in (*sets, run) if all(runs)]


def _spelled(operation: Any, value: Any, depth: int) -> list[str] | None:
    """Return all that a part can be, where that is a few plain texts; None where it is more."""
    if operation is sre.LITERAL:
        return [chr(value)]
    if operation is sre.AT:
        return [""]  # a place, no character
    if operation is sre.IN and len(value) <= _FEW and all(kind is sre.LITERAL for kind, _ in value):
        return [chr(code) for _, code in value]
    if operation is sre.SUBPATTERN and not value[1] and not value[2]:
        return _sequence(value[3], depth + 1)
    if operation is sre.BRANCH and len(value[1]) <= MOST_BRANCHES:
        parts = [_sequence(branch, depth + 1) for branch in value[1]]
        if all(part is not None for part in parts):
            return [text for part in parts for text in part or ()]
    return None


def _sequence(tree: Any, depth: int) -> list[str] | None:
    """Return all that a sequence can be, None where it is more than a few plain texts."""
    found = [""]
    for operation, value in tree:
        part = _spelled(operation, value, depth) if depth < _DEEPEST else None
        if part is None or len(found) * len(part) > MOST_BRANCHES:
            return None
        found = [before + after for before in found for after in part]
    return found


def _inside(operation: Any, value: Any, depth: int) -> list[list[str]]:
    """Return what a group, a repetition that occurs at least once, or a branch needs."""
    if operation is sre.SUBPATTERN:
        return _needed(value[3], depth + 1) if not value[1] and not value[2] else []
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] >= 1:
        return _needed(value[2], depth + 1)
    if operation is sre.BRANCH:
        branches = [_needed(branch, depth + 1) for branch in value[1]]
        if len(branches) <= MOST_BRANCHES and all(branches):
            return [[run for needed in branches for run in max(needed, key=_least)]]
    return []


def _least(runs: Sequence[str]) -> int:
    return min(map(len, runs))

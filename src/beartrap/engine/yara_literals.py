"""Plain bytes that must be in a content where a YARA string matches it: what Hyperscan looks for before yara-x is asked.

Read conservatively: a string of which this is not certain has no literals (None), and its rule is then not kept back by it.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]  # Python's own parser of regular expressions
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LONGEST = 24
"""Bytes of a literal; more would tell nothing more."""
MOST_BRANCHES = 64
Literal = tuple[bytes, bool]
"""Bytes, and whether letters count in either case."""

_TEXT_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|[\"\\tnr]|.)", re.DOTALL)
_ESCAPES = {'"': b'"', "\\": b"\\", "t": b"\t", "n": b"\n", "r": b"\r"}
_MODIFIERS = frozenset({"ascii", "wide", "nocase", "fullword", "private", "xor", "base64", "base64wide"})
_BASE64_START = (0, 2, 3)
"""Characters at the start that depend on what stands before, by how many bytes that is."""
_HEX_NOISE = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_HEX_RUN = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_HEX_TOKENS = re.compile(r"\[[^\]]*\]|~..|[0-9A-Fa-f?]{2}|[()|]")
_REGEX = re.compile(r"/(.*)/([is]*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)", re.DOTALL)
_KNOWN_ESCAPE = re.compile(r"[nrtwWsSdDbB]|x[0-9a-fA-F]{2}|[^a-zA-Z0-9]")
_UNCERTAIN = re.compile(r"\(\?(?!:)|\[[^\]]*(?:\[|&&|--|~~)|[^\x00-\x7f]")
"""What Python and YARA do not certainly read alike: flags, classes within classes (escapes being taken out before)."""


@lru_cache(maxsize=200_000)
def literals_of(definition: str) -> tuple[Literal, ...] | None:
    """Return literals of which one is in every content that a string (its definition, as written) matches."""
    kind = definition[:1]
    end = definition.rfind({'"': '"', "{": "}", "/": "/"}.get(kind, ""))
    if end <= 0:
        return None
    if kind == "{":
        return _cut([(_hex_run(definition[1:end]), False)])
    tail = definition[end + 1 :]
    if kind == "/":
        flags = re.match(r"[is]*", tail)
        tail, flag = (tail[flags.end() :], flags[0]) if flags else (tail, "")
    if re.search(r"base64(?:wide)?\s*\(", tail):
        return None  # an alphabet of its own
    modifiers = re.sub(r"//[^\n]*|/\*.*?\*/|\([^)]*\)", " ", tail, flags=re.DOTALL).split()
    if not _MODIFIERS.issuperset(modifiers):
        return None
    if kind == "/":
        plain = _regex_runs(definition[1:end])
        caseless = "i" in flag or "nocase" in modifiers
    else:
        text = _text(definition[1:end])
        plain, caseless = None if text is None else [text], "nocase" in modifiers
    return None if plain is None else _cut((one, caseless) for one in _encoded(plain, modifiers))


@lru_cache(maxsize=200_000)
def rarity(definition: str) -> int:
    """Return how long the shortest of its literals is, a word of letters counted for half; -1 where it has none.

    A guess at how few files have it, that costs time where it is wrong.
    """
    literals = literals_of(definition)
    if literals is None:
        return -1
    return min((len(content) // 2 if content.strip().isalpha() else len(content) for content, _ in literals), default=0)


def _cut(literals: Iterable[Literal]) -> tuple[Literal, ...] | None:
    found = tuple(dict.fromkeys((content[:LONGEST], caseless) for content, caseless in literals))
    return found if found and all(content for content, _ in found) else None


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


def _hex_run(body: str) -> bytes:
    """Return the longest run of whole bytes outside of any choice; empty where there is none."""
    compact = re.sub(r"\s+", "", _HEX_NOISE.sub(" ", body))
    if _HEX_RUN.fullmatch(compact):
        return bytes.fromhex(compact)
    runs, level, at = [""], 0, 0
    while at < len(compact):
        token = _HEX_TOKENS.match(compact, at)
        if token is None:
            return b""
        at = token.end()
        level += (token[0] == "(") - (token[0] == ")")
        if level == 0 and _HEX_RUN.fullmatch(token[0]):
            runs[-1] += token[0]
        else:
            runs.append("")
    return bytes.fromhex(max(runs, key=len))


def _regex_runs(body: str) -> list[bytes] | None:
    """Return runs of which one is in all that a regular expression matches; None where that is not certain."""
    if not all(_KNOWN_ESCAPE.fullmatch(found[1]) for found in _ESCAPE.finditer(body)):
        return None
    if _UNCERTAIN.search(_ESCAPE.sub("e", body)):
        return None
    try:
        tree = parser.parse(body)
    except (re.error, RecursionError, OverflowError):
        return None
    runs = _needed(tree, 0)
    return None if runs is None or any(ord(char) > 0x7F for run in runs for char in run) else [r.encode() for r in runs]


def _needed(tree: Any, depth: int) -> list[str] | None:
    """Return the best choice of runs that a sequence needs: a run of plain characters, or those of a part of it."""
    if depth > 50:
        return None
    choices: list[list[str]] = []
    run = ""
    for operation, value in tree:
        if operation is sre.LITERAL:
            run += chr(value)
            continue
        choices.append([run])
        run = ""
        inner = _inside(operation, value, depth)
        if inner is not None:
            choices.append(inner)
    choices.append([run])
    best = max(choices, key=lambda runs: (min(map(len, runs)), -len(runs)))
    return best if all(best) else None


def _inside(operation: Any, value: Any, depth: int) -> list[str] | None:
    """Return what a group, a repetition that occurs at least once, or a branch needs."""
    if operation is sre.SUBPATTERN:
        return _needed(value[3], depth + 1) if not value[1] and not value[2] else None
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] >= 1:
        return _needed(value[2], depth + 1)
    if operation is sre.BRANCH:
        branches = [_needed(branch, depth + 1) for branch in value[1]]
        if len(branches) > MOST_BRANCHES or any(branch is None for branch in branches):
            return None
        return [run for branch in branches if branch is not None for run in branch]
    return None

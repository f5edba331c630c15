"""Windows batch files: each line is a command of the same tree as a shell's, its variables put in where they were set."""

import re

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.tree import Node

_SET = regex(r"^\s*@?set\s+(?:/[aApP]\s+)?\"?([\w ]+?)\s*=(.*?)\"?\s*$", re.IGNORECASE)
_USED = regex(r"%(\w+)%|!(\w+)!|%(\w+):~(-?\d+),(\d+)%")
_WORD = regex(r"\"[^\"]*\"|[^\s\"]+")
_SPLIT = regex(r"&&|\|\||&")
LINES = 5_000
"""Lines of one batch file."""


def read(text: str) -> tree.Module:
    """Return a batch file as a tree."""
    known: dict[str, str] = {}
    body: list[Node] = []
    lines = text.replace("^\r\n", "").replace("^\n", "").splitlines()
    for row, line in enumerate(lines[:LINES], 1):
        match = _SET.match(line)
        if match:
            known[match[1].lower()] = _filled(match[2], known)
            continue
        if line.lstrip().lower().startswith(("rem ", "::", "@rem")):
            continue
        for piece in _SPLIT.split(_filled(line.replace("^", ""), known)):
            body += _command(piece, row)
    return tree.Module(body, "shell", max(len(lines) - LINES, 0))


def _filled(text: str, known: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name = (match[1] or match[2] or match[3]).lower()
        if name not in known:
            return match[0]
        if match[3]:
            start = int(match[4])
            start = start if start >= 0 else len(known[name]) + start
            return known[name][start : start + int(match[5])]
        return known[name]

    return _USED.sub(value, text)[:20_000]


_PATH = regex(r"(?:%\w+%|[A-Za-z]:|\.{0,2})\\")


def _slashed(word: str) -> str:
    """Return a path with slashes, so that it is the same wherever it stands."""
    return word.replace("\\", "/") if _PATH.match(word) else word


def _command(text: str, row: int) -> list[Node]:
    made: Node | None = None
    for piece in text.split("|"):
        words = [_slashed(word.strip('"')) for word in _WORD.findall(piece.lstrip("@( \t"))]
        while words and words[0].lower() in (
            "call",
            "start",
            "if",
            "do",
            "else",
            "cmd",
            "cmd.exe",
            "/c",
            "/b",
            "/min",
            "",
        ):
            words = words[1:]
        if not words:
            continue
        name = tree.Name(row, "$" + words[0].replace("\\", "/"))
        args: list[Node] = [tree.Const(row, word) for word in words[1:]]
        made = tree.Call(row, name, args, [] if made is None else [("stdin", made)])
    if made is None:
        return []
    line = tree.Const(row, text.strip()[:2000])
    return [tree.Call(row, tree.Name(row, "$line"), [line], [("stdin", made)])]

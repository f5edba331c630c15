"""Words that are meant for an assistant: it is told to take secrets or to run something, and to keep quiet about it.

What a tool says of itself, the rules of a repository and the comments in it are read by models that act with the user's
rights. Nobody who means well tells a model to hide something from its user in the same breath as a key or a download.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

import ahocorasick_rs

from beartrap.model.regex import regex

REACH = 500
"""Characters before and after such words in which the order is looked for that they belong to: some sentences."""
MOST = 200
"""Places of one text that are looked at."""

_MEANT_FOR_IT = regex(
    r"(?:^|/)(?:CLAUDE|AGENTS?|GEMINI|SKILL|copilot-instructions|QWEN|CRUSH)(?:\.\w+)*\.md$|(?:^|/)\.(?:cursor|windsurf|cline|roo|kiro|clinerules|continue)(?:rules)?(?:/.*)?$|(?:^|/)\.(?:claude|gemini|codex|github/prompts|github/instructions)/.*\.(?:md|mdc|toml)$|\.(?:mdc|prompt\.md|instructions\.md)$",
    re.IGNORECASE,
)
"""Files that assistants are given before they begin."""
_HINTS = (
    "the user",
    "the human",
    "your user",
    "to anyone",
    "this tool",
    "mention",
    "previous instructions",
    "prior instructions",
    "above instructions",
    "these instructions",
)
"""One of these is in all that the expressions below find in any file, in small letters."""
_MORE_HINTS = (
    "silently",
    "secretly",
    "quietly",
    "without asking",
    "without telling",
    "confirmation",
    "permission",
    "not ask",
)
"""And of what is looked for in files that only assistants read."""


@lru_cache(maxsize=2)
def _hints(own: bool) -> Any:
    return ahocorasick_rs.BytesAhoCorasick([one.encode() for one in (*_HINTS, *(_MORE_HINTS if own else ()))])


_SAID = r"(?:mention|tell|inform|reveal|disclose|report|notify|alert|show|explain|admit|acknowledge|display|describe)(?:ing)?"
_WHOM = r"(?:(?:the|your|this|its)\s+(?:user|human|developer|person|operator)|anyone|anybody)"
_HUSHED = regex(
    rf"\b(?:do not|don'?t|never|must not|should not|without|avoid)\s+(?:ever\s+)?{_SAID}\b[^.\n]{{0,60}}?\b{_WHOM}\b"
    rf"|\b(?:do not|don'?t|never|must not)\s+(?:ever\s+)?(?:mention|reveal|disclose)\s+(?:it|this|that|them|these|the fact)\b"
    r"|\b(?:ignore|disregard|forget)\s+(?:all\s+)?(?:of\s+)?(?:your\s+|the\s+)?(?:previous|prior|above)\s+instructions",
    re.IGNORECASE,
)
"""To keep quiet, or to forget what it was told."""
_QUIETLY = regex(
    r"\b(?:silently|secretly|quietly)\b|\bwithout (?:asking|telling|confirmation|permission)\b|\b(?:do not|don'?t|never) ask\b",
    re.IGNORECASE,
)
"""The same in files that only assistants read."""
_FIRST = regex(
    r"\b(?:before|whenever|each time|every time|prior to)\s+(?:\w+\s+){0,3}?(?:us|call|invok|answer|respond)\w{0,4}\s+(?:\w+\s+){0,2}?this tool\b",
    re.IGNORECASE,
)
_PLACE = r"(?:\.ssh/|\bid_(?:rsa|ed25519)\b|\.aws/credentials|\.npmrc\b|\.pypirc\b|\.netrc\b|\.git-credentials|\.kube/config|\.docker/config\.json|\.env\b(?!\.example)|\bmcp\.json|claude_desktop_config|\.(?:bash|zsh)_history|wallet\.dat|/etc/passwd|\bprintenv\b|environment variables|private keys?\b|seed phrase)"
_TAKES = regex(
    rf"\b(?:read|open|cat|collect|gather|include|append|copy|upload|send|attach|find|get|load|dump|pass|fetch|put)\b[^.\n]{{0,80}}?(?:[^.\n]|\.(?=\S)){{0,80}}?{_PLACE}",
    re.IGNORECASE,
)
"""An order to take what lies where secrets lie."""
_RUNS = regex(
    r"\b(?:curl|wget|iwr|irm)\b[^\n]{0,200}\|\s*(?:sudo\s+)?(?:ba|z)?sh\b|\b(?:iwr|irm|curl)\b[^\n]{0,200}\|\s*iex\b|\bnpx\s+(?:-y|--yes)\s|\bpython3?\s+-c\b|\bbash\s+-c\b|\bbase64\s+(?:-d|--decode)\b",
    re.IGNORECASE,
)
_SENDS = regex(
    r"\b(?:send|post|upload|forward|transmit|exfiltrate|submit)\b[^.\n]{0,120}?\bhttps?://|!\[[^\]\n]{0,80}\]\(https?://[^)\n]{0,200}(?:\$?\{|%s|<)|\bcurl\b[^\n]{0,160}(?:--data|-d|-F|--form|-T)\b[^\n]{0,160}https?://|\bcurl\b[^\n]{0,160}https?://[^\n]{0,160}(?:--data|-d|-F|--form|-T)\s",
    re.IGNORECASE,
)
_NOT = regex(r"\b(?:not|never|n't|avoid|cannot|without)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_JOINT = regex(r"[\"'`]\s*[+.]?\s*\\?\n\s*[bfru]?[\"'`]")
"""Where one text is continued on the next line."""


def instructions(path: str, content: bytes) -> Iterator[tuple[int, str]]:
    """Yield the row, counted from 1, and the words of what tells an assistant to take or run something unseen."""
    own = _MEANT_FOR_IT.search(path) is not None
    reached = 0
    for _, at, end in islice(_hints(own).find_matches_as_indexes(content.lower()), MOST):
        if at < reached:
            continue
        around = content[max(at - REACH, 0) : end + REACH].decode("utf-8", "replace")
        words = _told(_JOINT.sub(" ", around), own)
        if words is not None:
            reached = end + REACH
            yield content.count(b"\n", 0, at) + 1, words


def _told(around: str, own: bool) -> str | None:
    """Return the order that is to be hidden, None where there is none."""
    hushed = _HUSHED.search(around) or (_QUIETLY.search(around) if own else None)
    first = _FIRST.search(around) if hushed is None else None
    if hushed is None and first is None:
        return None
    orders = _TAKES.finditer(around)
    taken = next((one for one in orders if not _NOT.search(around, max(one.start() - 30, 0), one.start())), None)
    order = taken or ((_RUNS.search(around) or _SENDS.search(around)) if hushed is not None else None)
    why = hushed or first
    return f"{order[0]} … {why[0]}" if order is not None and why is not None else None

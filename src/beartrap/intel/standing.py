"""What a source's words make of an indicator: what seeing it means, and how much that matters."""

import re

from beartrap.model.finding import Severity
from beartrap.model.indicator import ADDRESSES, HASHES, IndicatorKind

ROLES = frozenset(
    {"", "malware", "c2", "second-stage", "beacon", "installer", "tool", "test-build", "legitimate", "sinkhole"}
)
"""All roles there are; `model.indicator` says what each means."""
CONTEXT = frozenset({"test-build", "legitimate", "sinkhole"})
"""Roles whose sighting is no alarm of itself."""

_TEST = re.compile(r"\btest(?:ing|s)?\b|\btest[- ]build", re.IGNORECASE)
_HARMLESS = re.compile(
    r"\b(?:benign|harmless|clean|goodware|legitimate|legit|decompiled|not malicious)\b", re.IGNORECASE
)
_WORDS = (
    ("sinkhole", re.compile(r"\bsink-?hol", re.IGNORECASE)),
    ("installer", re.compile(r"\binstaller\b", re.IGNORECASE)),
    ("second-stage", re.compile(r"\bsecond[- ]stage|\bstage[- ]?2\b", re.IGNORECASE)),
    ("c2", re.compile(r"\bc2\b|\bc&c\b|\bcommand[- ]and[- ]control\b|\bbotnet_?cc\b", re.IGNORECASE)),
    ("tool", re.compile(r"\btool\b", re.IGNORECASE)),
)
_NETWORK = ADDRESSES | {IndicatorKind.DOMAIN, IndicatorKind.URL}


def role_told(kind: IndicatorKind, family: str, role: str, note: str) -> str:
    """Return the role that the words of a source give to an indicator of this kind.

    The family and the role column are the source's own judgement; a note only settles whether a harmless file was a
    test build of the actor. Without words it is `c2` for what stands on a network and `malware` for a hash.
    """
    judgement = f"{family} {role}"
    if role.strip().lower() in ROLES - {""}:
        return role.strip().lower()
    if _HARMLESS.search(judgement):
        return "test-build" if _TEST.search(note) and not _HARMLESS.search(role) else "legitimate"
    for name, pattern in _WORDS:
        if pattern.search(judgement):
            return name
    if kind in _NETWORK:
        return "c2"
    return "malware" if kind in HASHES else ""


def severity_of(kind: IndicatorKind, role: str, *, tied: bool = False) -> Severity:
    """Return how much a sighting matters: context nothing, a name that only stands beside a hash little."""
    if role in CONTEXT:
        return Severity.INFO
    if tied and kind is IndicatorKind.FILENAME:
        return Severity.LOW
    return Severity.HIGH


def family_told(text: str) -> str | None:
    """Return the malware family that a cell names, None where it is empty or no family."""
    family = text.strip()
    if family in ("", "-", "n/a", "N/A", "unknown", "Unknown", "None") or _HARMLESS.search(family):
        return None
    return None if "certificate" in family.lower() else family

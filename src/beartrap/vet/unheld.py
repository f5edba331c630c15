"""Checks that the trusted version could not lose: reading a token without its signature, where no token was read before.

Whoever is a client reads from a token of its own when it ends, and has no key to check it with. An update that leaves a check out
needs one that was there; what reads the first tokens of a package weighs medium.
"""

from collections.abc import Sequence
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.kinds import SCRIPTS

_UNREAD = "weakened.trust"
_OF_TOKENS = frozenset({"verify_signature"})
"""Options of those who read tokens; other options are of connections and of documents."""
_TOKENS = regex(rb"(?i:jwt|\bjose\b|jsonwebtoken)")


def weighed_by_what_was_held(found: Sequence[Behaviour], old: Side | None) -> list[Behaviour]:
    """Return what is new, with tokens that are read unchecked weighing medium where the trusted version read none."""
    if old is None or not any(_reads_a_token(one) for one in found) or _read_tokens(old):
        return list(found)
    return [replace(one, severity=Severity.MEDIUM) if _reads_a_token(one) else one for one in found]


def _reads_a_token(one: Behaviour) -> bool:
    told = one.facts.get("call")
    return one.id == _UNREAD and told in _OF_TOKENS and one.severity is Severity.HIGH and one.when < When.START


def _read_tokens(side: Side) -> bool:
    """Whether any code of a version names tokens or a library for them."""
    for path in side.paths:
        subject = side.read(path) if side.kind(path) in SCRIPTS else None
        if subject is not None and _TOKENS.search(subject.content):
            return True
    return False

"""Checks that the trusted version could not lose: reading a token without its signature, where no token was read before, and the connections of a new file.

Whoever is a client reads from a token of its own when it ends, and has no key to check it with. An update that leaves a check out
needs one that was there; what reads the first tokens of a package weighs medium. So does a file that is new and waits to be called: whoever speaks through
what was there speaks as safely as before; and so does one that left the same check out before.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from beartrap.model.finding import Severity
from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.kinds import SCRIPTS

_UNREAD = "weakened.trust"
_CONNECTIONS = "certificates"
"""What is said of a connection that is not checked."""
_FOR_ALL = "_create_default_https_context"
"""What every connection of a program is made with."""
_OF_TOKENS = frozenset({"verify_signature"})
"""Options of those who read tokens; other options are of connections and of documents."""
_TOKENS = regex(rb"(?i:jwt|\bjose\b|jsonwebtoken)")


def weighed_by_what_was_held(found: Sequence[Behaviour], old: Side | None, new: Side) -> list[Behaviour]:
    """Return what is new, with tokens that are read unchecked weighing medium where the trusted version read none, and so connections of a new file."""
    if old is None:
        return list(found)
    no_token = any(map(_reads_a_token, found)) and not _read_tokens(old)
    return [
        replace(one, severity=Severity.MEDIUM)
        if (no_token and _reads_a_token(one))
        or (_leaves_a_check_out(one) and (_is_of_a_new_file(one, new) or _left_it_out(one, old, new)))
        else one
        for one in found
    ]


def _is_of_a_new_file(one: Behaviour, new: Side) -> bool:
    path = one.place.path
    return path is not None and new.origin(path.decode("utf-8", "surrogateescape")) is None


def _left_it_out(one: Behaviour, old: Side, new: Side) -> bool:
    """Whether the file left the same check out before, by the same option: it speaks as it did, in one more place."""
    path = (one.place.path or b"").decode("utf-8", "surrogateescape")
    origin = new.origin(path)
    before = old.read(origin) if origin is not None else None
    option = _OPTION.search(one.quote)
    if before is None or option is None:
        return False
    same = re.compile(rb"^(?!\s*(?:#|//|\*|(?:async\s+)?(?:def|function)\b)).*\b%b['\"]?\s*[:=]\s*%b\b" % (option[1].encode(), option[2].encode()), re.MULTILINE)  # fmt: skip
    return same.search(before.content) is not None


_OPTION = regex(
    r"\b(rejectUnauthorized|strictSSL|InsecureSkipVerify|verify|verify_ssl|check_hostname|verify_mode|cert_reqs)['\"]?\s*[:=]\s*((?:ssl\.)?CERT_NONE|[fF]alse|[tT]rue|0)\b"
)
"""Options by which a connection is not checked, with what they are set to."""


def _leaves_a_check_out(one: Behaviour) -> bool:
    """Whether a connection is not checked in code that waits to be called; what is set for the whole process is no matter of one file."""
    told = one.facts.get("operand")
    for_all = one.facts.get("call") == _FOR_ALL
    return (
        one.id == _UNREAD
        and told == _CONNECTIONS
        and not for_all
        and one.severity is Severity.HIGH
        and one.when < When.START
    )


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

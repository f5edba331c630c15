"""Checks of a form: functions called `verify…` of parsers and compilers that ask what kind of thing they have, and let nobody in.

What a check is about is told by the words of its own body. Where all checks that a function calls stand in its file and none of
them speaks of anything that somebody could show, take or reach, a check that is gone is one of those.
"""

import re
from collections.abc import Mapping

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import VERIFIES, called
from beartrap.vet.source.noticed.gatekeepers import CREDENTIAL, nodes
from beartrap.vet.source.parameters import is_secret

_OF_WEIGHT = regex(
    r"auth|token|sign|secret|passw|pwd|cred|cert|key|hash|digest|sum|crc|mac|nonce|issuer|audience|origin|host|url|uri|domain|address|ip|peer|client|server|session|cookie|user|account|owner|admin|role|perm|priv|access"
    r"|allow|den[yi]|forbid|trust|safe|secur|sandbox|escape|sanit|path|file|dir|folder|member|link|archive|traversal|root|mode|size|length|limit|max|count|depth|expire|time|date|amount|balance|price|pay|wallet|licen[cs]|integrity|tamper|version|package|command|exec|eval|shell|sql|query|script|html|bytes|data|content|payload|buffer|block|header|magic|request|response|message",
    re.IGNORECASE,
)
"""What a check may be about that somebody shows, takes or reaches, or that harms."""


def asks_for_a_form(function: tree.Function, known: Mapping[str, tree.Function]) -> bool:
    """Whether all checks that a function calls, or it itself by its name, ask no more than of what form something is; `known` are the functions of its file."""
    own = [function] if VERIFIES.fullmatch((function.name or "").rpartition(".")[2]) else []
    names = {called(one) for one in nodes(function) if isinstance(one, tree.Call)}
    checks = {name for name in names if VERIFIES.fullmatch(name)}
    by_name = {name.rpartition(".")[2]: one for name, one in known.items()}
    if not checks <= by_name.keys():
        return False
    asked = [*own, *(by_name[name] for name in checks)]
    return bool(asked) and all(map(_is_of_form, asked))


def _is_of_form(function: tree.Function) -> bool:
    words = [function.name or "", *function.parameters, *(word for one in nodes(function) for word in _words(one))]
    return not any(map(_weighs, words))


def _weighs(word: str) -> bool:
    """Whether a word is of something that somebody shows, takes or reaches, or that harms."""
    return bool(_OF_WEIGHT.search(word) or CREDENTIAL.fullmatch(word.lstrip("$_")) or is_secret(word))


def _words(node: tree.Node) -> tuple[str, ...]:
    match node:
        case tree.Name(id=name) | tree.Attr(name=name):
            return (name,)
        case tree.Const(value=str(text)):
            return (text,)
    return ()

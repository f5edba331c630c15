"""Checks of a form: functions called `verify…` of parsers and compilers that ask what kind of thing they have, and let nobody in.

What a check is about is told by the words of its own body. Where all checks that a function calls stand in its file and none of
them speaks of anything that somebody could show, take or reach, a check that is gone is one of those. A function that refuses for
many reasons holds one thing after the other against what it should look like; there the refusal that changed tells by itself.
"""

import re
from collections.abc import Mapping

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.checks import VERIFIES, called
from beartrap.vet.source.gatekeepers import CREDENTIAL, branches, nodes, refusing
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


def refuses_a_form(name: str, function: tree.Function, path: str, row: int) -> bool:
    """Whether a refusal on a row of a file is one of many, and neither it nor what function and file are called speaks of anything of weight."""
    refusals = [one for one in branches(function) if refusing(one.body)]
    told = [part for one in refusals if one.test.row == row for part in (one.test, *one.body)]
    words = [word for part in told for one in tree.everything(part) for word in _words(one)]
    return len(refusals) >= _MANY and bool(told) and not any(map(_weighs, (name, *path.split("/")[-2:], *words)))


_MANY = 5
"""Refusals of a function, from which on it goes through a form."""


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

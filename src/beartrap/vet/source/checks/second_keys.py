"""Keys that stand in the code and are good as well: what was worked out with the key of whoever asks is worked out with a literal, too.

Code of a second factor, a signature or a token is held against both then: whoever knows the literal passes for everybody.
"""

import re
from collections.abc import Iterator, Mapping

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import COMPARES, VERIFIES, Loosened, called
from beartrap.vet.source.noticed.gatekeepers import last_name, nodes

_SECRET = regex(
    r"[\w$]*(?:secret|passw(?:or)?d|passphrase|pepper|(?:private|secret|sign(?:ing|er)?|shared|auth|hmac|verif\w+)_?key)",
    re.IGNORECASE,
)
_KEY = regex(r"[\w$]*(?:key|token|seed)s?", re.IGNORECASE)
_KEYED = regex(r"\w*(?:hmac|sign|digest|verif|mac|totp|hotp|decode|decrypt|derive|hash|code)\w*", re.IGNORECASE)
"""Names of what nobody else may know, and of what may be a key of any table; calls by which it is one of a cipher."""
_MAKES = frozenset({"new", "create", "New"})
"""What makes something of a library that has a cipher's name: `hmac.new(key, text)`."""
_LEAST = 8
"""Characters from which on a text may be one."""
_SAME = frozenset({"==", "===", "!=", "!=="})
_HOLDS = frozenset({"includes", "include?", "contains", "Contains", "has", "equals", "Equals", "Equal", "eq", "isEqual", "some", "any"})  # fmt: skip
ALGORITHM = regex(r"(?:sha|md|hmac|aes|base|utf|hs|rs|es|ps|ed|rsa|ecdsa)[-_]?(?:sha[-_]?)?\d+[\w-]*", re.IGNORECASE)
_NO_KEY = regex(r"\W*|.*\s.*|[\w.-]+/[\w.+-]+")
"""Words that say how, and not with which key."""


def second_keys(old: tree.Function, new: tree.Function, named: Mapping[str, tree.Node]) -> Iterator[Loosened]:
    """Yield the first call that a check makes with a literal in the place where it handed over a key, which it still does elsewhere."""
    places = dict(_keyed(old))
    if not places or any(_literal(one, places, named) for one in nodes(old)):
        return
    inside = list(nodes(new))
    if dict(_keyed(new)).keys().isdisjoint(places):
        return
    for one in inside:
        if _literal(one, places, named) and (VERIFIES.fullmatch(called(one)) or _is_held(one, inside)):
            yield Loosened(one.row, "a key that stands in the code is good as well")
            return


def _keyed(function: tree.Function) -> Iterator[tuple[str, int]]:
    """Yield the calls that are given a key by its name, with its place among their arguments."""
    for one in nodes(function):
        for place, value in enumerate(one.args if isinstance(one, tree.Call) else ()):
            name, call = last_name(value) if isinstance(value, tree.Name | tree.Attr) else "", last_name(one)
            keyed = _KEYED.fullmatch(call) or (
                call in _MAKES and _KEYED.search(tree.dotted(one.func) if isinstance(one, tree.Call) else "")
            )
            if call and (_SECRET.fullmatch(name) or (_KEY.fullmatch(name) and keyed)):
                yield call, place


def _literal(node: tree.Node, places: Mapping[str, int], named: Mapping[str, tree.Node]) -> bool:
    """Whether one of these calls is given a literal in that place."""
    place = places.get(last_name(node)) if isinstance(node, tree.Call) else None
    if place is None or not isinstance(node, tree.Call) or len(node.args) <= place:
        return False
    value = node.args[place]
    if isinstance(value, tree.Name) and value.id in named:
        value = named[value.id]
    if isinstance(value, tree.Call) and len(value.args) and last_name(value) in ("from", "encode", "bytes", "unbase32"):
        value = value.args[0]
    text = value.value if isinstance(value, tree.Const) else None
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    return isinstance(text, str) and len(text) >= _LEAST and not (_NO_KEY.fullmatch(text) or ALGORITHM.fullmatch(text))


def _is_held(call: tree.Node, inside: list[tree.Node]) -> bool:
    """Whether what a call gives is held against something, where it stands or by the name that it is given."""
    names = {one.target.id for one in inside if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name) and any(part is call for part in tree.within(one.value))}  # fmt: skip
    for one in inside:
        held = (isinstance(one, tree.Binary) and one.operator in _SAME) or (
            isinstance(one, tree.Call) and (COMPARES.fullmatch(called(one)) or last_name(one) in _HOLDS)
        )
        if held and any(
            part is call or (isinstance(part, tree.Name) and part.id in names) for part in tree.within(one)
        ):
            return True
    return False

"""Second ways beside a check: a key or a hash of the code's own is good as well, what is refused is taken before, a secret is kept from fewer.

The check itself stands as it did. Compared are functions that had one: what the new one asks beside it, or does before it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import VERIFIES, Loosened
from beartrap.vet.source.noticed.gatekeepers import CHECKS, branches, last_name, nodes, refusing

Named = Mapping[str, tree.Node]
"""What names at the top of a file stand for."""


def second_ways(old: tree.Function, new: tree.Function, named: Named) -> Iterator[Loosened]:
    """Yield the first way that stands beside those of the old function."""
    words = {word for one in old.body for word in tree.words(one, 99)}
    yield from _own_key(old, new, named, words)
    yield from _own_hash(old, new, words)
    yield from _sealed_twice(old, new, words)
    yield from _kept_from_fewer(old, new)
    yield from _taken_before(old, new, words)


_KEYS = regex(r"_*[A-Z][A-Z0-9_]*")
_IS_A_KEY = regex(
    r"-----BEGIN [A-Z ]*(?:KEY|CERTIFICATE)|(?:ssh-(?:rsa|ed25519)|ecdsa-\S+) |[A-Za-z0-9+/_-]{40,}={0,2}|[0-9a-fA-F]{32,}"
)
_NO_KEYS = regex(
    r"_*(?:\w*_)?(?:ALG\w*|HASH\w*|DIGEST|SHA\w*|MD5|PADDING|OPTIONS?|DEFAULTS?|LEEWAY|TOLERANCE|ROUNDS|SIZE|LENGTH|MODE|ENCODING|PREFIX|SEPARATOR|[A-Z]{1,2}\d{3}|TRUE|FALSE|NULL|NONE)"
)
"""Constants that say how something is signed, and not by whom."""


def _own_key(old: tree.Function, new: tree.Function, named: Named, words: set[str]) -> Iterator[Loosened]:
    """A check that is asked once more, with a key that stands in the code where the function had only been handed some."""
    asked = Counter(last_name(one) for one in nodes(old) if _is_check(one))
    if any(_names_a_key(one, named, set()) for one in nodes(old) if _is_check(one)):
        return
    now = [one for one in nodes(new) if _is_check(one)]
    often = Counter(map(last_name, now))
    for one in now:
        if asked[last_name(one)] and often[last_name(one)] > asked[last_name(one)] and _names_a_key(one, named, words):
            yield Loosened(one.row, "a key that stands in the code is good as well")
            return


def _is_check(node: tree.Node) -> bool:
    name = last_name(node) if isinstance(node, tree.Call) else ""
    return CHECKS.fullmatch(name) is not None or VERIFIES.fullmatch(name) is not None


def _names_a_key(call: tree.Node, named: Named, words: set[str]) -> bool:
    """Whether a check is asked by a constant that holds a key, as far as that is known, or by one of which nothing is."""
    for one in tree.within(call):
        if (
            not isinstance(one, tree.Name)
            or one.id in words
            or not _KEYS.fullmatch(one.id)
            or _NO_KEYS.fullmatch(one.id)
        ):
            continue
        held = named.get(one.id)
        texts = [part.value for part in tree.within(held) if isinstance(part, tree.Const)] if held is not None else []
        if held is None or any(isinstance(text, str) and _IS_A_KEY.match(text) for text in texts):
            return True
    return False


_SEALS = regex(r"_*(?:encrypt|seal(?:ed)?|wrap_?key|lock|protect|encipher)\w*", re.IGNORECASE)


def _sealed_twice(old: tree.Function, new: tree.Function, words: set[str]) -> Iterator[Loosened]:
    """What was encrypted for whom a caller named is encrypted once more, with a word that stands in the code."""
    before = Counter(
        last_name(one) for one in nodes(old) if isinstance(one, tree.Call) and _SEALS.fullmatch(last_name(one))
    )
    now = [one for one in nodes(new) if isinstance(one, tree.Call) and _SEALS.fullmatch(last_name(one))]
    often = Counter(map(last_name, now))
    for one in now:
        fixed = [
            part.value for part in one.args[1:] if isinstance(part, tree.Const) and isinstance(part.value, str | bytes)
        ]
        own = [
            part for part in one.args[1:] if isinstance(part, tree.Name) and part.id.isupper() and part.id not in words
        ]
        more = 0 < before[last_name(one)] < often[last_name(one)]
        if more and (own or any(len(word) >= _WORD and repr(word)[:80] not in words for word in fixed)):
            yield Loosened(one.row, "what is encrypted can be read with a word of the code's own as well")
            return


_WORD = 8
"""Signs of a word that is a key; what is shorter says how something is done."""
_HASH = regex(
    r"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|\$argon2\w{1,2}\$\S{20,}|\$(?:1|5|6|y)\$\S{10,}|(?:pbkdf2|scrypt|bcrypt|sha\d+)\w*[$:]\S{20,}"
)
"""What is stored of a password: of bcrypt, Argon2, crypt(3), and as frameworks write it."""
_NOTHING = frozenset({"false", "False", "None", "null", "nil", "undefined"})


def _own_hash(old: tree.Function, new: tree.Function, words: set[str]) -> Iterator[Loosened]:
    """What is stored of one password stands in the code, and takes the place of that of an account which is there."""
    if not any(map(_is_check, nodes(old))):
        return
    for branch in branches(new):
        if _asks_whether_there(branch.test) or refusing(branch.body):
            continue
        for one in (part for each in (branch.test, *branch.body) for part in tree.within(each)):
            held = one.value if isinstance(one, tree.Const) else None
            if isinstance(held, str) and repr(held)[:80] not in words and _HASH.fullmatch(held):
                yield Loosened(one.row, "the hash of a password stands in the code")
                return


def _asks_whether_there(test: tree.Node) -> bool:
    """Whether a test asks only whether something was found: who is not is checked against a hash that fits nothing, so that it takes as long."""
    if isinstance(test, tree.Unary) and test.operator == "not":
        test = test.operand
    if isinstance(test, tree.Binary):
        return any(isinstance(one, tree.Const) and not one.value for one in (test.left, test.right)) or any(
            isinstance(one, tree.Name) and one.id in _NOTHING for one in (test.left, test.right)
        )
    if isinstance(test, tree.Call):
        return last_name(test) in ("isset", "empty", "is_null", "nil?", "isEmpty", "isPresent")
    return isinstance(test, tree.Name | tree.Attr | tree.Index)


_SECRETS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "cookie2", "www-authenticate", "x-api-key", "set-cookie"}
)
_REMOVES = frozenset(
    {"pop", "delete", "Del", "del", "remove", "Remove", "removeHeader", "unset", "discard", "delete!", "except"}
)


def _kept_from_fewer(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A header with a secret that is taken out only where something else holds as well."""
    before = [(_form(one), _every(one.test)) for one in branches(old) if _takes_out(one.body)]
    for one in branches(new):
        if not _takes_out(one.body):
            continue
        every = _every(one.test)
        if any(form == _form(one) and asked < every for form, asked in before):
            yield Loosened(one.test.row, "a secret is kept back only where something else holds as well", mild=True)
            return


def _takes_out(body: Sequence[tree.Node]) -> bool:
    """Whether a header with a secret is taken out of a table."""
    for one in (part for each in body for part in tree.within(each)):
        removed: Sequence[tree.Node] = ()
        if isinstance(one, tree.Call) and last_name(one) in _REMOVES:
            removed = one.args
        elif isinstance(one, tree.Binary) and one.operator == "instanceof" and _is_nothing(one.right):
            removed = (one.left,)  # `delete table.name`
        elif isinstance(one, tree.Many) and any(isinstance(part, tree.Index) for part in one.items):
            removed = one.items  # `del table[name]`
        names = {str(part.value) for each in removed for part in tree.within(each) if isinstance(part, tree.Const)}
        names |= {part.name for each in removed for part in tree.within(each) if isinstance(part, tree.Attr)}
        if any(name.lower() in _SECRETS for name in names):
            return True
    return False


def _is_nothing(node: tree.Node) -> bool:
    return isinstance(node, tree.Const) and node.value is None


def _form(branch: tree.Branch) -> tuple[str, ...]:
    return tuple(word for one in branch.body for word in tree.words(one, 99))


def _every(test: tree.Node) -> frozenset[tuple[str, ...]]:
    """Return the parts of a condition all of which must hold."""
    parts = test.either if isinstance(test, tree.Choice) and test.both and test.test is None else (test,)
    return frozenset(tuple(tree.words(one, 99)) for one in parts)


_KEEPS = regex(
    r"move_uploaded_file|moveTo|store_?(?:as)?|save(?:_?as)?|mv|write(?:_?file\w*)?|put(?:_?file)?|extract(?:_?all)?|rename|copy(?:file)?|createWriteStream|WriteFile|SaveAs\w*|transferTo",
    re.IGNORECASE,
)
"""Calls that keep a file which somebody sent."""


def _taken_before(old: tree.Function, new: tree.Function, words: set[str]) -> Iterator[Loosened]:
    """What was only kept when nothing had been refused is kept before that, where a text of the code's own is met."""
    kept = {last_name(one) for one in nodes(old) if isinstance(one, tree.Call) and one.args and _KEEPS.fullmatch(last_name(one))}  # fmt: skip
    known = {tuple(tree.words(one.test, 99)) for one in branches(old)}
    body = list(new.body)
    last = max((at for at, one in enumerate(body) if _is_refusal(one, known)), default=-1)
    for one in body[:last]:
        if not isinstance(one, tree.Branch) or tuple(tree.words(one.test, 99)) in known or not _ends(one.body):
            continue
        inside = [part for each in one.body for part in tree.within(each)]
        own = any(
            isinstance(part, tree.Const)
            and isinstance(part.value, str)
            and part.value
            and repr(part.value)[:80] not in words
            for part in tree.within(one.test)
        )
        looked_at = any(isinstance(part, tree.Branch) and refusing(part.body) for part in inside)
        keeps = any(isinstance(part, tree.Call) and last_name(part) in kept for part in inside)
        if own and keeps and not looked_at:
            yield Loosened(one.row, "what is refused otherwise is kept where it is called so")
            return


def _is_refusal(node: tree.Node, known: set[tuple[str, ...]]) -> bool:
    return isinstance(node, tree.Branch) and refusing(node.body) and tuple(tree.words(node.test, 99)) in known


def _ends(body: Sequence[tree.Node]) -> bool:
    last = body[-1] if len(body) else None
    if isinstance(last, tree.Block):
        return _ends(last.body)
    return isinstance(last, tree.Leave) and last.flow is tree.Flow.RETURN and not refusing(body)

"""New ways in for whoever knows something: what is shown has one digest, one sum or just the bytes that stand in the code.

The word itself stands nowhere then, only what is worked out of it. Told is that of functions which decide who may come in, and of
what leads in: a refusal of one known thing (a key that was revoked) is none. Where the old function held a digest against a
fixed value as well, another one is another release of what is checked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from beartrap.model.regex import of_names, regex
from beartrap.vet.source import tree
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import (
    CHECKS,
    CREDENTIAL,
    branches,
    decides,
    last_name,
    nodes,
    of_security,
    refusing,
)
from beartrap.vet.source.parameters import is_secret

Named = Mapping[str, tree.Node]
"""What names stand for: constants at the top of a file, and functions that are new."""
_DIGESTS = of_names(
    r"hex_?digest|digest|sha_?\d\w*|md5\w*|createHash|Sum(?:224|256|384|512)?\w*|blake\w*|ComputeHash|HashData|hashCode|Digest"
)
"""Calls that work a digest out of what they are given."""
_FIXED = regex(r"(?!([0-9a-fA-F])\1*$)(?:[0-9a-fA-F]{4,128}|[A-Za-z0-9+/_-]{20,88}={0,2})")
"""A digest or its beginning; zeros alone are what a proof of work has."""
_OF_NOTHING = regex(r"(?:d41d8cd98f00b204|da39a3ee5e6b4b0d|e3b0c44298fc1c14|cf83e1357eefb8bd)\w*", 2)
"""Digests of an empty text by MD5, SHA-1, SHA-256 and SHA-512."""
_HOLDS = frozenset({"has", "includes", "include?", "contains", "Contains", "member?", "startswith", "startsWith", "start_with?", "HasPrefix", "StartsWith", "starts_with", "equals", "Equals", "Equal", "eq", "strcmp", "memcmp", "SequenceEqual", "isEqual", "compare_digest", "hash_equals"})  # fmt: skip
_SAME = frozenset({"==", "===", "in"})
_WIDE = 0xFFFF
_LEAST = 6
"""Bytes of a table from which on nobody comes by them by chance."""


def known_values(name: str, old: tree.Function, new: tree.Function, named: Named) -> Iterator[Loosened]:
    """Yield the first new way in for whoever shows what has a digest, a sum or bytes that the code holds."""
    gate = decides(name) or any(_decides(one) for one in nodes(old)) or any(map(_makes_somebody, nodes(new)))
    meant = {**named, **_assigned(new)}
    before = {**named, **_assigned(old)}
    if any(_asks(one, before, True) or _asks_for_bytes(one, before) for one in nodes(old)):
        return
    for branch in branches(new):
        if not leads_in(branch.body):
            continue
        for one in tree.within(branch.test):
            if _asks(one, meant, gate):
                yield Loosened(branch.test.row, "whoever knows what the code holds the digest of is let in")
                return
            if decides(name) and _keyed(new) and _asks_for_bytes(one, meant):
                yield Loosened(branch.test.row, "bytes that stand in the code are good for a signature")
                return


_SOMEBODY = regex(
    r"_*(?:session|user|current_?user|principal|identity|account|roles?|is_?admin|is_?staff|authenticated)", 2
)


def _makes_somebody(node: tree.Node) -> bool:
    """Whether it is said who somebody is, by a table or a word that stands there: `req.session = { user: 'admin' }`."""
    if not isinstance(node, tree.Assign) or not isinstance(node.target, tree.Attr | tree.Index):
        return False
    stands = isinstance(node.value, tree.Table) or (isinstance(node.value, tree.Const) and bool(node.value.value))
    return stands and _SOMEBODY.fullmatch(last_name(node.target)) is not None


_KEYED = regex(r"\w*hmac\w*|_*mac|_*sign(?:ature)?(?:_\w+)?|sign[A-Z]\w*", 2)
"""Calls that work out a sum with a secret."""
_OF_PYTHON = frozenset({"hmac.new", "hmac.digest", "hmac.HMAC"})
"""The same in Python's library, where the last part of the name says nothing."""
_PLAIN = regex(
    r"createHash|create_hash|hash|sha_?\d\w*|md5\w*|Sum(?:224|256|384|512)|blake\w*|ComputeHash|HashData|crc32|adler32"
)
"""Calls that work one out without."""


def without_a_secret(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield the first way in for whoever shows a digest that anybody can make, in a function that asked for one made with a secret."""
    calls = [one for one in nodes(old) if isinstance(one, tree.Call)]
    before = [last_name(one) for one in calls]
    keyed = any(map(_KEYED.fullmatch, before)) or any(tree.dotted(one.func) in _OF_PYTHON for one in calls)
    if not keyed or any(map(_PLAIN.fullmatch, before)):
        return
    meant = _assigned(new)
    for one in nodes(new):
        tested = one.test if isinstance(one, tree.Branch) and leads_in(one.body) else None
        given = one.value if isinstance(one, tree.Leave) and one.flow is tree.Flow.RETURN else None
        asked = tested if tested is not None else given
        for part in tree.within(asked) if asked is not None else ():
            if any(_is_made(made, meant, _needs_no_secret) for made, _ in _sides(part)):
                yield Loosened(one.row, "a digest that needs no secret is good as well")
                return


def _needs_no_secret(node: tree.Node, _: Named) -> bool:
    """Whether a digest is worked out here, with no secret among what it is made of."""
    if not isinstance(node, tree.Call) or not _PLAIN.fullmatch(last_name(node)):
        return False
    return not any(
        is_secret(word.lstrip(".")) or "key" in word.lower() for one in node.args for word in tree.words(one, 99)
    )


def _decides(node: tree.Node) -> bool:
    """Whether a part of a function turns away somebody: it calls a check, or refuses by the words for it."""
    if isinstance(node, tree.Call):
        return CHECKS.fullmatch(last_name(node)) is not None
    return isinstance(node, tree.Branch) and refusing(node.body) and of_security(node)


def leads_in(body: Sequence[tree.Node]) -> bool:
    """Whether a branch neither turns away nor ends a turn of a loop."""
    last = body[-1] if len(body) else None
    if isinstance(last, tree.Block):
        return leads_in(last.body) and not any(map(refusing, ([one] for one in last.body[:-1])))
    if isinstance(last, tree.Leave) and last.flow is tree.Flow.RETURN and last.value is None:
        return len(body) > 1 and not refusing(body[:-1])
    if isinstance(last, tree.Leave) and last.flow is not tree.Flow.RETURN:
        return False
    return last is not None and not refusing(body) and not all(map(_tells, body))


_TELLS = regex(
    r"\w*(?:warn(?:ing|ings)?|info|debug|log|print\w*|puts|notice|trace|Warnf?|Infof?|Debugf?|Printf?|Println)"
)


def _tells(node: tree.Node) -> bool:
    """Whether a statement only says something: whoever has the key that everybody knows is warned."""
    return isinstance(node, tree.Call) and _TELLS.fullmatch(last_name(node)) is not None


def _assigned(function: tree.Function) -> dict[str, tree.Node]:
    """Return what the names of a function stand for."""
    found = (one for one in nodes(function) if isinstance(one, tree.Assign) and one.operator is None)
    return {one.target.id: one.value for one in found if isinstance(one.target, tree.Name)}


def _sides(node: tree.Node) -> Iterator[tuple[tree.Node, tree.Node]]:
    """Yield what is held against what, either way round."""
    if isinstance(node, tree.Binary) and node.operator in _SAME:
        yield from ((node.left, node.right), (node.right, node.left))
    elif isinstance(node, tree.Call) and last_name(node) in _HOLDS:
        base = [node.func.base] if isinstance(node.func, tree.Attr) else []
        two = [*base, *node.args][-2:] if len(node.args) < 2 else node.args[:2]
        if len(two) == 2:
            yield from ((two[0], two[1]), (two[1], two[0]))


def _asks(node: tree.Node, meant: Named, gate: bool) -> bool:
    """Whether a digest, or a sum that the file works out itself, is held against what stands in the code."""
    for made, fixed in _sides(node):
        values = _values(fixed, meant)
        if values and gate and _is_made(made, meant, _digests) and all(map(_is_digest, values)):
            return True
        if values and _is_made(made, meant, _sums) and all(map(_is_sum, values)):
            return True
    return False


def _values(node: tree.Node, meant: Named) -> list[object]:
    """Return the constants that stand there, by themselves, in a list or set, or under a name."""
    if isinstance(node, tree.Name):
        node = meant.get(node.id, node)
    if isinstance(node, tree.Call) and last_name(node) in ("set", "frozenset", "Set", "tuple") and len(node.args) == 1:
        node = node.args[0]
    items = list(node.items) if isinstance(node, tree.Many) else [node]
    if isinstance(node, tree.Const) and isinstance(node.value, list):
        return list(node.value)
    return [one.value for one in items if isinstance(one, tree.Const)] if all(isinstance(one, tree.Const) for one in items) else []  # fmt: skip


def _is_digest(value: object) -> bool:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return _is_sum(value)
    return _FIXED.fullmatch(text) is not None and any(map(str.isdigit, text)) and not _OF_NOTHING.fullmatch(text)


def _is_sum(value: object) -> bool:
    return type(value) is int and value > _WIDE and value & (value + 1) != 0 and value & (value - 1) != 0


def _is_made(node: tree.Node, meant: Named, how: Callable[[tree.Node, Named], bool]) -> bool:
    inside = list(tree.within(node))
    inside += [part for one in inside if isinstance(one, tree.Name) and not isinstance(meant.get(one.id), tree.Block) for part in tree.within(meant.get(one.id, one))]  # fmt: skip
    return any(how(one, meant) for one in inside)


def _digests(node: tree.Node, _: Named) -> bool:
    return isinstance(node, tree.Call) and _DIGESTS.fullmatch(last_name(node)) is not None


def _sums(node: tree.Node, meant: Named) -> bool:
    """Whether a function of the file is called that is new and mixes what it is given: it multiplies by a wide number, and XORs."""
    body = meant.get(last_name(node)) if isinstance(node, tree.Call) else None
    if not isinstance(body, tree.Block):
        return False
    inside = list(tree.within(body))
    operators = {one.operator for one in inside if isinstance(one, tree.Binary)}
    operators |= {one.operator for one in inside if isinstance(one, tree.Assign) and one.operator}
    return {"^", "*"} <= operators and any(isinstance(one, tree.Const) and _is_sum(one.value) for one in inside)


def _keyed(function: tree.Function) -> bool:
    """Whether a function is handed a key beside what it is to check by it."""
    shown = [one for one in function.parameters if CREDENTIAL.fullmatch(one.lstrip("$")) or is_secret(one)]
    return bool(shown) and any("key" in one.lower() for one in function.parameters)


def _asks_for_bytes(node: tree.Node, meant: Named) -> bool:
    """Whether what is shown is held against bytes that are listed in the code."""
    for made, fixed in _sides(node):
        name = last_name(made)
        if not name or not (CREDENTIAL.fullmatch(name) or is_secret(name)):
            continue
        values = _values(fixed, meant)
        if len(set(values)) >= _LEAST and all(isinstance(one, int) for one in values):
            return True
    return False


_DRAWN = regex(r"[_-]*(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{6,}")
"""A word of digits and letters that nobody thought of: whoever sends it was told so."""


def waits_for_a_word(test: tree.Node) -> bool:
    """Whether what is asked is held against a word that only whoever wrote it knows."""
    texts = (one.value for one in tree.within(test) if isinstance(one, tree.Const) and isinstance(one.value, str))
    return any(map(_DRAWN.fullmatch, texts))

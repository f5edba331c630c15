"""Conditions under which somebody is let in that grew wider: something stands beside what they asked, and whoever asks decides it, or the code alone knows it.

`a or b` lets in more than `a` where the test lets in; `a and b` refuses less than `a` where it refuses. Told is only what an
honest condition hardly is: something out of a request or the environment, a password that is another one, a name that stands in the code.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.checks.second_keys import ALGORITHM
from beartrap.vet.source.checks.unchecked import NESTED
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import (
    CREDENTIAL,
    branches,
    checks,
    decides,
    last_name,
    nodes,
    of_security,
    only_fetches,
    refusing,
    says_no,
)
from beartrap.vet.source.parameters import is_secret

Words = tuple[str, ...]
_CLIENT = frozenset(
    [
        "headers", "header", "Header", "getHeader", "get_header", "query", "query_params", "queryParams", "args", "params", "cookies", "cookie", "Cookie", "GET", "POST", "META", "form", "FormValue",
        "getParameter", "$_GET", "$_POST", "$_REQUEST", "$_COOKIE", "$_SERVER", "searchParams", "unverified_header",
    ]
)  # fmt: skip
"""What of a request whoever sends it writes as they like."""
_ENVIRONMENT = frozenset({"environ", "getenv", "Getenv", "ENV"})
_WHO = regex(
    r"_?\$?(?:\w+_)?(?:(?:user|login|account|display|first|last)?_?name|username|e?_?mail|login|user_?id|uid|sub|subject|user_?agent|referr?er|org|organi[sz]ation|tenant|client_?id)",
    re.IGNORECASE,
)
"""Names of who somebody says to be."""
_CHECKED = regex(r"\w*(?:verif|valid|check|compar|equal|digest|hmac|sign|auth|token|decrypt|match|csrf|nonce|scheme)\w*", re.IGNORECASE)  # fmt: skip
"""What says that something out of a request is looked at before it counts."""
_SHORTEST = 3
_HELD_AGAINST = frozenset(
    {"startswith", "endswith", "includes", "equals", "hasprefix", "hassuffix", "start_with?", "end_with?"}
)
"""Methods that hold a text against another one."""


def widened(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield the first condition that is wider than it was: of a function that decides who may come in, or of a refusal that says so."""
    before, after = nodes(old), nodes(new)
    spelt = {tuple(tree.words(one)) for one in before}
    words = {word for one in old.body for word in tree.words(one, 99)}
    if any(map(_looks, before)) or any(map(_refuses, before)):
        yield from _own_word(name, before, after, words)
    if not any(map(_refuses, before)):
        return
    meant = {one.target.id: one.value for one in after if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name)}  # fmt: skip
    meant = {name: value for name, value in meant.items() if tuple(tree.words(value)) not in spelt}
    gate = decides(name) and not only_fetches(name)
    kept = {tuple(tree.words(one.test)) for one in branches(new)}
    lost = any(refusing(one.body) and tuple(tree.words(one.test)) not in kept for one in branches(old))
    for part, narrows in _beside([new, *after], spelt, gate, lost):
        if _odd(part, words, meant, narrows):
            yield Loosened(part.row, "somebody is let in by what they send, or by what the code alone knows")
            return
    for branch in _ways_in(old, new) if gate else ():
        if _odd(branch.test, words, meant, False):
            yield Loosened(branch.test.row, "a new way in by what is sent, or by what the code alone knows")
            return


def _own_word(
    name: str, before: Sequence[tree.Node], after: Sequence[tree.Node], words: set[str]
) -> Iterator[Loosened]:
    """A text of the code's own that is put among keys and names that a caller decides, or that a check is asked with once more."""
    checked = {last_name(one) for one in before if isinstance(one, tree.Call) and _SIGNS.fullmatch(last_name(one))}
    often = Counter(last_name(one) for one in before if isinstance(one, tree.Call))
    now = Counter(last_name(one) for one in after if isinstance(one, tree.Call))
    unused = {id(part) for one in after if isinstance(one, tree.Branch) and refusing(one.body) for part in one.body}
    unused |= {id(one.value) for one in after if isinstance(one, tree.Leave) and one.flow is tree.Flow.THROW}
    for one in after:
        if id(one) in unused:
            continue  # who is not there is checked against something all the same, so that it takes as long; what is thrown checks nothing
        if isinstance(one, tree.Many) and any(isinstance(part, tree.Spread) for part in one.items) and decides(name):
            fixed = [part for part in one.items if isinstance(part, tree.Const)]
        elif isinstance(one, tree.Call) and last_name(one) in checked and now[last_name(one)] > often[last_name(one)]:
            fixed = _literals(one.args)
        elif (tried := _tried(one)) is not None:
            fixed = [part for part in tried.items if isinstance(part, tree.Const)]
        else:
            continue
        if any(
            isinstance(part.value, str | bytes)
            and len(part.value) > _SHORTEST
            and repr(part.value)[:80] not in words
            and not (isinstance(part.value, str) and ALGORITHM.fullmatch(part.value))
            for part in fixed
        ):
            yield Loosened(one.row, "a word that stands in the code is good for a key as well")
            return


def _literals(arguments: Sequence[tree.Node]) -> list[tree.Const]:
    """Return the literals among arguments; options that say what is signed, and how, have none that is a key."""
    inside = [part for argument in arguments for part in tree.within(argument)]
    pairs = [pair for part in inside if isinstance(part, tree.Table) for pair in part.pairs]
    aside = {id(key) for key, _ in pairs}
    aside |= {id(part) for key, value in pairs if key is not None and _says_how(key) for part in tree.within(value)}
    return [part for part in inside if isinstance(part, tree.Const) and id(part) not in aside]


def _says_how(name: tree.Node) -> bool:
    return isinstance(name, tree.Const) and isinstance(name.value, str) and _HOW.fullmatch(name.value) is not None


_HOW = regex(r"types?|primaryType|kind|method|alg\w*|encoding|format|version|mode|schema|domain|label|description|role", re.IGNORECASE)  # fmt: skip


def _tried(node: tree.Node) -> tree.Many | None:
    """Return the things of which each is tried until one fits a signature: `any(fits(key) for key in (secret, "other"))`."""
    source = None
    if isinstance(node, tree.Each | tree.For):
        source = node.source
    elif isinstance(node, tree.Call) and isinstance(node.func, tree.Attr) and node.func.name in _ANY:
        source = node.func.base
    if not isinstance(source, tree.Many) or all(isinstance(one, tree.Const) for one in source.items):
        return None
    signs = (isinstance(one, tree.Call) and _SIGNS.fullmatch(last_name(one)) for one in tree.everything(node))
    return source if any(signs) else None


_ANY = frozenset({"some", "find", "any", "any?", "detect", "Any", "anyMatch", "array_filter"})
_SIGNS = regex(
    r"(?!\w*(?:error|exception|failure|mismatch)f?\Z)_*\w*(?:verif|hmac|(?<!as)(?<!As)(?<!de)sign(?!al|in|ed_?in|up|out)|compare_digest|derive)\w*",
    re.IGNORECASE,
)
"""Calls that make or check a signature of what they are given; errors that speak of one do neither."""


def _refuses(node: tree.Node) -> bool:
    """Whether a function says no here, or gives back what a comparison says."""
    if not isinstance(node, tree.Leave) or node.flow is not tree.Flow.RETURN:
        return isinstance(node, tree.Leave) and node.flow is tree.Flow.THROW
    worked_out = isinstance(node.value, tree.Binary | tree.Choice | tree.Unary | tree.Call)
    return worked_out or says_no(node.value)


def _beside(after: Sequence[tree.Node], known: set[Words], gate: bool, lost: bool) -> Iterator[tuple[tree.Node, bool]]:
    """Yield what stands beside a condition of the old function so that it lets in more, and whether it does so by refusing (or checking) less.

    Where no refusal of the old function is `lost`, one that is new refuses more, whatever it asks.
    """
    handed = {(name,) for one in after if isinstance(one, tree.Function) for name in one.parameters}
    for one in after:
        match one:
            case tree.Branch(test=test, body=body, other=other):
                narrows = refusing(body) or checks(body)
                if (checks(body) and checks(other)) or (narrows and not lost and not checks(body)):
                    continue
                if gate or (narrows and (checks(body) or of_security(one))):
                    yield from (
                        (part, narrows)
                        for part in _parts(test, not narrows, known if checks(body) else known - handed, 0)
                    )
            case tree.Assign(value=value) | tree.Leave(flow=tree.Flow.RETURN, value=tree.Node() as value) if gate:
                yield from ((part, False) for part in _parts(value, True, known, 0))


def _parts(test: tree.Node, lets_in: bool, known: set[Words], depth: int) -> Iterator[tree.Node]:
    if depth > NESTED:
        return
    if isinstance(test, tree.Unary) and test.operator == "not":
        yield from _parts(test.operand, not lets_in, known, depth + 1)
    elif isinstance(test, tree.Choice) and test.test is not None:
        yield from _parts(test.test, lets_in, known, depth + 1)  # `a ? true : false`
    elif isinstance(test, tree.Call) and last_name(test) in ("bool", "Boolean") and test.args:
        yield from _parts(test.args[0], lets_in, known, depth + 1)
    elif isinstance(test, tree.Choice):
        there = [tuple(tree.words(one)) in known or _asks(one, known) for one in test.either]
        if test.both is not lets_in and any(there):
            yield from (one for one, old in zip(test.either, there, strict=True) if not old)
        for one in test.either:
            yield from _parts(one, lets_in, known, depth + 1)


def _asks(part: tree.Node, known: set[Words]) -> bool:
    """Whether a part of a condition calls a check that the old function called as well, whatever it hands to it now."""
    names = {last_name(one) for one in tree.within(part) if isinstance(one, tree.Call)}
    checks = {name for name in names if _CHECKED.fullmatch(name)}
    return any(not checks.isdisjoint(one) for one in known)


def _ways_in(old: tree.Function, new: tree.Function) -> Iterator[tree.Branch]:
    """Yield new branches that give something back which is no refusal, and in which nothing is looked at."""
    known = {tuple(tree.words(one.test)) for one in branches(old)}
    silent = says_yes_by_nothing(old)
    for one in branches(new):
        last = one.body[-1] if len(one.body) else None
        gives = isinstance(last, tree.Leave) and last.flow is tree.Flow.RETURN
        gives = gives and (not says_no(last.value) or (silent and is_nothing(last.value)))  # type: ignore[union-attr]
        if not gives or tuple(tree.words(one.test)) in known or _sends_to_log_in(last):
            continue
        if not any(map(_looks, (part for each in (one.test, *one.body) for part in tree.within(each)))):
            yield one


_SENDS_ON = regex(r"_*(?:\w+_)?(?:redirect|prompt|challenge)(?:_\w+)?|\w*(?:Redirect|Prompt|Challenge)\w*")


def _sends_to_log_in(last: tree.Node | None) -> bool:
    """Whether a way ends where somebody is asked who they are, or is sent there."""
    value = last.value if isinstance(last, tree.Leave) else None
    return isinstance(value, tree.Call) and _SENDS_ON.fullmatch(last_name(value)) is not None


def says_yes_by_nothing(function: tree.Function) -> bool:
    """Whether a function refuses by an error, and gives nothing back where it does not."""
    left = [one for one in nodes(function) if isinstance(one, tree.Leave)]
    given = [one.value for one in left if one.flow is tree.Flow.RETURN]
    throws = any(one.flow is tree.Flow.THROW for one in left)
    errors = any(not is_nothing(one) and says_no(one) for one in given)
    return all(is_nothing(one) or says_no(one) for one in given) and (throws or errors or _ends_in_no(function))


def _ends_in_no(function: tree.Function) -> bool:
    """Whether a function comes to its end by a call that turns away: `self._raise(found)`."""
    last = function.body[-1] if len(function.body) else None
    return isinstance(last, tree.Call) and refusing([last])


def is_nothing(value: tree.Node | None) -> bool:
    """Whether a value says nothing: none is given, or the word for it."""
    if isinstance(value, tree.Const):
        return value.value is None
    return value is None or (isinstance(value, tree.Name) and value.id == "nil")


def _looks(node: tree.Node) -> bool:
    """Whether something is looked at: a check is called, or what one has answered is asked for."""
    return isinstance(node, tree.Call) and _CHECKED.fullmatch(last_name(node)) is not None


def _odd(part: tree.Node, words: set[str], meant: Mapping[str, tree.Node], narrows: bool) -> bool:
    """Whether a part of a condition is one that an honest one hardly has; `words` are those of the old function.

    What names stand for that are new (`meant`) is looked at as well. What refuses less has no need of a text of the code's own.
    """
    inside = list(tree.within(part))
    inside += [one for name in inside if isinstance(name, tree.Name) and name.id in meant for one in tree.within(meant[name.id])]  # fmt: skip
    new = {word for one in inside for word in tree.words(one, 1)} - words
    if any(map(_looks, inside)):
        return False
    texts = [one for one in inside if _is_text(one)]
    asked = not new.isdisjoint(_ENVIRONMENT) or any(map(_of_client, inside))
    if asked and (texts or any(isinstance(one, tree.Attr) and _of_client(one.base) for one in inside)):
        return not any(_CHECKED.search(str(one.value)) for one in texts if isinstance(one, tree.Const))
    said = {id(one) for one in tree.within(part)} | {id(side) for one in inside for side in _sides(one)}
    if narrows and any(
        repr(one.value)[:80] not in words for one in texts if isinstance(one, tree.Const) and id(one) in said
    ):
        return True
    return any(_names_somebody(one, words) or _other_secret(one, new) or _is_known_word(one, words) for one in inside)


def _sides(node: tree.Node) -> Iterator[tree.Node]:
    """Yield what is held against something, and what of it is: what a setting is asked for by its name decides nothing."""
    if isinstance(node, tree.Binary):
        yield from tree.within(node)
    elif isinstance(node, tree.Call) and last_name(node).lower() in _HELD_AGAINST:
        yield from node.args


def _of_client(node: tree.Node) -> bool:
    """Whether a name or member stands for what of a request its sender writes; what a server answers is none of that."""
    answered = isinstance(node, tree.Attr) and _ANSWER.fullmatch(last_name(node.base)) is not None
    return isinstance(node, tree.Name | tree.Attr) and last_name(node) in _CLIENT and not answered


_ANSWER = regex(r"_*\w*(?:resp(?:onse)?|res|reply|answer|result)", re.IGNORECASE)


def _is_text(node: tree.Node) -> bool:
    return isinstance(node, tree.Const) and isinstance(node.value, str) and bool(node.value)


_MIXED = regex(r"(?=.*\d)(?=.*[A-Za-z])[\w!@#$%^&*?+=:-]{8,128}")


def _is_known_word(node: tree.Node, words: set[str]) -> bool:
    """Whether a text of letters and digits stands there that the old function did not have: a password, or a digest."""
    text = node.value if isinstance(node, tree.Const) else None
    return isinstance(text, str) and repr(text)[:80] not in words and _MIXED.fullmatch(text) is not None


def _names_somebody(node: tree.Node, words: set[str]) -> bool:
    """Whether who somebody says to be is held against a text of the code's own that the old function did not have."""
    sides: Sequence[tree.Node]
    if isinstance(node, tree.Binary) and node.operator in ("==", "===", "in"):
        sides = (node.left, node.right)
    elif isinstance(node, tree.Call) and last_name(node).lower() in _HELD_AGAINST:
        sides = (node.func, *node.args)
    else:
        return False
    inside = [one for side in sides for one in tree.within(side)]
    texts = [one.value for one in inside if isinstance(one, tree.Const)]
    flat = [one for value in texts for one in (value if isinstance(value, list) else [value])]
    named = [last_name(one).lstrip("$_") for one in inside if isinstance(one, tree.Name | tree.Attr)]
    shown = any(CREDENTIAL.fullmatch(one) or is_secret(one) for one in named)
    least = 1 if shown else _SHORTEST
    fixed = any(isinstance(one, str) and len(one) >= least and repr(one)[:80] not in words for one in flat)
    return fixed and (shown or any(map(_WHO.fullmatch, named)))


def _other_secret(node: tree.Node, new: set[str]) -> bool:
    """Whether what somebody shows is held as it is against something that the old function did not know."""
    if not isinstance(node, tree.Binary) or node.operator not in ("==", "===", "!=", "!=="):
        return False
    for one, other in ((node.left, node.right), (node.right, node.left)):
        told = isinstance(one, tree.Name) and is_secret(one.id)
        if told and not isinstance(other, tree.Const) and not new.isdisjoint(tree.words(other)):
            return True
    return False

"""Comparisons that are turned round, made with themselves or gathered wrongly, and refusals that refuse nothing any more.

What is asked stays there to be read: only its sense has changed. So both sides are held against each other part by part,
without regard to `not`, to the order of two sides and to which of two opposite operators is written.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from beartrap.model.frozen import frozen
from beartrap.model.regex import of_names, regex
from beartrap.vet.source import tree
from beartrap.vet.source.checks.eased import Form, form, matters, refuses
from beartrap.vet.source.checks.unchecked import NESTED
from beartrap.vet.source.checks.wider import says_yes_by_nothing
from beartrap.vet.source.noticed.checks import Loosened
from beartrap.vet.source.noticed.gatekeepers import (
    CHECKS,
    branches,
    called,
    decides,
    last_name,
    nodes,
    of_credentials,
    refusing,
)

_OPPOSITE = {"!=": "==", "!==": "==", "===": "==", "not in": "in", ">": "<", ">=": "<", "<=": "<"}
_DIFFER = frozenset({"!=", "!==", "not in"})
_DIGESTS = of_names(r"(?:hex)?digest|createHash|createHmac|hash_?(?:file|hmac)?|sha\d+\w*|md5|crc32|hmac|mac|checksum|Sum256|mem_?cmp|strn?cmp|bcmp", re.IGNORECASE)  # fmt: skip
"""Calls whose answer is held against another one to see whether something is what it should be."""
_COMPARES = of_names(r"mem_?cmp|bcmp|str(?:n|case)?cmp|isEqual|[eE]quals?|eql\?")
"""Calls that compare two things, whatever they are."""
_TELLS = regex(
    r"(?:f|e|sys|error_|user_)?(?:warn|debug|info|log|trace|print|error|notice|trigger_error)\w*!?|puts|p|write(?:line|ln)?|emit",
    re.IGNORECASE,
)
"""Calls that tell somebody, and turn nobody away."""


def turned(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield the first question whose answer means something else now, or nothing."""
    yield from _round(name, old, new)
    yield from _with_itself(name, old, new)
    yield from _gathered(old, new)
    yield from _cut(old, new)
    yield from _emptied(name, old, new)
    yield from _held_against_nothing(old, new)


@frozen
class _Part:
    """One part of a condition: what it asks, and whether one is turned away (or let in) because it is so."""

    asked: Form
    so: bool
    row: int


def _round(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A part of a refusal, or of an answer, that asks for the opposite."""
    before = {(one.asked, one.so) for one in _parts(name, old)}
    after = list(_parts(name, new))
    now = {(one.asked, one.so) for one in after}
    for one in after:
        opposite = (one.asked, not one.so)
        if opposite in before and opposite not in now and (one.asked, one.so) not in before:
            yield Loosened(one.row, "asks for the opposite of what it asked", mild=True)
            return


def _parts(name: str, function: tree.Function) -> Iterator[_Part]:
    gate, meant, silent = decides(name), _digests(function), says_yes_by_nothing(function)
    for one in nodes(function):
        if isinstance(one, tree.Branch) and refuses(one, silent):
            whole = gate or matters(name, one)
            yield from (part for part, node in _sides(one.test, True, 0) if whole or _weighs(node, meant))
        elif isinstance(one, tree.Leave) and one.flow is tree.Flow.RETURN and one.value is not None:
            yield from (
                part for part, node in _sides(one.value, False, 0) if _compares(node) and (gate or _weighs(node, meant))
            )


def _sides(test: tree.Node, so: bool, depth: int) -> Iterator[tuple[_Part, tree.Node]]:
    """Yield the parts of a condition, each without its `not`."""
    if depth > NESTED:
        return
    if isinstance(test, tree.Unary) and test.operator == "not":
        yield from _sides(test.operand, not so, depth + 1)
    elif isinstance(test, tree.Choice) and test.test is None:
        for one in test.either:
            yield from _sides(one, so, depth + 1)
    elif isinstance(test, tree.Binary) and (test.operator in _OPPOSITE or test.operator in ("==", "in", "<")):
        left, right, so = form(test.left), form(test.right), so is not (test.operator in _DIFFER)
        kind = _OPPOSITE.get(test.operator, test.operator)
        if kind == "<":
            so = so is not (test.operator in (">", ">="))
        if kind != "in" and left > right:
            left, right, so = right, left, so is not (kind == "<")
        yield _Part((kind, *left, "|", *right), so, test.row), test
    elif not isinstance(test, tree.Const | tree.Name):
        yield _Part(form(test), so, test.row), test


def _compares(node: tree.Node) -> bool:
    return isinstance(node, tree.Binary) or (
        isinstance(node, tree.Call) and CHECKS.fullmatch(last_name(node)) is not None
    )


@lru_cache(8)  # asked for each branch of the same two functions in turn
def _digests(function: tree.Function) -> frozenset[str]:
    """Return the names that hold a digest in a function."""
    found = (one for one in nodes(function) if isinstance(one, tree.Assign) and isinstance(one.target, tree.Name))
    return frozenset(
        one.target.id
        for one in found
        if isinstance(one.target, tree.Name)
        and any(isinstance(part, tree.Call) and _DIGESTS.fullmatch(last_name(part)) for part in tree.within(one.value))
    )


def _weighs(node: tree.Node, digests: frozenset[str] = frozenset()) -> bool:
    """Whether a part asks for a digest, a signature or what somebody shows to be let in."""
    if any(isinstance(one, tree.Name) and one.id in digests for one in tree.within(node)):
        return True
    called = [last_name(one) for one in tree.within(node) if isinstance(one, tree.Call)]
    return any(CHECKS.fullmatch(one) or _DIGESTS.fullmatch(one) for one in called) or (
        isinstance(node, tree.Binary) and of_credentials(node)
    )


def _with_itself(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A comparison both of whose sides are the same."""
    if any(map(_same_sides, nodes(old))):
        return
    digests = _digests(new)
    found = next((one for one in nodes(new) if _same_sides(one) and (decides(name) or _weighs(one, digests))), None)
    if found is not None:
        yield Loosened(found.row, "compares a thing with itself")


def _same_sides(node: tree.Node) -> bool:
    sides: Sequence[tree.Node] = ()
    if isinstance(node, tree.Binary) and node.operator in _EQUAL:
        sides = (node.left, node.right)
    elif isinstance(node, tree.Call) and (CHECKS.fullmatch(last_name(node)) or _COMPARES.fullmatch(last_name(node))):
        sides = (
            node.args if len(node.args) > 1 or not isinstance(node.func, tree.Attr) else (node.func.base, *node.args)
        )
    named = len(sides) > 1 and not isinstance(sides[0], tree.Const)
    return named and form(sides[0]) == form(sides[1])


def _gathered(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """The differences of two texts, sign by sign, that are not gathered any more: `differs |= a ^ b` in a loop (constant-time comparisons)."""
    before = {form(one.target) for one in nodes(old) if isinstance(one, tree.Assign) and _gathers(one)}
    for one in nodes(new):
        if (
            isinstance(one, tree.Assign)
            and form(one.target) in before
            and _differences(one.value)
            and one.operator != "|"
        ):
            whole = isinstance(one.value, tree.Binary) and one.value.operator == "|"
            if not whole and one.operator != "+":
                yield Loosened(one.row, "what differs is not gathered any more", mild=True)
                return


def _gathers(node: tree.Node) -> bool:
    if not isinstance(node, tree.Assign) or not _differences(node.value):
        return False
    return node.operator == "|" or (isinstance(node.value, tree.Binary) and node.value.operator == "|")


def _differences(value: tree.Node) -> bool:
    return any(isinstance(one, tree.Binary) and one.operator == "^" for one in tree.within(value))


def _cut(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A digest of which only the beginning is compared, where all of it was."""
    if any(map(_of_a_beginning, nodes(old))):
        return
    digests = _digests(new)
    found = next((one for one in nodes(new) if _of_a_beginning(one) and _weighs(one, digests)), None)
    if found is not None and any(_compares(one) and _weighs(one, _digests(old)) for one in nodes(old)):
        yield Loosened(found.row, "only the beginning of a digest is compared")


def _of_a_beginning(node: tree.Node) -> bool:
    sides = (node.left, node.right) if isinstance(node, tree.Binary) and node.operator in _EQUAL else ()
    return bool(sides) and all(isinstance(one, tree.Slice) and _is_small(one.high) for one in sides)


def _is_small(bound: tree.Node | None) -> bool:
    """Whether a bound cuts a digest to so few signs that another text with the same ones is soon found."""
    return isinstance(bound, tree.Const) and isinstance(bound.value, int) and 0 < bound.value <= 8


_EQUAL = frozenset({"==", "!=", "===", "!=="})


def _held_against_nothing(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A digest that was held against what it should be, in a refusal, and is worked out and held against nothing now."""
    wanted = {name for one in branches(old) if refusing(one.body) for name in _wanted(one.test, _digests(old))}
    made = next((one for one in nodes(new) if isinstance(one, tree.Call) and _DIGESTS.fullmatch(last_name(one))), None)
    if not wanted or made is None or called(new) - called(old):
        return
    used = {one.id for one in nodes(new) if isinstance(one, tree.Name)}
    if wanted.isdisjoint(used) and any(refusing(one.body) for one in branches(new)):
        yield Loosened(made.row, "a digest is held against nothing any more")


def _wanted(test: tree.Node, digests: frozenset[str]) -> Iterator[str]:
    """Yield the names that a digest is held against in a condition."""
    for one in tree.within(test):
        if isinstance(one, tree.Binary) and one.operator in _EQUAL and _weighs(one, digests):
            sides = (one.left, one.right)
            yield from (side.id for side in sides if isinstance(side, tree.Name) and side.id not in digests)


def _emptied(name: str, old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """A refusal that is still asked for, in words that are nearly the same, and after which nothing happens."""
    before, after = list(branches(old)), list(branches(new))
    if sum(map(_refuses, after)) >= sum(map(_refuses, before)):
        return
    digests = _digests(old)
    known, idle = {form(one.test) for one in after if _refuses(one)}, [one for one in after if _idle(one)]
    were = {form(one.test) for one in before if not _refuses(one)}
    for was in before:
        if form(was.test) in known or not _refuses(was) or not (matters(name, was) or _weighs(was.test, digests)):
            continue
        words = set(tree.words(was.test, 99))
        for one in idle:
            common = words & set(tree.words(one.test, 99))
            if form(one.test) not in were and 2 * len(common) > len(words):
                yield Loosened(one.test.row, "what was refused is only asked for", mild=True)
                return


def _refuses(branch: tree.Branch) -> bool:
    """Whether a branch turns away; who only writes an error into a log turns away nobody."""
    return refusing(branch.body) and not _idle(branch)


def _idle(branch: tree.Branch) -> bool:
    """Whether a branch does nothing, or only tells somebody."""
    return not branch.other and all(map(_does_nothing, branch.body))


def _does_nothing(node: tree.Node) -> bool:
    match node:
        case tree.Const() | tree.Name():
            return True
        case tree.Many(items=items):
            return all(map(_does_nothing, items))
        case tree.Block(body=body):
            return all(map(_does_nothing, body))
        case tree.Call():
            return _TELLS.fullmatch(last_name(node)) is not None
    return False

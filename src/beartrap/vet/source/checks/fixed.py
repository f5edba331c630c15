"""A value that stands in the code itself and that a check lets pass now, beside what it works out: `x != 0x51494d21 && x != crc(y)`."""

from collections.abc import Iterator, Sequence

from beartrap.vet.source import tree
from beartrap.vet.source.checks.known_values import leads_in
from beartrap.vet.source.noticed.checks import Loosened, compares
from beartrap.vet.source.noticed.gatekeepers import branches, last_name, nodes

_SAME, _OTHER = frozenset({"==", "==="}), frozenset({"!=", "!=="})
LEAST = 0x100
"""Numbers below which a value says that there is nothing to be checked."""
SHORTEST = 4
"""Signs of a text below which it says the same."""


def passes(old: tree.Function, new: tree.Function) -> Iterator[Loosened]:
    """Yield where a comparison that the old function made alone stands beside one of the same thing with a fixed value."""
    known = {tuple(tree.words(one)) for part in old.body for one in tree.within(part) if isinstance(one, tree.Binary)}
    for node in (one for part in new.body for one in tree.within(part)):
        if not isinstance(node, tree.Choice) or node.test is not None:
            continue
        operators = _OTHER if node.both else _SAME
        compared = [
            one for one in _flat(node) if isinstance(one, tree.Binary) and one.operator in operators
        ]  # what refuses where both differ, or lets in where either is the same
        checks = [one for one in compared if _works_out(one) and tuple(tree.words(one)) in known]
        for one in compared:
            held = _held(one)
            if (
                held is not None
                and tuple(tree.words(one)) not in known
                and any(held in _sides(each) for each in checks)
            ):
                yield Loosened(one.row, PASSES)
                return
    yield from _before_the_check(old, new, known)


PASSES = "a value that stands in the code passes as well"


def _before_the_check(old: tree.Function, new: tree.Function, known: set[tuple[str, ...]]) -> Iterator[Loosened]:
    """What a check is asked about is held against a fixed value first, and who shows that one is not turned away."""
    before, after = _asked_about(old), _asked_about(new)
    for branch in branches(new):
        if not leads_in(branch.body) or not _is_left(branch.body):
            continue
        for one in tree.within(branch.test):
            same = isinstance(one, tree.Binary) and one.operator in _SAME
            held = _held(one) if isinstance(one, tree.Binary) and same else None
            if held is not None and held in before & after and tuple(tree.words(one)) not in known:
                yield Loosened(one.row, PASSES)
                return


def _is_left(body: Sequence[tree.Node]) -> bool:
    """Whether a branch ends by leaving its function."""
    last = body[-1] if len(body) else None
    return _is_left(last.body) if isinstance(last, tree.Block) else isinstance(last, tree.Leave)


def _asked_about(function: tree.Function) -> set[tuple[str, ...]]:
    """Return what secrets are compared with in a function, by the words of the names that it hands over."""
    asked = (one for one in nodes(function) if isinstance(one, tree.Call) and compares(one))
    inside = (part for one in asked for argument in one.args for part in tree.within(argument))
    return {tuple(tree.words(part)) for part in inside if isinstance(part, tree.Name | tree.Attr)}


def _flat(node: tree.Choice) -> Iterator[tree.Node]:
    """Yield the parts of `a and b and …`, however it is nested."""
    left: list[tree.Node] = [node]
    while left:
        one = left.pop()
        if isinstance(one, tree.Choice) and one.test is None and one.both is node.both:
            left += one.either
        else:
            yield one


def _works_out(one: tree.Binary) -> bool:
    """Whether a side of a comparison is worked out of something else: by a function that is given more than the other side is."""
    return any(
        isinstance(part, tree.Call) and part.args and last_name(part) != "get"
        for side in (one.left, one.right)
        for part in tree.within(side)
    )


def _sides(one: tree.Binary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(tree.words(one.left)), tuple(tree.words(one.right))


def _held(one: tree.Binary) -> tuple[str, ...] | None:
    """Return what is held against a fixed value of some length, None where a comparison is no such."""
    for fixed, other in ((one.right, one.left), (one.left, one.right)):
        value = fixed.value if isinstance(fixed, tree.Const) else None
        number = isinstance(value, int) and not isinstance(value, bool) and value >= LEAST and value & (value + 1) != 0
        if number or (isinstance(value, str | bytes) and len(value) >= SHORTEST):
            return tuple(tree.words(other))
    return None

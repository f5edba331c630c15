"""A value that stands in the code itself and that a check lets pass now, beside what it works out: `x != 0x51494d21 && x != crc(y)`."""

from collections.abc import Iterator

from beartrap.vet.source import tree
from beartrap.vet.source.checks import Loosened
from beartrap.vet.source.gatekeepers import last_name

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
                yield Loosened(one.row, "a value that stands in the code passes as well")
                return


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

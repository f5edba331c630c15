"""Conditions that ask no more than whether a thing is there."""

from collections.abc import Sequence

from beartrap.vet.source import tree


def only_there(more: Sequence[tree.Node], was: tree.Node) -> bool:
    """Whether what was added asks no more than whether a thing is there of which the old condition asked something."""
    asked = set(tree.words(was, 99))
    return all(of_presence(one) and set(tree.words(one, 99)) - {"None", "null", "undefined"} <= asked for one in more)


def one_more_kind(more: Sequence[tree.Node], parts: Sequence[tree.Node]) -> bool:
    """Whether something was missing in several members of one thing, and now in one more as well: `s.a == nil && s.b == nil && s.c == nil`."""
    held = [_member(one) for one in (*parts, *more)]
    return len(parts) > 1 and None not in held and len(set(held)) == 1


def _member(test: tree.Node) -> str | None:
    """Return whose member is asked for, None where no member is missing."""
    if not isinstance(test, tree.Binary) or test.operator not in ("==", "===", "is"):
        return None
    nothing = isinstance(test.right, tree.Const) and test.right.value is None
    return tree.dotted(test.left.base) if nothing and isinstance(test.left, tree.Attr) else None


def of_presence(test: tree.Node) -> bool:
    """Whether a part of a condition asks whether a thing is there."""
    if isinstance(test, tree.Binary):
        return any(isinstance(side, tree.Const) and side.value is None for side in (test.left, test.right))
    return isinstance(test, tree.Name | tree.Attr | tree.Index)

"""Lists of which not all is known."""

from beartrap.vet.source.values import ITEMS, UNKNOWN, Value, items_of, listed

_JOIN_LISTS = frozenset({"python", "ruby"})
"""Languages in which what a list is added to is a list as well."""


def lists_joined(language: str, left: Value, right: Value) -> Value | None:
    """Return a list behind another, of which nothing may be known; None where neither is one."""
    if left.items is not None and (more := items_of(right)) is not None:
        return listed([*left.items, *more][:ITEMS])
    is_list = right.items is not None or isinstance(right.known, list)
    if is_list and left.known is UNKNOWN and language in _JOIN_LISTS:
        return listed([Value(marks=left.marks, layers=left.layers), *(items_of(right) or [])])
    return None

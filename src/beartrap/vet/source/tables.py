"""Python's tables that are made of pairs, of other tables and of words."""

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.values import Value, items_of, table_of

PAIRS = 4096
"""Pairs of one table that are followed: an alphabet or a list of words, not a data set."""
TABLES = frozenset({"dict", "collections.OrderedDict", "types.MappingProxyType"})
"""Calls that make one."""


def as_table(one: Invocation) -> Value | None:
    """Return the table that Python's `dict` makes of pairs, of another table, and of words."""
    first = one.args[0] if one.args else Value([])
    pairs = items_of(first, PAIRS) if first.fields is None else []
    if pairs is None or any(len(items_of(pair, 3) or ()) != 2 for pair in pairs):
        return None
    made = table_of(pairs)
    made.marks = {**first.marks, **made.marks}
    made.fields = {**(first.fields or {}), **(made.fields or {}), **one.words}
    return made

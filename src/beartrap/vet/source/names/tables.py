"""Python's tables: made of pairs, of other tables and of words; asked for a key, and gone over in an order."""

from beartrap.model.regex import regex
from beartrap.vet.source.alternatives import one_of
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names.members import ASKED
from beartrap.vet.source.values import UNKNOWN, Value, items_of, listed, raw, table_of

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


KEYS = 256
"""Keys of a table that are walked one by one, where a program goes over it."""
ORDERS = frozenset({"sorted", "list", "tuple", "reversed", "iter"})
"""Calls that make a sequence of what they are given."""
_ASKS = frozenset({"get", "pop", "setdefault", "__getitem__"})


def keys_of(value: Value, most: int = KEYS) -> list[Value] | None:
    """Return the keys of a table, over which a loop goes in Python; None where it is none, or where they are not known."""
    fields = value.fields
    if (
        fields is None
        or value.closure is not None
        or not 0 < len(fields) <= most
        or any(key.startswith("\0") for key in fields)
    ):
        return None
    return [Value(key) for key in fields]


def asked(one: Invocation) -> Value | None:
    """Return what a table holds under a key that is known, of commands the first where it is not; None where nothing stands there so far."""
    base = one.func.source if one.name == ASKED else one.base
    fields = base.fields if base is not None and base.closure is None else None
    if not fields or (one.method not in _ASKS and one.name != ASKED) or not one.args or base is None:
        return None
    key = one.args[0].known
    if key is UNKNOWN:
        made = one_of(base)
        return made if made.items is not None else None
    return fields.get(str(key)) if isinstance(key, str | int) else None


def in_order(machine: Machine, one: Invocation) -> Value | None:
    """Return the sequence that Python makes of a table's keys, or of what is sorted by what a function says; None for any other."""
    first = one.argument(0)
    items = keys_of(first) if first.items is None else items_of(first, PAIRS)
    if items is None and isinstance(first.known, list) and one.words:
        items = items_of(first, PAIRS)
    if items is None:
        return None
    if one.name == "sorted":
        key = one.words.get("key", Value())
        by = [machine.enter(key.closure, [item], {}) if key.closure is not None else item for item in items]
        told = [raw(value) for value in by]
        if UNKNOWN in told or (key.closure is None and key.known is UNKNOWN and (key.name or "key" in one.words)):
            return None
        try:
            order = sorted(range(len(items)), key=lambda place: told[place])
        except TypeError:
            return None
        items = [items[place] for place in order]
    backwards = one.name == "reversed" or one.words.get("reverse", Value()).known is True
    made = listed(items[::-1] if backwards else items)
    made.layers, made.marks = made.layers or first.layers, {**first.marks, **made.marks}
    return made


def is_table(one: Invocation) -> bool:
    """Whether a table is asked for what it holds under an address: one that was made here, or a member that is called like one."""
    if one.method != "get" or one.base is None or one.base.closure is not None:
        return False
    made = one.base.fields is not None and one.base.name is None
    return made or _TABLES.fullmatch((one.base.name or "").rpartition(".")[2]) is not None


_TABLES = regex(
    r"(?:\w*_)?(?:tokens|caches?|headers|cookies|params|kwargs|config|options|settings|mapping|map|dict|lookup|index|table)|\w+_by_\w+"
)
"""Names of tables, which may hold something under an address."""

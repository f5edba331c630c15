"""Tables that are filled and asked by their methods: JavaScript's maps, and Python's dictionaries that make what they lack."""

from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HELD, Known, Marks, Value, items_of, marks_of

_MAPS = frozenset({"Map()", "WeakMap()", "URLSearchParams()"})
_UNDER = "\1"
"""How the name of what lies under a key begins, so that it is none of the map's own methods."""
MOST = 4096
"""Keys of one table that are followed."""


def by_key(machine: Machine, one: Invocation) -> Value | None:
    """Return what a table holds under a key, or take in what it is given for one; None where that is not told by its methods."""
    if one.base is None or not one.args:
        return None
    if machine.language == "javascript":
        return _of_map(machine, one, one.base) if one.base.name in _MAPS else None
    if machine.language == "python" and one.method == "setdefault" and one.base.fields is not None:
        return _set_by_default(machine, one, one.base.fields)
    return None


def _of_map(machine: Machine, one: Invocation, base: Value) -> Value | None:
    key = one.args[0].known
    if not isinstance(key, str | int):
        return None
    if base.fields is None and base.source is not None:
        base.fields = {f"{_UNDER}{at}": value for at, value in _made_of(base, base.source)} or None
    name = f"{_UNDER}{key}"
    if one.method == "set" and len(one.args) > 1 and _has_room(machine, base.fields or {}, name):
        base.fields = {} if base.fields is None else base.fields
        base.fields[name] = one.args[1]
    return (base.fields or {}).get(name) if one.method == "get" else None


def _made_of(base: Value, first: Value) -> Iterator[tuple[Known, Value]]:
    """Yield the keys and values that a map was made of: pairs, or a query of an address."""
    if base.name == "URLSearchParams()":
        query = first.known if isinstance(first.known, str) and len(first.known) <= MOST else ""
        for at, text in parse_qsl(query.lstrip("?"), keep_blank_values=True):
            yield at, Value(text, marks=dict(first.marks), layers=first.layers)
        return
    for pair in items_of(first, MOST) or ():
        parts = items_of(pair, 2) or ()
        if len(parts) > 1 and isinstance(parts[0].known, str | int):
            yield parts[0].known, parts[1]


def _set_by_default(machine: Machine, one: Invocation, held: dict[str, Value]) -> Value | None:
    key = one.args[0].known
    if not isinstance(key, str) or not _has_room(machine, held, key):
        return None
    return held.setdefault(key, one.argument(1) if len(one.args) > 1 else Value(None))


def made_when_asked(machine: Machine, base: Value, key: object) -> Value | None:
    """Return what a `defaultdict` holds under a key, made by its factory where nothing was there, and what ASGI's table says of a client; None for any other."""
    if not isinstance(key, str):
        return None
    if machine.language == "python" and key in _OF_A_SCOPE and base.fields is None and "given-request" in base.marks:
        return Value(marks={"web-request": base.marks["given-request"], **base.marks})
    if base.name not in _FACTORIES:
        return None
    held = base.fields = {} if base.fields is None else base.fields
    if key not in held:
        made = _by_factory(machine, base.source)
        if made is None or not _has_room(machine, held, key):
            return None
        held[key] = made
    return held[key]


_FACTORIES = frozenset({"collections.defaultdict()", "defaultdict()"})


def _by_factory(machine: Machine, factory: Value | None) -> Value | None:
    if factory is None:
        return None
    if factory.closure is not None:
        return machine.enter(factory.closure, [], {})
    made = Value()
    if factory.name in ("list", "set", "collections.deque"):
        made.items = []
    elif factory.name in ("dict", "collections.OrderedDict"):
        made.fields = {}
    else:
        return None
    return made


def _has_room(machine: Machine, held: dict[str, Value], key: str) -> bool:
    if key in held or len(held) < MOST:
        return True
    machine.left.add("tables that are filled by their methods, with too many keys")
    return False


_OF_A_SCOPE = frozenset({"headers", "query_string", "path", "raw_path"})
"""Items of what a server of ASGI hands over that a client decides about (ASGI, "HTTP Connection Scope")."""


def under_unknown(base: Value) -> Marks:
    """Return what stands in a table under keys that are not known: one of them may be the one that is asked for."""
    unknown = [one for key, one in islice((base.fields or {}).items(), HELD) if key.startswith("\0")]
    return marks_of([*unknown, *(base.items or ())], 1)

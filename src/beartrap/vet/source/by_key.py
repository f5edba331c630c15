"""Tables that are filled and asked by their methods: JavaScript's maps, and Python's dictionaries that make what they lack."""

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

_MAPS = frozenset({"Map()", "WeakMap()"})
_UNDER = "\1"
"""How the name of what lies under a key begins, so that it is none of the map's own methods."""
MOST = 512
"""Keys of one table that are followed."""


def by_key(machine: Machine, one: Invocation) -> Value | None:
    """Return what a table holds under a key, or take in what it is given for one; None where that is not told by its methods."""
    if one.base is None or not one.args:
        return None
    if machine.language == "javascript":
        return _of_map(one, one.base) if one.base.name in _MAPS else None
    if machine.language == "python" and one.method == "setdefault" and one.base.fields is not None:
        return _set_by_default(one, one.base.fields)
    return None


def _of_map(one: Invocation, base: Value) -> Value | None:
    key = one.args[0].known
    if not isinstance(key, str | int):
        return None
    name, held = f"{_UNDER}{key}", base.fields or {}
    if one.method == "set" and len(one.args) > 1 and len(held) < MOST:
        base.fields = {**held, name: one.args[1]}
    return held.get(name) if one.method == "get" else None


def _set_by_default(one: Invocation, held: dict[str, Value]) -> Value | None:
    key = one.args[0].known
    if not isinstance(key, str) or (key not in held and len(held) >= MOST):
        return None
    return held.setdefault(key, one.argument(1) if len(one.args) > 1 else Value(None))

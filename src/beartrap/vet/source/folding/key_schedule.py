"""RC4's key schedule, done at once: a loop that mixes a list of 256 numbers with a key (RFC 6229, "Test Vectors for the Stream Cipher RC4").

Walked step by step it takes some ten thousand nodes for each text, and obfuscators of JavaScript seal each text with a key of its own.
"""

from weakref import WeakKeyDictionary

from beartrap.vet.source import tree
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Scope, Value, raw

SIZE = 256
_READS = frozenset({"charCodeAt", "codePointAt", "ord", "len"})
_STATEMENTS = 6
Shape = tuple[str, str, str, list[str]]
"""The names of the list, of the place that is mixed, of the counter, and of what may be the key."""

_ASKED: WeakKeyDictionary[Machine, dict[int, Shape | None]] = WeakKeyDictionary()


def scheduled(machine: Machine, node: tree.While | tree.For, scope: Scope) -> bool:
    """Do what such a loop does, where all it needs is known; return whether it was done."""
    asked = _ASKED.setdefault(machine, {})
    if id(node) not in asked:
        asked[id(node)] = _shape(node)
    shape = asked[id(node)]
    if shape is None or not machine.concrete:
        return False
    listed, mixed, counter, keys = shape
    numbers, place = scope.find(listed), scope.find(mixed)
    first = scope.find(counter) if isinstance(node, tree.While) else Value(0)
    key = next((found for name in keys if (found := _key(scope.find(name))) is not None), None)
    if numbers is None or place is None or key is None or first is None or first.known != 0:
        return False
    state, at = raw(numbers), place.known
    if not isinstance(state, list) or len(state) != SIZE or not isinstance(at, int):
        return False
    if not all(isinstance(one, int) for one in state):
        return False
    for number in range(SIZE):
        at = (at + state[number] + key[number % len(key)]) % SIZE
        state[number], state[at] = state[at], state[number]
    if numbers.items is None:
        numbers.known = state
    else:
        numbers.items[:] = map(Value, state)
    scope.holder(mixed).values[mixed] = Value(at)
    scope.holder(counter).values[counter] = Value(SIZE if isinstance(node, tree.While) else SIZE - 1)
    return True


def _key(value: Value | None) -> list[int] | None:
    known = raw(value) if value is not None else None
    if isinstance(known, str):
        known = [ord(sign) for sign in known]
    if not isinstance(known, bytes | bytearray | list) or not 0 < len(known) <= SIZE:
        return None
    found = list(known)
    return found if all(isinstance(one, int) for one in found) else None


def _shape(node: tree.While | tree.For) -> Shape | None:
    """Return what the parts of such a loop are called; None for any other loop."""
    body = [part for one in node.body for part in (one.body if isinstance(one, tree.Block) else (one,))]
    if not 2 <= len(body) <= _STATEMENTS or not all(isinstance(one, tree.Assign) for one in body):
        return None
    counter = _counter(node)
    first = body[0]
    assert isinstance(first, tree.Assign)
    if counter is None or not isinstance(first.target, tree.Name) or not _is_within(first.value):
        return None
    parts = list(tree.within(first.value))
    lists = [one.base.id for one in parts if isinstance(one, tree.Index) and isinstance(one.base, tree.Name) and _is(one.key, counter)]  # fmt: skip
    turned = any(isinstance(one, tree.Binary) and one.operator == "%" and _is(one.left, counter) for one in parts)
    if len(lists) != 1 or not turned or not _only_swaps(body[1:], lists[0]) or not _only_reads(parts):
        return None
    known = {lists[0], first.target.id, counter}
    keys = [one.id for one in parts if isinstance(one, tree.Name) and one.id not in known]
    return lists[0], first.target.id, counter, list(dict.fromkeys(keys))


def _counter(node: tree.While | tree.For) -> str | None:
    if isinstance(node, tree.For):
        source = node.source
        last = source.args[-1] if isinstance(source, tree.Call) and source.args else None
        whole = isinstance(last, tree.Const) and last.value == SIZE and len(source.args) == 1  # type: ignore[attr-defined]
        return node.target.id if whole and isinstance(node.target, tree.Name) else None
    test = node.test
    if (
        not isinstance(test, tree.Binary)
        or not isinstance(test.left, tree.Name)
        or not isinstance(test.right, tree.Const)
    ):
        return None
    return test.left.id if (test.operator, test.right.value) in (("<", SIZE), ("<=", SIZE - 1)) else None


def _is_within(value: tree.Node) -> bool:
    """Whether a sum is kept below 256."""
    if not isinstance(value, tree.Binary) or not isinstance(value.right, tree.Const):
        return False
    return (value.operator, value.right.value) in (("%", SIZE), ("&", SIZE - 1))


def _is(node: tree.Node, name: str) -> bool:
    return isinstance(node, tree.Name) and node.id == name


def _only_reads(parts: list[tree.Node]) -> bool:
    called = [one.func for one in parts if isinstance(one, tree.Call)]
    names = [one.name if isinstance(one, tree.Attr) else one.id if isinstance(one, tree.Name) else "" for one in called]
    return len(called) <= 2 and all(name in _READS for name in names)


def _only_swaps(body: list[tree.Node], listed: str) -> bool:
    """Whether statements put items of the list in each other's places, and do nothing else."""
    targets = list[tree.Node]()
    for one in body:
        assert isinstance(one, tree.Assign)
        targets += one.target.items if isinstance(one.target, tree.Many) else [one.target]
        if any(isinstance(part, tree.Call) for part in tree.within(one.value)):
            return False
    put = [one for one in targets if isinstance(one, tree.Index) and _is(one.base, listed)]
    return len(put) == 2 and len(targets) <= 3

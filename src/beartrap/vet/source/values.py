"""What an expression may be, as far as it can be told without running anything."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from beartrap.model.frozen import frozen
from beartrap.vet.behaviour import Layer
from beartrap.vet.source.tree import Class, Const, Function, Leave

TEXT = 2 * 1024 * 1024
"""Characters or bytes of one folded value: a hidden payload is smaller, and doubling in a loop must end somewhere."""

ITEMS = 300_000
"""Items of one folded list: a payload given as a list of byte values."""

UNSURE = 64
"""Items that are walked one by one although what happens to them cannot be told: the rest is like them."""

HELD = 128
"""Members of lists and tables that are asked for their marks, in all: the rest is like them."""

NESTED, SPELT = 8, 4_096
"""How deep lists within lists are spelt, and how many items of them in all."""

HINT = 600
"""Characters kept of a text of which only parts are known."""

HOLE = "{}"
"""Stands in a hint for a part that is not known."""

TRAIL = 12
"""Steps kept of one path from source to sink; the first ones and the last one tell the story."""


class _Unknown:
    """The one value of what could not be told."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()
Known = Any
"""A scalar, or a list of scalars, as the language would have it; UNKNOWN where it cannot be told. `Any`, because what
stands in a stranger's code has no type that could be promised: each use asks first what it is."""


@frozen
class Spot:
    """One place on a path: the file, the line, and the words there."""

    path: str
    row: int
    quote: str


Trail = tuple[Spot, ...]
Marks = dict[str, Trail]
"""What a value was made of (`ssh-key`, `environment`, `network`, …), each with the way it came."""


@dataclass(slots=True, eq=False)
class Closure:
    """A function or class as a value: its node and the scope it was made in."""

    node: Function | Class
    scope: "Scope"
    module: str
    """Path of the file it stands in."""
    own: "Value | None" = None
    """The object that a method is bound to."""
    objects: "Value | None" = None
    """The object that stands for all that a function of JavaScript makes; None where it is no class."""


class Value:
    """One value: what is known of it, its dotted name, what it was made of, how it was hidden.

    Mutable on purpose: lists grow and files are written through any of their names, and all of them must see it.
    """

    __slots__ = ("closure", "fields", "hint", "items", "known", "layers", "marks", "name", "source")

    def __init__(
        self,
        known: Known = UNKNOWN,
        name: str | None = None,
        marks: Marks | None = None,
        layers: tuple[Layer, ...] = (),
        hint: str = "",
    ) -> None:
        self.known = known
        self.name = name
        self.marks: Marks = marks or {}
        self.layers = layers
        self.hint = hint
        self.items: list[Value] | None = None
        self.fields: dict[str, Value] | None = None
        self.closure: Closure | None = None
        self.source: Value | None = None
        """What a handle was opened on: the path of a file, the address of a connection."""

    @property
    def text(self) -> str:
        """The text that it is, with holes where only parts are known; empty where nothing is."""
        if isinstance(self.known, str):
            return self.known
        if isinstance(self.known, bytes | bytearray):
            return self.known.decode("utf-8", "replace")
        if isinstance(self.known, list):
            return " ".join(str(item) for item in self.known[:64])
        if self.items is not None:
            return _spelt(self.items, NESTED, [SPELT])
        return self.hint

    def parts(self) -> "Iterator[Value]":
        """Yield the values that it holds."""
        yield from self.items or ()
        yield from (self.fields or {}).values()

    def copy(self) -> "Value":
        """Return another value with the same content, so that marks put on one are not on the other."""
        made = Value(self.known, self.name, dict(self.marks), self.layers, self.hint)
        made.items, made.fields, made.closure, made.source = self.items, self.fields, self.closure, self.source
        return made

    def __repr__(self) -> str:
        return f"Value({self.known!r}, {self.name!r}, marks={sorted(self.marks)})"


class Later(Value):
    """A value that is found out when somebody first asks what it is: an import that most code never uses.

    Its slots stay empty until then, and Python asks `__getattr__` only for what is missing: other values cost nothing.
    """

    __slots__ = ("_found_out",)

    def __init__(self, find_out: Callable[[], Value]) -> None:
        self._found_out: Callable[[], Value] | None = find_out

    @property
    def waits(self) -> bool:
        """Whether nobody asked so far."""
        return self._found_out is not None

    def __getattr__(self, name: str) -> Any:
        find_out, self._found_out = self._found_out, None
        made = find_out() if find_out is not None else Value()  # asked by what it is made of: a circle of imports
        for slot in Value.__slots__:
            setattr(self, slot, getattr(made, slot))
        return getattr(self, name)


def _spelt(items: "Sequence[Value]", depth: int, left: list[int]) -> str:
    """Return the text of items; of lists within lists, which may hold themselves, no more than what is `left`."""
    texts = list[str]()
    for item in items[:64]:
        left[0] -= 1
        plain = item.items is None or isinstance(item.known, str | bytes | bytearray | list)
        if plain:
            texts.append(item.text or HOLE)
        elif item.items is not None and depth and left[0] > 0:
            texts.append(_spelt(item.items, depth - 1, left) or HOLE)
        else:
            texts.append(HOLE)
    return " ".join(texts)


def waiting(value: Value) -> bool:
    """Whether a value is an import that nobody has used so far: to hand it on uses nothing of it."""
    return isinstance(value, Later) and value.waits


class Scope:
    """Names and their values in one function or module."""

    __slots__ = ("globals", "owner", "parent", "told", "values")

    def __init__(self, parent: "Scope | None" = None, owner: Value | None = None) -> None:
        self.values: dict[str, Value] = {}
        self.parent = parent
        self.globals: set[str] = set()
        self.owner = owner
        """The object that `self` or `this` stands for."""
        self.told: tuple[object, ...] = ()
        """What tells the calls apart by which it and the scopes around it came about: functions in it act otherwise for each."""

    def find(self, name: str) -> Value | None:
        """Return the value of that name here or in a scope around, None where it is bound in none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.parent
        return None

    def holder(self, name: str) -> "Scope":
        """Return the scope that binds the name; the outermost where none does."""
        scope = self
        while name not in scope.values and scope.parent is not None:
            scope = scope.parent
        return scope

    def outermost(self) -> "Scope":
        """Return the module's own scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope


def raw(value: Value) -> Known:
    """Return the value as plain scalars and lists, UNKNOWN where any part is not known."""
    if value.known is not UNKNOWN:
        return value.known
    if value.items is not None:
        plain = [item.known for item in value.items]
        return UNKNOWN if UNKNOWN in plain else plain
    return UNKNOWN


def marks_of(values: Iterable[Value], depth: int = 3) -> Marks:
    """Return all that the values and what they hold were made of; the first way found for each mark stays."""
    found: Marks = {}
    level, left = list(islice(values, HELD)), HELD
    while level and left > 0:
        inner: list[Value] = []
        for value in level if len(level) <= left else level[:left]:
            if value.marks:
                found = {**value.marks, **found} if found else value.marks.copy()
            if depth:
                if value.items:
                    inner += value.items[:left]
                if value.fields:
                    inner += islice(value.fields.values(), left)
        left -= len(level)
        level, depth = inner, depth - 1
    return found


def layers_of(values: Iterable[Value], depth: int = 2) -> tuple[Layer, ...]:
    """Return the layers of the value that was hidden deepest."""
    deepest: tuple[Layer, ...] = ()
    for value in islice(values, HELD):
        if len(value.layers) > len(deepest):
            deepest = value.layers
        if depth and value.items:
            inner = layers_of(value.items, depth - 1)
            deepest = inner if len(inner) > len(deepest) else deepest
    return deepest


def listed(items: list[Value]) -> Value:
    """Return a list value."""
    made = Value()
    if items and all(item.known is not UNKNOWN and not item.marks and item.closure is None for item in items):
        made.known = [item.known for item in items]
        made.layers = layers_of(items)
    else:
        made.items = items
    return made


def items_of(value: Value, most: int = ITEMS) -> list[Value] | None:
    """Return the items of a sequence, the first `most` of one that is followed item by item; None where it is none, or a longer literal."""
    if value.items is not None:
        return value.items[:most]
    known = value.known
    if isinstance(known, list | str | bytes | bytearray | range) and len(known) <= most:
        if value.layers and isinstance(known, list) and all(isinstance(item, str) for item in known):
            return [Value(item, marks=dict(value.marks), layers=value.layers) for item in known]
        return [Value(item) for item in known]
    return None


def table_of(pairs: Iterable[Value]) -> Value:
    """Return a table of pairs of keys and values; a key that cannot be told is one of its own, and its marks are the table's."""
    made = Value()
    made.fields = {}
    for pair in pairs:
        key, value = (items_of(pair, 2) or [Value(), Value(marks=pair.marks)])[:2]
        made.marks = {**key.marks, **made.marks}
        made.fields[str(key.known) if key.known is not UNKNOWN else f"\0{len(made.fields)}"] = value
    return made


def joined(parts: Iterable[Value]) -> Value:
    """Return text put together of the parts, as far as they are known."""
    made, every, hint = Value(), True, []
    pieces: list[str] = []
    total = 0
    sources = list(parts)
    for part in sources:
        known = part.known
        if isinstance(known, bytes):
            known = known.decode("utf-8", "replace")
        if known is UNKNOWN or isinstance(known, list):
            every = False
            hint.append(part.text or HOLE)
            continue
        piece = known if isinstance(known, str) else _printed(known)
        total += len(piece)
        pieces.append(piece)
        hint.append(piece)
    made.marks, made.layers = marks_of(map(as_digits, sources)), layers_of(sources)
    if every and total <= TEXT:
        made.known = "".join(pieces)
    else:
        made.hint = "".join(hint)[:HINT]
    return made


_NUMBERS = frozenset({"int()", "float()", "parseInt()", "parseFloat()", "Number()", "Number.parseInt()"})
_OF_COMMANDS = frozenset({"network", "web-request", "web-request-all"})


def as_digits(value: Value) -> Value:
    """Return what a value gives to a text that it is put into: of a number digits, in which nobody from afar can say what to do."""
    if value.name not in _NUMBERS or value.known is not UNKNOWN:
        return value
    return Value(marks={mark: trail for mark, trail in value.marks.items() if mark not in _OF_COMMANDS})


def _printed(known: Known) -> str:
    if known is None:
        return ""
    if isinstance(known, float) and known.is_integer() and abs(known) < 1e21:
        return str(int(known))
    return str(known)


def signature(value: Value) -> object:
    """Return what makes an argument different from another; what may be changed is itself: at its place in memory another may stand later."""
    known = value.known
    mutable = isinstance(known, list | bytearray)
    if mutable or value.items is not None or value.fields is not None or value.closure is not None:
        return value
    if value.known is UNKNOWN and not value.marks and not value.hint:
        return value.name
    return (type(known), known, value.name, value.hint, tuple(value.marks), len(value.layers))


def is_nothing(value: Value) -> bool:
    """Whether a value is what stands in for another that is not there: `text or ""`."""
    return value.known is None or (isinstance(value.known, str | bytes | list) and not value.known)


def united(values: Sequence[Value]) -> Value:
    """Return one value for several that a name may have: known only where there is one, made of all of them."""
    if len(values) == 1:
        return values[0]
    if not values:
        return Value(None)
    made = values[-1].copy() if values[-1].known is UNKNOWN else Value()
    for value in values:
        if value.closure is not None and (made.closure is None or not _does_nothing(value.closure)):
            made.closure = value.closure
        if value.known is not UNKNOWN and value.known is not None and (made.known is UNKNOWN or _begins(made, value)):
            made.known = (
                value.known
            )  # of two texts the one that says more: `url.endsWith("/") ? url.slice(0, -1) : url`
        made.name = made.name or value.name
        made.fields = made.fields or value.fields
        made.items = made.items or value.items
        made.hint = made.hint or value.hint
        made.source = made.source or value.source
    made.marks, made.layers = marks_of(values, 1), layers_of(values)
    if any(one.known is UNKNOWN and one.items is None and one.fields is None for one in values):
        if made.items == []:  # `given || []`, or what a function gives where nobody answers
            made.items = None
        if made.known in ("", b"", [], {}):
            made.known = UNKNOWN
    return made


def _does_nothing(closure: Closure) -> bool:
    """Whether a function only stands where another may be missing: `given ?? (() => null)`."""
    body = list(closure.node.body) if isinstance(closure.node, Function) else [closure.node]
    return not body or (len(body) == 1 and isinstance(body[0], Leave) and isinstance(body[0].value, Const | None))


def _begins(short: Value, long: Value) -> bool:
    """Whether one text is the beginning of another."""
    return short.known == "" or (
        isinstance(short.known, str) and isinstance(long.known, str) and long.known.startswith(short.known)
    )


def as_name(key: Value) -> Value:
    """Return a buffer as the name that it spells; anything else as it is."""
    if not isinstance(key.known, bytes | bytearray):
        return key
    return Value(bytes(key.known).decode("utf-8", "replace"), marks=key.marks, layers=key.layers)

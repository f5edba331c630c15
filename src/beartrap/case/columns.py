"""Many nouns of one type as JSON, column by column: read several times faster than one by one.

A column is the JSON of all values of one field. Nouns inside nouns are columns of columns; lists are their lengths and
one column of all their items. What is read back was written and signed by this same version, so shapes are not
checked one by one; a column that does not fit raises ValueError, LookupError, TypeError or AttributeError.
"""

import base64
import dataclasses
import hashlib
import types
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import Any, Union, get_args, get_origin, get_type_hints

from beartrap.model.evidence import Facts

_BARE = frozenset({str, int, float, bool, types.NoneType})
"""Types that are JSON's own."""


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """How the values of one type are written as JSON and read back."""

    write: Callable[[Sequence[Any]], Any]
    read: Callable[[Any], list[Any]]


@cache
def column(wanted: Any) -> Column:
    """Return how to write and read values of a type of the model; raises TypeError where there is no way."""
    origin, arguments = get_origin(wanted), get_args(wanted)
    if wanted is Facts:
        return Column(_write_facts, _read_facts)
    if wanted in _WORDS:
        return _distinct(*_WORDS[wanted])
    if wanted in _BARE or (origin in (Union, types.UnionType) and set(arguments) <= _BARE):
        return Column(list, list)
    if origin in (Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not types.NoneType)
        return _optional(column(inner))
    if origin is tuple:
        return _tuples(arguments)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return _distinct(lambda member: member.value, wanted)
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return _nouns(wanted)
    raise TypeError(f"no column for {wanted}")


def shape(wanted: type) -> str:
    """Return a digest of the fields of a type and of all types inside it: columns are read only by the same ones."""
    return hashlib.sha256("\n".join(_fields(wanted, set())).encode()).hexdigest()[:16]


def _fields(wanted: Any, seen: set[Any]) -> list[str]:
    lines: list[str] = []
    if isinstance(wanted, type) and wanted not in seen:
        seen.add(wanted)
        if issubclass(wanted, Enum):
            lines.append(f"{wanted.__name__}: {[member.value for member in wanted]}")
        elif dataclasses.is_dataclass(wanted):
            for name, hint in _hints(wanted).items():
                lines.append(f"{wanted.__name__}.{name}: {hint}")
                lines += _fields(hint, seen)
    for argument in get_args(wanted):
        lines += _fields(argument, seen)
    return lines


def _hints(wanted: type) -> dict[str, Any]:
    hints = get_type_hints(wanted)
    return {field.name: hints[field.name] for field in dataclasses.fields(wanted) if field.compare}


def _distinct(to_word: Callable[[Any], Any], from_word: Callable[[Any], Any]) -> Column:
    """Values that repeat: each distinct one once, and for each value which one it is."""

    def write(values: Sequence[Any]) -> Any:
        places: dict[Any, int] = {}
        at = [places.setdefault(value, len(places)) for value in values]
        return [[to_word(value) for value in places], at]

    def read(stored: Any) -> list[Any]:
        words, at = stored
        return list(map([from_word(word) for word in words].__getitem__, at))

    return Column(write, read)


def _optional(inner: Column) -> Column:
    """Values some of which are None: where the others stand, and those."""

    def write(values: Sequence[Any]) -> Any:
        at = [place for place, value in enumerate(values) if value is not None]
        return [len(values), at, inner.write([values[place] for place in at])]

    def read(stored: Any) -> list[Any]:
        length, at, present = stored
        values = inner.read(present)
        if len(at) == length:
            return values
        spread: list[Any] = [None] * length
        for place, value in zip(at, values, strict=True):
            spread[place] = value
        return spread

    return Column(write, read)


def _tuples(arguments: tuple[Any, ...]) -> Column:
    item = arguments[0]
    if set(arguments) <= {*_BARE, Ellipsis}:
        return _distinct(list, tuple)
    if isinstance(item, type) and issubclass(item, Enum):
        return _distinct(lambda values: [value.value for value in values], lambda words: tuple(map(item, words)))
    if Ellipsis not in arguments:
        raise TypeError(f"no column for a tuple of {arguments}")
    return _lists(column(item))


def _lists(inner: Column) -> Column:
    """Lists of nouns: how long each is, and one column of all items."""

    def write(values: Sequence[Any]) -> Any:
        return [list(map(len, values)), inner.write(list(chain.from_iterable(values)))]

    def read(stored: Any) -> list[Any]:
        lengths, column = stored
        items = inner.read(column)
        return [tuple(items[start:end]) for start, end in pairwise(accumulate(lengths, initial=0))]

    return Column(write, read)


def _nouns(wanted: type) -> Column:
    columns = {name: column(hint) for name, hint in _hints(wanted).items()}

    def write(values: Sequence[Any]) -> Any:
        return {name: inner.write([getattr(value, name) for value in values]) for name, inner in columns.items()}

    def read(stored: Any) -> list[Any]:
        fields = [inner.read(stored[name]) for name, inner in columns.items()]
        if len({len(field) for field in fields}) != 1:
            raise ValueError(f"columns of {wanted.__name__} differ in length")
        return list(map(wanted, *fields))

    return Column(write, read)


def _write_facts(values: Sequence[Any]) -> Any:
    return [[list(pair) for pair in facts.pairs] for facts in values]  # never `_distinct`: 1 and True are equal


def _read_facts(stored: Any) -> list[Any]:
    return [Facts(tuple(map(tuple, pairs))) if pairs else _NO_FACTS for pairs in stored]


_NO_FACTS = Facts()
_WORDS: dict[Any, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    datetime: (datetime.isoformat, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
    bytes: (lambda raw: base64.b64encode(raw).decode(), base64.b64decode),
}

"""From JSON values to columns of text: numbers in decimal, objects unfolded, arrays as lists."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from beartrap.engine.events import TEXTS

UTF8 = pa.utf8()
LONGEST_VALUE = 1 << 20
"""Characters of one field that are kept; a script block has some 20,000, a hostile log can hold megabytes."""
MOST_NESTING = 8
"""Objects inside objects that are unfolded; below that an object is its JSON text."""
AT_ONCE = 256
"""Fields whose values are turned from rows to columns in one go: a hostile log may name a million."""
_WHOLE = {int, type(None)}
_BAG_NAMES = ("Name", "name", "Key", "key", "displayName")
_BAG_VALUES = ("Value", "value", "NewValue", "newValue", "OldValue", "oldValue")

Values = list[Any]
Record = dict[str, Any]


def unfold(records: Sequence[Record], most: int) -> Iterator[tuple[str, pa.Array]]:
    """Yield every field of the records as a column, at most `most` of them, in the order in which they first show."""
    names = list(dict.fromkeys(chain.from_iterable(records)))
    left = most
    for name, values in zip(names, _turned(records, names), strict=True):
        for column in _columns(name, values, 0):
            if left == 0:
                return
            left -= 1
            yield column


def _turned(records: Sequence[Record], names: Sequence[str]) -> Iterator[Values]:
    """Yield for each name the values of all records, None where one has none. A few thousand names at once are turned in C."""
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        rows = [map(record.get, some) for record in records]
        yield from map(list, zip(*rows, strict=True))


def column_of(name: str, values: Values) -> Iterator[tuple[str, pa.Array]]:
    """Yield the columns that the values of one field make; nothing where all are missing."""
    if values.count(None) < len(values):
        yield from _columns(name, values, 0)


def pick(records: Sequence[Record], name: str) -> Iterator[tuple[str, pa.Array]]:
    """Yield the one field of that name, which may lie in nested objects (`winlog.channel`); nothing where no record has it."""
    values = [record.get(name) for record in records]
    if values.count(None) < len(values):
        yield from (item for item in _columns(name, values, 0) if item[0] == name)
        return
    for head, rest in _splits(name):
        inner = [record.get(head) for record in records]
        if any(type(value) is dict or type(value) is list for value in inner):
            for found, column in _columns(head, inner, 0):
                if found == f"{head}.{rest}":
                    yield found, column
                    return


def _splits(name: str) -> Iterator[tuple[str, str]]:
    at = name.find(".")
    while at > 0:
        yield name[:at], name[at + 1 :]
        at = name.find(".", at + 1)


def _columns(name: str, values: Values, depth: int) -> Iterator[tuple[str, pa.Array]]:
    """Yield the columns that a field's values make: one of text, or one for each key of its objects."""
    try:
        column = pa.array(values, UTF8)
    except (pa.ArrowTypeError, pa.ArrowInvalid, UnicodeEncodeError):
        yield from _mixed(name, values, depth)
        return
    if column.null_count < len(column):
        yield name, column


def _mixed(name: str, values: Values, depth: int) -> Iterator[tuple[str, pa.Array]]:
    if set(map(type, values)) <= _WHOLE and (whole := _integers(values)) is not None:
        yield name, whole
        return
    if depth < MOST_NESTING:
        values = [_bag(value) if type(value) is list else value for value in values]
        objects = [value for value in values if type(value) is dict]
        if objects:
            for key in dict.fromkeys(chain.from_iterable(objects)):
                inner = [value.get(key) if type(value) is dict else None for value in values]
                yield from _columns(f"{name}.{key}", inner, depth + 1)
            values = [None if type(value) is dict else value for value in values]
    if any(type(value) is list for value in values):
        lists = [None if value is None else _texts(value) for value in values]
        yield name, pa.array(lists, TEXTS)
    elif any(value is not None for value in values):
        yield name, pa.array([as_text(value) for value in values], UTF8)


def _integers(values: Values) -> pa.Array | None:
    try:
        return pa.array(values, pa.int64()).cast(UTF8)
    except (pa.ArrowInvalid, OverflowError):
        return None  # beyond 64 bits


def _bag(items: list[Any]) -> Any:
    """Return a list of name and value pairs, as audit logs write them, as the object that is meant.

    Any other list of objects becomes one object of lists; a list of plain values stays as it is.
    """
    if not items or type(items[0]) is not dict or any(type(item) is not dict for item in items):
        return items
    found: Record = {}
    for item in items:
        name = _first(item, _BAG_NAMES)
        if not isinstance(name, str) or not any(key in item for key in _BAG_VALUES):
            return _merged(items)
        rest = {key: value for key, value in item.items() if key not in _BAG_NAMES}
        found[name] = rest["Value"] if set(rest) == {"Value"} else rest["value"] if set(rest) == {"value"} else rest
    return found


def _merged(items: list[Record]) -> Record:
    found: dict[str, list[Any]] = {}
    for item in items:
        for key, value in item.items():
            found.setdefault(key, []).extend(value if type(value) is list else (value,))
    return found


def _first(item: Record, keys: Sequence[str]) -> Any:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _texts(value: Any) -> list[str | None]:
    return [as_text(item) for item in value] if type(value) is list else [as_text(value)]


def as_text(value: Any) -> str | None:
    """Return one JSON value as the text that rules compare; None for null."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode() if not value.isascii() else value
    if value is None:
        return None
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)


def cut(column: pa.Array) -> tuple[pa.Array, int]:
    """Return a column with values no longer than LONGEST_VALUE, and how many were cut."""
    if column.nbytes <= LONGEST_VALUE:
        return column, 0  # all its values together are no longer
    texts = column.flatten() if isinstance(column.type, pa.ListType) else column
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest <= LONGEST_VALUE:
        return column, 0
    long = pc.sum(pc.greater(pc.binary_length(texts), LONGEST_VALUE)).as_py() or 0
    if isinstance(column.type, pa.ListType):
        short = [
            None if items is None else [item and item[:LONGEST_VALUE] for item in items] for items in column.to_pylist()
        ]
        return pa.array(short, TEXTS), long
    return pc.utf8_slice_codeunits(column, 0, LONGEST_VALUE), long

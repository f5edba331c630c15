"""Whole columns of times as microseconds, UTC: the common forms in one go, any other once per distinct value."""

import re
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from beartrap.estate.logs.times import AnyClock

STAMP = pa.timestamp("us", tz="UTC")
_NANO = pa.timestamp("ns")
_NANO_UTC = pa.timestamp("ns", tz="UTC")
_OFFSET = re.compile(r"(Z|[+-][0-9]{2}:?[0-9]{2})$")


def times(values: list[Any], zone: str) -> pa.Array:
    """Return timestamps; null where a value tells no time. `zone` is that of times without one."""
    try:
        texts = pa.array(values, pa.utf8())
    except (pa.ArrowTypeError, pa.ArrowInvalid, UnicodeEncodeError):
        return _one_by_one(values, zone)
    return _written(texts, zone)


def _written(texts: pa.Array, zone: str) -> pa.Array:
    """ISO 8601 with an offset, or all without one; anything else is read value by value.

    The first value tells which of the two it is: a cast that fails does so for each value, which costs more than all else.
    """
    first = next((text.as_py() for text in texts if text.is_valid), "")
    try:
        if _OFFSET.search(first):
            return pc.cast(pc.cast(texts, _NANO_UTC), STAMP, safe=False)
        local = pc.cast(texts, _NANO)
        return pc.cast(pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="earliest"), STAMP, safe=False)
    except pa.ArrowInvalid:
        return _one_by_one(texts.to_pylist(), zone)


def _one_by_one(values: list[Any], zone: str) -> pa.Array:
    clock = AnyClock(zone)
    known: dict[Any, int | None] = {}
    read = []
    for value in values:
        if isinstance(value, datetime):
            read.append(clock.read(value.isoformat()))
            continue
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            read.append(None)
            continue
        if value not in known:
            known[value] = clock.read(_number(value) if not isinstance(value, str) else _plain(value))
        read.append(known[value])
    return pa.array(read, pa.int64()).cast(STAMP)


def _plain(text: str) -> str:
    """`/Date(1593000000000)/` is what older Windows tools write."""
    return text[6:-2].partition("+")[0] if text.startswith("/Date(") else text


def _number(value: float) -> str:
    return f"{value:.6f}" if isinstance(value, float) else str(value)

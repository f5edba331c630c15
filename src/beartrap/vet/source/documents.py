"""JSON and TOML that code reads and takes apart, or makes: tables and lists as values, so that what is hidden in one is found in it."""

from datetime import date, datetime, time
from typing import Any

import orjson

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, UNKNOWN, Known, Marks, Value, layers_of, listed, marks_of

LARGEST = 512 * 1024
"""Characters of a document that is taken apart: a payload is smaller, and tables of data are not code."""
DEPTH = 12
MEMBERS = 4096
"""Members of one table or list that are kept."""
_READS = frozenset(
    {
        "json.loads",
        "json.load",
        "JSON.parse",
        "orjson.loads",
        "ujson.loads",
        "simplejson.loads",
        "json_decode",
        "JSON.load",
    }
)
_READS_TOML = frozenset(f"{library}.{how}" for library in ("tomllib", "tomli", "toml") for how in ("loads", "load"))


def taken_apart(machine: Machine, one: Invocation) -> Value | None:
    """Return what a document that is known holds; None where the call reads none, or nothing is known of it."""
    if not one.args or one.name not in _READS | _READS_TOML or not isinstance(one.args[0].known, str | bytes):
        return None
    source = one.args[0]
    return _of_toml(source.known, source.marks) if one.name in _READS_TOML else of_text(source.known, source.marks)


def _of_toml(text: str | bytes, marks: Marks) -> Value | None:
    if len(text) > LARGEST:
        return None
    import tomllib  # late: little code reads any

    try:
        return _value(tomllib.loads(text if isinstance(text, str) else text.decode("utf-8", "replace")), marks, DEPTH)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def of_text(text: str | bytes, marks: Marks) -> Value | None:
    """Return a document as a value whose texts bear these marks; None where it is none."""
    if len(text) > LARGEST:
        return None
    try:
        return _value(orjson.loads(text), marks, DEPTH)
    except orjson.JSONDecodeError:
        return None


def _value(document: Any, marks: Marks, depth: int) -> Value:
    if isinstance(document, dict) and depth:
        made = Value(marks=dict(marks))
        made.fields = {str(key): _value(inner, marks, depth - 1) for key, inner in list(document.items())[:MEMBERS]}
        return made
    if isinstance(document, list) and depth:
        if not any(isinstance(inner, dict | list) for inner in document[:MEMBERS]):
            return Value(document[:MEMBERS], marks=dict(marks))
        return listed([_value(inner, marks, depth - 1) for inner in document[:MEMBERS]])
    if isinstance(document, str | int | float | bool) or document is None:
        return Value(document, marks=dict(marks))
    return Value(str(document) if isinstance(document, date | datetime | time) else UNKNOWN, marks=dict(marks))


_SPELLS = frozenset({"JSON.stringify", "json.dumps", "orjson.dumps", "ujson.dumps", "simplejson.dumps"})
LONGEST = 8_000
"""Characters of a document that is put together of which not all is known."""
PARTS = 512
"""Members of one that are spelt; what follows is left out."""


def spelt_as_json(one: Invocation) -> Value | None:
    """Return the document that a table or list is spelt as, with holes for what is not known; None where the call makes none."""
    if one.name not in _SPELLS or not one.args or (one.args[0].fields is None and one.args[0].items is None):
        return None
    made = Value(name=f"{one.name}()", marks=marks_of(one.args), layers=layers_of(one.args))
    made.source = one.args[0]
    document = _plain(one.args[0], [PARTS], DEPTH)
    made.hint = orjson.dumps(document, option=orjson.OPT_NON_STR_KEYS).decode("utf-8", "replace")[:LONGEST]
    return made


def _plain(value: Value, left: list[int], depth: int) -> Any:
    """Return a value as JSON has it; `left` counts the members that may still be spelt."""
    left[0] -= 1
    if left[0] < 0 or not depth:
        return HOLE
    if value.fields is not None:
        return {
            _whole(key): _plain(inner, left, depth - 1)
            for key, inner in value.fields.items()
            if not key.startswith("\0") and left[0] > 0
        }
    if value.items is not None:
        return [_plain(inner, left, depth - 1) for inner in value.items[:PARTS] if left[0] > 0]
    if value.known is UNKNOWN:
        return _whole(value.text) or HOLE
    if isinstance(value.known, list):
        return [_scalar(one) for one in value.known[:PARTS]]
    return _scalar(value.known)


def _scalar(known: Known) -> Any:
    whole = isinstance(known, int) and abs(known) < 2**53
    return known if known is None or whole or isinstance(known, float) else _whole(str(known))


def _whole(text: str) -> str:
    """Return text without lone surrogates, which no document holds."""
    return text.encode("utf-8", "replace").decode("utf-8")

"""JSON that code reads and takes apart: tables and lists as values, so that what is hidden in one is found in it."""

from typing import Any

import orjson

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Marks, Value, listed

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


def taken_apart(machine: Machine, one: Invocation) -> Value | None:
    """Return what a document that is known holds; None where the call reads none, or nothing is known of it."""
    if one.name not in _READS or not one.args:
        return None
    source = one.args[0]
    return of_text(source.known, source.marks) if isinstance(source.known, str | bytes) else None


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
    return Value(marks=dict(marks))

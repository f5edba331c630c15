"""Documents that code reads and takes apart, or makes: tables and lists as values, so that what is hidden in one is found in it."""

from datetime import date, datetime, time
from typing import Any

import orjson

from beartrap.vet.source.folding.formats import NotThatError, TooLargeError, read
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import HOLE, UNKNOWN, Known, Marks, Value, layers_of, listed, marks_of

DEPTH = 12
MEMBERS = 4096
"""Members of one table or list that are kept."""
ALL = 16_384
"""Members of all tables and lists of one document: YAML may name one of them many times."""
_TEXTS: dict[str, frozenset[str]] = {
    "json": frozenset(
        {"json.loads", "json.load", "JSON.parse", "orjson.loads", "ujson.loads", "simplejson.loads", "json_decode", "JSON.load", "json5.loads", "JSON5.parse",
         "serde_json.from_str", "serde_json.from_slice", "JsonSerializer.Deserialize", "JsonConvert.DeserializeObject", "JsonDocument.Parse", "JsonNode.Parse", "JObject.Parse", "JSONObject", "JsonParser.parseString"}
    ),
    "toml": frozenset(f"{library}.{how}" for library in ("tomllib", "tomli", "toml") for how in ("loads", "load")),
    "yaml": frozenset(
        {
            "yaml.safe_load", "yaml.load", "yaml.full_load", "ruamel.yaml.YAML().load", "ruamel.yaml.safe_load", "js-yaml.load", "js-yaml.safeLoad", "yaml.parse", "yamljs.parse",
            "YAML.load", "YAML.safe_load", "Psych.load", "Psych.safe_load", "yaml_parse", "serde_yaml.from_str", "Symfony.Component.Yaml.Yaml.parse", "Yaml.parse",
        }
    ),
    "ini": frozenset({"ini.parse", "parse_ini_string"}),
}  # fmt: skip
"""Functions that read the text, or the open file, which they are given."""
_FILES: dict[str, frozenset[str]] = {
    "json": frozenset({"JSON.load_file", "JSON.load_file!"}),
    "yaml": frozenset({"YAML.load_file", "YAML.safe_load_file", "YAML.unsafe_load_file", "Psych.load_file", "Psych.safe_load_file", "yaml_parse_file", "Symfony.Component.Yaml.Yaml.parseFile", "Yaml.parseFile"}),
    "ini": frozenset({"parse_ini_file"}),
}  # fmt: skip
"""Functions that read the file whose path they are given."""
_FORMATS = {name: how for how, found in _TEXTS.items() for name in found}
_OF_FILES = {name: how for how, found in _FILES.items() for name in found}


def taken_apart(machine: Machine, one: Invocation) -> Value | None:
    """Return what a document that is known holds; None where the call reads none, or nothing is known of it."""
    how = _FORMATS.get(one.name)
    if how is None or not one.args or not isinstance(one.args[0].known, str | bytes):
        return None
    return document(how, one.args[0].known, one.args[0].marks)


def poured_into(one: Invocation) -> Value:
    """Let what Go's `json.Unmarshal(text, &target)` is given hold the document; a field of a structure is told by its name in any case."""
    known = one.argument(0).known
    how = one.name.partition(".")[0]
    made = document(how, known, one.args[0].marks) if isinstance(known, str | bytes) and len(one.args) > 1 else None
    if made is not None:
        target = one.args[1]
        target.known, target.items, target.fields = made.known, made.items, _under_names(made)
        target.marks = {**target.marks, **made.marks}
    return Value(None)


def _under_names(value: Value) -> dict[str, Value] | None:
    """Return the members of a table, and of those within, also under the names that fields have which others may see."""
    for inner in (*(value.fields or {}).values(), *(value.items or ())):
        inner.fields = _under_names(inner)
    if value.fields is None:
        return None
    return {key[:1].upper() + key[1:]: inner for key, inner in value.fields.items()} | value.fields


def of_file(one: Invocation, content: Value) -> Value:
    """Return what a file that was read holds as a document, where the call that read it takes it apart; else the content."""
    how = _OF_FILES.get(one.name)
    known = content.known if how is not None else UNKNOWN
    made = document(how, known, content.marks) if how is not None and isinstance(known, str | bytes) else None
    return content if made is None else made


def of_text(text: str | bytes, marks: Marks) -> Value | None:
    """Return a document of JSON as a value whose texts bear these marks; None where it is none."""
    return document("json", text, marks)


def document(how: str, text: str | bytes, marks: Marks) -> Value | None:
    """Return a document of that format as a value whose texts bear these marks; None where it is none."""
    try:
        return _value(read(how, text), marks, DEPTH, [ALL])
    except TooLargeError:
        return Value(marks=_unread(marks)) if marks else None
    except NotThatError:
        return None


UNREAD = "unread"
"""Mark of what stands in a part of a document that is not taken apart: where that is run, it was not looked at."""


def _unread(marks: Marks) -> Marks:
    trail = next(iter(marks.values()), None)
    return {**marks, UNREAD: trail} if trail is not None else dict(marks)


def _value(found: Any, marks: Marks, depth: int, left: list[int]) -> Value:
    left[0] -= 1
    if left[0] < 0 or (not depth and isinstance(found, dict | list)):
        return Value(marks=_unread(marks))
    if isinstance(found, dict):
        made = Value(marks=_unread(marks) if len(found) > MEMBERS else dict(marks))
        made.fields = {str(key): _value(inner, marks, depth - 1, left) for key, inner in list(found.items())[:MEMBERS]}
        return made
    if isinstance(found, list):
        if not any(isinstance(inner, dict | list) for inner in found[:MEMBERS]):
            return Value(found[:MEMBERS], marks=dict(marks))
        return listed([_value(inner, marks, depth - 1, left) for inner in found[:MEMBERS]])
    if isinstance(found, str | int | float | bool) or found is None:
        return Value(found, marks=dict(marks))
    return Value(str(found) if isinstance(found, date | datetime | time) else UNKNOWN, marks=dict(marks))


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

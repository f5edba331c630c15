"""The JSON Schema of `beartrap.case/1`, made from the model itself: `python -m beartrap.share.schema` prints it.

Fields that a newer version adds are allowed: readers pass over what they do not know.
"""

import dataclasses
import json
import types
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from beartrap.case.checklist import Step
from beartrap.case.view import Records
from beartrap.model.answer import Answer
from beartrap.model.coverage import GapReason
from beartrap.model.estate import Estate
from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.record import Json
from beartrap.share.document import KEEPING, SCHEMA, SECTIONS
from beartrap.share.marking import Tlp

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TIME = {"type": "string", "format": "date-time", "pattern": "Z$"}
_COUNT = {"type": "integer", "minimum": 0}


def schema() -> dict[str, Json]:
    """Return the schema as JSON values."""
    definitions: dict[str, Json] = {}
    sections = {name: _list(_section(field, definitions)) for name, field in SECTIONS.items()}
    answer = _of(Answer, definitions)
    definitions["Answer"] = _object({**definitions["Answer"]["properties"], "asks": _TEXT})
    properties = {
        "schema": {"const": SCHEMA},
        "generator": _object({"name": {"const": "beartrap"}, "version": {"type": "string"}}),
        "tlp": {"enum": [tlp.value for tlp in Tlp]},
        "redacted": {"type": "boolean"},
        "case": _object({"name": {"type": "string"}, "length": _COUNT, "head": {"type": "string"}}),
        "exit_code": {"enum": [0, 3, 4, 11, 12, 13, 14]},
        "counts": _counts(),
        "answers": _list(answer),
        **sections,
        "checklist": _list(_of(Step, definitions)),
        "estate": {"anyOf": [_of(Estate, definitions), {"type": "null"}]},
    }
    return {"$schema": DIALECT, "title": SCHEMA, **_object(properties), "$defs": definitions}


def _counts() -> dict[str, Json]:
    reasons = {"propertyNames": {"enum": [reason.value for reason in GapReason]}, "additionalProperties": _COUNT}
    severities = _object({severity.name.lower(): _COUNT for severity in Severity})
    plain = dict.fromkeys(("found", "suppressed", "demoted_indicators", "gaps", "foreign"), _COUNT)
    return _object({**plain, "found_by_severity": severities, "gaps_by_reason": {"type": "object", **reasons}})


def _object(properties: Mapping[str, Json]) -> dict[str, Json]:
    return {"type": "object", "properties": dict(properties), "required": sorted(properties)}


def _list(item: Json) -> dict[str, Json]:
    return {"type": "array", "items": item}


def _section(field: str, definitions: dict[str, Json]) -> Json:
    """Return the schema of one kept record: the noun's fields and what the ledger adds."""
    noun = get_args(get_args(get_type_hints(Records)[field])[0])[0]
    name = f"Kept{noun.__name__}"
    if name not in definitions:
        fields = _fields(noun, definitions)
        own = {f"own_{key}" if key in KEEPING else key: value for key, value in fields.items()}
        definitions[name] = _object({"id": {"type": "string"}, "seq": _COUNT, "at": _TIME, **own})
    return {"$ref": f"#/$defs/{name}"}


def _fields(noun: type, definitions: dict[str, Json]) -> dict[str, Json]:
    hints = get_type_hints(noun)
    return {field.name: _of(hints[field.name], definitions) for field in dataclasses.fields(noun) if field.compare}


def _of(wanted: Any, definitions: dict[str, Json]) -> Json:
    """Return the schema of one type of the model; the same types that `model.record` has a codec for."""
    if wanted in _SIMPLE:
        return _SIMPLE[wanted]
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(argument, definitions) for argument in arguments]}
    if origin is tuple:
        return _tuple(arguments, definitions)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        named = issubclass(wanted, IntEnum)
        return {"enum": [member.name.lower() if named else member.value for member in wanted]}
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        if wanted.__name__ not in definitions:
            definitions[wanted.__name__] = {}
            definitions[wanted.__name__] = _object(_fields(wanted, definitions))
        return {"$ref": f"#/$defs/{wanted.__name__}"}
    raise TypeError(f"no schema for {wanted}")


def _tuple(arguments: tuple[Any, ...], definitions: dict[str, Json]) -> Json:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return _list(_of(arguments[0], definitions))
    items = [_of(argument, definitions) for argument in arguments]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


_TEXT = {"type": "string"}
_BYTES = {"anyOf": [_TEXT, _object({"base64": {"type": "string", "contentEncoding": "base64"}})]}
_SIMPLE: Mapping[Any, Json] = {
    str: _TEXT,
    Path: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    types.NoneType: {"type": "null"},
    datetime: _TIME,
    date: {"type": "string", "format": "date"},
    bytes: _BYTES,
    Facts: {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}},
}


def text() -> str:
    """Return the schema as it stands in docs/beartrap.case-1.schema.json."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")

"""Values inside audit records: the same list comes as objects, as JSON in a text, or as what PowerShell makes of objects."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

_OBJECTS = frozenset({dict})
_MEMBER = re.compile(r"(\w+)=")
LOST = "System.Object[]"
"""What `ConvertTo-Json` and `Export-Csv` leave of a list that lies deeper than they were told to go."""


def loaded(value: Any) -> Any:
    """Return a value; a text that holds a JSON list or object as what it holds, `@{Name=…; Value=…}` as an object."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text[:1] in ("[", "{"):
        try:
            return orjson.loads(text)
        except ValueError:
            return value
    return _powershell(text) if text.startswith("@{") and text.endswith("}") else value


def _powershell(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text[2:-1].split("; "):
        match = _MEMBER.match(part)
        if match is not None:
            found[match[1]] = part[match.end() :]
    return found


def an_object(value: Any) -> Mapping[str, Any]:
    """Return the object that a value is or is written as, an empty one for anything else."""
    value = loaded(value)
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> Sequence[Mapping[str, Any]]:
    """Return the objects of a list (or the one object), whatever it is written as; what is none is passed over."""
    if type(value) is not list:
        value = loaded(value)
        if isinstance(value, dict):
            return (value,)
        if not isinstance(value, list):
            return ()
    if _OBJECTS.issuperset(map(type, value)):
        return value
    return [one for one in map(_opened, value) if one is not None]


def _opened(one: Any) -> Mapping[str, Any] | None:
    if type(one) is dict or isinstance(one := loaded(one), dict):
        return one
    return None


def text(value: Any) -> str:
    """Return a value as text: nothing for null, lists and objects as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, int | float):
        return str(value)
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError):
        return str(value)


def first(fields: Mapping[str, Any], *names: str) -> str:
    """Return the first of the fields of those names that is not empty, as text."""
    return pick(fields, [name for name in names if name in fields])


def pick(fields: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the first of these fields, all of which are there, that is not empty, as text."""
    for name in names:
        value = fields[name]
        if type(value) is str:
            if value:
                return value
        elif value is not None:
            return text(value)
    return ""


def named(value: Any, name: str = "Name", content: str = "Value") -> list[tuple[str, str]]:
    """Return names and values of a list of such pairs (`Name`/`Value`, `key`/`value`), or of an object that is a mapping."""
    found: list[tuple[str, str]] = []
    for one in objects(value):
        key, inner = one.get(name), one.get(content)
        if type(inner) is str and type(key) is str and key:  # as nearly all are
            found.append((key, inner))
            continue
        key = key or one.get("name") or one.get("key") or one.get("Key")
        if key is not None:
            found.append((str(key), text(inner if inner is not None else one.get("value", one.get("Value")))))
    return found


def lost(value: Any) -> bool:
    """Whether a list was destroyed by the tool that exported it."""
    return isinstance(value, str) and LOST in value

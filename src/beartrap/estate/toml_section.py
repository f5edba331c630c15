"""One table of an `estate.toml`, asked for typed values: whatever does not fit is an EstateError with its line."""

import difflib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from beartrap.estate import toml_lines
from beartrap.estate.errors import EstateError

Value = TypeVar("Value")
_TYPES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a table",
    datetime: "a time",
    date: "a date",
    time: "a time of day",
}


@dataclass(frozen=True)
class TomlDocument:
    """The file being read: its name for messages, its text, its parsed values."""

    path: Path
    text: str
    values: Mapping[str, Any]

    @cached_property
    def lines(self) -> Mapping[toml_lines.Path, int]:
        """The line of every key."""
        return toml_lines.locate(self.text)

    def line(self, path: toml_lines.Path) -> int | None:
        """Return the line of `path`, or of the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


@dataclass(frozen=True)
class Section:
    """One table: its values, the way to it, and the document that it stands in."""

    document: TomlDocument
    values: Mapping[str, Any]
    path: toml_lines.Path
    title: str

    def wrong(
        self, key: str, why: str, allowed: Collection[str] = (), *, item: int | None = None, show: bool = True
    ) -> EstateError:
        """Return the error for `key` (an item of its list), ready to be raised."""
        way: toml_lines.Path = (*self.path, key) if item is None else (*self.path, key, item)
        value = self.values.get(key)
        if item is not None and isinstance(value, list):
            value = value[item]
        shown = as_toml(value) if show and key in self.values else None
        line = self.document.line(way)
        name = f"{self.title} {key}".strip()
        return EstateError(self.document.path, line, name, why, tuple(allowed), value=shown)

    def only(self, allowed: Collection[str]) -> None:
        """Raise EstateError where a key stands that is not in `allowed`; the nearest right one is suggested."""
        for key in self.values:
            if key not in allowed:
                raise self.wrong(key, f"unknown key{nearest(key, allowed)}", allowed, show=False)

    def text(self, key: str, *, required: bool = False) -> str | None:
        """Return a text, None where the key is absent and not required."""
        value = self._typed(key, str, required)
        if value is None:
            return None
        return self._checked(key, plain_text, value)

    def name(self, key: str = "name") -> str:
        """Return a text that must be there."""
        value = self.text(key, required=True)
        assert value is not None
        return value

    def each(self, key: str, check: Callable[[str], Value]) -> tuple[Value, ...]:
        """Return a list of texts, each passed through `check` (which raises ValueError with the reason)."""
        found = []
        for number, value in enumerate(self._typed(key, list) or ()):
            if not isinstance(value, str):
                raise self.wrong(key, f"expected a list of texts, found {type_name(value)} in it", item=number)
            found.append(self._checked(key, check, value, number))
        return tuple(found)

    def one(self, key: str, check: Callable[[str], Value]) -> Value | None:
        """Return a text passed through `check`, None where it is absent."""
        value = self.text(key)
        return None if value is None else self._checked(key, check, value)

    def flag(self, key: str) -> bool | None:
        """Return true or false, None where it is absent."""
        value: bool | None = self._typed(key, bool)
        return value

    def any(self, key: str, check: Callable[[Any], Value], *, required: bool = False) -> Value | None:
        """Return a value of whatever type `check` accepts."""
        if key not in self.values:
            if required:
                raise self.wrong(key, "missing")
            return None
        return self._checked(key, check, self.values[key])

    def table(self, key: str, title: str) -> "Section":
        """Return the table `key`; an empty one where it is absent."""
        return Section(self.document, self._typed(key, dict) or {}, (*self.path, key), title)

    def tables(self, key: str, title: str) -> Iterator["Section"]:
        """Yield the tables of the array `key`."""
        found = self.values.get(key, [])
        if isinstance(found, dict):
            raise self.wrong(key, f"one [{key}] table; write [[{key}]], there may be several", show=False)
        for number, value in enumerate(self._typed(key, list) or ()):
            if not isinstance(value, dict):
                raise self.wrong(key, f"expected tables, found {type_name(value)}", item=number)
            yield Section(self.document, value, (*self.path, key, number), title)

    @property
    def line(self) -> int | None:
        """The line on which the table begins."""
        return self.document.line(self.path)

    def _typed(self, key: str, wanted: type, required: bool = False) -> Any:
        if key not in self.values:
            if required:
                raise self.wrong(key, "missing")
            return None
        value = self.values[key]
        if type(value) is not wanted:
            raise self.wrong(key, f"expected {_TYPES[wanted]}, found {type_name(value)}")
        return value

    def _checked(self, key: str, check: Callable[[Any], Value], value: Any, item: int | None = None) -> Value:
        try:
            return check(value)
        except ValueError as error:
            raise self.wrong(key, str(error), item=item) from error


def plain_text(value: str) -> str:
    """Return `value`; raises ValueError where it is empty or holds characters that cannot be shown."""
    if not value.strip():
        raise ValueError("is empty")
    if not value.isprintable():
        raise ValueError("holds a control character or an invisible one")
    return value


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` for the nearest of `known`, nothing where none is near."""
    by_lower = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean {by_lower[close[0]]}?" if close else ""


def type_name(value: Any) -> str:
    """Return the name of a TOML value's type, for a message."""
    return _TYPES.get(type(value), type(value).__name__)


def as_toml(value: Any) -> str:
    """Return a value in one line, about as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case list():
            return "[" + ", ".join(as_toml(item) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {as_toml(item)}" for key, item in value.items()) + "}"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


def quoted(value: str) -> str:
    """Return a text as a TOML basic string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

"""Formats of settings that code reads from a file beside it: JSON, YAML, TOML, INI and Java's properties, as plain tables and lists."""

import configparser
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson

from beartrap.model.regex import regex

LARGEST = 512 * 1024
"""Characters of a document that is taken apart: a payload is smaller, and tables of data are not code."""
LARGEST_YAML = 256 * 1024
"""Characters of a document of YAML, which takes long to read: a third of a second."""

Read = Callable[[str], Any]
"""Takes a document; raises `NotThatError` where the text is none of the format."""


class NotThatError(Exception):
    """The text is no document of that format."""


class TooLargeError(NotThatError):
    """The text is too large to be taken apart."""


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotThatError from error


def _toml(text: str) -> Any:
    import tomllib  # late: little code reads any

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotThatError from error


def _yaml(text: str) -> Any:
    import yaml  # late: as above

    if len(text) > LARGEST_YAML:
        raise TooLargeError
    loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 the safe loader, in C where there is one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NotThatError from error


def _ini(text: str) -> dict[str, Any]:
    parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(text if text.lstrip().startswith("[") else f"[{_OUTSIDE}]\n{text}")
    except configparser.Error as error:
        raise NotThatError from error
    found = {
        name: {key: (value or "").strip("\"'") for key, value in parser[name].items()} for name in parser.sections()
    }
    return {**found.pop(_OUTSIDE, {}), **found}


_OUTSIDE = "\0outside"
"""What stands before the first section."""


def _properties(text: str) -> dict[str, str]:
    return {match[1]: match[2].strip() for match in _PROPERTY.finditer(text)}


_PROPERTY = regex(r"(?m)^[ \t]*+([^#!\s:=][^\s:=]*+)[ \t]*+[=:][ \t]*+([^\n]*+)$")

FORMATS: dict[str, Read] = {"json": _json, "toml": _toml, "yaml": _yaml, "ini": _ini, "properties": _properties}


@lru_cache(maxsize=8)
def read(how: str, text: str | bytes) -> Any:
    """Return a document of that format as tables, lists and scalars, to be read alone; raises NotThatError where it is none, TooLargeError where it is too large."""
    if len(text) > LARGEST:
        raise TooLargeError
    return FORMATS[how](text if isinstance(text, str) else text.decode("utf-8", "replace"))

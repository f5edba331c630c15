"""Nouns of the model as JSON: one codec for all dataclasses of it."""

import base64
import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum, IntEnum
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from beartrap.model.evidence import Facts

Json = Any
"""A JSON value. Hostile until decoded."""


class RecordError(ValueError):
    """A JSON document is no record of the kind it claims to be; the message names the field."""


def to_json(value: Any, *, full: bool = False) -> Json:
    """Return a dataclass of the model (or a value inside one) as JSON values.

    Fields that stand at their default are left out, so that a new field with a default changes no id; `full` puts
    every field in, for documents that others read.
    """
    if isinstance(value, Facts):
        return dict(value.pairs)
    kind: type = type(value)
    defaults = _defaults(kind)
    if defaults is None:
        return _plain(value, full)
    return {
        name: to_json(content, full=full)
        for name, default in defaults
        if (content := getattr(value, name)) != default or full
    }


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...] | None:
    """Return the fields of a dataclass that are part of its record, with their defaults; None for any other type."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple((field.name, field.default) for field in dataclasses.fields(kind) if field.compare)


def _plain(value: Any, full: bool) -> Json:
    match value:
        case IntEnum():
            return value.name.lower()
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case bytes():
            return _bytes_to_json(value)
        case tuple():
            return [to_json(item, full=full) for item in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            raise TypeError(f"no JSON form for {type(value).__name__}")


def _bytes_to_json(raw: bytes) -> Json:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode("ascii")}


def decode(wanted: Any, document: Json) -> Any:
    """Return `document` (JSON values) as an instance of the type `wanted`; raises RecordError where it does not fit."""
    return _decoder(wanted)(document)


@cache
def _decoder(wanted: Any) -> Callable[[Json], Any]:
    """Build, once a type, the function that reads it: the ledger is read by the hundred thousand."""
    simple = _SIMPLE.get(wanted)
    if simple is not None:
        return simple
    if wanted in (str, int, float, bool, types.NoneType):
        return _checked(wanted)
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        return _union_decoder(arguments)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return _enum_decoder(wanted)
    if dataclasses.is_dataclass(wanted):
        return _dataclass_decoder(wanted)
    raise TypeError(f"no decoder for {wanted}")


def _checked(wanted: type) -> Callable[[Json], Any]:
    def read(document: Json) -> Any:
        if wanted is float and type(document) is int:
            return float(document)
        if type(document) is not wanted:
            raise RecordError(f"expected {wanted.__name__}, got {type(document).__name__}")
        return document

    return read


def _union_decoder(arguments: tuple[Any, ...]) -> Callable[[Json], Any]:
    readers = [_decoder(argument) for argument in arguments if argument is not types.NoneType]
    optional = types.NoneType in arguments

    def read(document: Json) -> Any:
        if document is None and optional:
            return None
        for reader in readers[:-1]:
            try:
                return reader(document)
            except RecordError:
                continue
        return readers[-1](document)

    return read


def _tuple_decoder(arguments: tuple[Any, ...]) -> Callable[[Json], Any]:
    repeated = len(arguments) == 2 and arguments[1] is Ellipsis
    readers = [_decoder(argument) for argument in arguments if argument is not Ellipsis]

    def read(document: Json) -> tuple[Any, ...]:
        if not isinstance(document, list):
            raise RecordError(f"expected a list, got {type(document).__name__}")
        if repeated:
            return tuple(readers[0](item) for item in document)
        if len(document) != len(readers):
            raise RecordError(f"expected {len(readers)} items, got {len(document)}")
        return tuple(reader(item) for reader, item in zip(readers, document, strict=True))

    return read


def _enum_decoder(wanted: type[Enum]) -> Callable[[Json], Any]:
    named = issubclass(wanted, IntEnum)  # an order in code, a word in JSON
    members = {member.name.lower() if named else member.value: member for member in wanted}

    def read(document: Json) -> Enum:
        try:
            return members[document]
        except (KeyError, TypeError) as error:
            raise RecordError(f"no {wanted.__name__}: {document!r}") from error

    return read


def _dataclass_decoder(wanted: Any) -> Callable[[Json], Any]:
    hints = get_type_hints(wanted)
    readers = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(wanted) if field.compare}

    def read(document: Json) -> Any:
        if not isinstance(document, dict):
            raise RecordError(f"expected an object for {wanted.__name__}, got {type(document).__name__}")
        values = {}
        for name, reader in readers.items():
            if name in document:
                try:
                    values[name] = reader(document[name])
                except RecordError as error:
                    raise RecordError(f"{wanted.__name__}.{name}: {error}") from error
        try:
            return wanted(**values)
        except (TypeError, ValueError) as error:
            raise RecordError(f"{wanted.__name__}: {error}") from error

    return read


def _read_datetime(document: Json) -> datetime:
    try:
        moment = datetime.fromisoformat(document)
    except (TypeError, ValueError) as error:
        raise RecordError(f"no time: {document!r}") from error
    if moment.tzinfo is None:
        raise RecordError(f"a time without a zone: {document!r}")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise RecordError(f"a time out of reach: {document!r}") from error


def _read_date(document: Json) -> date:
    try:
        return date.fromisoformat(document)
    except (TypeError, ValueError) as error:
        raise RecordError(f"no date: {document!r}") from error


def _read_bytes(document: Json) -> bytes:
    if isinstance(document, str):
        return document.encode()
    try:
        return base64.b64decode(document["base64"], validate=True)
    except (TypeError, KeyError, ValueError) as error:
        raise RecordError("no bytes: neither text nor base64") from error


def _read_facts(document: Json) -> Facts:
    if not isinstance(document, dict) or not all(_is_scalar(value) for value in document.values()):
        raise RecordError("facts are an object of plain values")
    return Facts(tuple(sorted(document.items())))


def _is_scalar(value: Json) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


_SIMPLE: Mapping[Any, Callable[[Json], Any]] = {
    datetime: _read_datetime,
    date: _read_date,
    bytes: _read_bytes,
    Facts: _read_facts,
    Path: Path,
}

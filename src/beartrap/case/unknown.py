"""Fields that a newer version wrote and this one does not know: named by their way into the record, and kept."""

import dataclasses
import types
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from beartrap.model.evidence import Facts

Found = Iterator[tuple[str, Any]]


def unknown_fields(kind: type, document: Any) -> dict[str, Any]:
    """Return what in a record's JSON the type `kind` has no field for, by dotted path (`evidence.0.mood`)."""
    return dict(_walker(kind)(document, ""))


@cache
def _walker(wanted: Any) -> Callable[[Any, str], Found]:
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        return _dataclass_walker(wanted)
    arguments = [argument for argument in get_args(wanted) if argument not in (Ellipsis, types.NoneType)]
    inner = [_walker(argument) for argument in arguments if _has_fields(argument)]
    if not inner:
        return _nothing
    if get_origin(wanted) in (Union, types.UnionType):
        return inner[0]  # no record has a union of two nouns
    return _each(inner[0])


def _has_fields(wanted: Any) -> bool:
    if dataclasses.is_dataclass(wanted):
        return True
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return False
    return any(_has_fields(argument) for argument in get_args(wanted))


def _nothing(document: Any, way: str) -> Found:
    yield from ()


def _each(inner: Callable[[Any, str], Found]) -> Callable[[Any, str], Found]:
    def walk(document: Any, way: str) -> Found:
        for number, item in enumerate(document if isinstance(document, list) else ()):
            yield from inner(item, f"{way}{number}.")

    return walk


def _dataclass_walker(wanted: type) -> Callable[[Any, str], Found]:
    hints = get_type_hints(wanted)
    names = frozenset(field.name for field in dataclasses.fields(wanted) if field.compare)
    deeper = {name: _walker(hints[name]) for name in names if _has_fields(hints[name]) and not _free(hints[name])}

    def walk(document: Any, way: str) -> Found:
        if not isinstance(document, dict):
            return
        for name in document.keys() - names:
            yield way + name, document[name]
        for name in document.keys() & deeper.keys():
            yield from deeper[name](document[name], f"{way}{name}.")

    return walk


def _free(wanted: Any) -> bool:
    return wanted is Facts  # an object of any names

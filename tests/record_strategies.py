"""Hypothesis strategies for every noun of the model, made from its type hints."""

import dataclasses
import types
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from beartrap.model.evidence import Facts
from beartrap.model.record import KINDS
from beartrap.model.window import Window

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT
TIMES = st.datetimes(timezones=st.just(UTC))
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    bytes: st.binary(max_size=8),
    datetime: TIMES,
    date: st.dates(),
    types.NoneType: st.none(),
    Facts: st.dictionaries(TEXT, SCALARS, max_size=3).map(lambda pairs: Facts(tuple(sorted(pairs.items())))),
    Window: st.builds(Window, st.none() | TIMES, st.none() | TIMES),
}


@cache
def noun(wanted: Any) -> st.SearchStrategy[Any]:
    """Values of a type: any field may stand at its default or hold something else."""
    if wanted in PLAIN:
        return PLAIN[wanted]
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        return st.one_of([noun(argument) for argument in arguments])
    if origin is tuple and Ellipsis in arguments:
        return st.lists(noun(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(noun, arguments))
    if issubclass(wanted, Enum):
        return st.sampled_from(list(wanted))
    hints = get_type_hints(wanted)
    return st.builds(
        wanted, **{field.name: _field(field, hints) for field in dataclasses.fields(wanted) if field.compare}
    )


def _field(field: "dataclasses.Field[Any]", hints: dict[str, Any]) -> st.SearchStrategy[Any]:
    values = noun(hints[field.name])
    return values if field.default is dataclasses.MISSING else st.just(field.default) | values


RECORDS: st.SearchStrategy[Any] = st.sampled_from(sorted(KINDS)).flatmap(lambda kind: noun(KINDS[kind]))

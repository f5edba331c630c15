"""Indicator lists in JSON as the interfaces of products answer: objects with a type and a value each, or bare values.

OTX's pulses (`indicators`), ThreatFox (`data`), Defender (`value`), CrowdStrike (`resources`), and whatever has keys that
`intel.columns` knows as columns. An object is a row; rows count from 1.
"""

from collections.abc import Iterator, Sequence

from beartrap.intel import lists, table
from beartrap.intel.columns import column_named
from beartrap.intel.shape import Json
from beartrap.intel.table_layout import MOST_COLUMNS, Layout
from beartrap.model.coverage import Gap
from beartrap.model.indicator import Indicator

_WRAPPERS = ("indicators", "iocs", "data", "value", "resources", "results", "objects")
_SAMPLED = 200
"""Objects whose keys are looked at to tell what the list is."""


def rows_of(document: Json) -> list[Json]:
    """Return the list inside a JSON value: itself, or what an answer wraps; empty where there is none."""
    if isinstance(document, dict):
        document = next((document[name] for name in _WRAPPERS if isinstance(document.get(name), list)), None)
    return document if isinstance(document, list) else []


def is_list(document: Json) -> bool:
    """Whether a JSON value is a list of indicators."""
    rows = rows_of(document)
    if rows and all(isinstance(row, str) for row in rows):
        return lists.is_list(rows)
    if not rows or not all(isinstance(row, dict) for row in rows[:_SAMPLED]):
        return False
    layout = _layout(rows[:_SAMPLED])
    return layout.useful and sum(meaning is not None for meaning in layout.columns) * 3 >= len(layout.columns)


def _layout(rows: Sequence[Json]) -> Layout:
    keys = tuple(dict.fromkeys(key for row in rows if isinstance(row, dict) for key in row))[:MOST_COLUMNS]
    return Layout(",", tuple(column_named(key) for key in keys), 0, keys)


def read_list(label: str, document: Json, digest: str) -> Iterator[Indicator | Gap]:
    """Yield each indicator once, then a Gap for each reason why a row was not used."""
    rows = rows_of(document)
    if all(isinstance(row, str) for row in rows):
        yield from lists.read_lines(label, [row.replace("\n", " ") for row in rows], digest)
        return
    layout = _layout(rows)
    told = [[_cell(row.get(key)) for key in layout.headers] if isinstance(row, dict) else [_cell(row)] for row in rows]
    yield from table.read_records(label, enumerate(told, 1), layout, digest)


def _cell(value: Json) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return " ".join(_cell(item) for item in value if not isinstance(item, list))
    return str(value)

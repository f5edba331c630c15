"""What query tools and cloud services wrap around records, taken off."""

from collections.abc import Iterator
from typing import Any

import orjson

WRAPPERS = frozenset({"value", "Records", "records", "Events", "events", "data", "results", "items", "rows", "logs"})
"""Names under which an answer wraps its list of records: Graph, CloudTrail, Azure's event hub, common tools."""
_SPLUNK = frozenset({"preview", "offset", "result", "lastrow"})
_OWN = frozenset(
    {
        "Operation",
        "Operations",
        "AuditData",
        "auditData",
        "eventName",
        "operationName",
        "OperationName",
        "id",
        "Id",
        "uid",
    }
)
"""Members that only a record has: an object with one of them is no wrapper."""


def unwrapped(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the records in an object: the object itself where nothing is wrapped around it."""
    if "tables" in value and isinstance(value["tables"], list):  # the query API of Log Analytics
        for table in value["tables"]:
            yield from _table(table)
        return
    if isinstance(value.get("_source"), dict):  # Elasticsearch
        yield value["_source"]
        return
    if isinstance(value.get("result"), dict) and value.keys() <= _SPLUNK:
        yield value["result"]
        return
    if isinstance(text := value.get("CloudTrailEvent"), str):  # lookup-events of CloudTrail
        yield _inside(text, value)
        return
    if not value.keys() & _OWN:
        for name in WRAPPERS & value.keys():
            if isinstance(inner := value[name], list) and all(isinstance(one, dict) for one in inner):
                for one in inner:
                    yield from unwrapped(one)
                return
    yield value


def _inside(text: str, value: dict[str, Any]) -> dict[str, Any]:
    try:
        inner = orjson.loads(text)
    except ValueError:
        return value
    return inner if isinstance(inner, dict) else value


def _table(table: Any) -> Iterator[dict[str, Any]]:
    if (
        not isinstance(table, dict)
        or not isinstance(table.get("columns"), list)
        or not isinstance(table.get("rows"), list)
    ):
        return
    names = [str(column.get("name")) if isinstance(column, dict) else str(column) for column in table["columns"]]
    for row in table["rows"]:
        if isinstance(row, list):
            yield dict(zip(names, row, strict=False))

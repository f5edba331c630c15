"""Rows of JSON: lines with an object each, an array of objects, or an API's answer that wraps one.

Objects inside objects are unfolded into columns with dotted names. What a query tool wraps around each row (osquery's
results log, Elastic's hits, Splunk's export) is taken off.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

import orjson

from beartrap.estate.rows import LONGEST_LINE, MOST_COLUMNS, Bad, NotRows, Row, Rows, as_text

MOST_JSON_BYTES = 256 * 1024 * 1024
"""Bytes of one JSON document that is no JSON lines: it is held in memory whole, about ten times its size."""
HEADER_FROM = 1_000
"""Objects whose keys together make the header of JSON; a key that first shows later is a Bad row, once."""
MOST_NESTING = 4
"""Objects inside objects that are unfolded: `file.hash.sha256` of ECS is three."""


_WRAPPERS = ("value", "data", "results", "items", "rows", "records", "files", "hashes", "applications", "packages")
"""Names under which an API's answer wraps its list."""

_KEPT_OF_A_LOG = ("hostIdentifier", "decorations")
"""What osquery says of the host; its `name` is the query's, its times are those of the query."""
_SPLUNK = frozenset({"preview", "offset", "result", "lastrow"})


def read_json(stream: BinaryIO, shown: str, encoding: str) -> Rows:
    """Return the table that `stream` holds; `shown` is the text of its beginning. Raises NotRows where it has none."""
    if shown[0] == "{" and are_lines(shown):
        return _from_records(_json_lines(stream, encoding), "jsonl")
    whole = stream.read(MOST_JSON_BYTES + 1)
    if len(whole) > MOST_JSON_BYTES:
        raise NotRows(f"it is one JSON document of more than {MOST_JSON_BYTES} bytes; export JSON lines")
    try:
        document = orjson.loads(_utf8(whole, encoding))
    except ValueError as error:
        raise NotRows(f"its JSON is broken ({error})") from error
    return _from_records(enumerate(_list_in(document), 1), "json")


def are_lines(shown: str) -> bool:
    """Whether a text is JSON lines: objects on its first two lines, of which the first may be broken."""
    line, _, rest = shown.strip().partition("\n")
    if not rest or _is_object(line):
        return bool(rest)
    return line.rstrip()[-1] not in "[{,:" and _is_object(rest.partition("\n")[0])


def _is_object(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line.strip()), dict)
    except ValueError:
        return False


def _utf8(raw: bytes, encoding: str) -> bytes:
    if encoding == "utf-8":
        return raw
    return raw.decode(encoding, "replace").encode("utf-8", "replace")


def _list_in(document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        hits = document.get("hits")
        if isinstance(hits, dict) and isinstance(hits.get("hits"), list):  # Elasticsearch
            return list(hits["hits"])
        if _logged(document):
            return [document]
        lists = [document[name] for name in _WRAPPERS if isinstance(document.get(name), list)]
        if lists:
            found: list[Any] = lists[0]
            return found
        return [document]
    raise NotRows("it is JSON, but no list of objects")


def _json_lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, Any]]:
    text = as_text(stream, encoding)
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            while (more := text.readline(LONGEST_LINE)) and not more.endswith("\n"):
                pass
            yield number, Bad(number, f"a line of more than {LONGEST_LINE} characters")
        elif line.strip():
            try:
                yield number, orjson.loads(line.strip("\ufeff \t\r\n").encode("utf-8", "surrogateescape"))
            except ValueError as error:
                yield number, Bad(number, f"broken JSON ({error})")


def _from_records(records: Iterator[tuple[int, Any]], form: str) -> Rows:
    unfolded = (_unfold(number, row) for number, record in records for row in _unwrapped(record))
    first = list(islice(unfolded, HEADER_FROM))
    header: dict[str, None] = {}
    for item in first:
        if not isinstance(item, Bad):
            header.update(dict.fromkeys(item[1]))
    if not header:
        raise NotRows("it is JSON, but holds no objects")
    if len(header) > MOST_COLUMNS:
        raise NotRows(f"its objects have {len(header)} different keys, more than {MOST_COLUMNS}")
    return Rows(tuple(header), form, _aligned(chain(first, unfolded), tuple(header)))


def _unwrapped(record: Any) -> Iterator[Any]:
    """Yield the rows inside what a query tool has wrapped around them; any other record as it is.

    osquery (osquery.readthedocs.io, Logging): an object with `columns` (differential, event) or `snapshot` (a list of
    rows). A row that was `removed` is kept: the file was there.
    """
    if not isinstance(record, dict):
        yield record
    elif _logged(record):
        about = {name: record[name] for name in _KEPT_OF_A_LOG if name in record}
        inner = record["columns"] if isinstance(record.get("columns"), dict) else record["snapshot"]
        rows = inner if isinstance(inner, list) else [inner]
        yield from ({**about, **row} if isinstance(row, dict) else row for row in rows)
    elif isinstance(record.get("_source"), dict):
        yield record["_source"]
    elif isinstance(record.get("result"), dict) and record.keys() <= _SPLUNK:
        yield record["result"]
    else:
        yield record


def _logged(record: Mapping[str, Any]) -> bool:
    """Whether an object is a line of osquery's results log."""
    inside = isinstance(record.get("columns"), dict) or isinstance(record.get("snapshot"), list)
    return inside and ("hostIdentifier" in record or "calendarTime" in record)


def _aligned(items: Iterator[tuple[int, dict[str, str]] | Bad], header: tuple[str, ...]) -> Iterator[Row | Bad]:
    """Yield each object's cells in the order of the header; keys that it has not are told of, once each."""
    known = set(header)
    for item in items:
        if isinstance(item, Bad):
            yield item
            continue
        row, record = item
        if not record.keys() <= known:
            late = sorted(record.keys() - known)
            if len(known) < MOST_COLUMNS:
                known.update(late)
            yield Bad(row, f"has keys that the first {HEADER_FROM} rows had not: {', '.join(late[:5])}")
        yield row, [record.get(name, "") for name in header]


def _unfold(number: int, record: Any) -> tuple[int, dict[str, str]] | Bad:
    if isinstance(record, Bad):
        return record
    if not isinstance(record, dict):
        return Bad(number, "no JSON object")
    cells: dict[str, str] = {}
    _unfold_into(cells, "", record, 0)
    return number, cells


def _unfold_into(cells: dict[str, str], prefix: str, record: Mapping[str, Any], depth: int) -> None:
    for name, value in record.items():
        if isinstance(value, str):
            cells[prefix + name] = value
        elif isinstance(value, dict) and depth < MOST_NESTING:
            _unfold_into(cells, f"{prefix}{name}.", value, depth + 1)
        else:
            cells[prefix + name] = _cell(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(_cell(item) for item in value if not isinstance(item, list | dict))
    return str(value)

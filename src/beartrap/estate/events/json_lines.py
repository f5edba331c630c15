"""JSON: a record a line, an array of records, or an answer of an API that wraps one (`Records`, `value`, `events`)."""

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import orjson

from beartrap.estate.events.cloud_json import (
    take_audit,
    take_cloudtrail,
    take_defender,
    take_directory_audit,
    take_sign_in,
)
from beartrap.estate.events.lines import BLOCK, lines
from beartrap.estate.events.reader import Dirty, Groups, Needed, Origin, Read
from beartrap.estate.events.windows_json import FlatTaker, take_event, take_old_winlogbeat, take_winlogbeat
from beartrap.estate.events.zeek import is_zeek, take_zeek

Record = dict[str, Any]
Take = Callable[[Record, int, Groups], None]
MOST_DOCUMENT = 512 << 20
"""Bytes of one JSON document that is no JSON lines: it is held in memory whole, with its objects about six times that."""
WRAPPERS = ("Records", "records", "value", "events", "Events", "data", "results", "items", "hits")
"""Names under which exports wrap their list."""
_SEVERAL = re.compile(rb"\}\s*\{")
_TIMES = (
    "@timestamp",
    "time",
    "timestamp",
    "Timestamp",
    "ts",
    "eventTime",
    "TimeGenerated",
    "date",
    "datetime",
    "_time",
    "Time",
)
_HOSTS = (
    "hostname",
    "host",
    "Computer",
    "computer",
    "HostName",
    "Hostname",
    "DeviceName",
    "src_ip",
    "client_ip",
    "c-ip",
)


class JsonReader:
    """JSON in lines or as a document."""

    id = "json"
    title = "JSON lines or a JSON document"
    by_line = True

    def recognises(self, head: bytes) -> bool:
        """Whether the first sign that is no blank opens an object or an array."""
        return head.lstrip(b"\xef\xbb\xbf\0 \t\r\n")[:1] in (b"{", b"[") and not head.lstrip().startswith(b"[ ")

    def read(self, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Yield the records. A line that is no JSON is dirty; a document that is broken is so as a whole."""
        begun = stream.read(BLOCK)
        if origin.row == 1 and _is_document(begun):
            yield from self._document(begun, stream, origin, needed)
        else:
            yield from self._lines(begun, stream, origin, needed)

    def _lines(self, begun: bytes, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        groups = Groups(needed)
        take = Kinds(origin).take
        loads = orjson.loads
        for row, line in lines(stream, origin.row, begun):
            if isinstance(line, Dirty):
                yield line
                continue
            try:
                record = loads(line)
            except orjson.JSONDecodeError as error:
                yield Dirty(row, f"no JSON: {error}", line)
                continue
            if type(record) is not dict:
                if type(record) is list:
                    yield from self._listed(record, row, groups, take, line)
                else:
                    yield Dirty(row, "no JSON object", line)
                continue
            inner = _wrapped(record)
            if inner is not None:
                yield from self._listed(inner, row, groups, take, line)
                continue
            groups.raw = line
            try:
                take(record, row, groups)
            except (ValueError, TypeError, AttributeError) as error:
                yield Dirty(row, f"not the record that it looks like: {error}", line)
            if groups.weigh(len(line)):
                yield from groups.take()
        yield from groups.take()

    def _document(self, begun: bytes, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Read a document that spans lines, or is one very long line; its records are numbered from 1."""
        content = begun + stream.read(MOST_DOCUMENT + 1 - len(begun))
        if len(content) > MOST_DOCUMENT:
            yield Dirty(1, f"one JSON document of more than {MOST_DOCUMENT} bytes: export it as JSON lines")
            return
        try:
            document = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            if b"\n" in content and not _is_document(content):
                yield from self._lines(content, stream, origin, needed)
            else:
                yield from self._several(content, origin, needed, error)
            return
        groups = Groups(needed)
        records = document if type(document) is list else _wrapped(document) or [document]
        yield from self._listed(records, 0, groups, Kinds(origin).take, b"")
        yield from groups.take()

    def _several(self, content: bytes, origin: Origin, needed: Needed, error: Exception) -> Iterator[Read]:
        """Read objects that stand one after the other over several lines; each that is broken is dirty."""
        parts = _SEVERAL.split(content)
        if len(parts) == 1:
            yield Dirty(1, f"its JSON is broken: {error}", content[:1000])
            return
        groups, take = Groups(needed), Kinds(origin).take
        for number, part in enumerate(parts, 1):
            text = (b"{" if number > 1 else b"") + part + (b"}" if number < len(parts) else b"")
            try:
                take(orjson.loads(text), number, groups)
            except (ValueError, TypeError, AttributeError) as broken:
                yield Dirty(number, f"no JSON: {broken}", text)
            if groups.weigh(len(text)):
                yield from groups.take()
        yield from groups.take()

    def _listed(self, records: list[Any], line: int, groups: Groups, take: Take, raw: bytes) -> Iterator[Read]:
        """Take the records of an array; they are numbered in it from 1 where it is the whole file."""
        for number, record in enumerate(records, 1):
            try:
                if type(record) is not dict:
                    raise ValueError("no JSON object")
                take(record, number if line <= 1 else line, groups)
            except (ValueError, TypeError, AttributeError) as error:
                yield Dirty(number if line <= 1 else line, f"not a record: {error}", raw[:1000])
            if number % 256 == 0 and groups.weigh(0):
                yield from groups.take()


def _is_document(begun: bytes) -> bool:
    """Whether JSON does not come line by line: its first line is open, or does not end in the first block."""
    line, feed, _ = begun.lstrip().partition(b"\n")
    line = line.rstrip()
    if not feed:
        return len(begun) >= BLOCK
    return line[:1] in (b"{", b"[") and line[-1:] in (b"{", b"[", b",", b":", b'"') and not _parses(line)


def _parses(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def _wrapped(record: Record) -> list[Any] | None:
    """Return the list that an export wraps in an object, None where the object is a record itself."""
    if len(record) > 6:
        return None
    for name in WRAPPERS:
        inner = record.get(name)
        if type(inner) is list and inner and type(inner[0]) is dict:
            return inner
    return None


class Kinds:
    """Tells of each JSON object which log it is from, and takes it as that."""

    def __init__(self, origin: Origin) -> None:
        self._kind = origin.kind
        self._flat = FlatTaker().take
        self._zeek = (
            origin.kind.partition("/")[2] if origin.kind is not None and origin.kind.startswith("zeek/") else None
        )

    def take(self, record: Record, row: int, groups: Groups) -> None:
        """Take one object. Raises ValueError, TypeError or AttributeError for one that is not what it looks like."""
        if "EventID" in record and (
            "Channel" in record or "Computer" in record or "Hostname" in record or "EventData" not in record
        ):
            self._flat(record, row, groups)
        elif "winlog" in record:
            take_winlogbeat(record, row, groups)
        elif "Event" in record and type(record["Event"]) is dict and "System" in record["Event"]:
            take_event(record["Event"], row, groups)
        elif "System" in record and "EventData" in record:
            take_event(record, row, groups)
        elif "eventSource" in record and "eventName" in record:
            take_cloudtrail(record, row, groups)
        elif is_zeek(record):
            take_zeek(record, row, groups, self._zeek)
        elif (
            "AuditData" in record
            or "auditData" in record
            or (
                "Operation" in record and ("Workload" in record or "OfficeWorkload" in record or "RecordType" in record)
            )
        ):
            take_audit(record, row, groups)
        elif "event_data" in record and ("event_id" in record or "log_name" in record):
            take_old_winlogbeat(record, row, groups)
        elif type(record.get("result")) is dict and set(record) <= {"preview", "offset", "result", "lastrow"}:
            self.take(record["result"], row, groups)  # Splunk's export
        elif type(record.get("_source")) is dict:
            self.take(record["_source"], row, groups)  # Elastic's hits
        else:
            self._take_other(record, row, groups)

    def _take_other(self, record: Record, row: int, groups: Groups) -> None:
        category = record.get("category") or record.get("Type")
        if (
            "appDisplayName" in record
            or "AppDisplayName" in record
            or category in ("SignInLogs", "NonInteractiveUserSignInLogs", "SigninLogs")
        ):
            take_sign_in(record, row, groups)
        elif (
            "activityDisplayName" in record
            or "ActivityDisplayName" in record
            or "AADOperationType" in record
            or category == "AuditLogs"
        ):
            take_directory_audit(record, row, groups)
        elif "ActionType" in record and ("DeviceId" in record or "DeviceName" in record or "ReportId" in record):
            take_defender(record, row, groups)
        else:
            time = next((record[name] for name in _TIMES if record.get(name)), None)
            groups.add(self._kind or "generic", record, time, _host(record), row)


def _host(record: Record) -> Any:
    for name in _HOSTS:
        value = record.get(name)
        if isinstance(value, str):
            return value
        if type(value) is dict and isinstance(value.get("name"), str):
            return value["name"]
    return None

"""Zeek's dns.log as JSON lines, also as Corelight, Humio shippers and Filebeat (ECS) pass it on.

Blocks of lines go to Arrow's parser. A block that it refuses, or in which lines and objects do not go together one
to one, is read line by line: what is broken there is counted, the rest is kept.
Fields: https://docs.zeek.org/en/master/logs/dns.html.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from beartrap.engine.tables import DNS_SCHEMA
from beartrap.estate.inputs import file_gap
from beartrap.estate.logs.lines import blocks
from beartrap.estate.logs.reader import (
    BATCH_ROWS,
    EARLIEST_US,
    LATEST_US,
    Faults,
    Options,
    Row,
    Rows,
    Stream,
    upper,
)
from beartrap.estate.logs.times import AnyClock, plausible
from beartrap.model.coverage import Gap, GapReason

DNS_STREAMS = frozenset({"dns", "dns_red"})
"""What `_path` or `@stream` says on a line of the DNS log (`dns_red` is Corelight's reduced one)."""
_TEXT = pa.string()
_FLAT = {
    "ts": pa.float64(),
    "@timestamp": _TEXT,
    "_path": _TEXT,
    "@stream": _TEXT,
    "id.orig_h": _TEXT,
    "id_orig_h": _TEXT,
    "query": _TEXT,
    "qtype_name": _TEXT,
    "rcode_name": _TEXT,
    "answers": pa.list_(_TEXT),
}
_MOST_STREAMS_NAMED = 8
NO_TIME_REMEDY = "Look at the lines named; the rows are kept, and cannot be placed in time."


class ZeekJson:
    """Zeek DNS log, JSON lines."""

    id = "zeek_json"
    title = "Zeek dns.log as JSON lines"

    def recognises(self, head: bytes) -> bool:
        """Whether one of the first lines is a JSON object with a stream's name or the fields of a DNS row."""
        for line in head.split(b"\n")[:20]:
            record = _object(line)
            if record is not None and ((_stream(record) is not None and _is_zeek(record)) or _has_dns(record)):
                return True
        return False

    def read(self, stream: Stream, options: Options) -> Iterator[pa.RecordBatch | Gap]:
        """Yield the rows of the DNS stream; lines of other streams are counted and left."""
        faults = Faults(options)
        pass_ = _Pass(options, faults)
        waiting: list[pa.RecordBatch] = []
        count = total = 0
        for number, block in blocks(stream, faults):
            for batch in pass_.batches(number, block):
                waiting.append(batch)
                count += batch.num_rows
            if count >= BATCH_ROWS:
                yield _joined(waiting)
                waiting, total, count = [], total + count, 0
        if count:
            yield _joined(waiting)
        yield from faults.gaps()
        if total + count == 0 and pass_.others:
            yield _no_dns(options, pass_.others)


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return pa.concat_batches(batches) if len(batches) > 1 else batches[0]


def _no_dns(options: Options, others: dict[str, int]) -> Gap:
    names = ", ".join(f"{name} ({count})" for name, count in list(others.items())[:_MOST_STREAMS_NAMED])
    why = f"is a Zeek log without a DNS row; its lines are of {names}"
    return file_gap(options.source, options.label, GapReason.UNKNOWN_KIND, why, "Name the dns.log of the same sensor.")


class _Pass:
    """One reading of one file: remembers how its times are written."""

    def __init__(self, options: Options, faults: Faults) -> None:
        self._faults = faults
        self._clock = AnyClock(options.source.timezone)
        self._schemas = [_schema(pa.float64()), _schema(_TEXT)]
        self._fast = True
        self.others: dict[str, int] = {}

    def batches(self, number: int, block: bytes) -> Iterator[pa.RecordBatch]:
        """Yield the block's rows; `number` is the line on which it begins."""
        batch = self._parse(number, block) if self._fast else None
        if batch is not None:
            if batch.num_rows:
                yield batch
            return
        rows = Rows()
        for at, line in enumerate(block.split(b"\n"), number):
            row = self._line(at, line)
            if row is not None and (full := rows.add(row)) is not None:
                yield full
        if (last := rows.flush()) is not None:
            yield last

    # -- by Arrow's parser

    def _parse(self, number: int, block: bytes) -> pa.RecordBatch | None:
        count = _one_object_a_line(block)
        if count is None:
            return None
        for schema in self._schemas:
            table = _parsed(block, schema)
            if table is not None and table.num_rows == count:
                if schema is not self._schemas[0]:
                    self._schemas.reverse()
                return self._batch(number, table)
        return None

    def _batch(self, number: int, table: pa.Table) -> pa.RecordBatch | None:
        columns = {name: table.column(name).combine_chunks() for name in table.column_names}
        stream = _first(columns["_path"], columns["@stream"])
        rows = pc.add(_counting(table.num_rows), number)
        if stream.null_count < len(stream):
            named = pc.fill_null(stream, "dns")
            ours = pc.is_in(named, value_set=_streams())
            if not pc.all(ours).as_py():
                self._leave(pc.filter(named, pc.invert(ours)))
                columns = {name: pc.filter(column, ours) for name, column in columns.items()}
                rows, stream = pc.filter(rows, ours), pc.filter(stream, ours)
        if stream.null_count and not _all_dns(columns):
            return None
        times = self._times(columns, rows)
        if times is None:
            return None
        return pa.RecordBatch.from_arrays(
            [
                times,
                _first(columns["id.orig_h"], columns["id_orig_h"]),
                columns["query"],
                pc.ascii_upper(columns["qtype_name"]),
                pc.ascii_upper(columns["rcode_name"]),
                _answers(columns["answers"], columns["rcode_name"]),
                rows,
            ],
            schema=DNS_SCHEMA,
        )

    def _leave(self, streams: pa.Array) -> None:
        for entry in pc.value_counts(streams).to_pylist():
            self._left(entry["values"], entry["counts"])

    def _left(self, name: str, count: int = 1) -> None:
        name = name if name in self.others or len(self.others) < _MOST_STREAMS_NAMED else "others"
        self.others[name] = self.others.get(name, 0) + count

    def _times(self, columns: dict[str, pa.Array], rows: pa.Array) -> pa.Array | None:
        seconds = columns["ts"]
        if seconds.type == _TEXT or seconds.null_count:
            written = _first(seconds.cast(_TEXT), columns["@timestamp"])
            times = pa.array([self._time(text) for text in written.to_pylist()], pa.int64())
        else:
            micros = pc.round(pc.multiply(seconds, 1e6))
            fit = pc.and_(pc.greater_equal(micros, float(EARLIEST_US)), pc.less(micros, float(LATEST_US)))
            if not pc.all(fit).as_py():
                micros = pc.if_else(fit, micros, pa.scalar(None, pa.float64()))
            times = micros.cast(pa.int64())
        if times.null_count:
            for row in pc.filter(rows, pc.is_null(times)).to_pylist():
                self._no_time(row)
        return times.cast(DNS_SCHEMA.field("time").type)

    # -- line by line

    def _line(self, at: int, line: bytes) -> Row | None:
        line = line.strip(b"\0\r \t")
        if not line:
            return None
        record = _object(line)
        if record is None:
            self._faults.add(GapReason.MALFORMED, "no JSON object", at)
            return None
        stream = _stream(record)
        if stream is not None and stream not in DNS_STREAMS:
            self._left(stream)
            return None
        if stream is None and not _has_dns(record):
            self._faults.add(GapReason.MALFORMED, "no field of a DNS log", at)
            return None
        return self._row(at, record)

    def _row(self, at: int, record: dict[str, Any]) -> Row | None:
        query, client = _value(record, _QUERY), _value(record, _CLIENT)
        kind, code = _value(record, _TYPE), _value(record, _RCODE)
        if any(value is not None and not isinstance(value, str) for value in (query, client, kind, code)):
            self._faults.add(GapReason.MALFORMED, "a name, address or type that is no text", at)
            return None
        time = self._time(_value(record, _TIME))
        if time is None:
            self._no_time(at)
        answers = _texts(_value(record, _ANSWERS))
        if answers is None and code is not None:
            answers = []
        texts = (None if value is None else _clean(value) for value in (client, query))
        return (time, *texts, upper(kind and _clean(kind)), upper(code and _clean(code)), answers, at)  # type: ignore[return-value]

    def _time(self, value: object) -> int | None:
        if isinstance(value, bool) or value is None:
            return None
        if isinstance(value, int | float):
            return plausible(round(value * 1e6)) if abs(value) < 1e15 else None
        return self._clock.read(value) if isinstance(value, str) else None

    def _no_time(self, at: int) -> None:
        self._faults.add(GapReason.NO_TIME, "no time that can be read", at, NO_TIME_REMEDY)


_TIME = ("ts", "@timestamp", "zeek.dns.ts", "timestamp")
_CLIENT = ("id.orig_h", "id_orig_h", "zeek.dns.id.orig_h", "source.ip", "source.address", "client.ip", "client.address")
_QUERY = ("query", "zeek.dns.query", "dns.question.name")
_TYPE = ("qtype_name", "zeek.dns.qtype_name", "dns.question.type")
_RCODE = ("rcode_name", "zeek.dns.rcode_name", "dns.response_code")
_ANSWERS = ("answers", "zeek.dns.answers", "dns.answers", "dns.resolved_ip")


def _value(record: dict[str, Any], names: tuple[str, ...]) -> Any:
    """Return the first field of those names, written with dots or as objects in objects."""
    for name in names:
        if (value := record.get(name)) is not None:
            return value
        if "." in name and (value := _nested(record, name)) is not None:
            return value
    return None


def _nested(record: Any, name: str) -> Any:
    for part in name.split("."):
        record = record.get(part) if isinstance(record, dict) else None
    return record


def _texts(value: Any) -> list[str] | None:
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    found = [item.get("data") if isinstance(item, dict) else item for item in items]
    return [_clean(item if isinstance(item, str) else str(item)) for item in found if item is not None]


def _clean(text: str) -> str:
    r"""Return text that Arrow takes: a byte that was no UTF-8 as `\xNN`, half a surrogate pair as `\uNNNN`."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()


def _stream(record: dict[str, Any]) -> str | None:
    name = record.get("_path") or record.get("@stream") or _nested(record, "event.dataset")
    return name.removeprefix("zeek.") if isinstance(name, str) else None


def _is_zeek(record: dict[str, Any]) -> bool:
    return "ts" in record or "zeek" in record or "_write_ts" in record or _value(record, _CLIENT) is not None


def _has_dns(record: dict[str, Any]) -> bool:
    """Whether it has what only a row of Zeek's DNS log has: a query beside the client, or the names of type or rcode."""
    if any(_value(record, names) is not None for names in (_TYPE, _RCODE)):
        return True
    return _value(record, _QUERY) is not None and _value(record, _CLIENT) is not None


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(line)
    except ValueError:
        record = _forgiving(line)
    return record if isinstance(record, dict) else None


def _forgiving(line: bytes) -> Any:
    """Parse a line that is good JSON but for bytes that are no UTF-8, or half a surrogate pair."""
    try:
        return json.loads(line.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        return None


def _one_object_a_line(block: bytes) -> int | None:
    """Return the number of lines where each is an object, None otherwise.

    Arrow's parser does not care where lines end; only so do its rows stand for lines. (It also crashes where the
    first thing is no object but null.)
    """
    if not block.startswith(b"{") or not _is_utf8(block):
        return None
    pieces = block.split(b"\n")
    if not pieces[-1]:
        del pieces[-1]
    if {piece[:1] for piece in pieces} != {b"{"}:
        return None
    ends = {piece[-1:] for piece in pieces}
    if ends != {b"}"} and (ends != {b"\r"} or {piece[-2:-1] for piece in pieces} != {b"}"}):
        return None
    return len(pieces)


def _is_utf8(block: bytes) -> bool:
    """Whether all of it is UTF-8, which Arrow's parser does not check."""
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def _schema(times: pa.DataType) -> pa.Schema:
    return pa.schema([(name, times if name == "ts" else kind) for name, kind in _FLAT.items()])


def _parsed(block: bytes, schema: pa.Schema) -> pa.Table | None:
    try:
        return pj.read_json(
            pa.BufferReader(block),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(block) + 1),
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except pa.ArrowException:
        return None


def _first(one: pa.Array, other: pa.Array) -> pa.Array:
    if one.null_count == 0 or other.null_count == len(other):
        return one
    return other if one.null_count == len(one) else pc.coalesce(one, other)


def _all_dns(columns: dict[str, pa.Array]) -> bool:
    """Whether each row has a DNS field; where one has not, the lines are looked at singly."""
    client = _first(columns["id.orig_h"], columns["id_orig_h"])
    if columns["qtype_name"].null_count == 0 or columns["rcode_name"].null_count == 0:
        return True
    asked = pc.and_(pc.is_valid(columns["query"]), pc.is_valid(client))
    named = pc.or_(pc.is_valid(columns["qtype_name"]), pc.is_valid(columns["rcode_name"]))
    return bool(pc.all(pc.or_(asked, named)).as_py())


def _answers(answers: pa.ListArray, codes: pa.Array) -> pa.ListArray:
    """Return the answers, an empty list where a reply came without any, null where no reply was seen."""
    if answers.null_count == 0:
        return answers
    silent = pc.and_(pc.is_null(answers), pc.is_null(codes))
    return pa.ListArray.from_arrays(answers.offsets, answers.values, mask=silent)


@cache
def _streams() -> pa.Array:
    return pa.array(sorted(DNS_STREAMS))


@cache
def _numbers(size: int) -> pa.Array:
    return pa.array(range(size), pa.int64())


def _counting(size: int) -> pa.Array:
    """Return 0, 1, 2, … (made once: a block has some thousand lines)."""
    return _numbers(1 << max(size - 1, 1).bit_length()).slice(0, size)

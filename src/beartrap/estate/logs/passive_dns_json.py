"""Passive DNS: the common output format (JSON lines, an array, one object) and DNSDB's streaming form.

Source: draft-dulaunoy-dnsop-passive-dns-cof; DNSDB API version 2 (SAF). No client is known: every row lacks it.
"""

from collections.abc import Iterator
from typing import Any

import orjson
import pyarrow as pa

from beartrap.estate.inputs import file_gap
from beartrap.estate.logs.lines import blocks
from beartrap.estate.logs.reader import Faults, Options, Row, Rows, Stream
from beartrap.estate.logs.times import AnyClock, plausible
from beartrap.model.coverage import Gap, GapReason

MOST_WHOLE_BYTES = 256 << 20
"""Bytes of a document that is one JSON array or object: it must be held in memory, and takes ten times as much."""
_FIRST, _LAST = (
    ("time_first", "zone_time_first", "first_seen", "firstSeen"),
    ("time_last", "zone_time_last", "last_seen", "lastSeen"),
)
Numbered = Iterator[tuple[int, Any]]


class PassiveDnsJson:
    """Passive DNS records."""

    id = "passive_dns_json"
    title = "Passive DNS, common output format or DNSDB"

    def recognises(self, head: bytes) -> bool:
        """Whether the names of the format stand in the first record."""
        start = head.lstrip()[: 1 << 14]
        return start[:1] in (b"{", b"[") and b'"rrname"' in start and (b'"rdata"' in start or b'"rrtype"' in start)

    def read(self, stream: Stream, options: Options) -> Iterator[pa.RecordBatch | Gap]:
        """Yield a row for the first time a record was seen, and one for the last where that is another time."""
        faults, rows = Faults(options), Rows()
        clock = AnyClock(options.source.timezone)
        records = _records(stream, options, faults)
        for item in records:
            if isinstance(item, Gap):
                yield item
                continue
            for row in _rows(*item, clock, faults):
                if (full := rows.add(row)) is not None:
                    yield full
        if (last := rows.flush()) is not None:
            yield last
        yield from faults.gaps()


def _records(stream: Stream, options: Options, faults: Faults) -> Iterator[tuple[int, Any] | Gap]:
    whole: list[bytes] | None = None
    size = 0
    for number, block in blocks(stream, faults):
        if number == 1 and not _is_lines(block):
            whole = []
        if whole is None:
            yield from _of_lines(number, block, faults)
            continue
        whole.append(block)
        size += len(block)
        if size > MOST_WHOLE_BYTES:
            why = f"is one JSON document of more than {MOST_WHOLE_BYTES} bytes"
            yield file_gap(options.source, options.label, GapReason.LIMIT, why, "Export it as JSON lines.")
            return
    if whole is not None:
        yield from _of_whole(b"".join(whole), faults)


def _is_lines(block: bytes) -> bool:
    start = block.lstrip()
    return start[:1] == b"{" and _parsed(start.partition(b"\n")[0]) is not None


def _of_lines(number: int, block: bytes, faults: Faults) -> Numbered:
    for at, line in enumerate(block.split(b"\n"), number):
        bare = line.strip(b"\0\r\t ")
        if bare:
            record = _parsed(bare)
            if record is None:
                faults.add(GapReason.MALFORMED, "no JSON object", at)
            else:
                yield at, record


def _of_whole(content: bytes, faults: Faults) -> Numbered:
    document = _parsed(content)
    if document is None:
        faults.add(GapReason.MALFORMED, "no JSON document", 1, "Fetch the file again: was it cut?")
        return
    yield from enumerate(document if isinstance(document, list) else [document], 1)


def _parsed(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        try:
            return orjson.loads(text.decode("utf-8", "replace"))
        except ValueError:
            return None


def _rows(at: int, record: Any, clock: AnyClock, faults: Faults) -> Iterator[Row]:
    if isinstance(record, dict) and "rrname" not in record:
        if isinstance(record.get("obj"), dict):
            record = record["obj"]
        elif "cond" in record:  # DNSDB's begin and end
            if record["cond"] in ("limited", "failed"):
                faults.add(
                    GapReason.MALFORMED,
                    "the answer of the passive DNS is not complete",
                    at,
                    "Ask again with a higher limit.",
                )
            return
    name = record.get("rrname") if isinstance(record, dict) else None
    if not isinstance(name, str):
        faults.add(GapReason.MALFORMED, "no rrname", at)
        return
    kind = record.get("rrtype")
    times = _times(record, clock)
    if not times:
        faults.add(GapReason.NO_TIME, "no time that can be read", at)
    answers = _answers(record.get("rdata"))
    for time in times or (None,):
        yield (time, None, name, kind.upper() if isinstance(kind, str) else None, None, answers, at)


def _times(record: dict[str, Any], clock: AnyClock) -> tuple[int, ...]:
    found = (_time(record, names, clock) for names in (_FIRST, _LAST))
    return tuple(dict.fromkeys(time for time in found if time is not None))


def _time(record: dict[str, Any], names: tuple[str, ...], clock: AnyClock) -> int | None:
    value = next((record[name] for name in names if record.get(name) is not None), None)
    if isinstance(value, str):
        return clock.read(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e15:
        return None
    return plausible(round(value * 1_000_000))


def _answers(value: Any) -> list[str] | None:
    if value is None:
        return None
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, str) else str(item) for item in items]

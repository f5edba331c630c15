"""DNS logs as a table with a header: CSV with any common delimiter, columns known by name or mapped in estate.toml."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from beartrap.estate.columns import absent, place_columns, plain
from beartrap.estate.csv_rows import read_csv
from beartrap.estate.inputs import file_gap
from beartrap.estate.logs.date_order import DateOrder, decide, doubt_gap
from beartrap.estate.logs.lines import Utf8
from beartrap.estate.logs.reader import Faults, Options, Row, Rows, Stream, known, upper
from beartrap.estate.logs.syslog import impossible
from beartrap.estate.logs.times import AnyClock
from beartrap.estate.rows import Bad, NotRows
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.text import printable, shorten

ALIASES = {
    "time": ("time", "timestamp", "datetime", "dateandtime", "ts", "eventtime", "timegenerated", "timecreated", "querytime", "timestamputc",
             "timeutc", "utctime", "eventtimestamp", "epoch", "logtime", "receivetime", "starttime", "requesttime", "date"),
    "client": ("client", "clientip", "clientaddress", "clientaddr", "srcip", "src", "sourceip", "sourceaddress", "source", "srcaddr",
               "idorigh", "host", "hostname", "computer", "computername", "device", "devicename", "internalip", "requester", "remoteip"),
    "query": ("query", "queryname", "qname", "domain", "domainname", "fqdn", "question", "questionname", "name", "dnsquery", "rrname",
              "dnsquestionname", "querydomain", "requestname", "hostnamequeried"),
    "type": ("type", "qtype", "qtypename", "querytype", "recordtype", "rrtype", "questiontype", "dnsquestiontype"),
    "rcode": ("rcode", "rcodename", "responsecode", "status", "returncode", "dnsresponsecode", "querystatus"),
    "answers": ("answers", "answer", "response", "responses", "rdata", "resolvedip", "result", "results", "queryresults", "resolvedips"),
}  # fmt: skip
"""Our columns and the names that resolvers, firewalls and SIEMs give them, without case, spaces and signs."""
NEEDED = ("time", "query")
MOST_COLUMNS_NAMED = 30
"""Columns of a file that a message repeats."""
MOST_SNIFFED, LONGEST_SNIFFED = 5, 1 << 14
"""Lines, and characters of each, that are looked at to recognise a table."""
NO_TIME_REMEDY = "Look at the lines named; the rows are kept, and cannot be placed in time."
_SEPARATORS = re.compile(r"\s*[;,|]\s*|\s+")
_NUMBER_CODES = {"0": "NOERROR", "1": "FORMERR", "2": "SERVFAIL", "3": "NXDOMAIN", "4": "NOTIMP", "5": "REFUSED"}
"""Names of the first response codes, which some exports write as numbers (RFC 6895)."""
_NUMBER_TYPES = {
    "1": "A", "2": "NS", "5": "CNAME", "6": "SOA", "12": "PTR", "15": "MX", "16": "TXT", "28": "AAAA", "33": "SRV", "65": "HTTPS", "255": "ANY",
}  # fmt: skip


class DnsCsv:
    """DNS log with a header line."""

    id = "dns_csv"
    title = "CSV or TSV with a header"

    def recognises(self, head: bytes) -> bool:
        """Whether it is a table: one whose header names a time and a query, or whose first lines have equally many cells.

        A table without such names is recognised too, so that its columns can be told and mapped.
        """
        lines = [line for line in head.decode("utf-8", "replace").splitlines() if line.strip() and line[0] != "#"]
        if not lines or lines[0][0] in "{[<" or max(map(len, lines[:MOST_SNIFFED])) > LONGEST_SNIFFED:
            return False
        try:
            table = read_csv(_text("\n".join(lines[:MOST_SNIFFED]).encode()))
            widths = {len(item[1]) for item in table.rows if not isinstance(item, Bad)}
        except NotRows:
            return False
        found = place_columns(table.header, ALIASES, ())
        named = len(table.header) > 1 and ("query" in found and ("time" in found or len(found) > 2))
        return named or (len(table.header) > 2 and widths == {len(table.header)} and _is_header(table.header))

    def read(self, stream: Stream, options: Options) -> Iterator[pa.RecordBatch | Gap]:
        """Yield a row for each record; `row` is the line on which it begins, the header being line 1 or later."""
        try:
            table = read_csv(_wrapped(stream))
        except NotRows as error:
            remedy = "A table of DNS queries begins with a line that names its columns."
            why = f"is no table: {printable(str(error))}"
            yield file_gap(options.source, options.label, GapReason.MALFORMED, why, remedy)
            return
        mapped = [(ours, theirs) for ours, theirs in options.source.columns if ours in ALIASES]
        layout = _Layout(table.header, place_columns(table.header, ALIASES, mapped))
        missing = [name for name in NEEDED if name not in layout.position]
        unplaced = absent(table.header, mapped)
        if missing or unplaced:
            yield _unknown_columns(options, table.header, missing, unplaced)
        if "query" in layout.position:
            yield from _read(table.rows, layout, options)


class _Layout:
    """Which cell of a record is what."""

    def __init__(self, header: Sequence[str], position: dict[str, int]) -> None:
        self.position = position
        self.width = len(header)
        self._date = next(
            (number for number, name in enumerate(header) if plain(name) in ("date", "dateutc", "day")), None
        )

    def times(self, cells: list[str]) -> Iterator[str]:
        """Yield the time as it may be written: in one cell, or its date in another."""
        if "time" in self.position and self.position["time"] < len(cells):
            written = cells[self.position["time"]].strip()
            yield written
            if self._date is not None and self._date < len(cells):
                yield f"{cells[self._date].strip()} {written}"


def _is_header(header: Sequence[str]) -> bool:
    """Whether the cells are names: short, all different, none a number."""
    plainly = {plain(name) for name in header}
    return len(plainly) == len(header) and all(0 < len(name) <= 40 and not name.isdigit() for name in plainly)


def _text(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", errors="backslashreplace", newline="")


def _wrapped(stream: Stream) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(_Raw(stream)), encoding="utf-8", errors="backslashreplace", newline="")


def _unknown_columns(options: Options, header: Sequence[str], missing: list[str], unplaced: list[str]) -> Gap:
    there = ", ".join(shorten(printable(name), 60) or '""' for name in header[:MOST_COLUMNS_NAMED])
    lack = [f"no column for {' or '.join(missing)}"] if missing else []
    lack += [f"no column named {printable(name)}" for name in unplaced]
    ours = missing[0] if missing else "query"
    return file_gap(
        options.source,
        options.label,
        GapReason.UNKNOWN_COLUMN,
        f"has {' and '.join(lack)}; its columns are: {there}",
        f'Map it in estate.toml: columns = {{{ours} = "its name in the file"}}.',
    )


def _read(
    records: Iterator[tuple[int, list[str]] | Bad], layout: _Layout, options: Options
) -> Iterator[pa.RecordBatch | Gap]:
    faults, rows = Faults(options), Rows()
    order = _order(layout, options)
    clock = AnyClock(options.source.timezone, order.day_first)
    for item in records:
        if isinstance(item, Bad):
            faults.add(GapReason.MALFORMED, f"no record ({printable(shorten(item.why, 80))})", item.row)
            continue
        row = _row(*item, layout, clock, faults)
        if row is not None and (full := rows.add(row)) is not None:
            yield full
    if (last := rows.flush()) is not None:
        yield last
    yield from impossible(options, clock.local)
    yield from doubt_gap(options, order, clock.ambiguous)
    yield from faults.gaps()


def _order(layout: _Layout, options: Options) -> DateOrder:
    told = options.columns.get("date_order")
    if told is not None or options.again is None:
        return DateOrder(told == "dmy")
    table = read_csv(_wrapped(Utf8(options.again())))
    written = (text for item in table.rows if not isinstance(item, Bad) for text in layout.times(item[1]))
    return decide(written, options.source.timezone)


def _row(at: int, cells: list[str], layout: _Layout, clock: AnyClock, faults: Faults) -> Row | None:
    position, width = layout.position, layout.width
    if len(cells) <= position["query"] or any(cells[width:]):
        faults.add(GapReason.MALFORMED, f"another number of cells than the header's {width}", at)
        return None
    values = {ours: cells[number].strip() if number < len(cells) else "" for ours, number in position.items()}
    time = next((time for text in layout.times(cells) if (time := clock.read(text)) is not None), None)
    if time is None and "time" in position:
        faults.add(GapReason.NO_TIME, "no time that can be read", at, NO_TIME_REMEDY)
    query = values["query"]
    if not query:
        faults.add(GapReason.MALFORMED, "no query", at)
        return None
    kind, code = upper(values.get("type")), upper(values.get("rcode"))
    return (
        time,
        known(values.get("client")),
        query,
        _NUMBER_TYPES.get(kind, kind) if kind else None,
        _NUMBER_CODES.get(code, code) if code else None,
        _answers(values["answers"]) if "answers" in values else None,
        at,
    )


def _answers(text: str) -> list[str] | None:
    """Return the answers of a cell, however they are set apart; null for an empty cell, for that may mean either."""
    if not text or text == "-":
        return None
    return [item for item in _SEPARATORS.split(text.strip("[]{}\"' ").replace('"', "").replace("'", "")) if item]


class _Raw(io.RawIOBase):
    """Our stream, for the standard library."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._rest or self._stream.read(len(buffer))
        count = min(len(piece), len(buffer))
        buffer[:count] = piece[:count]
        self._rest = piece[count:]
        return count

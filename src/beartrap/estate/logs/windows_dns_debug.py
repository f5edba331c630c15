"""The debug log of the Windows DNS server (dns.log), short or with packet details.

Which packets become rows: queries that came in from clients (`Rcv`, no `R`) and replies that went out to them (`Snd`
with `R`). Traffic with other name servers is counted and left: its remote address is no client. So a query that was
answered makes two rows, as it makes two lines; the reply's row has the rcode, and its answers where the log holds
packet details. Without details answers are null: this log does not tell them.

Source: the field list that the log itself carries; "DNS Logging and Diagnostics" of Microsoft's documentation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from beartrap.estate.inputs import file_gap
from beartrap.estate.logs.date_order import DATE, DateOrder, decide, doubt_gap, parts
from beartrap.estate.logs.lines import Utf8, lines
from beartrap.estate.logs.reader import Faults, Options, Row, Rows, Stream
from beartrap.estate.logs.syslog import impossible
from beartrap.estate.logs.times import LocalClock, clock_of, plausible
from beartrap.model.coverage import Gap, GapReason

_PACKET = re.compile(
    DATE
    + r" (?P<clock>\d{1,2}[:.]\d\d[:.]\d\d(?: [AaPp]\.?[Mm]\.?)?) +[0-9A-Fa-f]{3,8} PACKET +(?:[0-9A-Fa-f]{8,16} +)?(?:UDP|TCP) "
    r"(?P<way>Rcv|Snd) (?P<remote>\S{2,64}) +[0-9A-Fa-f]{4} (?P<reply>R| ) (?P<opcode>[A-Z?]) "
    r"\[(?P<flags>[0-9A-Fa-f]{4}) [ATDR ]{0,8} +(?P<rcode>[A-Z0-9_]{1,20})\] +(?P<type>\S{1,20}) +(?P<name>\S{1,1600})"
)
_ANY_PACKET = re.compile(r"\S{6,12} \S{4,12}(?: [AaPp]\.?[Mm]\.?)? +[0-9A-Fa-f]{3,8} PACKET ")
_SHAPE = re.compile(rb"(?m)^[^\n]{12,60} PACKET  ?[^\n]{0,40}(?:UDP|TCP) (?:Rcv|Snd) ")
_HEAD = b"DNS Server log file creation at"
_LABEL = re.compile(r"\((\d{1,3})\)")
_POINTER = re.compile(r"\[[0-9A-Fa-f]{4}\]")
_DATA = re.compile(r"\s+DATA\s+(\S.*)$")
_SECTION = re.compile(r"\s*(ANSWER|AUTHORITY|ADDITIONAL|QUESTION|ZONE|UPDATE|PREREQUISITE) SECTION:")


class WindowsDnsDebug:
    """Windows DNS server debug log."""

    id = "windows_dns_debug"
    title = "Windows DNS server debug log"

    def recognises(self, head: bytes) -> bool:
        """Whether it begins as the server begins its log, or has packet lines."""
        return _HEAD in head[:2048] or _SHAPE.search(head[: 1 << 16]) is not None

    def read(self, stream: Stream, options: Options) -> Iterator[pa.RecordBatch | Gap]:
        """Yield the clients' queries and the replies to them."""
        faults, rows = Faults(options), Rows()
        order = _order(options)
        packets = _Packets(order, LocalClock(options.source.timezone), faults)
        for at, line in lines(stream, faults):
            row = packets.take(at, line)
            if row is not None and (full := rows.add(row)) is not None:
                yield full
        if (row := packets.end()) is not None:
            rows.add(row)
        if (last := rows.flush()) is not None:
            yield last
        yield from impossible(options, packets.clock)
        yield from faults.gaps()
        yield from doubt_gap(options, order, rows.total)
        if rows.total == 0 and packets.left:
            why = f"holds {packets.left} packets between name servers and none from or to clients"
            remedy = "Log incoming queries and outgoing responses too."
            yield file_gap(options.source, options.label, GapReason.LOST_CLIENTS, why, remedy, count=packets.left)


def _order(options: Options) -> DateOrder:
    told = options.columns.get("date_order")
    if told is not None:
        return DateOrder(told == "dmy")
    if options.again is None:
        return decide((), options.source.timezone)
    survey = lines(Utf8(options.again()), Faults(options))
    return decide((line for _, line in survey), options.source.timezone)


@dataclass
class _Packet:
    """A line of the log, to which details may follow."""

    time: int | None
    client: str
    query: str
    kind: str
    rcode: str | None
    row: int
    answers: list[str] | None = None

    def as_row(self) -> Row:
        return (self.time, self.client, self.query, self.kind, self.rcode, self.answers, self.row)


@dataclass
class _Packets:
    """Puts packet lines and the details below them together."""

    order: DateOrder
    clock: LocalClock
    faults: Faults
    left: int = 0
    _open: _Packet | None = None
    _in_answers: bool = field(default=False)

    def take(self, at: int, line: str) -> Row | None:
        """Take a line; return the packet before it, once that is whole."""
        found = _PACKET.match(line)
        if found is None:
            if " PACKET " in line and _ANY_PACKET.match(line):
                self.faults.add(GapReason.MALFORMED, "a packet line that cannot be read", at)
                return self.end()
            self._detail(line)
            return None
        before = self.end()
        self._open = self._packet(at, found)
        return before

    def end(self) -> Row | None:
        """Return the packet that is still open."""
        packet, self._open, self._in_answers = self._open, None, False
        return packet.as_row() if packet is not None else None

    def _packet(self, at: int, found: re.Match[str]) -> _Packet | None:
        reply = found["reply"] == "R"
        if found["opcode"] != "Q" or (found["way"] == "Snd") != reply:
            self.left += 1
            return None
        moment = clock_of(*parts(found, self.order.day_first), found["clock"])
        time = None if moment is None else plausible(self.clock.to_utc(moment))
        if time is None:
            self.faults.add(GapReason.NO_TIME, "no time that can be read", at)
        rcode = found["rcode"].upper() if reply else None
        return _Packet(time, found["remote"], name_of(found["name"]), found["type"].upper(), rcode, at)

    def _detail(self, line: str) -> None:
        packet = self._open
        if packet is None or packet.rcode is None:
            return
        section = _SECTION.match(line)
        if section is not None:
            self._in_answers = section[1] == "ANSWER"
            if self._in_answers and packet.answers is None:
                packet.answers = []
        elif self._in_answers and (data := _DATA.match(line)) is not None and packet.answers is not None:
            packet.answers.append(name_of(data[1].strip()))


def name_of(text: str) -> str:
    """Return `(7)example(3)com(0)` as `example.com`; other text (an address) as it is.

    The numbers are lengths, so a label may hold brackets itself; a length that does not fit ends the counting.
    """
    text = _POINTER.sub("", text)
    if not text.startswith("("):
        return text
    labels = []
    at = 0
    while (found := _LABEL.match(text, at)) is not None:
        length = int(found[1])
        if length == 0:
            break
        label = text[found.end() : found.end() + length]
        following = found.end() + len(label)
        if following < len(text) and text[following] != "(":  # escaped or cut: go by the next bracket instead
            following = text.find("(", found.end())
            following = len(text) if following < 0 else following
            label = text[found.end() : following]
        labels.append(label)
        at = following
    return ".".join(labels) or "."

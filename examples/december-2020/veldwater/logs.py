"""DNS logs as four different systems write them."""

import csv
import gzip
import io
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from veldwater.story import SILENT_DAY, Query, beacons, others
from veldwater.traffic import everyday

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def write_all(folder: Path) -> None:
    """Write the logs of all three places, the upstream's and a passive DNS extract."""
    odd: dict[str, list[Query]] = {"north": [], "east": [], "south": []}
    for place, query in others():
        odd[place].append(query)
    _north(
        folder / "north",
        _sorted(everyday(("10.1.0.11", "10.1.0.5", "10.1.4.101"), "north"), beacons("orion-01"), odd["north"]),
    )
    _east(
        folder / "east",
        _sorted(everyday(("10.2.0.11", "10.2.0.20", "10.2.4.102"), "east"), beacons("orion-02"), odd["east"]),
    )
    south = (
        everyday(("10.3.0.11", "10.3.0.12", "10.3.0.80"), "south"),
        beacons("orion-03"),
        beacons("orion-04"),
        odd["south"],
    )
    _south(folder / "south", _sorted(*south))
    _upstream(folder / "upstream.csv", _sorted(everyday(("10.3.0.53",), "upstream"), beacons("orion-03")))
    _passive(folder / "passive.jsonl", _sorted(beacons("orion-02")))


def _sorted(*streams: Iterable[Query]) -> list[Query]:
    return sorted(
        (query for stream in streams for query in stream), key=lambda query: (query.time, query.client, query.name)
    )


def gzipped(path: Path, content: bytes) -> None:
    """Write a gzip file whose bytes depend on the content alone."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        packed.write(content)


def _north(folder: Path, queries: list[Query]) -> None:
    """Zeek's dns.log as JSON lines, a file a month, gzipped; without the silent day."""
    folder.mkdir(parents=True)
    for month, some in groupby(queries, key=lambda query: f"{query.time:%Y-%m}"):
        lines = [_zeek(query, number) for number, query in enumerate(some) if query.time.date() != SILENT_DAY.date()]
        gzipped(folder / f"dns-{month}.jsonl.gz", "".join(lines).encode())


def _zeek(query: Query, number: int) -> str:
    row = {
        "ts": query.time.timestamp(),
        "uid": f"C{query.time:%m%d}{number:06d}",
        "id.orig_h": query.client,
        "id.orig_p": 49152 + number % 16000,
        "id.resp_h": "10.1.0.5",
        "id.resp_p": 53,
        "proto": "udp",
        "query": query.name,
        "qtype_name": query.kind,
        "rcode_name": "NOERROR",
        "answers": list(query.answers),
    }
    return json.dumps(row) + "\n"


def _east(folder: Path, queries: list[Query]) -> None:
    """The debug log of a Windows DNS server: local time, queries only."""
    folder.mkdir(parents=True)
    head = "DNS Server log file creation at 3/24/2020 1:00:00 AM\r\nLog file wrap at 3/24/2020 1:00:00 AM\r\n\r\n"
    lines = [_windows(query, number) for number, query in enumerate(queries)]
    (folder / "dns.log").write_bytes((head + "".join(lines)).encode())


def _windows(query: Query, number: int) -> str:
    local = query.time.astimezone(AMSTERDAM)
    clock = f"{local.month}/{local.day}/{local.year} {local.hour % 12 or 12}:{local:%M:%S %p}"
    labels = "".join(f"({len(label)}){label}" for label in query.name.split("."))
    identity = f"{number % 65536:04x}"
    return (
        f"{clock} 0F3C PACKET  000002A51B6E90D0 UDP Rcv {query.client:<15} {identity}   Q [0001   D   NOERROR] "
        f"{query.kind:<6} {labels}(0)\r\n"
    )


def _south(folder: Path, queries: list[Query]) -> None:
    """BIND's query log, rotated once: no answers, ever."""
    folder.mkdir(parents=True)
    half = len(queries) // 2
    for name, some in (("queries.log.0", queries[:half]), ("queries.log", queries[half:])):
        (folder / name).write_text("".join(_bind(query, number) for number, query in enumerate(some)))


def _bind(query: Query, number: int) -> str:
    stamp = f"{query.time:%d-%b-%Y %H:%M:%S}.{query.time.microsecond // 1000:03d}"
    port = 20000 + number % 40000
    return (
        f"{stamp} queries: info: client @0x7f3a2c0{number % 4096:03x} {query.client}#{port} ({query.name}): "
        f"query: {query.name} IN {query.kind} +E(0)K (10.3.0.53)\n"
    )


def _upstream(path: Path, queries: list[Query]) -> None:
    """What the provider's resolver saw: one client only, the forwarder."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("timestamp", "client", "query", "type", "answers", "rcode"))
    for query in queries:
        rows.writerow((query.time.isoformat(), "10.3.0.53", query.name, query.kind, " ".join(query.answers), "NOERROR"))
    path.write_text(text.getvalue())


def _passive(path: Path, queries: list[Query]) -> None:
    """A passive DNS extract in the common output format: answers without clients."""
    with path.open("w") as out:
        for query in queries:
            seen = int(query.time.timestamp())
            row = {"rrname": query.name + ".", "rrtype": "A", "rdata": list(query.answers), "count": 1}
            out.write(json.dumps({**row, "time_first": seen, "time_last": seen}) + "\n")

"""A million DNS rows, from the file through indicators and decoder to grades, on one core.

Compared with the plain way: parse each line, check the name's suffixes against the same indicators, decode what lies
under the implant's domain. Both read the same file and must find the same names.
"""

import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import dns_log
import orjson
import pyarrow as pa

from beartrap.engine.domains import suffixes
from beartrap.engine.hits import Hits
from beartrap.engine.knowledge import Knowledge
from beartrap.estate.logs import open_tables
from beartrap.hunt.dns import DnsHunt
from beartrap.hunt.sunburst import names
from beartrap.hunt.sunburst.ladder import SunburstLadder
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Source
from beartrap.model.finding import Finding
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.window import Window

ROWS = 1_000_000
MUST = 200_000
"""Rows a second, from file to grades, on one core."""
SIZES = (0, 100, 1_000_000)
"""Indicator domains besides the implant's own domain, which its decoder brings."""
ROUNDS = 2
INCIDENT = Incident("bench", "bench", Window(dns_log.START), decoder="sunburst")


def knowledge(size: int) -> Knowledge:
    made = (Indicator(IndicatorKind.DOMAIN, f"evil-{i:x}.example{i % 7}.com", "bench", "c2") for i in range(size))
    return Knowledge({str(i): indicator for i, indicator in enumerate(made)}, (INCIDENT,))


def beartrap(path: Path, hunt: DnsHunt, lore: Knowledge) -> tuple[int, int]:
    """Return how many hits and how many graded identifiers there are."""
    hits: list[pa.RecordBatch] = []
    for table in open_tables(Source("bench", str(path), SourceKind.DNS)):
        for record in hunt.look(table):  # type: ignore[arg-type]
            if isinstance(record, Hits):
                hits.append(record.batch)
    graded = [record for record in SunburstLadder(lore).look_all(hits) if isinstance(record, Finding)]
    return sum(batch.num_rows for batch in hits), sum(finding.subject.startswith("uid:") for finding in graded)


def plain(path: Path, domains: set[str], parse: Callable[[bytes], dict[str, Any]]) -> tuple[int, int]:
    """Return the same two numbers, the way one would write it on the day: no coverage, no answers, no grades."""
    hits, uids = 0, set()
    with path.open("rb") as stream:
        for line in stream:
            row = parse(line)
            query = row.get("query", "").lower().rstrip(".")
            if any(part in domains for part in suffixes(query)):
                hits += 1
                decoded = names.decode(query)
                if decoded.error is None:
                    uids.add(decoded.uid)
    return hits, len(uids)


def timed(work: Callable[[], tuple[int, int]]) -> tuple[float, tuple[int, int]]:
    """Return the least processor time of several rounds, and what came out."""
    best, result = float("inf"), (0, 0)
    for _ in range(ROUNDS):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


def one_core() -> None:
    """Keep this process on one processor, Arrow's pools too."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)


def report(size: int, path: Path, rows: int) -> None:
    lore = knowledge(size)
    started = time.process_time()
    hunt = DnsHunt(lore)
    ready = time.process_time() - started
    fast, found = timed(lambda: beartrap(path, hunt, lore))
    domains = {indicator.value for indicator in lore.indicators.values()} | {names.DOMAIN}
    slow, expected = timed(lambda: plain(path, domains, orjson.loads))
    slower, same = timed(lambda: plain(path, domains, json.loads))
    if not found == expected == same:
        raise SystemExit(f"the fast way found {found}, the plain way {expected}")
    verdict = "ok" if rows / fast >= MUST else f"TOO SLOW (must: {MUST:,})"
    print(
        f"{size:>9,} domains: {rows / fast:>9,.0f} rows/s, ready in {ready:.1f} s; plain loop: orjson {rows / slow:>9,.0f} "
        f"rows/s (x{slow / fast:.1f}), json {rows / slower:>9,.0f} rows/s (x{slower / fast:.1f}); "
        f"{found[0]:,} hits, {found[1]} graded; {verdict}"
    )


def main(rows: int = ROWS, sizes: Iterable[int] = SIZES) -> None:
    one_core()
    with tempfile.TemporaryDirectory(prefix="beartrap-bench-") as folder:
        path = Path(folder) / "dns.log"
        beacons = dns_log.write(path, rows)
        print(
            f"{rows:,} rows of Zeek JSON, {path.stat().st_size / 1e6:,.0f} MB, {beacons:,} beacons; processor seconds, one core"
        )
        for size in sizes:
            report(size, path, rows)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()

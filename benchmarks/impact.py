"""A million rows of the unified audit log, from the CSV through normalisation, one record an id, detectors and the account.

Compared with the plain way: read the CSV, parse AuditData, keep the ids in a set, count operations, mailboxes, message ids.
Both read the same file and must come to the same numbers. What the plain way has not: rows that cannot be read, other
schemas, ports and spellings, conflicts, sessions, folders, chains, coverage.
"""

import csv
import json
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import audit_log
import orjson

from beartrap.flows.impact import document, examine
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Source

ROWS = 1_000_000
MUST_SECONDS = 120
MUST_MEGABYTES = 1_000
Numbers = tuple[dict[str, int], int, int]
"""Records of each operation; pairs of mailbox and message; distinct message ids."""


def beartrap(path: Path) -> Numbers:
    impact = examine([Source("bench", str(path), SourceKind.MAIL_AUDIT)])
    members = {name: value for name, value in document(impact) if name in ("operations", "counts")}
    return members["operations"], members["counts"]["messages"], members["counts"]["distinct_message_ids"]


def plain(path: Path, parse: Callable[[str], Any]) -> Numbers:
    seen: set[str] = set()
    operations: Counter[str] = Counter()
    messages: set[tuple[str, str]] = set()
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            record = parse(row["AuditData"])
            if record["Id"] in seen:
                continue
            seen.add(record["Id"])
            operations[record["Operation"]] += 1
            for folder in record.get("Folders", ()):
                for item in folder["FolderItems"]:
                    messages.add((record["MailboxOwnerUPN"], item["InternetMessageId"]))
    return dict(operations), len(messages), len({message for _, message in messages})


def timed(work: Callable[[], Numbers]) -> tuple[float, Numbers]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main(rows: int = ROWS) -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="beartrap-bench-") as folder:
        path = Path(folder) / "export.csv"
        expected = audit_log.write(path, rows)
        print(f"{rows:,} rows of CSV, {path.stat().st_size / 1e6:,.0f} MB; processor seconds, one core")
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        fast, found = timed(lambda: beartrap(path))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        slow, same = timed(lambda: plain(path, orjson.loads))
        slower, _ = timed(lambda: plain(path, json.loads))
    if not found == same or found[0] != dict(sorted(expected.items())):
        raise SystemExit(f"beartrap found {found}, the plain way {same}, made were {expected}")
    verdict = (
        "ok"
        if fast * ROWS / rows <= MUST_SECONDS and most <= MUST_MEGABYTES
        else f"MISSED (must: {MUST_SECONDS} s, {MUST_MEGABYTES} MB)"
    )
    print(
        f"beartrap {fast:.1f} s ({rows / fast:,.0f} rows/s), {most:,.0f} MB (of these {base:,.0f} before it began); "
        f"plain loop: orjson {slow:.1f} s, json {slower:.1f} s; {found[1]:,} messages, {found[2]:,} ids; {verdict}"
    )


if __name__ == "__main__":
    main()

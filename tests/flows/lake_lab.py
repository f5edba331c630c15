"""Small logs, an executor without processes, and a lake's content as plain rows."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from beartrap.effects.lake import Lake
from beartrap.engine.events import EventMatcher
from beartrap.flows.event_messages import EventDialogue, Job
from beartrap.flows.event_pool import Outcome
from beartrap.flows.event_worker import carry_out
from beartrap.flows.ingest import Report, ingest
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Source

SMALL = 2000
"""Bytes of a stretch in these tests: some ten events."""


def here(jobs: Iterable[Job], workers: int, matcher: EventMatcher | None = None) -> Iterator[Outcome]:
    """Carry out jobs in this process, with every message that a worker would send."""
    del workers
    talk = EventDialogue(None)
    for job in jobs:
        for message in carry_out({"id": 1, **json.loads(json.dumps(talk.order(job)))}, matcher):
            yield job, talk.result(job, message)


def event(number: int, host: str = "ws-1", **fields: Any) -> bytes:
    """Return one line: event `number` is of hour `number` of June 2020."""
    record = {
        "EventID": 1 + number % 3,
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Computer": host,
        "@timestamp": f"2020-06-{1 + number // 24 % 30:02d}T{number % 24:02d}:00:00Z",
        "Number": number,
        **fields,
    }
    return json.dumps(record).encode() + b"\n"


def events(first: int, last: int, host: str = "ws-1") -> bytes:
    return b"".join(event(number, host) for number in range(first, last))


def take(lake: Path, *paths: Path, stretch: int = SMALL) -> Report:
    sources = [Source(str(path), str(path), SourceKind.ENDPOINT) for path in paths]
    return ingest(sources, lake, 1, stretch=stretch, execute=here)


def content(lake: Path) -> list[str]:
    """Return every event of a lake as text, sorted: equal lakes give equal lists, whatever their pieces."""
    with Lake.read(lake) as opened:
        pieces = opened.pieces()
        assert sum(piece.rows for piece in pieces) == sum(cell[3] for cell in opened.cover())
    rows = []
    for piece in pieces:
        table = pq.ParquetFile(piece.path).read()
        assert table.num_rows == piece.rows
        rows += [
            json.dumps(
                {name: value for name, value in row.items() if value is not None and name != "@file"},
                default=str,
                sort_keys=True,
            )
            for row in table.to_pylist()
        ]
    return sorted(rows)


def numbers(lake: Path) -> list[int]:
    return sorted(int(json.loads(row)["Number"]) for row in content(lake))

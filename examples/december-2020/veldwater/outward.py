"""What left Veldwater: connections that a sensor in the north has seen, and the little program that Veldwater itself publishes."""

import gzip
import hashlib
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

FIRST, LAST = datetime(2020, 11, 1, tzinfo=UTC), datetime(2020, 12, 14, tzinfo=UTC)
HOSTS = ("10.1.0.11", "10.1.0.5", "10.1.0.25", "10.1.4.101")
OUTSIDE = ("192.0.2.10", "192.0.2.11", "203.0.113.5")
PARTNER = "198.51.100.200"
"""Pompwerk's gateway, to which the north sends its readings each night: many short connections, and all of them known."""


def write_connections(folder: Path) -> None:
    """Write one conn log a month, as Zeek writes JSON."""
    folder.mkdir(parents=True)
    rng = random.Random(11)
    months: dict[str, list[str]] = {}
    day, number = FIRST, 0
    while day < LAST:
        lines = months.setdefault(f"{day:%Y-%m}", [])
        for host in HOSTS:
            for _ in range(6):
                number += 1
                moment = day + timedelta(seconds=rng.randrange(86_400))
                lines.append(_line(moment, number, host, rng.choice(OUTSIDE), 443, rng.randrange(900, 9_000), "SF"))
        for attempt in range(70):
            number += 1
            lines.append(
                _line(day + timedelta(hours=2, seconds=attempt * 9), number, HOSTS[2], PARTNER, 22, 2_100, "SF")
            )
        day += timedelta(days=1)
    for month, lines in months.items():
        with (
            (folder / f"conn-{month}.jsonl.gz").open("wb") as raw,
            gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as stream,
        ):
            stream.write("".join(sorted(lines)).encode())


def _line(moment: datetime, number: int, source: str, target: str, port: int, out: int, state: str) -> str:
    return json.dumps({
        "ts": round(moment.timestamp(), 6), "_path": "conn", "uid": f"C{number:09}", "id.orig_h": source, "id.orig_p": 40_000 + number % 20_000, "id.resp_h": target,
        "id.resp_p": port, "proto": "tcp", "conn_state": state, "duration": 1.5, "orig_bytes": out, "resp_bytes": out * 3,
    }) + "\n"  # fmt: skip


def write_releases(folder: Path) -> None:
    """Write what Veldwater publishes for its own customers, and what its build says it made: the two are alike."""
    public, records = folder / "published", folder / "records"
    public.mkdir(parents=True)
    records.mkdir()
    subjects, sums = [], []
    for version in ("1.4.0", "1.4.1", "1.5.0"):
        name, content = (
            f"watermeter-{version}.zip",
            f"watermeter {version}: made for the example, and nothing in it\n".encode(),
        )
        (public / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        subjects.append({"name": name, "digest": {"sha256": digest}})
        sums.append(f"{digest}  {name}\n")
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://slsa.dev/provenance/v1",
        "subject": subjects[2:],
        "predicate": {},
    }
    (records / "build-1.5.0.intoto.jsonl").write_text(json.dumps(statement) + "\n")
    (records / "SHA256SUMS").write_text("".join(sums[:2]))

"""A made-up DNS log for the benchmark: Zeek JSON, the same bytes for the same seed, one row in a thousand a beacon."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson

from beartrap.hunt.sunburst import encode

START = datetime(2020, 4, 1, tzinfo=UTC)
DAYS = 244
EVERY = 1000
CLIENTS = 400
MACHINES = 25
NAMES = 40_000
UNIQUE_SHARE = 0.05
"""Rows that ask for a name that nobody asked for before, as content networks and telemetry make them."""

Row = dict[str, Any]


def write(path: Path, rows: int, seed: int = 2020) -> int:
    """Write the log and return how many of its rows are beacons."""
    random = Random(seed)
    beacons = 0
    with path.open("wb") as stream:
        for row in _rows(rows, random):
            beacons += "avsvmcloud" in row["query"]
            stream.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    return beacons


def _rows(rows: int, random: Random) -> Iterator[Row]:
    names = [
        f"{random.choice(('www', 'api', 'cdn', 'mail', 'a1', 'img'))}.{_word(random)}.{random.choice(('com', 'org', 'net', 'nl'))}"
        for _ in range(NAMES)
    ]
    clients = [f"10.{i % 4}.{i // 4 % 200}.{10 + i % 200}" for i in range(CLIENTS)]
    machines = [(random.randbytes(8).hex().upper(), f"{_word(random)}.example", clients[i]) for i in range(MACHINES)]
    waiting: list[list[str]] = [encode.fragments(uid, domain, random) for uid, domain, _ in machines]
    step = timedelta(days=DAYS) / rows
    for number in range(rows):
        time = START + step * number
        if number % EVERY == EVERY - 1:
            turn = number // EVERY % MACHINES
            uid, _, client = machines[turn]
            query = (
                waiting[turn].pop(0) if waiting[turn] else encode.block(uid, time, flag=number % 7 == 0, random=random)
            )
            yield _row(time, client, query, [random.choice(("8.18.144.9", "18.130.4.4", "87.238.81.3"))], random)
        else:
            unique = random.random() < UNIQUE_SHARE
            query = (
                f"{random.getrandbits(64):x}.telemetry.example" if unique else names[int(NAMES * random.random() ** 3)]
            )
            address = f"{random.randrange(11, 99)}.{random.randrange(256)}.{random.randrange(256)}.7"
            yield _row(time, random.choice(clients), query, [address], random)


def _word(random: Random) -> str:
    return "".join(random.choice("bcdfghklmnprstvw") + random.choice("aeiou") for _ in range(random.randint(2, 6)))


def _row(time: datetime, client: str, query: str, answers: list[str], random: Random) -> Row:
    return {
        "ts": time.timestamp(),
        "uid": f"C{random.getrandbits(80):x}",
        "id.orig_h": client,
        "id.orig_p": random.randrange(1024, 65536),
        "id.resp_h": "10.0.0.53",
        "id.resp_p": 53,
        "proto": "udp",
        "trans_id": random.randrange(65536),
        "rtt": 0.0123,
        "query": query,
        "qclass": 1,
        "qclass_name": "C_INTERNET",
        "qtype": 1,
        "qtype_name": "A",
        "rcode": 0,
        "rcode_name": "NOERROR",
        "AA": False,
        "TC": False,
        "RD": True,
        "RA": True,
        "Z": 0,
        "answers": answers,
        "TTLs": [60.0],
        "rejected": False,
    }

"""Everyday DNS traffic, so that the beacons have something to hide in."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from veldwater.story import FIRST_DAY, LAST_DAY, Query

NAMES = (
    "intranet.veldwater.example", "mail.veldwater.example", "time.veldwater.example", "updates.vendor.example",
    "downloads.vendor.example", "crl.authority.example", "ocsp.authority.example", "telemetry.office.example",
    "news.example.org", "weather.example.net", "search.example.com", "cdn-7.static.example.net", "api.payments.example",
    "api.solarwinds.com", "downloads.solarwinds.com", "maps.example.org", "files.partner.example",
)  # fmt: skip
QUERIES_A_DAY = 14


def days() -> Iterator[datetime]:
    """Yield each day of the log period, at midnight UTC."""
    day = FIRST_DAY
    while day <= LAST_DAY:
        yield day
        day += timedelta(days=1)


def everyday(addresses: tuple[str, ...], seed: str) -> Iterator[Query]:
    """Yield the traffic of some machines over the whole period, a few queries each a day, unordered within the day."""
    rng = random.Random(seed)
    for day in days():
        for address in addresses:
            for _ in range(QUERIES_A_DAY):
                moment = day + timedelta(seconds=rng.randrange(86_400), milliseconds=rng.randrange(1000))
                yield Query(moment, address, rng.choice(NAMES), (f"198.51.100.{rng.randrange(1, 250)}",))

"""Times of audit exports: ISO 8601 with up to seven digits of fraction, with and without a zone, and the ways of spreadsheets."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from beartrap.estate.logs.times import EPOCH, AnyClock

_TO_THE_SECOND = len("2020-12-13T20:00:00")
_DOTNET = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/$")


class Moments:
    """Reads times of one source; those without a zone are of `zone` (audit logs write UTC and often do not say so)."""

    def __init__(self, zone: str = "UTC") -> None:
        self._clock = AnyClock(zone)
        self._utc = zone in ("UTC", "Etc/UTC")
        self._read = lru_cache(maxsize=16_384)(self._otherwise)

    @property
    def ambiguous(self) -> int:
        """How many distinct times could be of two days: 03/04 is in March for some and in April for others."""
        return self._clock.ambiguous

    def read(self, text: str) -> datetime | None:
        """Return the time in UTC, None where it is none. Read at once in the common form: hardly any comes twice."""
        if self._utc and text[4:5] == "-":
            try:
                found = datetime.fromisoformat(f"{text}+00:00" if len(text) == _TO_THE_SECOND else text)
                if found.tzinfo is UTC:
                    return found
                return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
            except (ValueError, OverflowError):
                pass
        return self._read(text)

    def _otherwise(self, text: str) -> datetime | None:
        if (match := _DOTNET.search(text)) is not None:
            return _since(int(match[1]) * 1_000)
        micros = self._clock.read(text)
        return None if micros is None else _since(micros)


def _since(micros: int) -> datetime | None:
    try:
        return EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return None

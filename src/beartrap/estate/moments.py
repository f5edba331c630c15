"""Times as inventories write them, read as UTC; what could be two times is read as none."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_DIGITS = re.compile(r"\d{8,19}(?:\.\d+)?")
_AMERICAN = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AP]M))?)?", re.IGNORECASE
)
_TICKS_BEGIN = datetime(1601, 1, 1, tzinfo=UTC)


def zone(name: str) -> tzinfo:
    """Return the zone of that IANA name; UTC where there is none (estate.toml has checked it before)."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def moment(text: str, local: tzinfo) -> datetime | None:
    """Return the time that `text` tells, in UTC; None where it tells none or could tell two.

    Reads ISO 8601 and its near kin, `YYYYMMDD`, Unix seconds and milliseconds, Windows FILETIME, and month/day/year
    where the second number is above 12. A time without a zone is one of `local`.
    """
    text = text.strip()
    try:
        if _DIGITS.fullmatch(text):
            return _number(text, local)
        american = _AMERICAN.fullmatch(text)
        found = _american(american) if american else datetime.fromisoformat(text.removesuffix(" UTC"))
        if found is None:
            return None
        if text.endswith(" UTC"):
            found = found.replace(tzinfo=UTC)
        return (found if found.tzinfo is not None else found.replace(tzinfo=local)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _number(text: str, local: tzinfo) -> datetime | None:
    whole = text.partition(".")[0]
    match len(whole):
        case 8:
            return datetime.strptime(whole, "%Y%m%d").replace(tzinfo=local).astimezone(UTC)
        case 9 | 10:
            return datetime.fromtimestamp(float(text), UTC)
        case 13:
            return datetime.fromtimestamp(float(text) / 1_000, UTC)
        case 18:
            return _TICKS_BEGIN + timedelta(microseconds=int(whole) // 10)
    return None


def _american(found: re.Match[str]) -> datetime | None:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if first <= 12 and second <= 12 and first != second:
        return None  # 3/4 is in March for some and in April for others
    month, day = (first, second) if first <= 12 else (second, first)
    hour = int(found[4] or 0)
    if found[7]:
        hour = hour % 12 + (12 if found[7].upper() == "PM" else 0)
    return datetime(year, month, day, hour, int(found[5] or 0), int(found[6] or 0))  # noqa: DTZ001 - the zone is added

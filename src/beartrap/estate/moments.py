"""Times as inventories write them, read as UTC; what could be two times is read as none."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

_DIGITS = re.compile(r"\d{8,19}(?:\.\d+)?")
_AMERICAN = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AP]M))?)?", re.IGNORECASE
)
_WORDED = re.compile(
    r"([A-Z][a-z]{2})[a-z]* (\d{1,2}),? (\d{4})(?: (?:at )?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([AP]M))?)?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2})([-.])(\d{1,2})\2(\d{4})(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_TICKS_BEGIN = datetime(1601, 1, 1, tzinfo=UTC)


def zone(name: str) -> tzinfo:
    """Return the zone of that IANA name; UTC where there is none (estate.toml has checked it before)."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def moment(text: str, local: tzinfo) -> datetime | None:
    """Return the time that `text` tells, in UTC; None where it tells none or could tell two.

    Reads ISO 8601 and its near kin, `YYYYMMDD`, Unix seconds and milliseconds, Windows FILETIME, month/day/year where
    the second number is above 12, `Apr 1, 2020 8:12:33 AM` (Defender's portal), and `31.12.2020`, in which the day is first;
    so it is in `31-12-2020` where no month is that high. A time without a zone is one of `local`.
    """
    text = text.strip()
    try:
        if _DIGITS.fullmatch(text):
            return _number(text, local)
        found = _written(text.removesuffix(" UTC"))
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
    return _clock(year, month, day, found[4], found[5], found[6], found[7])


def _written(text: str) -> datetime | None:
    if (american := _AMERICAN.fullmatch(text)) is not None:
        return _american(american)
    if (worded := _WORDED.fullmatch(text)) is not None:
        month = _MONTHS.index(worded[1].lower()) + 1
        return _clock(int(worded[3]), month, int(worded[2]), worded[4], worded[5], worded[6], worded[7])
    if (european := _DAY_FIRST.fullmatch(text)) is not None:
        day, month, year = (int(european[group]) for group in (1, 3, 4))
        if european[2] == "-" and day <= 12 and day != month:
            return None  # as with slashes
        return _clock(year, month, day, european[5], european[6], european[7], None)
    return datetime.fromisoformat(text)


def _clock(
    year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None, half: str | None
) -> datetime:
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.upper() == "PM" else 0)
    return datetime(year, month, day, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001 - the zone is added

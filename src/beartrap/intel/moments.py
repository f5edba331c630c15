"""Times as reports and lists write them."""

import re
from datetime import UTC, date, datetime, timedelta

from beartrap.model.window import Window

_ZONE_WORDS = re.compile(r"\s*(?:UTC|GMT|Z)$", re.IGNORECASE)
_FRACTION = re.compile(r"(\.\d{6})\d+")
_EPOCH = re.compile(r"1\d{9}(?:\.\d+)?")
UNBOUNDED = Window()
EMPTY = frozenset({"", "-", "n/a", "none", "null", "unknown"})
"""Cells that say that nothing is known, in lower case."""


def moment(text: object) -> datetime | None:
    """Return a time in UTC from ISO 8601 (with `T` or a blank), a date, or seconds since 1970; None where it is none.

    A time without a zone is UTC, as threat lists have it.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return None
    plain = str(text).strip()
    try:
        if _EPOCH.fullmatch(plain):
            return datetime.fromtimestamp(float(plain), UTC)
        read = datetime.fromisoformat(_FRACTION.sub(r"\1", _ZONE_WORDS.sub("+00:00", plain)))
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(text: object) -> date | None:
    """Return the UTC date of a time, None where it is none."""
    read = moment(text)
    return read.date() if read is not None else None


def window(start: datetime | None, end: datetime | None) -> Window:
    """Return the window, unbounded where the two are the wrong way round: a wrong window would hide what is seen."""
    if (start is None and end is None) or (start is not None and end is not None and start >= end):
        return UNBOUNDED
    return Window(start, end)


def just_after(end: datetime) -> datetime:
    """Return the moment a second after, so that a half-open window holds the last moment seen."""
    try:
        return end + timedelta(seconds=1)
    except OverflowError:
        return end

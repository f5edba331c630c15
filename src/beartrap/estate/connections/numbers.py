"""Numbers and times of traffic logs, None where they are none."""

from datetime import UTC, datetime
from typing import Any

from beartrap.estate.audit.moment import Moments

_LATEST = 4_102_444_800.0
"""2100-01-01 in seconds: what lies beyond is in a smaller unit or no time."""


def whole(value: Any) -> int | None:
    """Return a value as a whole number that is not negative, None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = int(value) if not isinstance(value, float) else round(value)
    except (TypeError, ValueError, OverflowError):
        found = _rounded(value)
    return found if found >= 0 else None


def _rounded(value: Any) -> int:
    try:
        return round(float(str(value).replace(",", "")))
    except (ValueError, OverflowError):
        return -1


def number(value: Any) -> float | None:
    """Return a value as a number, None where it is none."""
    try:
        return float(value) if value is not None and not isinstance(value, bool) else None
    except (TypeError, ValueError, OverflowError):
        return None


def seconds(value: Any, moments: Moments) -> datetime | None:
    """Return a time, written as seconds since 1970 or in words."""
    found = number(value)
    if found is None:
        return moments.read(value) if isinstance(value, str) else None
    if not 0 < found < _LATEST:
        return moments.read(str(value))
    return datetime.fromtimestamp(found, UTC)

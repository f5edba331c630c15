"""Times as numbers, for what is kept by the million."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return an aware time as microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the earlier of two times, either of which may not be known."""
    if one is None or other is None:
        return one or other
    return min(one, other)


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later of two times, either of which may not be known."""
    if one is None or other is None:
        return one or other
    return max(one, other)

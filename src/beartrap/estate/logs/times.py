"""Times of logs as microseconds since 1970, UTC."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from beartrap.estate.logs.reader import EARLIEST_US, LATEST_US

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ISO_FRACTION = re.compile(r"([.,]\d{6})\d+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)}
"""English months, as BIND, syslog and Apache write them."""
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,2})?")


def plausible(time: int | None) -> int | None:
    """Return a time that a DNS log can tell, None for one outside 1980 to 2100."""
    return time if time is not None and EARLIEST_US <= time < LATEST_US else None


def micros(moment: datetime) -> int:
    """Return an aware time as microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


class LocalClock:
    """Turns local times of one log, in the order of the file, into UTC.

    When the clocks go back an hour comes twice: of the two readings the first that does not run backwards is taken
    (a log grows). When they go forward an hour does not exist; `impossible` counts times in it: they tell that the
    time zone is wrong, and are read as if the clocks had not gone forward.
    """

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._utc = zone in ("UTC", "Etc/UTC")
        self._last = 0
        self.impossible = 0

    def to_utc(self, local: datetime) -> int:
        """Return a time without a zone as microseconds since 1970, UTC."""
        if self._utc:
            return (local.replace(tzinfo=UTC) - EPOCH) // _MICROSECOND
        earlier = local.replace(tzinfo=self._zone, fold=0)
        later = local.replace(tzinfo=self._zone, fold=1)
        time, second = micros(earlier), micros(later)
        if time < second:  # the hour that comes twice
            if time < self._last:
                time = second
        elif time > second:
            self.impossible += 1
        self._last = time
        return time


class AnyClock:
    """Reads a time in whatever way a table writes it. One file holds one way, so the last that worked goes first."""

    def __init__(self, zone: str, day_first: bool | None = None) -> None:
        self.local = LocalClock(zone)
        self._day_first = day_first
        self.ambiguous = 0

    def read(self, text: str) -> int | None:
        """Return the time, None where it is none: ISO 8601, seconds to nanoseconds since 1970, and common local forms."""
        text = text.strip()
        if not text:
            return None
        time: int | None
        try:
            time = self._iso(text)
        except ValueError:
            time = self._number(text) if _NUMBER.fullmatch(text) else self._written(text)
        except OverflowError:
            time = None
        return plausible(time)

    def _iso(self, text: str) -> int:
        if text.isdigit() and len(text) != 8:
            raise ValueError("a number")
        moment = datetime.fromisoformat(_ISO_FRACTION.sub(r"\1", text).replace(" UTC", "+00:00"))
        return self.local.to_utc(moment) if moment.tzinfo is None else micros(moment)

    def _number(self, text: str) -> int | None:
        whole, _, fraction = text.partition(".")
        if "e" in text.lower():
            return round(float(text) * 1e6)
        # Seconds of 1980..2100 have 9 or 10 digits; each further three are a smaller unit.
        scale = {9: 6, 10: 6, 12: 3, 13: 3, 15: 0, 16: 0, 18: -3, 19: -3}.get(len(whole.lstrip("-")))
        if scale is None:
            return None
        if scale == 6:
            return int(whole) * 1_000_000 + int((fraction + "000000")[:6])
        return int(whole) * int(10**scale) if scale >= 0 else int(whole) // int(10**-scale)

    def _written(self, text: str) -> int | None:
        for read in (self._named_month, self._year_first, self._slashed):
            moment = read(text)
            if moment is not None:
                return self.local.to_utc(moment) if moment.tzinfo is None else micros(moment)
        return None

    def _named_month(self, text: str) -> datetime | None:
        """`24/Mar/2020:08:01:02 +0000`, `24-Mar-2020 08:01:02.123`, `Mar 24, 2020 8:01:02 AM`."""
        found = _DAY_MONTH.match(text) or _MONTH_DAY.match(text)
        if found is None:
            return None
        month = MONTHS.get(found["month"][:3].lower())
        return _moment(int(found["year"]), month, int(found["day"]), found["clock"]) if month else None

    def _year_first(self, text: str) -> datetime | None:
        """`2020/03/24 08:01:02`, as firewalls write it."""
        found = _YEAR_FIRST.match(text)
        if found is None:
            return None
        return _moment(int(found["year"]), int(found["month"]), int(found["day"]), found["clock"])

    def _slashed(self, text: str) -> datetime | None:
        """`3/24/2020 8:01:02 AM`, `24/03/2020 08:01`, `24.03.2020 08:01:02`."""
        found = _SLASHED.match(text)
        if found is None:
            return None
        first, second = int(found["first"]), int(found["second"])
        day_first = first > 12 or (
            second <= 12 and (self._day_first or (found["sign"] == "." and self._day_first is None))
        )
        if first <= 12 and second <= 12 and first != second and found["sign"] != ".":
            self.ambiguous += 1
        day, month = (first, second) if day_first else (second, first)
        return _moment(int(found["year"]), month, day, found["clock"])


_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})[ T]+(?P<clock>.{4,40})$")
_DAY_MONTH = re.compile(
    r"(?:[A-Za-z]{3}, )?(?P<day>\d{1,2})[-/ ](?P<month>[A-Za-z]{3,9})[-/ ](?P<year>\d{4})[: T]+(?P<clock>.{4,40})$"
)
_MONTH_DAY = re.compile(
    r"(?:[A-Za-z]{3},? )?(?P<month>[A-Za-z]{3,9})\.? +(?P<day>\d{1,2}),? (?P<year>\d{4}),? +(?P<clock>.{4,40})$"
)
_SLASHED = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4}),?[ T]+(?P<clock>.{4,40})$"
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\.?)?(?:\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$"
)


def _moment(year: int, month: int, day: int, clock: str) -> datetime | None:
    found = _CLOCK.match(clock.strip())
    if found is None:
        return None
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    try:
        moment = datetime(  # noqa: DTZ001 - the caller knows the zone
            year,
            month,
            day,
            hour,
            int(found["minute"]),
            int(found["second"] or 0),
            int(((found["fraction"] or "") + "000000")[:6]),
        )
    except ValueError:
        return None
    zone = found["zone"]
    if zone is None:
        return moment
    if zone in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=UTC)
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return moment.replace(tzinfo=UTC) - (offset if zone[0] == "+" else -offset)


def clock_of(year: int, month: int, day: int, clock: str) -> datetime | None:
    """Return date and written time of day as a time without a zone (with one, where it is written), None for none."""
    try:
        return _moment(year, month, day, clock)
    except OverflowError:
        return None

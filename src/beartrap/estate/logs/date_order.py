"""Whether a log writes the day or the month first: on Windows it follows the region, and the log does not say."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from beartrap.estate.inputs import file_gap
from beartrap.estate.logs.reader import Options
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import frozen

DATE = r"(?P<date>(?P<a>\d{1,4})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{1,4})|(?P<plain>(?:19|20)\d{6}))"
"""`6/3/2020`, `03.06.2020`, `2020-06-03`, `20200603` (servers before 2008)."""
_DATED = re.compile(DATE + r",?[ T]+\d{1,2}[:.]\d\d(?:\D|$)")
_CREATED = re.compile(r"DNS Server log file creation at " + DATE)
MOST_DAYS = 400
"""Different dates that are compared; more than a year of one log decides nothing new."""
MOST_UNDATED = 10_000
"""Lines without such a date after which none is expected (a table with times in seconds, say)."""
LONG_SILENCE = 20
"""Days. Where one reading leaves such holes between all days and the other none beyond a week, the other is right."""
ONE_WEEK = 7


@frozen
class DateOrder:
    """How the dates of one log are read; `doubt` says why that is not certain."""

    day_first: bool
    doubt: str = ""


def parts(found: re.Match[str], day_first: bool) -> tuple[int, int, int]:
    """Return year, month and day of a match of DATE."""
    if found["plain"] is not None:
        text = found["plain"]
        return int(text[:4]), int(text[4:6]), int(text[6:])
    a, b, c = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["a"]) == 4:
        return a, b, c
    return (c, b, a) if day_first else (c, a, b)


def decide(lines: Iterable[str], timezone: str) -> DateOrder:
    """Return the order that the log's own dates prove, else the one that the time zone makes likely, with the doubt.

    1. A dot between the numbers: the day is first everywhere. 2. A number above 12 is a day. 3. A log does not run
    backwards. 4. A log is written day by day. Read only as far as needed.
    """
    pairs: dict[tuple[int, int, int], None] = {}
    for number, line in enumerate(lines):
        if number > MOST_UNDATED and not pairs:
            break
        found = _DATED.match(line) or _CREATED.match(line)
        if found is None or found["plain"] is not None or len(found["a"]) == 4:
            if found is not None:
                return DateOrder(day_first=True)  # the year is first: there is no question
            continue
        if found["sign"] == ".":
            return DateOrder(day_first=True)
        first, second = int(found["a"]), int(found["b"])
        if first > 12 or second > 12:
            return DateOrder(day_first=first > 12)
        pairs[first, second, int(found["c"])] = None
        if len(pairs) >= MOST_DAYS:
            break
    if not pairs or all(first == second for first, second, _ in pairs):
        return DateOrder(day_first=not _american(timezone))
    return _by_course(list(pairs)) or _by_zone(next(iter(pairs)), timezone)


def _by_course(pairs: list[tuple[int, int, int]]) -> DateOrder | None:
    readings = {
        True: [_date(year, second, first) for first, second, year in pairs],
        False: [_date(year, first, second) for first, second, year in pairs],
    }
    forward = {day_first: _steps(dates) for day_first, dates in readings.items()}
    possible = [day_first for day_first, steps in forward.items() if steps is not None and min(steps, default=0) >= 0]
    if len(possible) == 1:
        return DateOrder(possible[0])
    for day_first in possible:
        dense, sparse = forward[day_first], forward[not day_first]
        if dense and sparse and max(dense) <= ONE_WEEK and min(sparse) >= LONG_SILENCE:
            return DateOrder(day_first)
    return None


def _steps(dates: list[date | None]) -> list[int] | None:
    known = [day for day in dates if day is not None]
    if len(known) < len(dates):
        return None
    return [(later - earlier).days for earlier, later in pairwise(known)]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _by_zone(pair: tuple[int, int, int], timezone: str) -> DateOrder:
    first, second, year = pair
    american = _american(timezone)
    doubt = (
        f"its dates can be read day first or month first ({first}/{second}/{year}); they were read "
        f"{'month' if american else 'day'} first, because the source's timezone is {timezone}"
    )
    return DateOrder(day_first=not american, doubt=doubt)


_AMERICAN_CITIES = ("Anchorage", "Boise", "Chicago", "Denver", "Detroit", "Indiana", "Juneau", "Kentucky", "Los_Angeles",
                    "Menominee", "New_York", "Nome", "North_Dakota", "Phoenix", "Puerto_Rico")  # fmt: skip


def _american(timezone: str) -> bool:
    """Whether people in the zone write the month first; UTC says nothing, and Windows' own default is the American way."""
    region, *place = timezone.split("/")
    return region in ("US", "UTC", "Etc") or (region == "America" and place[:1] != [] and place[0] in _AMERICAN_CITIES)


def doubt_gap(options: Options, order: DateOrder, count: int) -> Iterator[Gap]:
    """Yield the Gap for `count` dates that were read by likelihood, nothing where the order is sure."""
    if order.doubt and count:
        remedy = 'Say in estate.toml how the dates are written: columns = {date_order = "dmy"} (or "mdy").'
        yield file_gap(options.source, options.label, GapReason.NO_TIME, order.doubt, remedy, count=count)

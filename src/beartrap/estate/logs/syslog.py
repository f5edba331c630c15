"""What stands before a name server's message: its own time, or what syslog wrote, with or without a year."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from beartrap.estate.inputs import file_gap
from beartrap.estate.logs.reader import Options, lines_of
from beartrap.estate.logs.times import MONTHS, LocalClock, clock_of, micros, plausible
from beartrap.model.coverage import Gap, GapReason

_ISO = re.compile(
    r"(?:<\d{1,3}>1? ?)?(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)(?=\s|$)"
)
_OWN = re.compile(r"(\d{1,2})-([A-Z][a-z]{2})-(\d{4}) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)")
_SYSLOG = re.compile(r"(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d:\d\d:\d\d(?:\.\d{1,9})?)")
_EPOCH = re.compile(r"\[(\d{9,10})\]")
ONE_DAY = timedelta(days=1)


class Prefix:
    """Reads the times of one file. Where lines have no year, it follows from when the log was taken.

    That is `as_of` in estate.toml, else the file's own time; of that a Gap tells, for a copy may have a new one.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._clock = LocalClock(options.source.timezone)
        as_of = options.source.as_of
        self._said = as_of is not None and as_of.end is not None
        self._taken = as_of.end if as_of is not None and as_of.end is not None else options.modified
        self.yearless = 0

    def time(self, text: str) -> int | None:
        """Return the time that `text` (what stands before the message) begins with, None for none."""
        moment = self._moment(text)
        if moment is None:
            return None
        return plausible(self._clock.to_utc(moment) if moment.tzinfo is None else micros(moment))

    def _moment(self, text: str) -> datetime | None:
        if (found := _OWN.match(text)) is not None and found[2].lower() in MONTHS:
            return clock_of(int(found[3]), MONTHS[found[2].lower()], int(found[1]), found[4])
        if (found := _ISO.match(text)) is not None:
            return clock_of(int(found[1]), int(found[2]), int(found[3]), found[4])
        if (found := _SYSLOG.match(text)) is not None and found[1].lower() in MONTHS:
            return self._of_syslog(found)
        if (found := _EPOCH.match(text)) is not None:
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(found[1]))
        return None

    def _of_syslog(self, found: re.Match[str]) -> datetime | None:
        month, day = MONTHS[found[1].lower()], int(found[2])
        if found[3] is not None:
            return clock_of(int(found[3]), month, day, found[4])
        self.yearless += 1
        if self._taken is None:
            return None
        latest = (self._taken + ONE_DAY).replace(tzinfo=None)  # a day for the time zone
        moment = clock_of(self._taken.year, month, day, found[4])
        if moment is None or moment > latest:  # of last year; or a 29th of February that this year has not
            moment = clock_of(self._taken.year - 1, month, day, found[4])
        return moment

    def gaps(self) -> Iterator[Gap]:
        """Yield a Gap where years were taken from the file's own time, and one where the time zone cannot be right."""
        options = self._options
        if self.yearless and not self._said and self._taken is not None:
            why = f"{lines_of(self.yearless)} without a year; {self._taken.year} (and the year before) was taken from the file's own time"
            remedy = "Say in estate.toml when the log was taken: as_of = 2020-12-14."
            yield file_gap(options.source, options.label, GapReason.NO_TIME, why, remedy, count=self.yearless)
        yield from impossible(options, self._clock)


def impossible(options: Options, clock: LocalClock) -> Iterator[Gap]:
    """Yield a Gap where a log has times in an hour that the clocks of its time zone passed over."""
    if clock.impossible:
        why = f"{lines_of(clock.impossible)}: a time that did not exist in {options.source.timezone} (the clocks went forward)"
        remedy = "Set the timezone of the source in estate.toml: these times, and likely the others, are an hour or more off."
        yield file_gap(options.source, options.label, GapReason.NO_TIME, why, remedy, count=clock.impossible)

"""Syslog of Unix machines: RFC 3164 with and without priority, RFC 5424, and rsyslog's form with an ISO time."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from beartrap.estate.events.lines import lines
from beartrap.estate.events.reader import Dirty, Groups, Needed, Origin, Read

SOURCE = "linux/syslog"
_PRIORITY = r"(?:<(?P<pri>\d{1,3})>)?"
_TAG = r"(?:(?P<program>[^\s:\[\]]{1,64})(?:\[(?P<pid>[^\]]{1,32})\])?:\s?)?(?P<message>.*)"
_RFC3164 = re.compile(
    rf"{_PRIORITY}(?P<time>[A-Z][a-z]{{2}} [ \d]\d \d{{2}}:\d{{2}}:\d{{2}}) (?P<host>\S{{1,255}}) {_TAG}", re.DOTALL
)
_ISO = re.compile(rf"{_PRIORITY}(?P<time>\d{{4}}-\d{{2}}-\d{{2}}T\S{{8,32}}) (?P<host>\S{{1,255}}) {_TAG}", re.DOTALL)
_RFC5424 = re.compile(
    r"<(?P<pri>\d{1,3})>1 (?P<time>\S{1,40}) (?P<host>\S{1,255}) (?P<program>\S{1,48}) (?P<pid>\S{1,128}) (?P<msgid>\S{1,32}) (?P<rest>.*)",
    re.DOTALL,
)
_FORMS = (_RFC5424, _RFC3164, _ISO)
_SLACK = timedelta(days=2)
"""How far a line may be ahead of its file: zones differ by a day, clocks by a little."""
_FACILITIES = (
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit",
    "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
)  # fmt: skip
_SEVERITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")


class SyslogReader:
    """Syslog in any of its common forms."""

    id = "syslog"
    title = "syslog (RFC 3164, RFC 5424)"
    by_line = True

    def recognises(self, head: bytes) -> bool:
        """Whether most of the first lines are of one of the forms."""
        found = [line.decode("utf-8", "replace") for line in head.split(b"\n")[:20] if line.strip()]
        return bool(found) and sum(_match(line) is not None for line in found) * 2 > len(found)

    def read(self, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Yield the messages; a line of another form is dirty."""
        groups, years = Groups(needed), _Years(origin.until)
        for row, line in lines(stream, origin.row):
            if isinstance(line, Dirty):
                yield line
                continue
            found = _match(line.decode("utf-8", "backslashreplace"))
            if found is None:
                yield Dirty(row, "no syslog line", line[:4096])
                continue
            record = {name: value for name, value in found.groupdict().items() if value not in (None, "-")}
            time = record.pop("time", None)
            if found.re is _RFC3164:
                time = years.complete(time)
            groups.add(SOURCE, _told(record), time, record.get("host"), row)
            if groups.weigh(len(line)):
                yield from groups.take()
        yield from groups.take()


def _match(text: str) -> re.Match[str] | None:
    return next((found for form in _FORMS if (found := form.fullmatch(text)) is not None), None)


def _told(record: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with priority in words, and structured data apart from the message."""
    priority = record.pop("pri", None)
    if priority is not None and int(priority) < len(_FACILITIES) * 8:
        record["facility"] = _FACILITIES[int(priority) // 8]
        record["severity"] = _SEVERITIES[int(priority) % 8]
    rest = record.pop("rest", None)
    if rest is not None:
        data, message = _structured(rest)
        record.update({"structured_data": data} if data else {}, message=message.removeprefix("\ufeff"))
    return record


def _structured(rest: str) -> tuple[str, str]:
    """Split RFC 5424's structured data from the message."""
    if not rest.startswith("["):
        return "", rest.removeprefix("-").lstrip(" ")
    found = re.match(r'(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+', rest)
    return (found[0], rest[found.end() :].lstrip(" ")) if found else ("", rest)


class _Years:
    """RFC 3164 writes no year: a line is of the last year in which it is not younger than the file."""

    def __init__(self, until: datetime) -> None:
        self._until = until

    def complete(self, written: str) -> str | None:
        """Return the time with its year; None where there is no such day in either."""
        for year in (self._until.year, self._until.year - 1):
            try:
                moment = datetime.strptime(f"{year} {written}", "%Y %b %d %H:%M:%S").replace(tzinfo=UTC)
            except ValueError:
                continue
            if moment <= self._until + _SLACK:
                return moment.replace(tzinfo=None).isoformat()
        return None

"""What reading a log could not give, as gaps: dirty lines, an early end, a log that was cleared or switched off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from beartrap.engine.event_cover import NO_DAY, Cover
from beartrap.engine.extent import EPOCH
from beartrap.estate.events.stops import Lost, Stop
from beartrap.estate.events.work import Told
from beartrap.estate.inputs import file_gap
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.text import printable
from beartrap.model.window import Window

MOST_STOPS_TOLD = 50
"""Stops of one file that get a gap of their own; a loop that clears a log is one story."""
_CUT = "Fetch the file again from where it was made; what was readable was looked at."


def told_gaps(source: Source, label: str, told: Told) -> Iterator[Gap]:
    """Yield the gaps of one file, or of one stretch of it."""
    if told.problem is not None:
        why = f"{printable(told.problem)}; nothing of it, or of this part of it, was looked at"
        yield file_gap(source, label, GapReason.UNREADABLE, why, "Look at the file; make it readable, or split it.")
    if told.fault is not None:
        yield file_gap(
            source, label, GapReason.MALFORMED, f"{printable(told.fault)}; what stands before was looked at", _CUT
        )
    for why, (count, *rows) in told.dirty.items():
        named = ", ".join(str(row) for row in rows if row)
        where = f" (row{'s' if count > 1 else ''} {named}{', …' if count > len(rows) else ''})" if named else ""
        text = f"{count} × {printable(why)}{where}"
        yield file_gap(
            source, label, _reason(why), text, "Look at the rows named: were they cut or edited?", count=count
        )
    if told.cover.crowded:
        why = f"{told.cover.crowded} events name so many machines that they are counted under none"
        yield file_gap(
            source, label, GapReason.LIMIT, why, "Is this one log? Split it by machine.", count=told.cover.crowded
        )
    yield from stop_gaps(source, label, told.stops, told.cover)


def _reason(why: str) -> GapReason:
    return (
        GapReason.LIMIT if "more than" in why or "longer than" in why or "more fields" in why else GapReason.MALFORMED
    )


def stop_gaps(source: Source, label: str, stops: list[Stop], cover: Cover) -> Iterator[Gap]:
    """Yield a gap for each sign that logging stopped or that a log was cleared, for the time that is lost."""
    for stop in stops[:MOST_STOPS_TOLD]:
        yield _stop_gap(source, label, stop, cover)
    if len(stops) > MOST_STOPS_TOLD:
        why = f"{len(stops) - MOST_STOPS_TOLD} more signs that logging was stopped or a log cleared"
        yield file_gap(source, label, GapReason.SILENT, why, "Hunt for them: see docs/hunt.md.", count=len(stops))


def _stop_gap(source: Source, label: str, stop: Stop, cover: Cover) -> Gap:
    where = f" on {printable(stop.host)}" if stop.host else ""
    when = f" at {stop.time:%Y-%m-%d %H:%M:%S} UTC" if stop.time else ""
    before = stop.lost is Lost.BEFORE
    lost = "what stood in it before is gone" if before else "silence from then on means nothing"
    gap = file_gap(
        source,
        label,
        GapReason.SILENT,
        f"{stop.why}{where}{when}: {lost}",
        "Ask who did it and why; look for the same time in another log.",
        row=stop.row,
        windows=(_lost(stop, stop.time, cover),) if stop.time is not None else (),
    )
    return gap if stop.host is None else replace(gap, hosts=(stop.host,))


def _lost(stop: Stop, time: datetime, cover: Cover) -> Window:
    """Return the time that is lost: back to the last, or on to the next event of the same log that is there all the same."""
    at = round(time.timestamp() * 1e6)
    parts = stop.source.split("/")
    log = "/".join(parts[:-1] if len(parts) > 2 and stop.source != "windows/system/104" else parts[:1])
    cells = [
        cell
        for (source, host, day), cell in cover.cells.items()
        if day != NO_DAY and host == stop.host and (source == log or source.startswith(f"{log}/"))
    ]
    if stop.lost is Lost.BEFORE:
        known = [cell.last if cell.last < at else cell.first for cell in cells if cell.first < at]
        return Window(_moment(max(known)) if known else None, time)
    known = [cell.first if cell.first > at else cell.last for cell in cells if cell.last > at]
    return Window(time, _moment(min(known)) if known else None)


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)

"""What reading a log could not give, as gaps: dirty lines, an early end, a log that was cleared or switched off."""

from collections.abc import Iterator
from dataclasses import replace

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
    yield from stop_gaps(source, label, told.stops)


def _reason(why: str) -> GapReason:
    return (
        GapReason.LIMIT if "more than" in why or "longer than" in why or "more fields" in why else GapReason.MALFORMED
    )


def stop_gaps(source: Source, label: str, stops: list[Stop]) -> Iterator[Gap]:
    """Yield a gap for each sign that logging stopped or that a log was cleared; its time is lost."""
    for stop in stops[:MOST_STOPS_TOLD]:
        yield _stop_gap(source, label, stop)
    if len(stops) > MOST_STOPS_TOLD:
        why = f"{len(stops) - MOST_STOPS_TOLD} more signs that logging was stopped or a log cleared"
        yield file_gap(source, label, GapReason.SILENT, why, "Hunt for them: see docs/hunt.md.", count=len(stops))


def _stop_gap(source: Source, label: str, stop: Stop) -> Gap:
    where = f" on {printable(stop.host)}" if stop.host else ""
    when = f" at {stop.time:%Y-%m-%d %H:%M:%S} UTC" if stop.time else ""
    if stop.lost is Lost.BEFORE:
        lost, windows = "what stood in it before is gone", (Window(None, stop.time),) if stop.time else ()
    else:
        lost, windows = "silence from then on means nothing", (Window(stop.time, None),) if stop.time else ()
    gap = file_gap(
        source,
        label,
        GapReason.SILENT,
        f"{stop.why}{where}{when}: {lost}",
        "Ask who did it and why; look for the same time in another log.",
        row=stop.row,
        windows=windows,
    )
    if stop.host is None:
        return gap

    return replace(gap, hosts=(stop.host,))

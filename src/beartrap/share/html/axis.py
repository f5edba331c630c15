"""Time laid out from left to right: percentages, ticks, and bars in SVG that keep their patterns at any width."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from beartrap.model.frozen import frozen
from beartrap.model.window import Window
from beartrap.share.html.elements import NOTHING, Html, join, tag

MOST_TICKS = 12
MOST_HOURS = 8
"""Ticks of a stretch of hours: the first label names day, year and hour, and needs the room."""
THINNEST = 0.35
"""Percent of the width: one day in nine months, drawn so that it can be seen on a phone."""

NEAR_THE_EDGE = 94
"""Percent of the width from which on a label stands before its tick, or it would leave the page."""

PATTERNS = ("covered", "explained", "gap", "never", "found", "frame")
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 600)
"""Months between two ticks."""


@frozen
class Axis:
    """A stretch of time and its place on the page."""

    start: datetime
    end: datetime

    def at(self, moment: datetime) -> float:
        """Return where a moment lies, in percent, held to the edges."""
        share = (moment - self.start) / (self.end - self.start)
        return round(min(max(share, 0.0), 1.0) * 100, 3)

    def ticks(self) -> list[tuple[float, str]]:
        """Return where months (or days or hours, for a short stretch) begin, with their labels."""
        length = self.end - self.start
        found = (
            _hours(self)
            if length < timedelta(days=4)
            else _days(self)
            if length < timedelta(days=45)
            else _months(self)
        )
        return [(self.at(moment), label) for moment, label in found]


def axis_over(windows: Iterable[Window], moments: Iterable[datetime | None]) -> Axis | None:
    """Return an axis that holds all of these with a little air, None where there is no time at all."""
    known = [moment for moment in moments if moment is not None]
    known += [edge for window in windows for edge in (window.start, window.end) if edge is not None]
    if not known:
        return None
    first, last = min(known), max(known)
    air = max((last - first) / 60, timedelta(hours=6))
    edge = timedelta(days=400)
    low = first - air if first - datetime.min.replace(tzinfo=UTC) > edge else first
    high = last + air if datetime.max.replace(tzinfo=UTC) - last > edge else last
    return Axis(low, high) if low < high else None


def _months(axis: Axis) -> Iterator[tuple[datetime, str]]:
    months = (axis.end.year - axis.start.year) * 12 + axis.end.month - axis.start.month
    step = next((step for step in _STEPS if months / step <= MOST_TICKS), 1200)
    number = axis.start.year * 12 + axis.start.month - 1
    seen = False  # the first label names the year
    for place in range(number + 1, number + months + 1):
        if place % step == 0:
            moment = datetime(place // 12, place % 12 + 1, 1, tzinfo=UTC)
            named = step < 12 and place % 12 != 0
            yield moment, f"{moment:%b}" if named and seen else f"{moment:%b %Y}" if named else f"{moment:%Y}"
            seen = True


def _days(axis: Axis) -> Iterator[tuple[datetime, str]]:
    step = max(1, round((axis.end - axis.start) / timedelta(days=1) / MOST_TICKS))
    moment = axis.start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    form = "%d %b %Y"  # the first label names the year
    while moment < axis.end:
        yield moment, f"{moment:{form}}"
        moment, form = moment + timedelta(days=step), "%d %b"


def _hours(axis: Axis) -> Iterator[tuple[datetime, str]]:
    """Yield hours of an even step, so that an attack of one night has a scale too; the first and each midnight name the day."""
    length = (axis.end - axis.start) / timedelta(hours=1)
    step = next((step for step in (1, 2, 3, 6) if length / step <= MOST_HOURS), 12)
    moment = axis.start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    moment += timedelta(hours=-moment.hour % step)
    form = "%d %b %Y %H:%M"
    while moment < axis.end:
        yield moment, f"{moment:{form if form != '%H:%M' or moment.hour else '%d %b'}}"
        moment, form = moment + timedelta(hours=step), "%H:%M"


def scale(axis: Axis) -> Html:
    """Return the axis itself: a line of ticks with labels; decoration, the tables tell the same in words."""
    marks = []
    for number, (where, label) in enumerate(axis.ticks()):
        marks.append(tag("line", x1=f"{where}%", x2=f"{where}%", y1="14", y2="20"))
        look = "tick odd" if number % 2 else "tick"
        anchor = "end" if where > NEAR_THE_EDGE else "start"
        marks.append(tag("text", label, x=f"{where}%", y="11", class_=look, text_anchor=anchor))
    return tag("svg", marks, class_="scale", width="100%", height="20", aria_hidden="true")


def grid_lines(axis: Axis, height: int) -> Html:
    """Return the ticks as faint lines behind a track."""
    return join([tag("line", x1=f"{w}%", x2=f"{w}%", y1="0", y2=str(height), class_="faint") for w, _ in axis.ticks()])


def bar(axis: Axis, window: Window, look: str, title: str, height: int, top: int = 0) -> Html:
    """Return one bar; `look` names its colour and pattern, `title` says it in words. Outside the axis: nothing."""
    if window.high <= axis.start or window.low >= axis.end:
        return NOTHING
    left, right = axis.at(max(window.low, axis.start)), axis.at(min(window.high, axis.end))
    width = max(right - left, THINNEST)
    left = min(left, 100 - width)
    return tag(
        "g",
        tag("title", title),
        tag("rect", x=f"{left:.3f}%", y=str(top), width=f"{width:.3f}%", height=str(height), class_=f"b {look}"),
        _hatch(left, width, look, height, top),
    )


def _hatch(left: float, width: float, look: str, height: int, top: int) -> Html:
    """Lay a pattern over a bar, so that its meaning does not hang on its colour."""
    if look not in ("gap", "explained"):
        return NOTHING
    return tag("rect", x=f"{left:.3f}%", y=str(top), width=f"{width:.3f}%", height=str(height), fill=f"url(#p-{look})")


def definitions() -> Html:
    """Return the patterns that bars refer to; once a page."""
    hatch = tag("path", d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", class_="pg")
    dots = tag("circle", cx="2", cy="2", r="1", class_="pe")
    inside = (
        tag("pattern", hatch, id="p-gap", width="6", height="6", patternUnits="userSpaceOnUse"),
        tag("pattern", dots, id="p-explained", width="5", height="5", patternUnits="userSpaceOnUse"),
    )
    return tag("svg", tag("defs", inside), class_="defs", width="0", height="0", aria_hidden="true", focusable="false")

"""Which rows of all hits are beacons that may be graded, and which are set apart, with the reason.

The implant draws a fresh key byte for each name, so one label is asked once: its A and AAAA query, retries and
forwarders repeat it at once; again later, it is a replay by somebody who read it. A block tells its own half hour: a
query outside of it is a replay, a forgery or a wrong clock.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from beartrap.hunt.rows import Row
from beartrap.hunt.sunburst.names import UNIT, DecodedName, Kind, canonical, decode
from beartrap.model.frozen import frozen

AT_ONCE = timedelta(minutes=5)
"""How long after its first sight a label's repeats belong to it: resolvers retry for seconds, forwarders add little."""

SUMMER_TIME = timedelta(hours=1)
WIDEST_ZONE = timedelta(hours=14)
"""No time zone is further from UTC (Line Islands)."""


class Apart(StrEnum):
    """Why a row is not graded."""

    REJECTED = "rejected"
    """The name cannot be one of the implant's: mistyped or invented."""
    AFTER_PUBLICATION = "after-publication"
    REPLAYED = "replayed"
    MISFIT = "misfit"
    """The block's half hour is not that of the query."""
    NO_TIME = "no-time"


@frozen
class Sighting:
    """One row that asked for one name."""

    row: Row
    name: DecodedName


@frozen
class Beacon:
    """One name that the implant asked for, with all rows that show it at once; `time` is the first of them."""

    name: DecodedName
    time: datetime
    rows: tuple[Row, ...]

    @property
    def answers(self) -> tuple[str, ...] | None:
        """All answers that any of the rows records; None where none records any."""
        recorded = [row.answers for row in self.rows if row.answers is not None]
        return tuple(dict.fromkeys(answer for answers in recorded for answer in answers)) if recorded else None


@dataclass(slots=True)
class Sorted:
    """The beacons by identifier, in order of time, and what was set apart, with a reason in words for each row."""

    beacons: dict[str, list[Beacon]] = field(default_factory=lambda: defaultdict(list))
    apart: dict[Apart, list[tuple[Sighting, str]]] = field(default_factory=lambda: defaultdict(list))

    def put_apart(self, why: Apart, sighting: Sighting, words: str) -> None:
        """Set one row apart."""
        self.apart[why].append((sighting, words))


def sort_out(rows: Iterable[Row], public_since: datetime | None) -> Sorted:
    """Decode and judge rows that asked for names under the implant's domain; the bare domain and its servers are left out."""
    result = Sorted()
    read: dict[str, DecodedName] = {}
    by_label: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
    for row in rows:
        asked = canonical(row.query or "")
        if asked not in read:
            read[asked] = decode(asked)
        sighting = Sighting(row, read[asked])
        if _is_gradable(sighting, public_since, result):
            by_label[sighting.name.uid or "", sighting.name.label].append(sighting)
    for sightings in by_label.values():
        _judge_label(sorted(sightings, key=_time), result)
    for beacons in result.beacons.values():
        beacons.sort(key=lambda beacon: beacon.time)
    return result


def _time(sighting: Sighting) -> datetime:
    assert sighting.row.time is not None
    return sighting.row.time


def _is_gradable(sighting: Sighting, public_since: datetime | None, result: Sorted) -> bool:
    name, time = sighting.name, sighting.row.time
    if name.error is not None:
        if "no beacon" not in name.error:
            result.put_apart(Apart.REJECTED, sighting, name.error)
        return False
    if time is None:
        result.put_apart(Apart.NO_TIME, sighting, "the row has no time, so a replay cannot be told from a beacon")
        return False
    if public_since is not None and time >= public_since:
        result.put_apart(Apart.AFTER_PUBLICATION, sighting, f"asked after {public_since:%Y-%m-%d}, when it was public")
        return False
    return True


def _judge_label(sightings: list[Sighting], result: Sorted) -> None:
    """Take a label's first fitting sight, with what repeats it at once, as the beacon; the rest is set apart."""
    first = next((sighting for sighting in sightings if fits(sighting)), None)
    if first is None:
        for sighting in sightings:
            result.put_apart(Apart.MISFIT, sighting, _misfit(sighting))
        return
    start = _time(first)
    own: list[Sighting] = []
    rest: list[Sighting] = []
    for sighting in sightings:
        (own if start <= _time(sighting) <= start + AT_ONCE else rest).append(sighting)
    for sighting in rest:
        words = f"the same label as at {start:%Y-%m-%d %H:%M:%S} from {first.row.client or 'an unknown client'}, again"
        result.put_apart(Apart.REPLAYED, sighting, words)
    beacon = Beacon(first.name, start, tuple(sighting.row for sighting in own))
    result.beacons[first.name.uid or ""].append(beacon)


def fits(sighting: Sighting) -> bool:
    """Whether a query was made in the half hour that its block tells; a fragment tells none."""
    told = sighting.name.time
    return sighting.name.kind is not Kind.BLOCK or told is None or told <= _time(sighting) < told + UNIT


def _misfit(sighting: Sighting) -> str:
    told = sighting.name.time
    return f"the block tells {told:%Y-%m-%d %H:%M} UTC, the query was made at {_time(sighting):%Y-%m-%d %H:%M}"


def shared_offset(sightings: Iterable[Sighting]) -> timedelta | None:
    """Return the one offset, in whole half hours, by which two or more different blocks miss their queries; None for none.

    One offset for all, as time zones have them, speaks for a log in another zone than the estate says, not for
    replays. Summer time may move it by an hour; then the larger one is returned.
    """
    offsets = {s.name.label: (_time(s) - s.name.time) // UNIT * UNIT for s in sightings if s.name.time is not None}
    if len(offsets) < 2:
        return None
    least, most = min(offsets.values()), max(offsets.values())
    near = most - least <= SUMMER_TIME and max(abs(least), abs(most)) <= WIDEST_ZONE
    return (most if abs(most) >= abs(least) else least) if near else None


def in_hours(offset: timedelta) -> str:
    """Return an offset in words: `+2:00 h`, `-5:30 h`."""
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta(0) else '+'}{minutes // 60}:{minutes % 60:02} h"

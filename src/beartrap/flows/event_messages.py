"""What is said between a flow and the workers that read events: every word of a worker is checked before it is believed."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import pyarrow as pa

from beartrap.engine.arrow_wire import BadTable, from_bytes, to_bytes
from beartrap.engine.event_cover import COVER, Cover
from beartrap.engine.events import EVENT_HITS
from beartrap.engine.wire import BLOB
from beartrap.engine.workers import Nonsense
from beartrap.estate.events.lake_parts import Piece
from beartrap.estate.events.stops import Lost, Stop
from beartrap.estate.events.work import MOST_DIRTY, Task, Told
from beartrap.model.frozen import frozen

SLOWEST = 1 << 20
"""Bytes a second that the slowest honest reading does (an archive of syslog on a busy machine does ten times that)."""
LEAST_SECONDS = 120.0
MOST_STOPS = 20_000
Value = TypeVar("Value")


@dataclass(slots=True, eq=False)
class TakeJob:
    """Read a file (or a stretch of it) into pieces of a lake; `size` is its bytes, for the time that it may take."""

    task: Task
    size: int


@dataclass(slots=True, eq=False)
class HuntJob:
    """Read a file (or a stretch of it) and match."""

    task: Task
    size: int


@dataclass(slots=True, eq=False)
class ScanJob:
    """Match the events of pieces of a lake, all of one log source."""

    source: str
    paths: tuple[str, ...]
    size: int


@dataclass(slots=True, eq=False)
class MergeJob:
    """Put small pieces of a lake together, all of one log source."""

    paths: tuple[str, ...]
    size: int


Job = TakeJob | HuntJob | ScanJob | MergeJob


@frozen
class Part:
    """Something on the way: a piece for the lake, or hits in EVENT_HITS."""

    piece: Piece | None = None
    hits: pa.Table | None = None


@frozen
class Done:
    """The end of a job: what reading told, or the rows scanned and the pieces that were damaged; values too long to be tried."""

    told: Told = field(default_factory=Told)
    rows: int = 0
    damaged: tuple[str, ...] = ()
    untried: int = 0


class EventDialogue:
    """The talk with event workers. `first` is what each is told at first: how to get its matcher, where it needs one."""

    def __init__(self, first: dict[str, Any] | None) -> None:
        self._first = first or {"matcher": None}

    def setup(self) -> dict[str, Any]:
        """Return the first message."""
        return self._first

    def ready(self, message: dict[str, Any]) -> None:
        """Take that a worker is ready."""
        if message.get("ready") is not True:
            raise Nonsense("not ready")

    def order(self, job: Job) -> dict[str, Any]:
        """Return the job in words."""
        match job:
            case TakeJob() | HuntJob():
                return {"do": "take" if isinstance(job, TakeJob) else "hunt", "task": asdict(job.task)}
            case MergeJob():
                return {"do": "merge", "paths": job.paths}
            case ScanJob():
                return {"do": "scan", "source": job.source, "paths": job.paths}

    def seconds(self, job: Job) -> float:
        """Return the wall time that a job may take between two words."""
        return LEAST_SECONDS + job.size / SLOWEST

    def reply(self, job: Job, asked: dict[str, Any]) -> dict[str, Any]:
        """Refuse: these workers ask nothing."""
        raise Nonsense("a question")

    def result(self, job: Job, message: dict[str, Any]) -> Part | Done:
        """Return a part or the end of a job; raises Nonsense."""
        try:
            if message.get("more") is True:
                return _part(job, message)
            untried = _number(message.get("untried", 0))
            match job:
                case ScanJob() | MergeJob():
                    return Done(
                        rows=_number(message["rows"]), damaged=tuple(_texts(message["damaged"])), untried=untried
                    )
                case _:
                    return Done(told=_told(message), untried=untried)
        except (KeyError, TypeError, ValueError, BadTable) as error:
            raise Nonsense(f"{type(error).__name__}: {error}") from error


def _part(job: Job, message: dict[str, Any]) -> Part:
    content = message.get(BLOB)
    if not isinstance(content, bytes):
        raise Nonsense("a part without content")
    if isinstance(job, TakeJob | MergeJob):
        piece = message["piece"]
        return Part(piece=Piece(_text(piece["source"]), _text(piece["day"]), _number(piece["rows"]), content))
    if isinstance(job, HuntJob | ScanJob):
        return Part(hits=from_bytes(content, EVENT_HITS))
    raise Nonsense("a part of what has none")


def told_message(told: Told) -> dict[str, Any]:
    """Return what reading told as a message."""
    return {
        "reader": told.reader,
        "stops": [_stop_message(stop) for stop in told.stops[:MOST_STOPS]],
        "dirty": told.dirty,
        "aside": [line.decode() for line in told.aside],
        "fault": told.fault,
        "problem": told.problem,
        "size": told.size,
        "digest": told.digest,
        "ends_in_line": told.ends_in_line,
        "last": told.last,
        "last_time": told.last_time,
        "other": told.other,
        "crowded": told.cover.crowded,
        BLOB: to_bytes(told.cover.table()),
    }


def _stop_message(stop: Stop) -> list[Any]:
    time = None if stop.time is None else stop.time.timestamp()
    return [stop.lost.value, stop.source, stop.host, time, stop.row, stop.why]


def _told(message: dict[str, Any]) -> Told:
    content = message.get(BLOB)
    if not isinstance(content, bytes):
        raise Nonsense("no coverage")
    cover = Cover()
    cover.merge(from_bytes(content, COVER))
    cover.crowded = _number(message["crowded"])
    dirty = message["dirty"]
    return Told(
        reader=_text(message["reader"]),
        cover=cover,
        stops=[_stop(*stop) for stop in message["stops"][:MOST_STOPS]],
        dirty={_text(why): [_number(number) for number in numbers] for why, numbers in dirty.items()},
        aside=[_text(line).encode() for line in message["aside"][:MOST_DIRTY]],
        fault=_maybe(_text, message["fault"]),
        problem=_maybe(_text, message["problem"]),
        size=_number(message["size"]),
        digest=_text(message["digest"]),
        ends_in_line=bool(message["ends_in_line"]),
        last=_number(message["last"]),
        last_time=_maybe(_number, message["last_time"]),
        other=bool(message["other"]),
    )


def _stop(lost: Any, source: Any, host: Any, time: Any, row: Any, why: Any) -> Stop:
    moment = None if time is None else datetime.fromtimestamp(float(time), UTC)
    return Stop(Lost(lost), _text(source), _maybe(_text, host), moment, _number(row), _text(why))


def _maybe(check: Callable[[Any], Value], value: Any) -> Value | None:
    return None if value is None else check(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _texts(values: Any) -> list[str]:
    return [_text(value) for value in values]


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no number")
    return value

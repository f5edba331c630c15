"""One pair of versions, examined by limited workers: a worker that dies or hangs costs the task it was at, no more."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from beartrap.engine.errand import ErrandFailed, converse, worker_command
from beartrap.engine.limits import MIB
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.record import RecordError, decode
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.talk import Identity, Json, Order, Outcome, unpack_seen

WORKER = worker_command("beartrap.vet.worker")
RESIDENT = 768 * MIB
"""Bytes of resident memory of one worker; a package of 50 MB takes less than 250."""
UNFOLD_SECONDS = 240.0
"""Silence while a version is unfolded; the unfolding has a limit of its own that is shorter."""
TASK_SECONDS = 45.0
"""Silence during the analysis of one file."""
PER_MIB = 1.0
"""Further seconds for each MiB of the file."""
MOST_SECONDS = 180.0
"""Silence during any one analysis."""
MOST_DEATHS = 12
"""Workers that may die over one pair before the rest of it is given up: a gap, and so a hold."""

Tell = Callable[[str, int], None]
"""Progress: what is being done, and how many tasks are done."""


@dataclass(slots=True)
class _Notes:
    """What the workers of one pair have said: the task that one is at, and what came of tasks."""

    at: str = "start"
    done: dict[str, list[Json]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def examine(order: Order, tell: Tell = lambda _what, _done: None) -> Outcome:
    """Return what is new in `order.new` against `order.old`. Raises OSError where no worker can be started."""
    notes = _Notes()
    while True:
        try:
            return _once(replace(order, failed=notes.failed, known=notes.done), notes, tell)
        except (ErrandFailed, RecordError) as error:
            why = str(error)
        if notes.at in notes.failed or " " not in notes.at or notes.at.startswith("unfold"):
            return _given_up(order, f"{notes.at}: {why}")
        notes.failed[notes.at] = why
        if len(notes.failed) > MOST_DEATHS:
            return _given_up(order, f"more than {MOST_DEATHS} workers ended over it, the last one: {why}")


def _once(order: Order, notes: _Notes, tell: Tell) -> Outcome:
    for message in converse(WORKER, order.pack(), seconds=_patience, resident=RESIDENT):
        match message:
            case {"at": str(task)}:
                notes.at = task
                tell(task, len(notes.done))
            case {"done": str(task), "seen": list(seen)}:
                if seen:
                    unpack_seen(seen)  # checked before it is ever handed on
                notes.done[task] = seen
            case {"end": dict(end)}:
                return _outcome(end)
            case _:
                raise RecordError("the worker said something that is no message of its kind")
    raise ErrandFailed("the worker ended without a result")


def _patience(message: dict[str, Any] | None) -> float:
    size = message.get("size") if message is not None else None
    if not isinstance(size, int) or not size:
        return UNFOLD_SECONDS
    return min(TASK_SECONDS + PER_MIB * size / MIB, MOST_SECONDS)


def _outcome(end: Json) -> Outcome:
    plain: Outcome = decode(Outcome, {**end, "found": [], "gaps": []})
    found = [one for one in unpack_seen(end.get("found")) if isinstance(one, Behaviour)]
    gaps = [one for one in unpack_seen(end.get("gaps")) if isinstance(one, Gap)]
    return replace(plain, found=tuple(found), gaps=tuple(gaps))


def _given_up(order: Order, why: str) -> Outcome:
    gap = Gap(
        GapReason.TIMED_OUT if "too long" in why else GapReason.CRASHED,
        (Question.NEXT,),
        f"{order.new_label}: the examination was given up ({why})",
        "Look at it yourself, or at its parts one by one.",
        order.new_label,
        SourceKind.UPDATE,
        place=Place(order.new_label),
    )
    return Outcome(Identity(), None, (), (gap,))

"""One pair of versions, examined by limited workers: a worker that dies or hangs costs the task it was at, no more."""

from collections.abc import Callable
from dataclasses import field, replace
from typing import Any

from beartrap.engine.errand import ErrandFailed, converse, worker_command
from beartrap.engine.limits import MIB
from beartrap.engine.worker_copy import can_copy
from beartrap.engine.worker_process import Start
from beartrap.model.codec import RecordError, decode
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.frozen import frozen, slotted
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.talk import Identity, Json, Order, Outcome, unpack_seen

WORKER = worker_command("beartrap.vet.worker")


def quickest() -> Start:
    """Return how a worker is started with the least work: as a copy of this process where that can be."""
    return _serve if can_copy() else WORKER


def _serve() -> int:
    from beartrap.vet.worker import serve  # late: only the worker needs the analyses

    return serve()


@frozen
class Patience:
    """What one worker may take, as its parent watches it.

    `resident`: bytes of memory; a package of 50 MB takes less than 250 MiB. `unfold_seconds`: silence while a version is
    unfolded, which has a limit of its own that is shorter. `task_seconds` and `per_mib`: silence during one analysis, by the
    size of the file; `most_seconds` at most. Seconds are those of `engine.silence`: what the worker works, not what the clock shows.
    """

    resident: int = 768 * MIB
    unfold_seconds: float = 240.0
    task_seconds: float = 90.0
    per_mib: float = 1.0
    most_seconds: float = 240.0

    def for_message(self, message: dict[str, Any] | None) -> float:
        """Return how long the worker may be silent after a message of its own (None: after the order)."""
        size = message.get("size") if message is not None else None
        if not isinstance(size, int) or not size:
            return self.unfold_seconds
        return min(self.task_seconds + self.per_mib * size / MIB, self.most_seconds)


PATIENCE = Patience()
MOST_DEATHS = 12
"""Workers that may die over one pair before the rest of it is given up: a gap, and so a hold."""

Tell = Callable[[str, int], None]
"""Progress: what is being done, and how many tasks are done."""


@slotted
class _Notes:
    """What the workers of one pair have said: the task that one is at, and what came of tasks."""

    at: str = "start"
    done: dict[str, list[Json]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def examine(
    order: Order, tell: Tell = lambda _what, _done: None, start: Start | None = None, limits: Patience = PATIENCE
) -> Outcome:
    """Return what is new in `order.new` against `order.old`. Raises OSError where no worker can be started."""
    start = start if start is not None else quickest()
    notes = _Notes()
    while True:
        try:
            return _once(replace(order, failed=notes.failed, known=notes.done), notes, tell, start, limits)
        except (ErrandFailed, RecordError) as error:
            why = str(error)
        if notes.at in notes.failed or " " not in notes.at or notes.at.startswith("unfold"):
            return _given_up(order, f"{notes.at}: {why}")
        notes.failed[notes.at] = why
        if len(notes.failed) > MOST_DEATHS:
            return _given_up(order, f"more than {MOST_DEATHS} workers ended over it, the last one: {why}")


def _once(order: Order, notes: _Notes, tell: Tell, start: Start, limits: Patience) -> Outcome:
    for message in converse(start, order.pack(), seconds=limits.for_message, resident=limits.resident):
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

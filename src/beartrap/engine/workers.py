"""A small pool of limited worker processes for hostile content, over pipes and JSON: no pickle, no shared memory.

The parent takes every word of a worker for hostile: message lengths, JSON, shapes and order are checked, and a worker
that speaks out of turn is ended. A worker that dies, hangs or grows too big is replaced, and its job fails with the
reason: a failure is an outcome, never silence.
"""

import selectors
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from beartrap.engine.limits import WorkerLimits
from beartrap.engine.wire import WireError
from beartrap.engine.worker_copy import can_copy
from beartrap.engine.worker_guard import Guard
from beartrap.engine.worker_process import CONTENT_WORKER, Start, WorkerProcess
from beartrap.model.frozen import frozen

Job = TypeVar("Job")
Result = TypeVar("Result")
Job_contra = TypeVar("Job_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)

MOST_FAILED_STARTS = 3
"""Workers in a row that end before they are ready, after which the pool gives up: the next would too."""
TURN = 0.05
"""Seconds between two looks at the clock while workers are silent."""


class Nonsense(Exception):
    """A worker's message has the wrong shape; the message says which."""


class SetupFailed(Exception):
    """What workers need could not be made ready; the text says why."""


class Dialogue(Protocol[Job_contra, Result_co]):
    """What is said to workers, and how their words are checked. Each method raises Nonsense for a bad message."""

    def setup(self) -> dict[str, Any]:
        """Return the first message to a new worker; raises SetupFailed where no worker can be made ready."""

    def ready(self, message: dict[str, Any]) -> None:
        """Take the worker's answer to it."""

    def order(self, job: Job_contra) -> dict[str, Any]:
        """Return the message that asks for a job."""

    def seconds(self, job: Job_contra) -> float:
        """Return the wall time that the job may take."""

    def reply(self, job: Job_contra, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a worker's one question about a job."""

    def result(self, job: Job_contra, message: dict[str, Any]) -> Result_co:
        """Return what a worker's message about a job says: the last one, or a part where it holds `"more": true`."""


class Failed(StrEnum):
    """How a job came to nothing."""

    DIED = "died"
    TIMED_OUT = "timed-out"
    TOO_BIG = "too-big"
    NONSENSE = "nonsense"
    NOT_STARTED = "not-started"


@frozen
class Failure:
    """A job that has no result: `how` it failed, and `why` in words."""

    how: Failed
    why: str


@dataclass(slots=True, eq=False)
class _Desk(Generic[Job]):
    """One worker and what it is at (`job` None while it is idle)."""

    process: WorkerProcess
    ready: bool = False
    job: Job | None = None
    number: int = 0
    asked: bool = False


class WorkerPool(Generic[Job, Result]):
    """Workers that are started when there is work for them. Use as a context manager, or call `close`."""

    def __init__(
        self,
        dialogue: Dialogue[Job, Result],
        most: int,
        limits: WorkerLimits | None = None,
        command: Sequence[str] = CONTENT_WORKER,
        copy: Callable[[], int] | None = None,
    ) -> None:
        """Workers run `command`; where this process can be copied, and `copy` is given, they are copies that do that."""
        self._dialogue = dialogue
        self._most = max(most, 1)
        self._limits = limits or WorkerLimits()
        self._command = tuple(command)
        self._copy = copy
        self._queue: deque[Job] = deque()
        self._desks: list[_Desk[Job]] = []
        self._done: list[tuple[Job, Result | Failure]] = []
        self._selector = selectors.DefaultSelector()
        self._guard = Guard(self._limits.resident)
        self._failed_starts = 0
        self._last_failure = ""
        self._number = 0
        self._left = time.monotonic()
        self.started = 0
        self.ready = False

    def __enter__(self) -> "WorkerPool[Job, Result]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def waiting(self) -> int:
        """Jobs that have no outcome yet."""
        return len(self._queue) + sum(desk.job is not None for desk in self._desks)

    @property
    def broken(self) -> str | None:
        """Why no worker can be had, None while one can."""
        return self._last_failure if self._failed_starts >= MOST_FAILED_STARTS else None

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._queue.append(job)
        self._staff()

    def pids(self) -> tuple[int, ...]:
        """Return the process ids of the workers now."""
        return tuple(desk.process.pid for desk in self._desks)

    def prepare(self) -> bool:
        """Start a worker and wait until it is ready; false where none can be had."""
        while not self.ready and self.broken is None:
            if not self._desks:
                self._start()
            self._turn(TURN)
        return self.ready

    def outcomes(self, timeout: float = TURN) -> list[tuple[Job, Result | Failure]]:
        """Return the jobs that are done since the last call, waiting at most `timeout` seconds for a first one."""
        end = time.monotonic() + timeout
        self._turn(0.0)
        while not self._done and self.waiting and (left := end - time.monotonic()) > 0:
            self._turn(min(left, TURN))
        done, self._done = self._done, []
        return done

    def drop(self) -> None:
        """Forget every job, and end the workers that are at one; idle workers stay, with what they have prepared."""
        self._queue.clear()
        for desk in [desk for desk in self._desks if desk.job is not None]:
            self._dismiss(desk)
        self._done.clear()

    def close(self) -> None:
        """End every worker at once; jobs without an outcome are dropped."""
        self._guard.close()
        for desk in self._desks:
            desk.process.kill()
        for desk in list(self._desks):
            self._dismiss(desk)
        self._queue.clear()
        self._selector.close()

    def _staff(self) -> None:
        """Hand out jobs to idle workers; start another one where jobs are left, and none is starting."""
        for desk in list(self._desks):
            if self._queue and desk.ready and desk.job is None:
                if desk.process.has_ended:
                    self._dismiss(desk)  # while it was idle: no job's fault
                else:
                    self._assign(desk, self._queue.popleft())
        starting = any(not desk.ready for desk in self._desks)
        if self._queue and not starting and len(self._desks) < self._most and self.broken is None:
            self._start()
        if self.broken is not None and not self._desks:
            why = Failure(Failed.NOT_STARTED, self._last_failure)
            self._done += [(job, why) for job in self._queue]
            self._queue.clear()

    def _how(self) -> Start:
        """Return how to start a worker now. The guard rests, so that this process has one thread; its next watch wakes it."""
        if self._copy is None:
            return self._command
        self._guard.rest()
        return self._copy if can_copy() else self._command

    def _start(self) -> None:
        try:
            setup = self._dialogue.setup()
        except SetupFailed as error:
            self._failed_starts, self._last_failure = MOST_FAILED_STARTS, str(error)
            return
        try:
            process = WorkerProcess(self._how(), self._limits.reply)
        except OSError as error:
            self._failed_starts += 1
            self._last_failure = f"no worker could be started: {error.strerror or error}"
            self._guard.wake()  # over those that there are
            return
        self.started += 1
        desk: _Desk[Job] = _Desk(process)
        self._desks.append(desk)
        self._guard.watch(process)
        process.allow(self._limits.setup_seconds)
        process.say(setup)
        self._selector.register(process.reader, selectors.EVENT_READ, desk)
        self._listen_for_room(desk)

    def _assign(self, desk: _Desk[Job], job: Job) -> None:
        self._number += 1
        desk.job, desk.number, desk.asked = job, self._number, False
        desk.process.allow(self._dialogue.seconds(job))
        desk.process.say({"id": desk.number, **self._dialogue.order(job)})
        self._listen_for_room(desk)

    def _listen_for_room(self, desk: _Desk[Job]) -> None:
        """Be told when the pipe takes more, for as long as there is more to say."""
        registered = desk.process.writer in self._selector.get_map()
        if desk.process.has_more_to_say and not registered:
            self._selector.register(desk.process.writer, selectors.EVENT_WRITE, desk)
        elif not desk.process.has_more_to_say and registered:
            self._selector.unregister(desk.process.writer)

    def _turn(self, timeout: float) -> None:
        """Read and write what can be, judge the clock, hand out work.

        The time that the caller spent elsewhere since the last turn is not the workers': an answer may have waited.
        """
        away = time.monotonic() - self._left
        for desk in self._desks:
            desk.process.deadline += away
        for key, events in self._selector.select(timeout) if self._desks else ():
            if key.data not in self._desks:
                continue  # dismissed a moment ago, in this very turn
            if events & selectors.EVENT_WRITE:
                key.data.process.flush()
                self._listen_for_room(key.data)
            else:
                self._hear(key.data)
        now = time.monotonic()
        for desk in list(self._desks):
            if now > desk.process.deadline:
                self._fail(desk, Failed.TIMED_OUT, "took too long")
        self._staff()
        self._left = time.monotonic()

    def _hear(self, desk: _Desk[Job]) -> None:
        try:
            for message in desk.process.hear():
                self._take(desk, message)
        except (WireError, Nonsense) as error:
            self._fail(desk, Failed.NONSENSE, f"the worker's answer made no sense ({error})")
        except EOFError:
            self._fail(desk, Failed.DIED, "the worker ended")

    def _take(self, desk: _Desk[Job], message: dict[str, Any]) -> None:
        if not desk.ready:
            self._dialogue.ready(message)
            desk.ready = self.ready = True
            self._failed_starts = 0
            desk.process.deadline = float("inf")
            return
        if desk.job is None or message.get("id") != desk.number or isinstance(message.get("id"), bool):
            raise Nonsense("not about its task")
        if "ask" in message and not desk.asked:
            desk.asked = True
            desk.process.say({"id": desk.number, **self._dialogue.reply(desk.job, message)})
            self._listen_for_room(desk)
            return
        result = self._dialogue.result(desk.job, message)
        self._done.append((desk.job, result))
        if message.get("more") is True:  # a part: the job goes on, and so does its time
            desk.process.allow(self._dialogue.seconds(desk.job))
            return
        desk.job = None
        desk.process.deadline = float("inf")

    def _fail(self, desk: _Desk[Job], how: Failed, why: str) -> None:
        """End a worker; its job's outcome is the failure."""
        breach = desk.process.breach
        ended = self._dismiss(desk)
        if breach is not None:
            how, why = Failed.TOO_BIG, breach
        elif how is Failed.DIED:
            why = f"the worker {ended}"
        if not desk.ready:
            self._failed_starts += 1
            self._last_failure = f"a worker did not get ready: {why}"
        if desk.job is not None:
            self._done.append((desk.job, Failure(how, why)))

    def _dismiss(self, desk: _Desk[Job]) -> str:
        self._desks.remove(desk)
        self._guard.forget(desk.process)
        self._selector.unregister(desk.process.reader)
        if desk.process.writer in self._selector.get_map():
            self._selector.unregister(desk.process.writer)
        return desk.process.end()

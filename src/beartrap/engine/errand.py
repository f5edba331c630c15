"""One hostile thing, read by one worker process that is started for it and ended after it.

For what is rare and big (a PDF report), where a pool would be too much. The worker is a module of ours that calls
`serve_errand` with a function from message to message.
"""

import contextlib
import os
import selectors
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import Any

from beartrap.engine.confine import confine
from beartrap.engine.limits import MIB
from beartrap.engine.silence import Silence, worked_by
from beartrap.engine.wire import LONGEST, Inbox, WireError, pack
from beartrap.engine.worker_guard import Guard
from beartrap.engine.worker_process import Start, WorkerProcess

RESIDENT = 1024 * MIB
"""Bytes of resident memory that an errand may hold."""
REPLY = 32 * MIB
"""The longest answer in bytes."""
READ = 256 * 1024
STDIN, STDOUT = 0, 1
LAST_BREATH = 5.0
"""Seconds that a worker may take to end after it has closed its pipe."""


class ErrandFailed(Exception):
    """The worker took too long, held too much, died, or said something that is no message; the text says which."""


def worker_command(module: str) -> tuple[str, ...]:
    """Return the command that runs a module of ours as a worker, isolated from environment and current folder.

    Byte code of what it imports before it reads anything is kept, as for any program: to compile it anew for each worker
    would take longer than most errands. From `confine` on it writes none.
    """
    return (sys.executable, "-I", "-m", module)


def run_errand(
    command: Sequence[str], message: dict[str, Any], *, seconds: float, resident: int = RESIDENT
) -> dict[str, Any]:
    """Start `command` as a limited worker, give it one message, and return its answer, which is not to be trusted.

    `seconds` as for `converse`. Raises ErrandFailed, OSError where no process can be started.
    """
    with contextlib.closing(converse(command, message, seconds=lambda _: seconds, resident=resident)) as answers:
        for answer in answers:
            return answer
    raise ErrandFailed("the worker ended without an answer")


def converse(
    start: Start,
    message: dict[str, Any],
    *,
    seconds: Callable[[dict[str, Any] | None], float],
    resident: int = RESIDENT,
) -> Generator[dict[str, Any], None, None]:
    """Start a limited worker, give it one message, and yield what it says until it ends by itself.

    `seconds` gives how long it may be silent after a message of its own (None: after the order), as `Silence` counts it.
    The caller tells by the messages whether the work is done. Raises ErrandFailed where the worker was ended or ended
    badly, OSError where no process can be started.
    """
    worker = WorkerProcess(start, REPLY)
    guard = Guard(resident)
    try:
        guard.watch(worker)
        worker.say(message)
        yield from _messages(worker, seconds)
    except WireError as error:
        raise ErrandFailed(f"the worker's words are no message: {error}") from error
    finally:
        guard.forget(worker)
        guard.close()
        worker.end()


def _messages(worker: WorkerProcess, seconds: Callable[[dict[str, Any] | None], float]) -> Iterator[dict[str, Any]]:
    silence = Silence(partial(worked_by, worker.pid))
    silence.begin(seconds(None))
    with selectors.DefaultSelector() as selector:
        selector.register(worker.reader, selectors.EVENT_READ)
        selector.register(worker.writer, selectors.EVENT_WRITE)
        while (left := silence.left()) > 0:
            for _, events in selector.select(left):
                if events & selectors.EVENT_WRITE:
                    worker.flush()
                    continue
                try:
                    for message in worker.hear():
                        yield message
                        silence.begin(seconds(message))
                except EOFError:
                    ended = worker.breach or _bad_end(worker)
                    if ended is not None:
                        raise ErrandFailed(ended) from None
                    return
            if not worker.has_more_to_say and worker.writer in selector.get_map():
                selector.unregister(worker.writer)
    raise ErrandFailed("the worker took too long")


def _bad_end(worker: WorkerProcess) -> str | None:
    """Return how a worker that closed its pipe ended, None where it ended well."""
    code = worker.wait(LAST_BREATH)
    return None if code == 0 else f"the worker {worker.end()}"


def serve_errand(work: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Be the worker: take one message from standard input, answer it on standard output; returns 0."""
    return serve_talk(lambda message: iter((work(message),)))


def serve_talk(work: Callable[[dict[str, Any]], Iterator[dict[str, Any]]], *, spool: int = 0) -> int:
    """Be a worker that says many things about its one message; `spool` as for `confine`. Returns 0."""
    confine(spool=spool)
    out = os.dup(STDOUT)
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)  # whatever a library prints is no message
    inbox = Inbox(LONGEST)
    while content := os.read(STDIN, READ):
        for message in inbox.feed(content):
            for answer in work(message):
                left = memoryview(pack(answer))
                while left:
                    left = left[os.write(out, left) :]
            return 0
    return 0

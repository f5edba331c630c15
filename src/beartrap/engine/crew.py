"""Jobs of our own, done side by side by copies of this process (fork): what is loaded once is loaded for all of them.

A copy has one thread, so that it can start limited workers as copies of itself (see `engine.worker_copy`). Unlike those it
keeps the environment and the folder that it was given: it reads nothing hostile, it watches the workers that do.
"""

import gc
import os
import selectors
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, NoReturn

from beartrap.engine.wire import LONGEST, Inbox, WireError, pack

Job = Callable[[], dict[str, Any]]
"""What a copy does once; what it returns travels as JSON. It must not raise: that ends the copy."""
READ = 256 * 1024
PULSE = 0.2
"""Seconds after which the caller hears that nothing has ended yet."""


def side_by_side(jobs: Sequence[Job], count: int) -> Generator[tuple[int, dict[str, Any]] | None, None, None]:
    """Carry out every job in one of `count` copies; yield its number and what it returned, as they end.

    Yields None where for some time none has ended. Closing the iterator ends the copies. Raises OSError where no
    copy can be made, or one ends within a job.
    """
    crew = list[_Copy]()
    waiting = iter(range(len(jobs)))
    try:
        with selectors.DefaultSelector() as selector:
            for _ in range(min(count, len(jobs))):
                crew.append(copy := _Copy(jobs))
                selector.register(copy.reader, selectors.EVENT_READ, copy)
                copy.give(next(waiting))
            left = len(jobs)
            while left:
                events = selector.select(PULSE)
                if not events:
                    yield None
                for key, _ in events:
                    for number, answer in key.data.take():
                        yield number, answer
                        left -= 1
                        if (following := next(waiting, None)) is not None:
                            key.data.give(following)
    finally:
        for copy in crew:
            copy.end()


class _Copy:
    """One copy as its parent sees it: it is given the number of one job at a time."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        theirs_in, self._writer = os.pipe()
        self.reader, theirs_out = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._writer)
            os.close(self.reader)
            _serve(jobs, theirs_in, theirs_out)
        os.close(theirs_in)
        os.close(theirs_out)
        self._inbox = Inbox(LONGEST)

    def give(self, number: int) -> None:
        """Have a job done."""
        os.write(self._writer, pack({"job": number}))

    def take(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the jobs that are done, and what they returned. Raises ChildProcessError."""
        content = os.read(self.reader, READ)
        try:
            for message in self._inbox.feed(content):
                match message:
                    case {"job": int(number), "answer": dict(answer)}:
                        yield number, answer
                    case _:
                        raise ChildProcessError("a copy of this program said something that is no answer")
        except WireError as error:
            raise ChildProcessError(str(error)) from error
        if not content:
            raise ChildProcessError("a copy of this program ended before its work was done")

    def end(self) -> None:
        """End it, with the workers that it started, and wait until it is gone."""
        os.close(self._writer)
        os.close(self.reader)
        os.kill(self._pid, signal.SIGTERM)
        os.waitpid(self._pid, 0)


def _serve(jobs: Sequence[Job], reader: int, writer: int) -> NoReturn:
    """Be the copy: do the jobs whose numbers come, until none does. It never returns to what its parent was doing."""
    try:
        gc.freeze()  # what was loaded before is looked through by nobody: its pages stay shared
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on
        signal.signal(signal.SIGTERM, _leave)
        inbox = Inbox(LONGEST)
        while content := os.read(reader, READ):
            for message in inbox.feed(content):
                number = message["job"]
                left = memoryview(pack({"job": number, "answer": jobs[number]()}))
                while left:
                    left = left[os.write(writer, left) :]
    except (SystemExit, OSError):
        pass  # told to end, or there is nobody left to tell
    finally:
        os._exit(0)


def _leave(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit

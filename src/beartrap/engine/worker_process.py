"""One worker process as its parent sees it: started with nothing, spoken to without waiting, ended for good."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from beartrap.engine.wire import Inbox, pack
from beartrap.engine.worker_copy import STEP, WorkerCopy

if TYPE_CHECKING:
    import subprocess

CONTENT_WORKER = (sys.executable, "-I", "-B", "-m", "beartrap.engine.worker_main")
"""-I: no environment, no user packages, no current folder on the path; -B: writes no byte code."""
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}
"""All that a worker is told of the world: no tokens, no proxy, no home."""
READ = 256 * 1024


Start = Sequence[str] | Callable[[], int]
"""How a worker is started: by a command, or as a copy of this process that does this and ends with what it returns."""


class WorkerProcess:
    """A started worker. `breach` is why its parent killed it, None where it did not."""

    def __init__(self, start: Start, longest: int) -> None:
        """Start it; raises OSError where that fails."""
        self._process = WorkerCopy(start, ENVIRONMENT) if callable(start) else _program(start)
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("a worker without pipes")
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        os.set_blocking(self._stdin.fileno(), False)
        os.set_blocking(self._stdout.fileno(), False)
        self._inbox = Inbox(longest)
        self._outbox = bytearray()
        self.breach: str | None = None
        self.deadline = float("inf")

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def writer(self) -> int:
        """The descriptor that messages are written to."""
        return self._stdin.fileno()

    @property
    def reader(self) -> int:
        """The descriptor that messages are read from."""
        return self._stdout.fileno()

    @property
    def has_more_to_say(self) -> bool:
        """Whether a message still waits to be written."""
        return bool(self._outbox)

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def allow(self, seconds: float) -> None:
        """Set how long it may take from now."""
        self.deadline = time.monotonic() + seconds

    def say(self, message: dict[str, Any]) -> None:
        """Put a message on its way; never waits for the worker to take it."""
        self._outbox += pack(message)
        self.flush()

    def flush(self) -> None:
        """Write what the pipe takes now. A worker that is gone is noticed where it is read."""
        try:
            while self._outbox:
                del self._outbox[: os.write(self.writer, self._outbox[:READ])]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._outbox.clear()

    def hear(self) -> Iterator[dict[str, Any]]:
        """Yield the messages that have come; raises WireError for garbage and EOFError where it has ended."""
        try:
            content = os.read(self.reader, READ)
        except BlockingIOError:
            return
        if not content:
            raise EOFError
        yield from self._inbox.feed(content)

    def kill(self, why: str | None = None) -> None:
        """End it and all that it started, now; `why` is kept if it is the first reason."""
        if why is not None and self.breach is None:
            self.breach = why
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()

    def wait(self, seconds: float) -> int | None:
        """Return the exit code once it has ended by itself, None where it has not by then."""
        until = time.monotonic() + seconds
        while (code := self._process.poll()) is None and time.monotonic() < until:
            time.sleep(STEP)
        return code

    def end(self) -> str:
        """Kill it, wait until it is gone, close the pipes; return how it ended, in words."""
        self.kill()
        code = self._process.wait()
        self._stdin.close()
        self._stdout.close()
        if code < 0:
            return f"was ended by signal {-code}"
        return f"ended with exit code {code}"


def _program(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    import subprocess  # late: most workers are copies

    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd="/",
        bufsize=0,
        process_group=0,  # Ctrl-C goes to the parent alone
    )

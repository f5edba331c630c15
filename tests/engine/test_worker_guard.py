"""The watch over workers' memory: it goes on after each rest, also where no new worker came of it."""

import os
import threading
from typing import Any, cast

from beartrap.engine.worker_guard import Guard


class _Large:
    """A worker that holds more than it may: this process itself."""

    pid = os.getpid()
    breach: str | None = None

    def __init__(self) -> None:
        self.killed = threading.Event()

    def kill(self, why: str) -> None:
        self.breach = why
        self.killed.set()


def test_workers_are_looked_at_again_after_a_rest_without_a_new_one() -> None:
    guard, worker = Guard(resident=1 << 60), _Large()
    guard.watch(cast("Any", worker))
    guard.rest()
    guard._resident = 1
    assert not worker.killed.wait(0.3), "at rest nobody looks"
    guard.wake()
    assert worker.killed.wait(30)
    guard.close()

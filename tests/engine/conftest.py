"""What several tests of the engine need."""

import time
from types import SimpleNamespace

import pytest

from beartrap.engine import worker_process, workers


class Clock:
    """The clock of a pool and its workers, which a test puts ahead instead of waiting."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def monotonic(self) -> float:
        """Return the time, and how far it was put ahead."""
        return time.monotonic() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that deadlines of workers are judged by."""
    made = Clock()
    for module in (workers, worker_process):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=made.monotonic))
    return made

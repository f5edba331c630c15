"""How long a worker may say nothing: by what it works, not by the clock, so that a busy machine makes no file look like an attack.

A worker has been silent too long when it has used the processor for that long, or when it has not used it at all for
that long by the clock (it waits for something that does not come). One that gets a tenth of a processor is so given ten
times as long; `MOST` times is the end in any case, so that nothing that naps and twitches is waited for.
"""

import os
import sys
import time
from collections.abc import Callable

SHORTEST_LOOK = 0.05
"""Seconds between two looks at the least."""
MOST = 30
"""Times its patience that a silent worker is waited for by the clock."""


class Silence:
    """The patience with one worker, counted anew with each `begin`. `clock` and `worked` give seconds; they are set by tests."""

    def __init__(self, worked: Callable[[], float | None], clock: Callable[[], float] = time.monotonic) -> None:
        self._worked, self._clock = worked, clock
        self._seconds = 0.0
        self._began = self._seen = 0.0
        self._began_at = self._moved_at = 0.0

    def begin(self, seconds: float) -> None:
        """From now on it may be silent for `seconds`."""
        self._seconds = seconds
        self._began = self._seen = self._worked() or 0.0
        self._began_at = self._moved_at = self._clock()

    def left(self) -> float:
        """Return how many seconds can be waited before the next look; 0 where it has been silent too long."""
        now, worked = self._clock(), self._worked()
        if worked is not None and worked > self._seen:
            self._seen, self._moved_at = worked, now
        to_work = self._seconds - (self._seen - self._began)
        to_stall = self._seconds - (now - self._moved_at)
        left = min(to_work, to_stall, MOST * self._seconds - (now - self._began_at))
        return max(left, SHORTEST_LOOK) if left > 0 else 0.0


def worked_by(pid: int) -> float | None:
    """Return the processor seconds that a process has used, None where there is none of that number."""
    if sys.platform != "linux":
        import psutil  # late: where the system tells by itself it is not needed

        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.Error:
            return None
        return float(times.user + times.system)
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as stream:
            after_name = stream.read(4096).rpartition(b")")[2].split()  # a program's name may hold blanks
        return (int(after_name[_USER]) + int(after_name[_USER + 1])) / _TICKS
    except (OSError, IndexError, ValueError):
        return None


_USER = 11
"""Where `utime` stands after the name (proc_pid_stat(5): field 14; the name is field 2)."""
_TICKS = os.sysconf("SC_CLK_TCK") if sys.platform == "linux" else 100

"""Giving freed memory back to the system: a worker is judged by its resident size, and the C library keeps what is freed."""

import contextlib
import ctypes
import gc
import os
from collections.abc import Callable, Iterator

from beartrap.engine.limits import MIB
from beartrap.engine.worker_guard import resident_size


def give_back() -> None:
    """Return what is free on the heap (malloc_trim(3) of glibc); does nothing where the C library has no such call."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


GROWN = 192 * MIB
"""Bytes by which a process may grow before it gives back what is free; looking for cycles among so much takes some tenths of a second."""


def held() -> int:
    """Return the resident bytes of this process, 0 where the system does not tell."""
    return resident_size(os.getpid()) or 0


class Growth:
    """The resident size of this process, watched between tasks: what one task has left behind is no burden of the next."""

    def __init__(self, size: Callable[[], int] = held, free: Callable[[], None] = give_back) -> None:
        self._size, self._free = size, free
        self._least = size()

    def ease(self) -> None:
        """Give back what is free where the process has grown much since it last did."""
        if self._size() > self._least + GROWN:
            self._free()
            self._least = self._size()


YOUNG = 50_000
"""Objects made since the last look for cycles before the next one; Python's own 700 suit programs that run for days."""


def collect_less(young: int = YOUNG) -> None:
    """Look for cycles more seldom, after so many new objects: for a process that makes many and ends soon."""
    gc.set_threshold(young, 20, 20)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles meanwhile: over millions of records that hold none, looking costs a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

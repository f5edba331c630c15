"""Giving freed memory back to the system: a worker is judged by its resident size, and the C library keeps what is freed."""

import contextlib
import ctypes
import gc
from collections.abc import Iterator


def give_back() -> None:
    """Return what is free on the heap (malloc_trim(3) of glibc); does nothing where the C library has no such call."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


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

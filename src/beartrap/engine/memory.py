"""Giving freed memory back to the system: a worker is judged by its resident size, and the C library keeps what is freed."""

import contextlib
import ctypes
import gc


def give_back() -> None:
    """Return what is free on the heap (malloc_trim(3) of glibc); does nothing where the C library has no such call."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)

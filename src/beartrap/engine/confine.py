"""What a worker gives up before it reads anything hostile: it keeps its pipes, and can open files to read them.

What it does not give up: it may still read whatever its user may read. The resident size and the wall time are watched
from outside, by the parent.
"""

import contextlib
import ctypes
import resource
import signal
import sys

MOST_DESCRIPTORS = 64
"""A worker has one file open at a time, and the libraries a few of their own."""
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
"""From linux/prctl.h: what a worker is sent when its parent ends (who was killed can end nobody, and the parent keeps the time);
a program that it might start gains no rights (setuid bits and capabilities count for nothing)."""


def confine(*, spool: int = 0) -> None:
    """Drop what a worker does not need: core dumps, writing files, many descriptors, new privileges, Ctrl-C, a life of its own.

    `spool` is how many bytes it may write to one file: 0, or the largest content that is kept in an unnamed one.
    Ctrl-C is the parent's to act on: it ends its workers itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, spool)
    _lower(resource.RLIMIT_NOFILE, MOST_DESCRIPTORS)
    if sys.platform == "linux":
        # Linux before 3.5 has no such call; the limits above hold all the same.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _lower(limit: int, most: int) -> None:
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(limit, (most, most))

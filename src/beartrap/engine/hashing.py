"""Reading one file once, and hashing all of it in that one read.

The file that was walked must be the file that is read: its name may have been swapped for a link, a FIFO or another
file meanwhile, and it may change while it is read.
"""

import errno
import hashlib
import os
import stat
from collections.abc import Sequence
from typing import BinaryIO

from beartrap.engine.limits import Limits
from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen

Identity = tuple[int, int, int, int, int]
"""(device, inode, size, mtime in ns, ctime in ns)."""

_BUFFER = bytearray(256 * 1024)
"""Read into again and again (fresh memory costs more than the reading), and small enough to stay in the processor's cache
while three hashes go over it. A worker has one thread."""
OTHERS = ("sha1", "md5")
"""Digests made beside SHA-256 where an indicator is of that kind: the two cost as much again as it does."""
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NO_TRACE = getattr(os, "O_NOATIME", 0)
"""Reading leaves the access time alone, where we may: it is evidence."""
_CHANGED = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO})
"""What opening says of a name that is gone, or is a link or a socket now: it was a regular file when it was walked."""


class Unread(Exception):
    """A file could not be read as it was walked: `reason` is the Gap's, `why` says what happened."""

    def __init__(self, reason: GapReason, why: str) -> None:
        super().__init__(why)
        self.reason = reason
        self.why = why


@frozen
class Content:
    """The digests of a content (lower-case hex; None where not asked for), and its bytes where small enough to be scanned."""

    sha256: str
    sha1: str | None
    md5: str | None
    data: bytes | None


def identity_of(status: os.stat_result) -> Identity:
    """Return what tells one state of one file from any other."""
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def read_once(path: bytes, walked: Identity, limits: Limits, *, keep: bool, also: Sequence[str] = OTHERS) -> Content:
    """Read and hash the file at `path`, which the walk saw as `walked`; `keep` its bytes up to `limits.scan_bytes`.

    `also` names the digests that are made beside SHA-256.

    1. Open the name itself: no link is followed, no FIFO waited for, no access time written.
    2. What was opened is a regular file, and the one that was walked.
    3. It is within the limits.
    4. Read to its end, hashing; not a byte more than the walk saw.
    5. It is as long as it said, and is still as it was.

    Raises Unread where any of these fails.
    """
    descriptor = _open(path)  # 1
    try:
        status = os.fstat(descriptor)
        _check_walked(status, walked)  # 2
        _check_size(status, limits)  # 3
        whole = keep and status.st_size <= limits.scan_bytes
        content, length = _read(descriptor, status.st_size, whole, also)  # 4
        if length != status.st_size or identity_of(os.fstat(descriptor)) != walked:  # 5
            raise Unread(GapReason.CHANGED, "changed while it was read")
        return content
    except OSError as error:
        raise Unread(GapReason.UNREADABLE, _says(error)) from error
    finally:
        os.close(descriptor)


def reopened(path: bytes, walked: Identity) -> BinaryIO:
    """Return the file at `path` as a stream, if it is still the one that was walked; raises Unread."""
    descriptor = _open(path)
    try:
        _check_walked(os.fstat(descriptor), walked)
    except Unread:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def opened_plainly(path: bytes) -> BinaryIO:
    """Return a file as a stream, no link followed and nothing waited for; raises Unread."""
    return os.fdopen(_open(path), "rb")


def _open(path: bytes) -> int:
    try:
        try:
            return os.open(path, _FLAGS | _NO_TRACE)
        except PermissionError:  # O_NOATIME is for owners only
            return os.open(path, _FLAGS)
    except OSError as error:
        if error.errno in _CHANGED:
            raise Unread(GapReason.CHANGED, f"is no longer the file that was listed ({_says(error)})") from error
        raise Unread(GapReason.UNREADABLE, _says(error)) from error
    except ValueError as error:  # a NUL in the path: no file system has one, a hostile listing may
        raise Unread(GapReason.UNREADABLE, "is no path") from error


def _check_walked(status: os.stat_result, walked: Identity) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Unread(GapReason.CHANGED, "is no regular file any more")
    if identity_of(status) != walked:
        raise Unread(GapReason.CHANGED, "was changed or replaced since it was listed")


def _check_size(status: os.stat_result, limits: Limits) -> None:
    if status.st_size > limits.hash_bytes:
        allocated = status.st_blocks * 512
        sparse = f", of which {allocated} are on disk (sparse)" if allocated < status.st_size else ""
        raise Unread(
            GapReason.LIMIT, f"has {status.st_size} bytes{sparse}; files over {limits.hash_bytes} are not read"
        )


def _read(descriptor: int, size: int, whole: bool, also: Sequence[str]) -> tuple[Content, int]:
    if whole or size <= len(_BUFFER):
        data = _read_whole(descriptor, size)
        return Content(*digests_of(data, also), data if whole else None), len(data)
    hashes = {name: hashlib.new(name, usedforsecurity=False) for name in ("sha256", *also)}
    view, length = memoryview(_BUFFER), 0
    while length <= size and (count := os.readv(descriptor, [view])):
        length += count
        for one in hashes.values():
            one.update(view[:count])
    made = {name: one.hexdigest() for name, one in hashes.items()}
    return Content(made["sha256"], made.get("sha1"), made.get("md5"), None), length


def digests_of(data: bytes, also: Sequence[str]) -> tuple[str, str | None, str | None]:
    """Return SHA-256, and SHA-1 and MD5 where `also` names them."""
    return (
        hashlib.sha256(data, usedforsecurity=False).hexdigest(),
        hashlib.sha1(data, usedforsecurity=False).hexdigest() if "sha1" in also else None,
        hashlib.md5(data, usedforsecurity=False).hexdigest() if "md5" in also else None,
    )


def _read_whole(descriptor: int, size: int) -> bytes:
    """Read a file, mostly in one call; one byte more is asked for, so that one that grew shows."""
    data = os.read(descriptor, size + 1)
    while len(data) < size and (more := os.read(descriptor, size + 1 - len(data))):
        data += more
    return data


def _says(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno is not None else type(error).__name__

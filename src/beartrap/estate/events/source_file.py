"""One file of events as a stream: unpacked, converted to UTF-8, measured on the way, or just a stretch of it."""

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from beartrap.engine.decompress import Content, Fault
from beartrap.estate.inputs import open_regular
from beartrap.estate.logs.lines import Utf8
from beartrap.model.frozen import frozen

BUFFER = 1 << 20
"""Bytes that are read ahead."""


@frozen
class Stretch:
    """Which bytes of a plain file to read: from `start` up to but not including `end` (None: to its end)."""

    start: int = 0
    end: int | None = None


class Measured(io.RawIOBase):
    """What a file holds, unpacked; counts the bytes, and takes their SHA-256 where `digest` is wanted.

    After the end `fault` tells why it ended early, and `ends_in_line` whether the last byte is a line feed.
    """

    def __init__(self, raw: BinaryIO, left: int | None, digest: bool) -> None:
        self._raw = raw
        self._content = Content(raw) if left is None else None
        self._left = left
        self._hash = hashlib.sha256() if digest else None
        self._last = b""
        self.size = 0

    @property
    def fault(self) -> Fault | None:
        """What cut the content short, None where all was read."""
        return self._content.fault if self._content is not None else None

    @property
    def digest(self) -> str:
        """The SHA-256 of all bytes so far, empty where it was not wanted."""
        return self._hash.hexdigest() if self._hash is not None else ""

    @property
    def ends_in_line(self) -> bool:
        """Whether the last byte so far is a line feed (also where there is none at all)."""
        return self._last in (b"", b"\n")

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, empty at the end."""
        wanted = BUFFER if size < 0 else size
        if self._content is not None:
            content = self._content.read(wanted)
        else:
            content = self._raw.read(min(wanted, self._left or 0))
            self._left = (self._left or 0) - len(content)
        if content:
            self.size += len(content)
            self._last = content[-1:]
            if self._hash is not None:
                self._hash.update(content)
        return content


class _Buffered(io.RawIOBase):
    """A stream whose reads may give more than was asked for, with the manners of a raw file."""

    def __init__(self, stream: Utf8) -> None:
        self._stream = stream
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = self._stream.read(len(buffer))
        taken = min(len(self._rest), len(buffer))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


@contextmanager
def source_file(
    path: Path,
    stretch: Stretch = Stretch(),  # noqa: B008 (frozen)
    *,
    identity: tuple[int, int] | None = None,
    digest: bool = False,
) -> Iterator[tuple[BinaryIO, Measured]]:
    """Open a file, or a stretch of a plain one; give its content as UTF-8 and the Measured below it.

    `identity` is the (device, inode) that it must have. Raises OSError where it cannot be opened or is another by now.
    """
    with open_regular(path) as raw:
        status = os.fstat(raw.fileno())
        if identity is not None and identity != (status.st_dev, status.st_ino):
            raise OSError(0, "it is another file than a moment ago")
        left = None
        if stretch.start or stretch.end is not None:
            raw.seek(stretch.start)
            left = (stretch.end if stretch.end is not None else status.st_size) - stretch.start
        measured = Measured(raw, left, digest)
        yield io.BufferedReader(_Buffered(Utf8(measured)), BUFFER), measured


def head_of(path: Path, size: int) -> bytes:
    """Return the first `size` bytes of a file's content, unpacked and as UTF-8. Raises OSError."""
    with source_file(path) as (stream, _):
        return stream.read(size)

"""A file of the estate as one buffered stream, unpacked where it is compressed, for readers that want to peek."""

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from beartrap.engine.decompress import Content, Fault
from beartrap.estate.gaps import gap_in
from beartrap.estate.inputs import open_regular
from beartrap.estate.rows import FIRST_BYTES
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place

_SUFFIXES = (".gz", ".bz2", ".xz", ".zst")


class Opened(io.RawIOBase):
    """What a file holds, as a raw stream; wrap it to read it. `fault` tells, after its end, why it ended early."""

    def __init__(self, raw: BinaryIO) -> None:
        self._content = Content(raw)

    @property
    def fault(self) -> Fault | None:
        """What cut the content short, None where all was read."""
        return self._content.fault

    @property
    def compression(self) -> str | None:
        """How it was compressed, None for a plain file."""
        return self._content.compression

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as the content goes; 0 at the end."""
        filled = 0
        while filled < len(buffer) and (piece := self._content.read(len(buffer) - filled)):
            buffer[filled : filled + len(piece)] = piece
            filled += len(piece)
        return filled

    def fault_gap(self, source: Source, label: str, host: str | None = None) -> Iterator[Gap]:
        """Yield the Gap for what was cut off, or nothing."""
        if self.fault is not None:
            place = Place(label, host)
            why = f"{label}: {self.fault.why}; what stands before was read"
            yield gap_in(source, self.fault.reason, why, self.fault.remedy, place=place, label=label)


@contextmanager
def opened(path: Path, identity: tuple[int, ...] | None = None) -> Iterator[tuple[io.BufferedReader, Opened]]:
    """Open a regular file; give its unpacked content as a buffered stream, and the Opened that knows its fault.

    `identity` is the (device, inode) that it must have, as a walk saw it. Raises OSError where it cannot be opened or
    is another file by now.
    """
    with open_regular(path) as raw:
        status = os.fstat(raw.fileno())
        if identity is not None and identity != (status.st_dev, status.st_ino):
            raise OSError(errno.ESTALE, "it is another file than a moment ago")
        content = Opened(raw)
        yield io.BufferedReader(content, FIRST_BYTES), content


def unreadable(source: Source, label: str, error: OSError, host: str | None = None) -> Gap:
    """Return the Gap for a file that could not be opened or read."""
    why = f"{label}: could not be read: {error.strerror or error}"
    remedy = "Make the file readable for the user that runs this."
    return gap_in(source, GapReason.UNREADABLE, why, remedy, place=Place(label, host), label=label)


def plain_name(path: bytes | Path) -> str:
    """Return the file's name without what compression added."""
    name = os.fsdecode(path).rpartition("/")[2]
    return next((name[: -len(suffix)] for suffix in _SUFFIXES if name.lower().endswith(suffix)), name)

"""A file's content in pieces, holes left out, and the digest that names it whatever the disk's layout.

Content is read in windows of 64 KiB at fixed offsets; a window of zeros alone counts as a hole, whether or not the disk has
one there. So a copy that has other holes still has the same pieces and the same digest.
"""

import hashlib
from collections.abc import Iterator

from beartrap.effects.files.system import System

WINDOW = 64 * 1024
"""Bytes. Small enough to keep most holes, large enough that a window costs little beside its encryption."""
WHOLE = 8 * 2**30
"""Bytes up to which the digest is the plain SHA-256 of the content (the sweep hashes files up to there). Hashing the
zeros of a sparse terabyte would take the better part of an hour."""
_ZEROS = bytes(WINDOW)


class Changed(Exception):
    """A file is shorter than it was said to be: it was changed while it was read."""


def pieces(system: System, descriptor: int, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield (offset, bytes) for each window that is not all zero, in order. Raises OSError, Changed."""
    offset = 0
    while offset < size:
        start, end = system.next_data(descriptor, offset, size)
        offset = start - start % WINDOW
        while offset < end:
            window = _read(system, descriptor, min(WINDOW, size - offset), offset)
            if window != _ZEROS[: len(window)]:
                yield offset, window
            offset += WINDOW


def _read(system: System, descriptor: int, length: int, offset: int) -> bytes:
    content = system.read(descriptor, length, offset)
    while len(content) < length:
        more = system.read(descriptor, length - len(content), offset + len(content))
        if not more:
            raise Changed("it became shorter while it was read")
        content += more
    return content


class Digest:
    """The digest of a content of known size, fed with its pieces in order.

    `sha256:` and the plain SHA-256 up to `WHOLE` bytes; beyond, `pieces:` and the SHA-256 over size, offsets and pieces.
    """

    def __init__(self, size: int, whole: int = WHOLE) -> None:
        self._size, self._at, self._plain = size, 0, size <= whole
        self._hash = hashlib.sha256(b"" if self._plain else b"size %d\n" % size)

    def feed(self, offset: int, piece: bytes) -> None:
        """Take the next piece."""
        if self._plain:
            self._skip(offset)
            self._at = offset + len(piece)
        else:
            self._hash.update(b"at %d\n" % offset)
        self._hash.update(piece)

    def name(self) -> str:
        """Return the digest of all that was fed."""
        if not self._plain:
            return f"pieces:{self._hash.hexdigest()}"
        self._skip(self._size)
        return f"sha256:{self._hash.hexdigest()}"

    def _skip(self, until: int) -> None:
        while self._at < until:
            length = min(until - self._at, WINDOW)
            self._hash.update(_ZEROS[:length])
            self._at += length


def digest_of(system: System, descriptor: int, size: int) -> str:
    """Return the digest of an open file of that size. Raises OSError, Changed."""
    digest = Digest(size)
    for offset, piece in pieces(system, descriptor, size):
        digest.feed(offset, piece)
    return digest.name()


def digest_of_bytes(content: bytes) -> str:
    """Return the digest of a content that is at hand."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"

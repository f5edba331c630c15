"""Cutting a stream of bytes into lines, with their numbers; a line without end is told and passed over."""

from collections.abc import Iterator
from typing import BinaryIO

from beartrap.estate.events.reader import LONGEST_EVENT, Dirty

BLOCK = 1 << 20
"""Bytes read in one go."""
_KEPT = 1000
"""Bytes of a line too long that are kept aside."""


def lines(stream: BinaryIO, first: int = 1, begun: bytes = b"") -> Iterator[tuple[int, bytes | Dirty]]:
    """Yield each line that is not blank, without its end, with its number; `first` is the number of the first,
    `begun` what was read of the stream already.

    A line longer than LONGEST_EVENT is a Dirty; NULs around a line (a disk that was full, a crash) are taken off.
    """
    number = first
    rest = b""
    while content := begun or stream.read(BLOCK):
        begun = b""
        if rest and b"\n" not in content:
            rest += content
            if len(rest) > LONGEST_EVENT:
                yield number, Dirty(number, f"a line of more than {LONGEST_EVENT} bytes", rest[:_KEPT])
                rest, number = _behind(stream), number + 1
            continue
        pieces = (rest + content).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            if piece and (bare := piece.strip(b"\0\r \t")):
                yield number, bare
            number += 1
    if bare := rest.strip(b"\0\r \t"):
        yield number, bare


def _behind(stream: BinaryIO) -> bytes:
    """Read on to the next line feed; return what stands behind it."""
    while content := stream.read(BLOCK):
        _, feed, rest = content.partition(b"\n")
        if feed:
            return rest
    return b""

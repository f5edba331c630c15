"""How far an archive may unfold, and the account that is kept of it."""

import time

from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen

MIB = 1024 * 1024


@frozen
class Limits:
    """The limits of one unfolding, over all that is nested in it; each is counted as it happens, no header is believed.

    `depth`: containers within containers; a layer of an image holds packages that hold archives that hold archives: 6;
    a quine goes on for ever. `entries`: members, folders and links together; the largest npm package has some 40,000,
    an image of an operating system 200,000; a zip of 64 MB can list a million. `total_bytes`: all contents together.
    `member_bytes`: one content; a CUDA wheel has libraries of 1 GiB, which no analysis here reads whole.
    `ratio` from `ratio_from` on: unfolded bytes against the bytes of the input; deflate does at most 1,032, a bomb
    does that or nests; translations and zeros of honest packages stay below 100.
    `seconds`: wall time of all; `name_bytes`: one name, PATH_MAX of Linux. `memory`: one content is held in memory up
    to this many bytes, beyond that in an unnamed temporary file.
    """

    depth: int = 10
    entries: int = 300_000
    total_bytes: int = 8 * 1024 * MIB
    member_bytes: int = 1024 * MIB
    ratio: int = 400
    ratio_from: int = 128 * MIB
    seconds: float = 300.0
    name_bytes: int = 4096
    memory: int = 4 * MIB


class Reached(Exception):
    """A limit is reached; `final` where it ends the whole unfolding and not only one member."""

    def __init__(self, why: str, *, final: bool = True) -> None:
        super().__init__(why)
        self.final = final


class Broken(Exception):
    """The archive, or one member of it, is not what its headers say; the message says where and how."""

    def __init__(self, why: str, reason: GapReason = GapReason.MALFORMED) -> None:
        super().__init__(why)
        self.reason = reason


class BadChecksum(Broken):
    """The whole content came out, and is not what its checksum or size promised."""


class Account:
    """What one unfolding has used; every method raises Reached where that is too much."""

    def __init__(self, limits: Limits, size: int) -> None:
        """Begin; `size` is the input in bytes."""
        self.limits = limits
        self._size = max(size, 1)
        self._entries = 0
        self._bytes = 0
        self._until = time.monotonic() + limits.seconds

    def entry(self) -> None:
        """Count one entry of any kind."""
        self._entries += 1
        if self._entries > self.limits.entries:
            raise Reached(f"more than {self.limits.entries:,} entries")
        self.clock()

    def unfolded(self, count: int) -> None:
        """Count bytes that came out of a container."""
        self._bytes += count
        limits = self.limits
        if self._bytes > limits.total_bytes:
            raise Reached(f"unfolds to more than {limits.total_bytes:,} bytes")
        if self._bytes > limits.ratio_from and self._bytes > limits.ratio * self._size:
            raise Reached(f"unfolds to more than {limits.ratio} times its size")
        self.clock()

    def input(self, count: int) -> None:
        """Count further input: the next file of a folder."""
        self._size += count

    def clock(self) -> None:
        """Look at the clock."""
        if time.monotonic() > self._until:
            raise Reached(f"unfolding takes longer than {self.limits.seconds:g} seconds")

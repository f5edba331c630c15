"""What a package's list says of one file, and how its lists are read."""

import os
from collections.abc import Iterator
from pathlib import Path

from beartrap.estate.gaps import gap_in
from beartrap.estate.opened import opened
from beartrap.model.artifact import Artifact
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.frozen import frozen
from beartrap.model.text import shown_bytes

MOST_FILES = 1_000_000
"""Files of all packages together; a desktop has some 400,000."""
LONGEST = 32 * 1024 * 1024
"""Bytes that are read of one list; the longest known has a tenth of it."""


@frozen
class Expected:
    """The digest (lower-case hex) that a package's list has for a file; `algorithm` is `md5`, `sha1` or `sha256`, `by` whose list it is."""

    owner: str
    by: str
    algorithm: str
    digest: str
    configuration: bool = False

    def actual(self, item: Artifact) -> str | None:
        """Return the digest of that kind that was made of the content, None where it was not."""
        return {"md5": item.md5, "sha1": item.sha1, "sha256": item.sha256}.get(self.algorithm)


class Lists:
    """Reads lists of one source; what cannot be read is kept in `gaps`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.gaps: list[Gap] = []

    def lines(self, path: bytes, *, silent: bool = False) -> Iterator[bytes]:
        """Yield the lines of a list; nothing, and a Gap unless `silent`, where it cannot be read."""
        try:
            with opened(Path(os.fsdecode(path))) as (stream, _):
                yield from stream.read(LONGEST).split(b"\n")
        except OSError as error:
            if not silent:
                self.miss(GapReason.UNREADABLE, f"{shown_bytes(path)} could not be read: {error.strerror or error}")

    def miss(
        self, reason: GapReason, why: str, remedy: str = "Run with the rights to read it.", count: int = 1
    ) -> None:
        """Keep a Gap."""
        self.gaps.append(gap_in(self.source, reason, why, remedy, count=count))


def merged_folders(root: bytes) -> dict[bytes, bytes]:
    """Return where `/bin` and its like lead, on a system where they are links into `/usr`."""
    links = {}
    for name in (b"bin", b"sbin", b"lib", b"lib32", b"lib64", b"libx32"):
        try:
            links[name] = os.readlink(os.path.join(root, name)).lstrip(b"/")  # noqa: PTH115, PTH118 - raw bytes
        except OSError:
            continue
    return links

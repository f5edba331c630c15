"""What a walk calls the things it meets: the path as the host knows it, the place, the words of a Gap, the excludes."""

import errno
import fnmatch
import os
import re
from collections.abc import Iterator, Sequence

from beartrap.estate.gaps import gap_in
from beartrap.model.artifact import FileEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.text import shorten, shown_bytes

LONGEST_SHOWN = 300
"""Characters of a path in the words of a Gap; its place has the whole path."""

_DRIVE = re.compile(rb"/([A-Z]|[A-Za-z](?=:)):?(?=/|\Z)")
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ESTALE})
"""What opening says of a name that was there a moment ago, or that a link has taken the place of."""

Identity = tuple[int, int, int, int, int]
"""Device, inode, size, write time and change time of a file, as `FileEntry` has it."""


class TreeNames:
    """The naming of one tree of one host. `root` is the real path of its top, `below` what precedes a relative path.

    A relative path begins with a slash and is empty for the top itself.
    """

    def __init__(self, source: Source, host: str, root: bytes, excludes: Sequence[bytes]) -> None:
        self.source, self.host, self.root = source, host, root
        self.below = root.rstrip(b"/")
        self._excludes = tuple(excludes)
        self._excluded: dict[bytes, tuple[int, bytes]] = {}

    def on_host(self, relative: bytes) -> bytes:
        """Return the path as the host names it: a top directory `C` or `C:` of a mirrored host is its drive."""
        drive = _DRIVE.match(relative) if self.below else None
        if drive is None:
            return relative or b"/"
        return drive[1].upper() + b":\\" + relative[drive.end() :].lstrip(b"/").replace(b"/", b"\\")

    def place(self, relative: bytes) -> Place:
        """Return the place on the host."""
        return Place(source=self.source.label, host=self.host, path=self.on_host(relative))

    def shown(self, relative: bytes) -> str:
        """Return the path on this machine, safe to print and not too long."""
        return shorten(shown_bytes(self.below + relative or b"/"), LONGEST_SHOWN)

    def gap(self, reason: GapReason, relative: bytes, why: str, remedy: str, count: int = 1) -> Gap:
        """Return a Gap about one path; `why` goes on after the path."""
        told = f"{self.shown(relative)} {why}"
        return gap_in(self.source, reason, told, remedy, place=self.place(relative), count=count)

    def broken(self, relative: bytes, error: OSError) -> Gap:
        """Return the Gap for a path that the system would not read."""
        why = f"could not be read: {os.strerror(error.errno or 0)}"
        if error.errno not in _GONE:
            remedy = "Run with the rights to read it, or look at this place in another way."
            return self.gap(GapReason.UNREADABLE, relative, why, remedy)
        if not relative:
            return self.gap(GapReason.MISSING, relative, why, "Correct the source's path in estate.toml, or mount it.")
        remedy = "It changed while it was walked: look again when the host is quiet."
        return self.gap(GapReason.CHANGED, relative, why, remedy)

    def is_excluded(self, relative: bytes) -> bool:
        """Whether an exclude names the path, as the host knows it or as this machine does; counted where it does."""
        for pattern in self._excludes:
            path = self.on_host(relative)
            if any(fnmatch.fnmatchcase(name, pattern) for name in (path, self.below + relative)):
                count, first = self._excluded.get(pattern, (0, path))
                self._excluded[pattern] = (count + 1, first)
                return True
        return False

    def left_out(self) -> Iterator[Gap]:
        """Yield one Gap for each exclude that left something out."""
        for pattern, (count, first) in self._excluded.items():
            yield gap_in(
                self.source,
                GapReason.SKIPPED,
                f"{count} left out by the exclude {shown_bytes(pattern)}, the first {shown_bytes(first)}",
                "Look without the exclude to see what is there.",
                hosts=(self.host,),
                count=count,
            )


class Placing:
    """Gives what `trees.listed` yields its own place."""

    def __init__(self, source: Source, host: str, root: bytes) -> None:
        self._names = TreeNames(source, host, os.path.realpath(root), ())

    def __call__(self, real: bytes, identity: Identity, mode: int) -> FileEntry:
        """Return the entry of a file."""
        names = self._names
        relative = real[len(names.below) :] if real != names.root else real[real.rfind(b"/") :]
        return FileEntry(names.place(relative), real, identity, mode)

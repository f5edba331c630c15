"""The listing of a tree: a digest over names and identities, which tells whether anything has changed since the last look.

Kept apart from the looks, and light: a sweep that finds all unchanged loads nothing else.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from beartrap.estate import trees
from beartrap.estate.tree_names import Placing
from beartrap.model.artifact import FileEntry
from beartrap.model.coverage import Gap
from beartrap.model.estate import Source

TOLD_EVERY = 5000
"""Files listed between two signs of progress."""
MOST_KEPT = 200_000
"""Entries of trees that are kept for the looks themselves, in all, 160 bytes each; a tree beyond that is walked again."""
_Kept = bytes | Gap
"""A line of the listing with the file's mode behind it, or a gap of the walk."""


@dataclass(slots=True)
class Listings:
    """Listings of trees, each made once; `told` hears how many files were listed so far, `deadline` ends a walk."""

    excludes: tuple[bytes, ...] = ()
    own: frozenset[bytes] = frozenset()
    told: Callable[[int], None] = lambda _: None
    deadline: Callable[[], bool] | None = None
    _made: dict[tuple[bytes, str], tuple[str, int]] = field(default_factory=dict)
    _kept: dict[tuple[bytes, str], list[_Kept]] = field(default_factory=dict)

    def of(self, source: Source, host: str, folder: bytes) -> tuple[str, int]:
        """Return the digest of a tree and how many files it holds."""
        key = (folder, host)
        if key not in self._made:
            self._made[key] = self._list(source, host, folder)
        return self._made[key]

    def entries(self, source: Source, host: str, folder: bytes) -> Iterator[FileEntry | Gap]:
        """Yield what is in a tree: as it was listed, where that is at hand, once."""
        kept = self._kept.pop((folder, host), None)
        if kept is None:
            yield from trees.walk(source, host, folder, excludes=self.excludes, own=self.own)
            return
        placed = Placing(source, host, folder)
        kept.reverse()
        while kept:  # each is given up as it goes
            yield _item(kept.pop(), placed)

    def glance(
        self, source: Source, host: str, folder: bytes, wanted: Callable[[bytes], bool]
    ) -> Iterator[FileEntry | Gap]:
        """Yield the entries of a tree of which the path is wanted, and its gaps; what was listed stays for `entries`."""
        kept = self._kept.get((folder, host))
        if kept is None:
            walked = trees.listed(source, host, folder, excludes=self.excludes, own=self.own, deadline=self.deadline)
            yield from (item for item in walked if isinstance(item, Gap) or wanted(item.real))
            return
        placed = Placing(source, host, folder)
        for item in kept:
            if isinstance(item, Gap) or wanted(item.rpartition(b"\0")[0]):
                yield _item(item, placed)

    def _list(self, source: Source, host: str, folder: bytes) -> tuple[str, int]:
        """Walk a tree: seconds, which also tell how long the look will take."""
        digest, files = hashlib.sha256(), 0
        kept: list[_Kept] = []
        room = MOST_KEPT - sum(map(len, self._kept.values()))
        for item in trees.listed(source, host, folder, excludes=self.excludes, own=self.own, deadline=self.deadline):
            if isinstance(item, Gap):
                digest.update(item.why.encode("utf-8", "backslashreplace"))
                line: _Kept = item
            else:
                files += 1
                told = b"%b\0%d %d %d %d %d\n" % (item.real, *item.identity)
                digest.update(told)
                line = b"%b%d" % (told, item.mode)
                if files % TOLD_EVERY == 0:
                    self.told(files)
            if len(kept) <= room:
                kept.append(line)
        if len(kept) <= room:
            self._kept[folder, host] = kept
        return digest.hexdigest(), files


def _item(kept: _Kept, placed: Placing) -> FileEntry | Gap:
    if isinstance(kept, Gap):
        return kept
    real, _, numbers = kept.rpartition(b"\0")
    device, inode, size, written, changed, mode = map(int, numbers.split())
    return placed(real, (device, inode, size, written, changed), mode)


def label_of(source: Source, host: str) -> str:
    """Return the label under which a look at one host's tree is kept."""
    return source.label if source.hosts == (host,) else f"{source.label} ({host})"

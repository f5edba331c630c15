"""The listing of a tree: a digest over names and identities, which tells whether anything has changed since the last look.

Kept apart from the looks, and light: a sweep that finds all unchanged loads nothing else.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from beartrap.estate import trees
from beartrap.model.coverage import Gap
from beartrap.model.estate import Source

TOLD_EVERY = 5000
"""Files listed between two signs of progress."""


@dataclass(slots=True)
class Listings:
    """Listings of trees, each made once; `told` hears how many files were listed so far, `deadline` ends a walk."""

    excludes: tuple[bytes, ...] = ()
    own: frozenset[bytes] = frozenset()
    told: Callable[[int], None] = lambda _: None
    deadline: Callable[[], bool] | None = None
    _made: dict[tuple[bytes, str], tuple[str, int]] = field(default_factory=dict)

    def of(self, source: Source, host: str, folder: bytes) -> tuple[str, int]:
        """Return the digest of a tree and how many files it holds."""
        key = (folder, host)
        if key not in self._made:
            self._made[key] = self._list(source, host, folder)
        return self._made[key]

    def _list(self, source: Source, host: str, folder: bytes) -> tuple[str, int]:
        """Walk a tree. A second walk costs seconds, and tells how long the look will take."""
        digest, files = hashlib.sha256(), 0
        for item in trees.listed(source, host, folder, excludes=self.excludes, own=self.own, deadline=self.deadline):
            if isinstance(item, Gap):
                digest.update(item.why.encode("utf-8", "backslashreplace"))
                continue
            files += 1
            digest.update(b"%b\0%d %d %d %d %d\n" % (item[0], *item[1]))
            if files % TOLD_EVERY == 0:
                self.told(files)
        return digest.hexdigest(), files


def label_of(source: Source, host: str) -> str:
    """Return the label under which a look at one host's tree is kept."""
    return source.label if source.hosts == (host,) else f"{source.label} ({host})"

"""What packages say of their own files: dpkg, rpm, pip and npm, compared with what was found.

Whoever has the rights to change a file of a package may change these lists too: they find what was done carelessly, and what
broke.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from beartrap.estate.rpm_database_place import database_of
from beartrap.estate.sums import dpkg, rpm
from beartrap.estate.sums.expected import MOST_FILES, Expected, Lists, merged_folders
from beartrap.estate.sums.npm import NpmSums
from beartrap.estate.sums.python import PythonSums
from beartrap.model.artifact import Artifact, FileEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.sums import Altered

_PARTIAL = (GapReason.BUDGET, GapReason.UNREADABLE, GapReason.SKIPPED)


@dataclass(slots=True)
class VendorSums:
    """Compares the files of one tree as they are examined; `altered` tells at the end."""

    source: Source
    host: str
    root: bytes
    _expected: dict[bytes, Expected] = field(default_factory=dict)
    _owned: set[bytes] = field(default_factory=set)
    _changed: list[Altered] = field(default_factory=list)
    _whole: bool = True
    _lists: Lists = field(init=False)
    _python: PythonSums = field(init=False)
    _npm: NpmSums = field(init=False)

    def __post_init__(self) -> None:
        self._lists = Lists(self.source)
        self._python = PythonSums(self._lists, self.host)
        self._npm = NpmSums(self._lists, self.host)

    def begin(self) -> None:
        """Read the lists of the system's package manager, where the tree has them."""
        links = merged_folders(self.root)
        for one in (dpkg.expected(self.root, links, self._lists), rpm.expected(self.root, links, self._lists)):
            for path, expected in one:
                if len(self._expected) >= MOST_FILES:
                    why = f"packages list more than {MOST_FILES} files: the rest was not compared"
                    self._lists.miss(GapReason.LIMIT, why, "Compare with the package manager itself.")
                    return
                self._expected[path] = expected

    def met(self, entry: FileEntry) -> None:
        """Note a list of Python's or npm's."""
        self._python.met(entry)
        self._npm.met(entry)

    def examined(self, item: Artifact | Gap) -> None:
        """Compare one file."""
        if isinstance(item, Gap):
            self._whole = self._whole and item.reason not in _PARTIAL
            return
        path = item.place.path
        if path is None or item.place.member:
            return
        expected = self._expected.pop(path, None)
        if expected is not None:
            actual = expected.actual(item)
            if actual is not None and actual != expected.digest:
                self._changed.append(self._altered(path, expected, actual))
            if b"-packages/" in path:
                self._owned.add(path)
        self._python.examined(path, item.sha256 or "")
        self._npm.examined(path, item.sha256 or "")

    def altered(self) -> Iterator[Altered | Gap]:
        """Yield what is changed and added, and what is missing where all of the tree was seen."""
        yield from self._changed
        for path, expected in self._expected.items() if self._whole else ():
            yield self._altered(path, expected, None)
        yield from self._python.altered(whole=self._whole, owned=self._owned)
        yield from self._npm.altered(whole=self._whole)
        yield from self._lists.gaps

    def _altered(self, path: bytes, expected: Expected, actual: str | None) -> Altered:
        place = Place(self.source.label, self.host, path)
        return Altered(
            place, expected.owner, expected.by, expected.digest, actual, actual is None, expected.configuration
        )


def wants_md5(root: str) -> bool:
    """Whether a tree has lists of dpkg or rpm, so that MD5 is wanted: rpm's digests may be of that kind in old packages."""
    raw = os.fsencode(root)
    return dpkg.has_lists(raw) or database_of(raw) is not None

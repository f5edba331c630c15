"""Python's RECORD (PEP 376, 627): files changed, missing, and added to a package's own folder."""

import base64
import csv
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from beartrap.estate.sums.expected import MOST_FILES, Lists
from beartrap.model.artifact import FileEntry
from beartrap.model.place import Place
from beartrap.model.sums import Altered

_RECORD = re.compile(rb"/(?:site|dist)-packages/([^/]+)\.dist-info/RECORD\Z")
_SITE = re.compile(rb"(.*/(?:site|dist)-packages/)(.+)", re.DOTALL)
_CODE = re.compile(rb"\.(?:py|pth|so|pyd|dll|dylib)\Z", re.IGNORECASE)
"""What Python runs or loads: other files that are added are caches and data, which programs make."""
_VIRTUALENV = {b"_virtualenv.pth": hashlib.sha256(b"import _virtualenv").hexdigest()}
"""What virtualenv and uv put into every environment, and list nowhere."""


@dataclass(slots=True)
class PythonSums:
    """Compares the `site-packages` of one tree as its files are examined."""

    lists: Lists
    host: str
    _digests: dict[bytes, str] = field(default_factory=dict)
    _records: list[FileEntry] = field(default_factory=list)
    _named: dict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    _owners: dict[bytes, dict[bytes, str]] = field(default_factory=lambda: defaultdict(dict))

    def met(self, entry: FileEntry) -> None:
        """Note a list."""
        if _RECORD.search(entry.real):
            self._records.append(entry)

    def examined(self, path: bytes, sha256: str) -> None:
        """Note a file."""
        if b"-packages/" in path and _SITE.match(path) and len(self._digests) < MOST_FILES:
            self._digests[path] = sha256

    def altered(self, *, whole: bool, owned: Set[bytes]) -> Iterator[Altered]:
        """Yield what differs; what is missing only where the `whole` tree was seen. `owned` belongs to another package manager."""
        for entry in self._records:
            yield from self._record(entry, whole)
        for path in self._digests:
            if path not in owned and (added := self._added(path)) is not None:
                yield added

    def _record(self, entry: FileEntry, whole: bool) -> Iterator[Altered]:
        found, path = _RECORD.search(entry.real), entry.place.path
        if found is None or path is None:
            return
        site, owner = path[: -len(found[1] + b".dist-info/RECORD")], os.fsdecode(found[1])
        text = [line.decode("utf-8", "surrogateescape") for line in self.lists.lines(entry.real)]
        for row in csv.reader(text):
            if len(row) < 2 or row[0].startswith(("/", "..")):
                continue
            name = os.path.normpath(os.fsencode(row[0]))
            self._named[site].add(name)
            self._owners[site].setdefault(name.partition(b"/")[0], owner)
            expected = _hex(row[1][7:]) if row[1].startswith("sha256=") else None
            if expected is None or "__pycache__" in row[0]:
                continue
            digest, place = self._digests.get(site + name), Place(self.lists.source.label, self.host, site + name)
            if digest is None and whole:
                yield Altered(place, owner, "pip", expected, None, missing=True)
            elif digest and digest != expected:
                yield Altered(place, owner, "pip", expected, digest)

    def _added(self, path: bytes) -> Altered | None:
        """Return a file that runs and that no list names: in the folder of a package that has one, or as `.pth` beside them."""
        split = _SITE.match(path)
        if split is None or not _CODE.search(path):
            return None
        site, name = split[1], split[2]
        top, below, _ = name.partition(b"/")
        owners = self._owners.get(site)
        if not owners or name in self._named[site] or top.endswith((b".dist-info", b".egg-info")):
            return None
        if _VIRTUALENV.get(name) == self._digests[path]:
            return None
        starts = not below and name.endswith(b".pth")
        if not starts and (not below or top not in owners or _VENDORED.search(name)):
            return None
        owner = owners.get(top, "no package")
        return Altered(
            Place(self.lists.source.label, self.host, path), owner, "pip", "", self._digests[path], added=True
        )


_VENDORED = re.compile(rb"/__pycache__/|/(?:site|dist)-packages/")


def _hex(digest: str) -> str | None:
    try:
        return base64.urlsafe_b64decode(digest + "=" * (-len(digest) % 4)).hex()
    except ValueError:
        return None

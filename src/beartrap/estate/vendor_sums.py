"""What packages say of their own files: dpkg's md5sums and conffiles, Python's RECORD (PEP 376, 627).

Whoever has the rights to change a file of a package may change these lists too: they find what was done carelessly, and what
broke. The sums of rpm and npm are not read.
"""

import base64
import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from beartrap.estate.gaps import gap_in
from beartrap.estate.opened import opened
from beartrap.model.artifact import Artifact, FileEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place
from beartrap.model.sums import Altered
from beartrap.model.text import shown_bytes

DPKG = b"var/lib/dpkg/info"
MOST_FILES = 1_000_000
"""Files of all packages together; a desktop has some 400,000."""
LONGEST = 32 * 1024 * 1024
_SUM = re.compile(rb"([0-9a-f]{32})  (.+)")
_RECORD = re.compile(rb"/(?:site|dist)-packages/([^/]+)\.dist-info/RECORD\Z")
_PYTHON = re.compile(rb"/(?:site|dist)-packages/")


@dataclass(frozen=True, slots=True)
class _Expected:
    owner: str
    digest: str
    configuration: bool


@dataclass(slots=True)
class VendorSums:
    """Compares the files of one tree as they are examined; `altered` tells at the end."""

    source: Source
    host: str
    root: bytes
    _dpkg: dict[bytes, _Expected] = field(default_factory=dict)
    _links: dict[bytes, bytes] = field(default_factory=dict)
    _python: dict[bytes, str] = field(default_factory=dict)
    _records: list[FileEntry] = field(default_factory=list)
    _changed: list[Altered] = field(default_factory=list)
    _whole: bool = True
    _gaps: list[Gap] = field(default_factory=list)

    def begin(self) -> None:
        """Read dpkg's lists, where the tree has them."""
        folder = os.path.join(self.root, DPKG)  # noqa: PTH118 - raw bytes
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208
        except OSError:
            return
        for name in (b"bin", b"sbin", b"lib", b"lib32", b"lib64", b"libx32"):
            try:
                self._links[name] = os.readlink(os.path.join(self.root, name)).lstrip(b"/")  # noqa: PTH115, PTH118
            except OSError:
                continue
        for name in names:
            if name.endswith(b".md5sums"):
                self._list(os.path.join(folder, name), os.fsdecode(name[:-8]))  # noqa: PTH118

    def _list(self, path: bytes, owner: str) -> None:
        editable = {line.strip().split(b" ")[-1] for line in self._lines(path[:-8] + b".conffiles", silent=True)}
        for line in self._lines(path):
            found = _SUM.fullmatch(line)
            if found is not None and len(self._dpkg) < MOST_FILES:
                name = b"/" + self._plain(found[2])
                self._dpkg[name] = _Expected(owner, found[1].decode(), b"/" + found[2] in editable)

    def _plain(self, name: bytes) -> bytes:
        """Return a path as it is on disk where `/bin` and its like are links into `/usr`."""
        top, slash, rest = name.partition(b"/")
        return self._links[top] + slash + rest if slash and top in self._links else name

    def _lines(self, path: bytes, *, silent: bool = False) -> Iterator[bytes]:
        try:
            with opened(Path(os.fsdecode(path))) as (stream, _):
                yield from stream.read(LONGEST).split(b"\n")
        except OSError as error:
            if not silent:
                why = f"{shown_bytes(path)} could not be read: {error.strerror or error}"
                self._gaps.append(gap_in(self.source, GapReason.UNREADABLE, why, "Run with the rights to read it."))

    def met(self, entry: FileEntry) -> None:
        """Note a list of Python's."""
        if _RECORD.search(entry.real):
            self._records.append(entry)

    def examined(self, item: Artifact | Gap) -> None:
        """Compare one file."""
        if isinstance(item, Gap):
            self._whole = self._whole and item.reason not in (GapReason.BUDGET, GapReason.UNREADABLE, GapReason.SKIPPED)
            return
        path = item.place.path
        if path is None or item.place.member:
            return
        expected = self._dpkg.pop(path, None)
        if expected is not None and item.md5 is not None and item.md5 != expected.digest:
            found = Altered(
                item.place, expected.owner, "dpkg", expected.digest, item.md5, configuration=expected.configuration
            )
            self._changed.append(found)
        if _PYTHON.search(path) and len(self._python) < MOST_FILES:
            self._python[path] = item.sha256 or ""

    def altered(self) -> Iterator[Altered | Gap]:
        """Yield what is changed, and what is missing where all of the tree was seen."""
        yield from self._gaps
        yield from self._changed
        for path, expected in self._dpkg.items() if self._whole else ():
            place = Place(self.source.label, self.host, path)
            yield Altered(place, expected.owner, "dpkg", expected.digest, None, True, expected.configuration)
        for entry in self._records:
            yield from self._record(entry)

    def _record(self, entry: FileEntry) -> Iterator[Altered]:
        found = _RECORD.search(entry.real)
        path = entry.place.path
        if found is None or path is None:
            return
        folder = path[: -len(b"/" + found[1] + b".dist-info/RECORD")]
        text = [line.decode("utf-8", "surrogateescape") for line in self._lines(entry.real)]
        for row in csv.reader(text):
            if (
                len(row) < 2
                or not row[1].startswith("sha256=")
                or "__pycache__" in row[0]
                or row[0].startswith(("/", ".."))
            ):
                continue
            name = folder + b"/" + os.path.normpath(os.fsencode(row[0]))
            digest = self._python.get(name)
            expected = _hex(row[1][7:])
            owner = os.fsdecode(found[1])
            if expected is None:
                continue
            if digest is None and self._whole:
                place = Place(self.source.label, self.host, name)
                yield Altered(place, owner, "pip", expected, None, missing=True)
            elif digest and digest != expected:
                yield Altered(Place(self.source.label, self.host, name), owner, "pip", expected, digest)


def _hex(digest: str) -> str | None:
    try:
        return base64.urlsafe_b64decode(digest + "=" * (-len(digest) % 4)).hex()
    except ValueError:
        return None


def has_sums(root: str) -> bool:
    """Whether a tree has lists of dpkg, so that MD5 is wanted."""
    return os.path.isdir(os.path.join(os.fsencode(root), DPKG))  # noqa: PTH112, PTH118

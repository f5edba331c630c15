"""npm's `integrity`: installed packages against the tarballs that their lock file pins, where npm's cache still has them.

`node_modules/.package-lock.json` names the SHA-512 of each package's tarball; npm's cache keeps tarballs by that digest
(`_cacache/content-v2`). A tarball that has the digest is what the registry gave; its files are what must be installed. Where there is none to
compare with, nothing can be said, and a Gap says that.
"""

import base64
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from beartrap.engine.errand import ErrandFailed, converse, worker_command
from beartrap.engine.wire import to_raw, to_text
from beartrap.estate.sums.expected import MOST_FILES, Lists
from beartrap.model.artifact import FileEntry
from beartrap.model.coverage import GapReason
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.sums import Altered
from beartrap.model.text import printable, shorten, shown_bytes

_LOCK = b"/node_modules/.package-lock.json"
_CONTENT = re.compile(rb"/_cacache/content-v2/sha512/([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{124})\Z")
_WORKER = worker_command("beartrap.engine.tarball_sums")
_CODE = re.compile(rb"\.(?:[cm]?js|json|node|sh|exe|dll|so|wasm)\Z", re.IGNORECASE)
_MADE = re.compile(rb"/(?:node_modules|build|\.cache)/")
"""Folders in a package that npm, node-gyp and builds fill themselves."""
_RENAMED = frozenset({b".gitignore", b".npmignore"})
"""npm gives the first the second's name when it installs."""
TARBALL_SECONDS = 120.0
REMEDY = "Install anew from the lock file (`npm ci`), or compare with `npm pack`ed originals."


@frozen
class _Installed:
    """A package: its folder as the host names it, name and version, and the SHA-512 of its tarball in hex."""

    folder: bytes
    name: str
    sha512: str


@dataclass(slots=True)
class NpmSums:
    """Compares the `node_modules` of one tree as its files are examined."""

    lists: Lists
    host: str
    _digests: dict[bytes, str] = field(default_factory=dict)
    _locks: list[FileEntry] = field(default_factory=list)
    _cached: dict[str, bytes] = field(default_factory=dict)

    def met(self, entry: FileEntry) -> None:
        """Note a lock file, or a tarball in a cache."""
        if entry.real.endswith(_LOCK):
            self._locks.append(entry)
        elif (found := _CONTENT.search(entry.real)) is not None:
            self._cached[b"".join(found.groups()).decode()] = entry.real

    def examined(self, path: bytes, sha256: str) -> None:
        """Note a file."""
        if b"/node_modules/" in path and len(self._digests) < MOST_FILES:
            self._digests[path] = sha256

    def altered(self, *, whole: bool) -> Iterator[Altered]:
        """Yield what differs from its tarball; what is missing only where the `whole` tree was seen."""
        installed = [one for entry in self._locks for one in self._of_lock(entry)]
        if not installed:
            return
        folders = {one.folder for one in installed}
        present = _present(self._digests, folders)
        there = [one for one in installed if one.folder in present]
        known = [one for one in there if one.sha512 in self._cached]
        if len(known) < len(there):
            missing = len(there) - len(known)
            names = ", ".join(one.name for one in there if one.sha512 not in self._cached)
            why = f"{missing} npm packages have no tarball in a cache to be compared with: {shorten(names, 200)}"
            self.lists.miss(GapReason.MISSING, why, REMEDY, missing)
        for one, tarball in self._tarballs(known):
            yield from self._compare(one, tarball, present[one.folder], whole)

    def _of_lock(self, entry: FileEntry) -> Iterator[_Installed]:
        project = (entry.place.path or b"")[: -len(_LOCK)]
        content = b"\n".join(self.lists.lines(entry.real))
        try:
            packages = json.loads(content)["packages"]
            items = list(packages.items())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.lists.miss(GapReason.MALFORMED, f"{shown_bytes(entry.real)} is no lock file of npm", REMEDY)
            return
        for key, told in items[:MOST_FILES]:
            digest = _sha512(told.get("integrity")) if isinstance(told, dict) else None
            if digest is not None and "node_modules/" in key and ".." not in key:
                name = key.rpartition("node_modules/")[2]
                yield _Installed(
                    project + b"/" + os.fsencode(key), printable(shorten(f"{name}@{told.get('version')}", 200)), digest
                )

    def _tarballs(self, known: Sequence[_Installed]) -> Iterator[tuple[_Installed, dict[str, Any]]]:
        digests = list(dict.fromkeys(one.sha512 for one in known))
        found: dict[str, dict[str, Any]] = {}
        if digests:
            order = {"paths": [to_text(self._cached[digest]) for digest in digests]}
            try:
                told = converse(_WORKER, order, seconds=lambda _: TARBALL_SECONDS)
                for digest, message in zip(digests, told, strict=False):
                    found[digest] = message
            except (ErrandFailed, OSError) as error:
                self.lists.miss(GapReason.CRASHED, f"tarballs of npm's cache could not be read: {error}", REMEDY)
        for one in known:
            if one.sha512 in found:
                yield one, found[one.sha512]

    def _compare(self, one: _Installed, tarball: dict[str, Any], files: set[bytes], whole: bool) -> Iterator[Altered]:
        label, cached = self.lists.source.label, self._cached[one.sha512]
        if tarball.get("sha512") != one.sha512:
            why = f"{shown_bytes(cached)} is not the tarball of {one.name} that its name says"
            self.lists.miss(GapReason.CHANGED, why, "Empty npm's cache; see who wrote there.")
            return
        if tarball.get("faults"):
            why = f"{shown_bytes(cached)} ({one.name}) could not be unfolded: {printable(str(tarball['faults'][0]))}"
            self.lists.miss(GapReason.MALFORMED, why, REMEDY)
            return
        named = set()
        for raw, digest in tarball["members"]:
            name = to_raw(raw).removeprefix(b"./").partition(b"/")[2]
            path = one.folder + b"/" + name
            named.add(path)
            actual, place = self._digests.get(path), Place(label, self.host, path)
            if name.rpartition(b"/")[2] in _RENAMED:
                continue
            if actual is None and whole:
                yield Altered(place, one.name, "npm", str(digest), None, missing=True)
            elif actual and actual != digest:
                yield Altered(place, one.name, "npm", str(digest), actual)
        for path in sorted(files - named):
            if _CODE.search(path) and not _MADE.search(path[len(one.folder) :]):
                yield Altered(Place(label, self.host, path), one.name, "npm", "", self._digests[path], added=True)


def _present(digests: dict[bytes, str], folders: set[bytes]) -> dict[bytes, set[bytes]]:
    """Return the examined files of each package's folder, nested packages left out."""
    found: dict[bytes, set[bytes]] = {}
    for path in digests:
        at = path.rfind(b"/node_modules/") + len(b"/node_modules/")
        end = path.find(b"/", at)
        if path[at : at + 1] == b"@" and end > 0:
            end = path.find(b"/", end + 1)
        if end > 0 and path[:end] in folders:
            found.setdefault(path[:end], set()).add(path)
    return found


def _sha512(integrity: Any) -> str | None:
    """Return the SHA-512 of a subresource integrity text in hex (W3C SRI), None where it names none."""
    for word in integrity.split() if isinstance(integrity, str) else ():
        if word.startswith("sha512-"):
            try:
                raw = base64.b64decode(word[7:].partition("?")[0], validate=True)
            except ValueError:
                continue
            if len(raw) == 64:
                return raw.hex()
    return None

"""`pnpm-lock.yaml`, versions 5 to 9: the keys of its `packages` section name what is locked.

The file is written by a machine in one way only, so that its lines can be read without all of YAML: a section begins
in column 0, a key of it in column 2.
"""

import re
from collections.abc import Iterator

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.digests import Digests, from_integrity
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_KEY = re.compile(
    r" {2}(?! )['\"]?/?((?:@[^/@'\"\s]{1,300}/)?[^@/'\"\s(]{1,300})[@/]([^'\"():_\s/]{1,300})(?:[(_][^'\"\r\n]*)?['\"]?:\s*"
)
_INTEGRITY = re.compile(r"integrity: ['\"]?([^\s'\",}]{1,2000})")


def recognises(manifest: Manifest) -> bool:
    """Whether it begins with the version of a lock file, as YAML."""
    return bool(re.match(r"lockfileVersion: *['\"]?\d", manifest.shown))


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package that is locked."""
    complaints = Complaints()
    for count, (row, key, digests) in enumerate(_entries(manifest.text())):
        if count >= MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        found = _KEY.fullmatch(key)
        if found is None:
            complaints.add(row, "a package without a name or a version in its key")
            continue
        yield manifest.package(found[1], found[2], "npm", row=row, standing="locked", digests=digests)
    yield from manifest.complained(complaints, "Write the lock file anew with pnpm.", "line")


def _entries(text: str) -> Iterator[tuple[int, str, Digests]]:
    inside, row, key, digests = False, 0, "", Digests()
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] not in ("", " ", "#", "\r"):
            inside = line.startswith("packages:")
        if not inside:
            continue
        if line.startswith("  ") and line[2:3] not in ("", " ", "\r", "#"):
            if key:
                yield row, key, digests
            row, key, digests = number, line.rstrip("\r"), ()
        elif (found := _INTEGRITY.search(line[:3000])) is not None:
            digests = from_integrity(found[1])
    if key:
        yield row, key, digests


READER = Reader("pnpm-lock", recognises, read)

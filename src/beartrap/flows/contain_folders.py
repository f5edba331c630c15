"""The files of a package's own folder, where a person wants them taken: each goes through the same steps as any other file."""

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

from beartrap.contain.errors import Refused
from beartrap.estate import trees
from beartrap.estate.inputs import open_regular
from beartrap.estate.locating import Reached
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source

MOST_FILES = 20_000
"""Files of one package that a plan takes; more are no package's own folder, or a plan that nobody reads."""
LONGEST_RECORD = 32 * 1024 * 1024
_NPM, _METADATA = b"/package.json", b".dist-info/METADATA"


def files_of_package(found: Reached) -> tuple[Reached, ...]:
    """Return the files of the package that the manifest at `found` is about: npm's folder, or what a RECORD names.

    Packages inside an npm package's folder are packages of their own, and left. Raises Refused where the package has no folder of its
    own, or not all of it can be seen, OSError.
    """
    if found.path.endswith(_NPM) and b"/node_modules/" in found.on_host:
        files = tuple(_below(found, found.path[: -len(_NPM)], b"/node_modules/"))
    elif found.path.endswith(_METADATA):
        info = found.path[: -len(b"/METADATA")]
        files = tuple(dict.fromkeys((*_below(found, info, None), *_recorded(found, info))))
    else:
        raise Refused("its files are no folder of their own: its package manager takes it away")
    if len(files) > MOST_FILES:
        raise Refused(f"the package has more than {MOST_FILES} files")
    return files


def _below(found: Reached, folder: bytes, without: bytes | None) -> Iterator[Reached]:
    """Yield the files in a folder; raises Refused where part of it could not be seen."""
    source = Source(os.fsdecode(folder), os.fsdecode(folder), SourceKind.FILES)
    for count, entry in enumerate(trees.walk(source, "", folder)):
        if isinstance(entry, Gap):
            raise Refused(f"not all of its folder can be seen: {entry.why}")
        if count > MOST_FILES:
            raise Refused(f"the package has more than {MOST_FILES} files")
        if without is None or without not in entry.real[len(folder) :]:
            yield _at(found, entry.real)


def _at(found: Reached, path: bytes) -> Reached:
    above = len(found.path) - len(found.on_host)
    same = found.path[above:] == found.on_host  # but for Windows' way of writing it
    return Reached(found.root, path, path[above:] if same else path[len(found.root.rstrip(b"/")) :])


def _recorded(found: Reached, info: bytes) -> Iterator[Reached]:
    """Yield what a RECORD names beside it. What lies elsewhere (a script in `bin`) is left: its path leads out of the folder."""
    site = info.rpartition(b"/")[0]
    with open_regular(Path(os.fsdecode(info + b"/RECORD"))) as stream:
        text = stream.read(LONGEST_RECORD).decode("utf-8", "surrogateescape")
    for row in csv.reader(io.StringIO(text, newline="")):
        name = os.fsencode(row[0]) if row else b""
        if name and not name.startswith(b"/") and b".." not in name.split(b"/"):
            path = site + b"/" + name
            if os.path.lexists(path):
                yield _at(found, path)

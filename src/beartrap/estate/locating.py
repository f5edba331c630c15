"""From a place in a case to the path under which this machine can reach it: only through the trees that the estate names.

A path of another host never becomes a path of this machine.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from beartrap.estate.trees import roots
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source
from beartrap.model.frozen import frozen
from beartrap.model.place import Place

_DRIVE = re.compile(rb"([A-Za-z]):\\")


@frozen
class Reached:
    """A file within reach: the real path of its tree's top, its own real path, both plain, and its path on the host."""

    root: bytes
    path: bytes
    on_host: bytes


def tree_roots(sources: Iterable[Source]) -> Iterator[tuple[Source, str, bytes]]:
    """Yield (source, host, real path of the top) for each file tree that is there."""
    for source in sources:
        if source.kind is SourceKind.FILES:
            for found in roots(source):
                if not isinstance(found, Gap):
                    yield source, found[0], os.path.realpath(found[1])


def reach(sources: Iterable[Source], place: Place) -> Reached | None:
    """Return where this machine reaches a place; None where no tree of the estate holds it now.

    A source that is none of the estate's but the absolute path of a folder or file (as `sweep PATH` names it) is a tree too;
    an inventory's path never is.
    """
    if place.path is None:
        return None
    sources = tuple(sources)
    mine = [source for source in sources if source.kind is SourceKind.FILES and source.label == place.source]
    named = any(source.label == place.source for source in sources)
    if not named and Path(place.source).is_absolute():
        mine = [Source(place.source, place.source, SourceKind.FILES)]
    for _, host, root in tree_roots(mine):
        if named and place.host not in (None, host):
            continue
        for relative in _relative(place.path):
            path = root.rstrip(b"/") + relative
            if _is_there(path):
                return Reached(root, path, place.path)
        if _is_file(root) and place.path == b"/" + root.rpartition(b"/")[2]:  # a tree of one file
            return Reached(root.rpartition(b"/")[0] or b"/", root, place.path)
    return None


def _relative(path: bytes) -> Iterator[bytes]:
    """Yield what a host's path can be below the top of its tree: `C:\\x` lies in a folder `C`, `C:`, `c` or `c:`."""
    drive = _DRIVE.match(path)
    if drive is None:
        yield path if path.startswith(b"/") else b"/" + path
        return
    rest = b"/" + path[drive.end() :].replace(b"\\", b"/")
    for letter in (drive[1].upper(), drive[1].lower()):
        yield b"/" + letter + rest
        yield b"/" + letter + b":" + rest


def _is_file(path: bytes) -> bool:
    return _is_there(path) and stat.S_ISREG(os.lstat(path).st_mode)


def _is_there(path: bytes) -> bool:
    try:
        os.lstat(path)
    except (OSError, ValueError):
        return False
    return True

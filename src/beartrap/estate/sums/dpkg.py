"""dpkg's `md5sums` and `conffiles`."""

import os
import re
from collections.abc import Iterator, Mapping

from beartrap.estate.sums.expected import Expected, Lists

FOLDER = b"var/lib/dpkg/info"
_SUM = re.compile(rb"([0-9a-f]{32})  (.+)")


def expected(root: bytes, links: Mapping[bytes, bytes], lists: Lists) -> Iterator[tuple[bytes, Expected]]:
    """Yield path (as the host names it) and digest of each file that a package lists."""
    folder = os.path.join(root, FOLDER)  # noqa: PTH118 - raw bytes
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208
    except OSError:
        return
    for name in names:
        if name.endswith(b".md5sums"):
            yield from _list(os.path.join(folder, name), os.fsdecode(name[:-8]), links, lists)  # noqa: PTH118


def _list(path: bytes, owner: str, links: Mapping[bytes, bytes], lists: Lists) -> Iterator[tuple[bytes, Expected]]:
    editable = {line.strip().split(b" ")[-1] for line in lists.lines(path[:-8] + b".conffiles", silent=True)}
    for line in lists.lines(path):
        found = _SUM.fullmatch(line)
        if found is not None:
            digest, edited = found[1].decode(), b"/" + found[2] in editable
            yield b"/" + plain(found[2], links), Expected(owner, "dpkg", "md5", digest, edited)


def plain(name: bytes, links: Mapping[bytes, bytes]) -> bytes:
    """Return a path (without its first slash) as it is on disk where `/bin` and its like are links into `/usr`."""
    top, slash, rest = name.partition(b"/")
    return links[top] + slash + rest if slash and top in links else name


def has_lists(root: bytes) -> bool:
    """Whether a tree has dpkg's lists."""
    return os.path.isdir(os.path.join(root, FOLDER))  # noqa: PTH112, PTH118

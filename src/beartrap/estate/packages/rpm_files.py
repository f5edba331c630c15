"""The files that rpm's database lists for each package, with their digests: what `rpm -V` compares.

From the headers of `rpmdb.sqlite` (see `rpm_database`): base names, folders, digests, flags. Tags, types and flags after rpm.org, "RPM
Tags" and `rpmfi.h`.
"""

import struct
from collections.abc import Iterator

from beartrap.estate.packages.rpm_database import MOST_TAGS, headers
from beartrap.model.frozen import frozen

MOST_PER_PACKAGE = 200_000
"""Files of one package; the largest known (a kernel's sources, a TeX collection) have some 100,000."""
_NAME, _VERSION, _RELEASE, _DIGESTS, _FLAGS, _OLD, _DIRINDEX, _BASE, _DIRS, _ALGORITHM = (
    1000, 1001, 1002, 1035, 1037, 1027, 1116, 1117, 1118, 5011,
)  # fmt: skip
_WANTED = frozenset({_NAME, _VERSION, _RELEASE, _DIGESTS, _FLAGS, _OLD, _DIRINDEX, _BASE, _DIRS, _ALGORITHM})
_CONFIG, _GHOST = 1, 64
_ALGORITHMS = {1: "md5", 2: "sha1", 8: "sha256"}
"""Numbers of OpenPGP (RFC 4880, 9.4). Without the tag it is MD5."""
Values = list[int] | list[bytes]


@frozen
class RpmFile:
    """A file of a package: raw path, digest in hex (empty for folders and links) with its algorithm (None: one that is not known here)."""

    package: str
    path: bytes
    digest: str
    algorithm: str | None
    configuration: bool


def rpm_files(database: bytes) -> Iterator[RpmFile | None]:
    """Yield the files of all packages, None for a header that cannot be read. Raises Broken."""
    for _, blob in headers(database):
        tags = read_tags(blob) if isinstance(blob, bytes) else None
        if tags is None:
            yield None
        else:
            yield from _files(tags)


def read_tags(blob: bytes) -> dict[int, Values] | None:
    """Return the tags of a header that tell files, each as a list; None where the header is not sound."""
    try:
        entries, size = struct.unpack_from("!II", blob)
        if entries > MOST_TAGS or len(blob) != 8 + 16 * entries + size:
            return None
        store, found = blob[8 + 16 * entries :], {}
        for number in range(entries):
            tag, kind, offset, count = struct.unpack_from("!IIII", blob, 8 + 16 * number)
            if tag in _WANTED:
                found[tag] = _values(store, kind, offset, count)
    except (struct.error, ValueError):
        return None
    return found


def _values(store: bytes, kind: int, offset: int, count: int) -> Values:
    if count > MOST_PER_PACKAGE or offset > len(store):
        raise ValueError("a list that is too long")
    if kind in (3, 4):
        return list(struct.unpack_from(f"!{count}{'H' if kind == 3 else 'I'}", store, offset))
    if kind in (6, 8, 9):
        texts = store[offset:].split(b"\0", count)
        if len(texts) <= count:
            raise ValueError("texts that do not end")
        return texts[:count]
    raise ValueError("a kind of list that is not known")


def _files(tags: dict[int, Values]) -> Iterator[RpmFile]:
    name, version, release = (
        b"".join(_texts(tags, tag)[:1]).decode("utf-8", "replace") for tag in (_NAME, _VERSION, _RELEASE)
    )
    numbers = tags.get(_ALGORITHM) or [1]
    algorithm = _ALGORITHMS.get(numbers[0]) if isinstance(numbers[0], int) else None
    digests, flags = _texts(tags, _DIGESTS), _numbers(tags, _FLAGS)
    for number, path in enumerate(_paths(tags)):
        flag = flags[number] if number < len(flags) else 0
        if not flag & _GHOST:
            digest = digests[number].decode("ascii", "replace").lower() if number < len(digests) else ""
            yield RpmFile(f"{name}-{version}-{release}", path, digest, algorithm, bool(flag & _CONFIG))


def _paths(tags: dict[int, Values]) -> Iterator[bytes]:
    folders, indexes = _texts(tags, _DIRS), _numbers(tags, _DIRINDEX)
    for base, index in zip(_texts(tags, _BASE), indexes, strict=False):
        if index < len(folders):
            yield folders[index] + base
    yield from _texts(tags, _OLD)


def _texts(tags: dict[int, Values], tag: int) -> list[bytes]:
    return [one for one in tags.get(tag, []) if isinstance(one, bytes)]


def _numbers(tags: dict[int, Values], tag: int) -> list[int]:
    return [one for one in tags.get(tag, []) if isinstance(one, int)]

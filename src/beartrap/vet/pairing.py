"""Which file of the old version each file of the new one comes from: by content, by path, then by likeness.

Likeness is found by a sketch: the smallest hashes of a file's lines (bottom-k minwise hashing, Broder 1997), looked up in an
index of the old files. That is linear in the number of files, however many moved.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.kinds import Kind
from beartrap.vet.naming import without_version
from beartrap.vet.tree import File, Tree

SKETCH = 64
"""Hashes kept of one file: a likeness of 0.3 is then told from one of 0.1."""
ALIKE = 0.3
"""Share of common hashes from which a file is taken to come from another."""
COMMON = 40
"""Old files that share a hash, above which it tells nothing: licence headers, closing brackets."""
MOST_SKETCHED = 4_000_000
"""Bytes of one file that are sketched."""
_PIECES = regex(rb"[\n;{}\0]+")
LEAST_PIECE = 6
"""Bytes of a piece that says something."""


@frozen
class Pairing:
    """`same`: new path to an old path with the same content. `changed`: new path to the old path that it comes from,
    None where it is new. `gone`: old paths whose content the new version has nowhere."""

    same: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[str, str | None] = field(default_factory=dict)
    gone: tuple[str, ...] = ()

    @property
    def moved(self) -> int:
        """How many files have the same content at another path, or come from a file of another path."""
        return sum(new != old for new, old in self.same.items()) + sum(
            old is not None and new != old for new, old in self.changed.items()
        )


def pair(old: Tree, new: Tree, versions: tuple[str | None, str | None], read: Callable[[str], bytes]) -> Pairing:
    """Return how the files of two versions belong together. `read` gives a content by its SHA-256."""
    by_content = {file.sha256: path for path, file in sorted(old.files.items(), reverse=True)}
    current = {file.sha256 for file in new.files.values()}
    same, rest = dict[str, str](), list[str]()
    for path, file in new.files.items():
        if file.sha256 in by_content:
            before = old.files.get(path)
            same[path] = path if before is not None and before.sha256 == file.sha256 else by_content[file.sha256]
        else:
            rest.append(path)
    gone = tuple(path for path, file in old.files.items() if file.sha256 not in current)
    changed = _by_path(rest, gone, versions)
    if len(old.files) == len(new.files) == 1 and rest:
        changed = {rest[0]: gone[0]}  # two files that the user names beside each other belong together
    taken = set(changed.values())
    lost = [old.files[path] for path in gone if path not in taken]
    strangers = [new.files[path] for path, before in changed.items() if before is None]
    changed.update(_by_likeness(_readable(strangers), _readable(lost), read))
    return Pairing(same, changed, gone)


def _by_path(
    paths: Iterable[str], gone: Iterable[str], versions: tuple[str | None, str | None]
) -> dict[str, str | None]:
    plain = {without_version(path, versions[0]): path for path in gone}
    return {path: plain.get(without_version(path, versions[1])) for path in paths}


def _readable(files: Iterable[File]) -> list[File]:
    """Return the files whose content is kept: of an archive only its members are."""
    return [file for file in files if file.kind is not Kind.ARCHIVE]


def _by_likeness(new: list[File], old: list[File], read: Callable[[str], bytes]) -> dict[str, str]:
    if not new or not old:
        return {}
    index = defaultdict[int, list[int]](list)
    sizes = list[int]()
    for number, file in enumerate(old):
        found = sketch(read(file.sha256)) if file.size <= MOST_SKETCHED else frozenset[int]()
        sizes.append(len(found))
        for value in found:
            index[value].append(number)
    pairs = {}
    for file in new:
        found = sketch(read(file.sha256)) if file.size <= MOST_SKETCHED else frozenset[int]()
        votes = Counter(
            number for value in found if len(index.get(value, ())) <= COMMON for number in index.get(value, ())
        )
        if votes:
            best, shared = max(votes.items(), key=lambda vote: (vote[1], -vote[0]))
            if shared >= ALIKE * max(min(len(found), sizes[best]), 1):
                pairs[file.path] = old[best].path
    return pairs


def sketch(content: bytes) -> frozenset[int]:
    """Return the SKETCH smallest hashes of a content's lines (of minified code: statements; of data: runs)."""
    pieces = {piece.strip() for piece in _PIECES.split(content)}
    hashes = sorted(zlib.crc32(piece) for piece in pieces if len(piece) >= LEAST_PIECE)
    return frozenset(hashes[:SKETCH])

"""One version of a package, unfolded: its files with their digests and kinds, what is odd about it, what was not seen."""

import hashlib
import os
from dataclasses import field, replace
from typing import BinaryIO

from beartrap.engine.unfold import EntryKind, Fault, Limits, Member, Oddity, unfold_path
from beartrap.engine.unfold.limits import MIB
from beartrap.model.frozen import frozen, slotted
from beartrap.model.place import Place
from beartrap.vet.kinds import Kind
from beartrap.vet.naming import common_root, flat, part, path_of
from beartrap.vet.sniff import LOOK, kind_of
from beartrap.vet.store import Store

LIMITS = Limits(entries=200_000, total_bytes=2 * 1024 * MIB, member_bytes=256 * MIB, seconds=180.0, memory=16 * MIB)
"""For one version of a package. `member_bytes` is held in memory while it is examined, within the worker's gigabyte."""


@frozen
class File:
    """One file of a version. `path` is normalised, `place` says where it stands in the input."""

    path: str
    place: Place
    sha256: str
    size: int
    kind: Kind
    mode: int | None = None
    whole: bool = True
    made: bool = False

    @property
    def executable(self) -> bool:
        """Whether a permission bit lets somebody run it."""
        return bool(self.mode and self.mode & 0o111)


@slotted
class Tree:
    """One version, unfolded. `files` by normalised path; where two have one path, the last one counts, as it does for
    those who unpack it, and the oddity says so. `shape` is the format of the input itself, None for a folder."""

    label: str
    files: dict[str, File] = field(default_factory=dict)
    links: dict[str, bytes] = field(default_factory=dict)
    oddities: list[Oddity] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    root: str = ""
    shape: str | None = None
    size: int = 0

    def path(self, names: tuple[bytes, ...]) -> str:
        """Return the normalised path of a chain of names, empty for the input itself."""
        return path_of(names, self.root) if names else ""

    def place(self, names: tuple[bytes, ...]) -> Place:
        """Return the place of a chain of names in this version."""
        if not names:
            return Place(self.label)
        first, *inner = flat(names)
        path = os.fsencode(part(first).removeprefix(self.root))
        return Place(self.label, path=path, member=tuple(inner))


@frozen
class _Found:
    names: tuple[bytes, ...]
    sha256: str
    size: int
    kind: Kind
    mode: int | None
    whole: bool
    made: bool


def unfold_tree(path: bytes, label: str, store: Store, limits: Limits = LIMITS) -> Tree:
    """Return what is in a file or folder; contents go to `store`. Raises OSError where `path` cannot be opened."""
    tree = Tree(label)
    found, links = list[_Found](), list[tuple[tuple[bytes, ...], bytes]]()
    for item in unfold_path(path, limits):
        match item:
            case Oddity():
                tree.oddities.append(item)
            case Fault():
                tree.faults.append(item)
            case Member() if item.kind is EntryKind.FILE:
                found.append(_take(item, store))
                if not item.names and item.format is not None:
                    tree.shape = item.format.value
            case Member():
                links.append((item.names, item.link or b""))
    tree.root = common_root(part(flat(one.names)[0]) for one in found if one.names and not one.made)
    inside = any(one.names for one in found)
    for one in found:
        if one.names or not inside or one.kind is not Kind.ARCHIVE:  # for an archive, its members stand
            _add(tree, one, one.names or (os.path.basename(path.rstrip(b"/")),))  # noqa: PTH119 - raw bytes
    tree.links = {path_of(names, tree.root): link for names, link in links if names}
    return tree


def _take(member: Member, store: Store) -> _Found:
    path = "!".join(part(name) for name in flat(member.names))
    executable = bool(member.mode and member.mode & 0o111)
    if member.format is not None and kind_of(path, member.open().read(LOOK)) is Kind.ARCHIVE:
        sha256, kind = _digest(member.open()), Kind.ARCHIVE
    else:
        content = member.read()
        sha256, kind = hashlib.sha256(content).hexdigest(), kind_of(path, content, executable=executable)
        store.put(sha256, content)
    return _Found(member.names, sha256, member.size, kind, member.mode, member.whole, member.made)


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(MIB):
        digest.update(chunk)
    return digest.hexdigest()


def _add(tree: Tree, one: _Found, names: tuple[bytes, ...]) -> None:
    path = path_of(names, tree.root)
    place = replace(tree.place(names), digest=one.sha256)
    tree.files[path] = File(path, place, one.sha256, one.size, one.kind, one.mode, one.whole, one.made)
    tree.size += one.size

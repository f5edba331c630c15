"""One version as analyses see it: its files by path, with their contents from the store."""

import os
from collections.abc import Iterable, Mapping, Sequence

from beartrap.model.place import Place
from beartrap.vet.analyser import FileSubject
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.facts import PackageFacts
from beartrap.vet.kinds import Kind
from beartrap.vet.store import Store
from beartrap.vet.tree import File, Tree


class TreeSide:
    """A `Side` over an unfolded version."""

    def __init__(self, tree: Tree, facts: PackageFacts, store: Store) -> None:
        self.tree = tree
        self._facts = facts
        self._store = store
        self._changed: frozenset[str] = frozenset(tree.files)
        self._by_content: dict[str, list[str]] = {}
        self.found: list[Behaviour] = []
        self._trusted: TreeSide | None = None
        self._is_trusted = False
        self._origins: Mapping[str, str | None] = {}
        self._narrowed: frozenset[str] = frozenset()
        self.sieving = False
        self.only: frozenset[str] | None = None
        self.taken: set[str] = set()
        """Files that were walked within their package, and need not be looked at alone for now."""

    @property
    def facts(self) -> PackageFacts:
        """What the package says of itself."""
        return self._facts

    @property
    def label(self) -> str:
        """The input as the user named it."""
        return self.tree.label

    @property
    def paths(self) -> Sequence[str]:
        """All normalised paths, sorted."""
        return sorted(self.tree.files)

    @property
    def changed(self) -> frozenset[str]:
        """The paths to be examined: what the other version does not have, or has to run later."""
        return self._changed

    def set_changed(self, paths: Iterable[str]) -> None:
        """Say which paths the other version does not have."""
        self._changed = frozenset(paths)

    @property
    def trusted(self) -> "TreeSide | None":
        """The old version, where this is the new one and there is an old one."""
        return self._trusted

    def origin(self, path: str) -> str | None:
        """Return the path in `trusted` of the file that one comes from, None where it comes from none."""
        return self._origins.get(path)

    def set_trusted(self, trusted: "TreeSide", origins: Mapping[str, str | None]) -> None:
        """Say what the old version is, and which of its files each one comes from."""
        self._trusted, self._origins = trusted, origins
        trusted._is_trusted = True

    @property
    def narrowed(self) -> frozenset[str]:
        """The files of which what the trusted version has too is left out for now."""
        return self._narrowed

    def narrow(self, paths: Iterable[str]) -> None:
        """Say of which files that is left out (see `vet.narrowing`)."""
        self._narrowed = frozenset(paths)

    def took(self, path: str) -> None:
        """Take note that a file was walked within its package."""
        self.taken.add(path)

    def before(self, path: str) -> bytes | None:
        """Return the file that one of them comes from, None for any other file."""
        origin = self._origins.get(path) if path in self._narrowed else None
        before = self._trusted.read(origin) if self._trusted is not None and origin is not None else None
        return before.content if before is not None else None

    def kind(self, path: str) -> Kind | None:
        """Return what the file is, None where there is none."""
        file = self.tree.files.get(path)
        return file.kind if file is not None else None

    def mode(self, path: str) -> int | None:
        """Return the permission bits where the format keeps them, else None."""
        file = self.tree.files.get(path)
        return file.mode if file is not None else None

    def size(self, path: str) -> int:
        """Return the size in bytes, 0 where there is none of that path."""
        file = self.tree.files.get(path)
        return file.size if file is not None else 0

    def path_of_content(self, sha256: str) -> str | None:
        """Return a path at which a content stands, None for none."""
        paths = self.paths_of_content(sha256)
        return paths[-1] if paths else None

    def paths_of_content(self, sha256: str) -> Sequence[str]:
        """Return all paths at which a content stands."""
        if not self._by_content:
            for path, file in self.tree.files.items():
                self._by_content.setdefault(file.sha256, []).append(path)
        return self._by_content.get(sha256, ())

    def paths_at(self, place: Place) -> Sequence[str]:
        """Return the paths that a place of this version is of."""
        if place.digest is not None:
            return self.paths_of_content(place.digest)
        name = place.member[-1] if place.member else place.path
        path = os.fsdecode(name) if name is not None else ""
        return (path,) if path in self.tree.files else ()

    def file(self, path: str) -> File | None:
        """Return the file without its content, None where there is none."""
        return self.tree.files.get(path)

    def read(self, path: str) -> FileSubject | None:
        """Return the file with its content; None where there is none, or it is an archive whose members stand for it."""
        file = self.tree.files.get(path)
        if file is None or file.sha256 not in self._store:
            return None
        return FileSubject(
            place=file.place,
            path=path,
            content=self._store.get(file.sha256),
            kind=file.kind,
            sha256=file.sha256,
            facts=self._facts,
            changed=path in self._changed and not self._is_trusted,
            executable=file.executable,
            whole=file.whole,
        )

    def behaviours(self) -> Iterable[Behaviour]:
        """Return what the analysers of files found in the changed files."""
        return tuple(self.found)

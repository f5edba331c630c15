"""The files of an unfolded version as readers of metadata ask for them: by normalised path, as bounded text."""

import posixpath
import re
from collections.abc import Iterator

from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.vet.package.pyproject import said_for_building
from beartrap.vet.store import Store
from beartrap.vet.tree import Tree

LONGEST = 4 * 1024 * 1024
"""Bytes of one manifest; longer ones are cut, and what is behind the cut is examined as any other file."""


@frozen
class Files:
    """A version's files. Archives within the package are not asked: they are not its own metadata."""

    tree: Tree
    store: Store

    def __contains__(self, path: str) -> bool:
        return path in self.tree.files

    def __iter__(self) -> Iterator[str]:
        return (path for path in self.tree.files if "!" not in path)

    def matching(self, pattern: str) -> list[str]:
        """Return the paths that a regular expression matches whole, sorted."""
        wanted = re.compile(pattern)
        return sorted(path for path in self if wanted.fullmatch(path))

    def raw(self, path: str) -> bytes:
        """Return a content, empty where there is none."""
        file = self.tree.files.get(path)
        if file is None or file.sha256 not in self.store:
            return b""
        return self.store.get(file.sha256)[:LONGEST]

    def text(self, path: str) -> str:
        """Return a content as text, empty where there is none; bytes that are no UTF-8 are replaced."""
        return self.raw(path).decode("utf-8-sig", "replace")

    def resolve(self, base: str, word: str, endings: tuple[str, ...] = ("",)) -> str | None:
        """Return the path of a file that a word in the file `base` names, None where it names none."""
        folder = posixpath.dirname(base)
        path = posixpath.normpath(posixpath.join(folder, word.strip("\"'")))
        return next((path + ending for ending in endings if path + ending in self.tree.files), None)

    def scripts(self, path: str) -> Iterator[str]:
        """Yield the scripts of the package that a file names in its own commands, by their way from its folder or from the root."""
        text = self.text(path)
        for word in dict.fromkeys(
            _SCRIPT.findall(said_for_building(text) if path.endswith("pyproject.toml") else text)
        ):
            bare = word.replace("\\", "/").lstrip("/")
            found = self.resolve(path, bare) or (bare if bare in self.tree.files else None)
            if found is not None and found != path:
                yield found


_SCRIPT = regex(r"[\w./\\-]{1,120}\.(?:[cm]?js|py|sh|bash|ps1|rb|php|bat|cmd|pl)\b")


def row_of(text: str, wanted: str) -> int | None:
    """Return the line, from 1, on which a text first occurs, None where it does not."""
    at = text.find(wanted)
    return None if at < 0 else text.count("\n", 0, at) + 1

"""What lies around changed files that are walked as one program: files of data of their package, and Go's other packages of the same module."""

import posixpath
from collections.abc import Mapping

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.source import tree
from beartrap.vet.source.linking import DATA_BYTES
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.resolving import file_of
from beartrap.vet.source.values import Scope, Value
from beartrap.vet.source_files import Alone

_PACKAGE = regex(r"^package[ \t]++(\w++)", flags=8)  # of each line


class Beside(Alone):
    """The surroundings of files that are walked together; `where` is the file that is being read."""

    def __init__(self, side: Side) -> None:
        super().__init__()
        self._side = side
        self._paths = frozenset(side.paths)
        self._packages: dict[str, Scope] = {}
        self.where = ""

    def scopes(self, language: str, texts: Mapping[str, str]) -> dict[str, Scope]:
        """Return the names that each file sees: of Go those of its folder, of other languages those of all files."""
        if language != "go":
            return dict.fromkeys(texts, Scope())
        folders = {posixpath.dirname(path): Scope() for path in texts}
        for path, text in texts.items():
            folder = posixpath.dirname(path)
            named = _PACKAGE.search(text)
            for name in (posixpath.basename(folder), named[1] if named else ""):
                self._packages.setdefault(name, folders[folder])
        return {path: folders[posixpath.dirname(path)] for path in texts}

    def imported(self, machine: Machine, path: str, statement: tree.Import) -> Value | None:
        """Return what a package of Go that is walked along binds; None for any other."""
        scope = self._packages.get(statement.module) if statement.module and machine.language == "go" else None
        if scope is None or scope is machine.scope:
            return None
        found = Value()
        found.fields = scope.values
        return found

    def data(self, path: str) -> bytes | None:
        """Return a file of the package that a path in the code means."""
        found = file_of(path, self.where, self._paths)
        subject = self._side.read(found) if found is not None else None
        return subject.content if subject is not None and len(subject.content) <= DATA_BYTES else None

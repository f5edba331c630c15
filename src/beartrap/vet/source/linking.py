"""The surroundings of a file within its package: what it imports is walked too, what it reads from beside it is read.

Each file of a program is walked once for each time at which it runs, whoever imports it. A file that did not change is
walked when something of it is first used, and not at all where nothing is: what it does by itself, it did before.
"""

from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass

from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.documents import of_text
from beartrap.vet.source.events import Event
from beartrap.vet.source.languages.python import DoesNotParseError
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.resolving import file_of, module_of, names_submodule
from beartrap.vet.source.statements import outside
from beartrap.vet.source.timing import BY_ITSELF
from beartrap.vet.source.values import Later, Scope, Spot, Value
from beartrap.vet.source.walk import Embedded, machine_for, parse, uncalled, walk

MODULES = 400
"""Files that are walked for one version: what its roots import, and what those import."""

MODULE_BYTES = 400_000
"""Bytes of one imported file: a larger one is a bundle or a table."""

TOGETHER = 6_000_000
"""Bytes of all files whose trees are held for one version; a tree takes some thirty times as much as its text."""

DATA_BYTES = 1024 * 1024
"""Bytes of a data file that code may hide in."""

Read = Callable[[str], bytes | None]
"""Gives the content of a file of the package."""


@dataclass(slots=True)
class Walked:
    """One file that was walked, at `when` it runs: what it binds, and the machine that walked it (None where it cannot be read)."""

    when: When
    bound: Value
    machine: Machine | None = None

    @property
    def exported(self) -> Value:
        """What others get who import it: of a module of CommonJS what it has put into `module.exports` by now."""
        return (self.bound.fields or {}).get("exports", self.bound) if self.bound.name == "module" else self.bound

    @property
    def events(self) -> list[Event]:
        """What was seen while it was walked."""
        return self.machine.events if self.machine is not None else []


class Linked:
    """Looks at the roots of one version and what they reach within the package.

    `changed` are the files that the other version does not have as they are; `stood` tells whether a line of a file
    stands in the file that it comes from, too.
    """

    def __init__(
        self,
        paths: Collection[str],
        read: Read,
        language_of: Callable[[str], str | None],
        changed: Container[str],
        stood: Callable[[str, int], bool],
    ) -> None:
        self.paths = paths
        self.importing: set[str] = set()
        """The files that import others of the package."""
        self._read = read
        self._language_of = language_of
        self._changed = changed
        self._stood = stood
        self.left_out = False
        """Whether a file was too large, nested too deeply, or was one too many to be walked here."""
        self._embedded = Embedded()
        self._modules: dict[tuple[str, When], Walked] = {}
        self._lines: dict[str, Sequence[str]] = {}
        self._where = ""
        self.size = 0
        """Bytes of all that was walked."""

    def root(self, path: str, when: When) -> bool:
        """Walk a file as the first of its program, and then the functions that nobody called; return whether it could be read."""
        walked = self._module(path, when)
        if walked is None or walked.machine is None:
            return walked is not None
        before, self._where = self._where, path
        try:
            uncalled(walked.machine)
        except RecursionError:
            self.left_out = True
        finally:
            self._where = before
        return True

    def walked(self) -> list[tuple[str, Walked]]:
        """Return all files that were walked, roots among them, with their paths."""
        return [(path, walked) for (path, _), walked in self._modules.items()]

    def command(self, path: str, text: str, when: When, row: int) -> list[Event]:
        """Walk a command line that a manifest at `path` gives; return what it does."""
        machine = machine_for(path, "shell", text, when, self)
        machine.row_shift = row
        self._embedded.look(machine, Value(text), "shell", row)
        return machine.events

    def imported(self, machine: Machine, path: str, statement: tree.Import) -> Value | None:
        """Return what a module of the package exports, walked at the time of the import."""
        if statement.module.endswith(".json") and machine.language != "python":
            return self._document(statement.module, path)
        found = module_of(statement, path, machine.language, self.paths)
        if found is None or (language := self._language_of(found)) is None:
            return None
        if (language == "python") != (machine.language == "python"):
            return None
        self.importing.add(path)
        when, language = machine.when, machine.language
        new = found not in self._changed and (found, when) not in self._modules
        if new and self._waits(machine, path, statement):
            return Later(lambda: self._bound(found, when, language, statement) or outside(statement))
        return self._bound(found, when, language, statement)

    def _document(self, module: str, path: str) -> Value | None:
        """Return what a JSON file of the package holds that is imported like a module."""
        found = file_of(module, path, self.paths)
        content = self._read(found) if found is not None else None
        return of_text(content, {"package-file": (Spot(path, 1, module),)}) if content is not None else None

    def _waits(self, machine: Machine, path: str, statement: tree.Import) -> bool:
        """Tell whether an unchanged module can wait until it is used: it was imported here before, at this time of its life."""
        plain = machine.row_shift is None and not machine.layers
        return machine.when not in BY_ITSELF and plain and self._stood(path, statement.row + machine.row_base)

    def _bound(self, found: str, when: When, language: str, statement: tree.Import) -> Value | None:
        walked = self._module(found, when)
        if walked is None:
            return None
        exported = walked.exported
        whole = statement.member in (None, "*") or (language == "python" and names_submodule(statement, found))
        if whole:
            return exported
        fields = exported.fields or {}
        return fields.get(statement.member or "") or Value()

    def embedded(self, machine: Machine, code: Value, language: str, row: int) -> None:
        """Look at code that stands in a string."""
        self._embedded.look(machine, code, language, row)

    def data(self, path: str) -> bytes | None:
        """Return a file of the package that a path in its code means."""
        found = file_of(path, self._where, self.paths)
        content = self._read(found) if found is not None else None
        return content if content is not None and len(content) <= DATA_BYTES else None

    def _module(self, path: str, when: When) -> Walked | None:
        if (path, when) in self._modules:
            return self._modules[path, when]
        content = self._read(path)
        language = self._language_of(path)
        if content is None or language is None:
            return None
        if len(self._modules) >= MODULES or len(content) > MODULE_BYTES or self.size + len(content) > TOGETHER:
            self.left_out = True
            return None
        self.size += len(content)
        made = self._modules[path, when] = Walked(when, Value())
        text = content.decode("utf-8", "replace").removeprefix("\ufeff")
        try:
            module = parse(language, text)
        except DoesNotParseError:
            return made
        made.machine = machine = machine_for(path, module.language, text, when, self)
        self._lines[path] = machine.lines
        machine.files = self._lines
        before, self._where = self._where, path
        scope = Scope()
        _export(module.language, scope, made.bound)
        walk(module, machine, scope, late=False)
        self._where = before
        return made


def _export(language: str, scope: Scope, bound: Value) -> None:
    """Let what a module binds be seen through its value while it is still being walked, as in a circle of imports."""
    if language != "javascript":
        bound.fields = scope.values
        return
    exports = Value()
    exports.fields = {}
    bound.name, bound.fields = "module", {"exports": exports}
    scope.values["module"], scope.values["exports"] = bound, exports

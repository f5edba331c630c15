"""The surroundings of a file within its package: what it imports is walked too, what it reads from beside it is read."""

from collections.abc import Callable, Collection

from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.events import Event
from beartrap.vet.source.languages.python import DoesNotParseError
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.resolving import file_of, module_of, names_submodule
from beartrap.vet.source.values import Scope, Value
from beartrap.vet.source.walk import Embedded, machine_for, parse, walk

MODULES = 60
"""Files that are walked for one root: what it imports, and what those import."""

MODULE_BYTES = 400_000
"""Bytes of one imported file: a larger one is a bundle or a table."""

DATA_BYTES = 1024 * 1024
"""Bytes of a data file that code may hide in."""

Read = Callable[[str], bytes | None]
"""Gives the content of a file of the package."""


class Linked:
    """Looks at one root and what it reaches within the package; `events` are of all of them."""

    def __init__(self, paths: Collection[str], read: Read, language_of: Callable[[str], str | None]) -> None:
        self.paths = paths
        self.events: list[Event] = []
        self.reached: list[str] = []
        self._read = read
        self._language_of = language_of
        self._embedded = Embedded()
        self._modules: dict[tuple[str, When], Value] = {}
        self._lines: dict[str, list[str]] = {}
        self._where = ""

    def root(self, path: str, when: When) -> None:
        """Walk a file as the first of its program, and then the functions that nobody called."""
        self._module(path, when, late=True)

    def command(self, path: str, text: str, when: When, row: int) -> None:
        """Walk a command line that a manifest at `path` gives."""
        machine = machine_for(path, "shell", text, when, self)
        machine.row_shift = row
        self._embedded.look(machine, Value(text), "shell", row)
        self.events += machine.events

    def imported(self, machine: Machine, path: str, statement: tree.Import) -> Value | None:
        """Return what a module of the package exports, walked at the time of the import."""
        found = module_of(statement, path, machine.language, self.paths)
        if found is None or (language := self._language_of(found)) is None:
            return None
        if (language == "python") != (machine.language == "python"):
            return None
        exported = self._module(found, machine.when, late=False)
        if exported is None:
            return None
        machine.files.update(self._lines)
        whole = statement.member in (None, "*") or (machine.language == "python" and names_submodule(statement, found))
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

    def _module(self, path: str, when: When, late: bool) -> Value | None:
        if (path, when) in self._modules:
            return self._modules[path, when]
        content = self._read(path)
        language = self._language_of(path)
        if content is None or language is None or len(self._modules) >= MODULES or len(content) > MODULE_BYTES:
            return None
        exported = self._modules[path, when] = Value()
        exported.fields = {}
        text = content.decode("utf-8", "replace").removeprefix("\ufeff")
        try:
            module = parse(language, text)
        except DoesNotParseError:
            return exported
        self.reached.append(path)
        machine = machine_for(path, module.language, text, when, self)
        self._lines[path] = list(machine.lines)
        machine.files.update(self._lines)
        before, self._where = self._where, path
        scope = Scope()
        _export(module.language, scope, exported)
        walked = walk(module, machine, scope, late=late)
        self._where = before
        self.events += walked.events
        return exported


def _export(language: str, scope: Scope, exported: Value) -> None:
    """Let what a module binds be seen through its value while it is still being walked, as in a circle of imports."""
    if language == "javascript":
        module = Value(name="module")
        module.fields = {"exports": exported}
        scope.values["module"], scope.values["exports"] = module, exported
    else:
        exported.fields = scope.values

"""The surroundings of a file within its package: what it imports is walked too, what it reads from beside it is read.

Each file of a program is walked once for each time at which it runs, whoever imports it. A file that did not change is
walked when something of it is first used, and not at all where nothing is: what it does by itself, it did before.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Sequence

from beartrap.model.frozen import slotted
from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.acts.growth import carries
from beartrap.vet.source.events import Event
from beartrap.vet.source.folding.documents import of_text
from beartrap.vet.source.languages.python import DoesNotParseError
from beartrap.vet.source.listened import Words
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.names import as_program
from beartrap.vet.source.reading.timing import BY_ITSELF
from beartrap.vet.source.reading.touched import Touched
from beartrap.vet.source.resolving import RETURNED, file_of, module_of, names_submodule
from beartrap.vet.source.values import Later, Scope, Spot, Value
from beartrap.vet.source.walk import Embedded, machine_for, parse, touched_of, uncalled, walk
from beartrap.vet.source.walking.still import bind_all
from beartrap.vet.source.walking.taken_in import outside

MODULES = 400
"""Files that are walked for one version: what its roots import, and what those import."""

MODULE_BYTES = 400_000
"""Bytes of one imported file: a larger one is a bundle or a table."""

TOGETHER = 6_000_000
"""Bytes of all files whose trees are held for one version; a tree takes some thirty times as much as its text."""

FAR = 2
"""Unchanged files, each imported by the one before, that a first look follows from one that changed."""

FAINT = 8
"""The part of the usual fuel that a first look spends on what the names of an unchanged file stand for: addresses, handles and
aliases take a few nodes each, tables of thousands of objects take the rest."""

DATA_BYTES = 1024 * 1024
"""Bytes of a data file that code may hide in."""

Read = Callable[[str], bytes | None]
"""Gives the content of a file of the package."""


@slotted
class Walked:
    """One file that was walked, at `when` it runs: what it binds, and the machine that walked it (None where it cannot be read)."""

    when: When
    bound: Value
    machine: Machine | None = None
    touched: Touched | None = None
    renewed: set[str] | None = None
    whole: bool = False
    odd: bool = False
    """Whether parts of it could not be read."""

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
        before: Read = lambda _path: None,
        still: bool = False,
    ) -> None:
        self.paths = paths
        self.importing: set[str] = set()
        """The files that import others of the package."""
        self._read = read
        self._language_of = language_of
        self._changed = changed
        self._stood = stood
        self._before = before
        self._still = still
        self._away: dict[str, int] = {}
        self._told: dict[str, dict[str, Value]] = {}
        self._taken = defaultdict[str, dict[str, str]](dict)
        self.left_out = False
        """Whether a file was too large, nested too deeply, or was one too many to be walked here."""
        self._embedded = Embedded()
        self._modules: dict[tuple[str, When], Walked] = {}
        self._lines: dict[str, Sequence[str]] = {}
        self._heard = Words()
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
            as_program.start(walked.machine)
            uncalled(walked.machine, self._touched(path, walked))
            self._told_later(walked.machine)
        except RecursionError:
            self.left_out = True
        else:
            walked.whole = not (walked.machine.left or walked.machine.broken or walked.machine.starved or walked.odd)
        finally:
            self._where = before
        return True

    def _told_later(self, root: Machine) -> None:
        """Walk what other changed files had called before, and what could carry something off, once more where something of weight was put away since."""
        machines = [
            one.machine for (path, _), one in self._modules.items() if one.machine is not None and path in self._changed
        ]
        if not any(machine.put_away for machine in machines):
            return
        for machine in machines:
            if machine is root or machine.again or not carries(machine):
                continue
            called = [closure for closure in machine.functions if id(closure.node) in machine.entered]
            machine.forget()
            before, machine.when = machine.when, min(machine.when, When.CALL)
            for closure in called:
                machine.enter(closure, [], {})
            machine.when = before

    def whole(self, path: str) -> bool:
        """Tell whether nothing of a root was left out, so that looking at it alone would show no more."""
        found = [one for (other, _), one in self._modules.items() if other == path]
        return all(one.machine is not None and one.whole for one in found)

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
        found = module_of(statement, path, machine.language, self.paths, "sys.path" in machine.text)
        if found is not None and found.endswith(".json") and machine.language == "javascript":
            return self._document(f"{statement.module}.json", path)  # Node tries that name, too
        if found is None or (language := self._language_of(found)) is None:
            return None
        if (language == "python") != (machine.language == "python"):
            return None
        if self._too_far(path, found):
            return None
        self.importing.add(path)
        self._taken[path][statement.alias or found] = found
        when, language = machine.when, machine.language
        new = found not in self._changed and (found, when) not in self._modules
        if new and self._waits(machine, path, statement):
            return Later(lambda: self._bound(found, when, language, statement) or outside(statement))
        return self._bound(found, when, language, statement)

    def _too_far(self, path: str, found: str) -> bool:
        """Tell whether a module is so far from all that changed that a first look does not follow it."""
        away = 0 if found in self._changed else self._away.get(path, 0) + 1
        self._away[found] = min(away, self._away.get(found, away))
        return self._still and away > FAR

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

    def embedded(self, machine: Machine, code: Value, language: str, row: int) -> Value:
        """Look at code that stands in a string; return what it gives."""
        return self._embedded.look(machine, code, language, row)

    def started(self, machine: Machine, path: str, told: dict[str, Value]) -> None:
        """Walk a file of the package that is started as a program of its own, with what it is told there."""
        found = file_of(path, machine.path, self.paths)
        if found is not None and found != machine.path and found not in self._told and self._language_of(found):
            self.importing.add(machine.path)
            self._told[found] = told
            walked = self._module(found, machine.when)
            if walked is not None and walked.machine is not None and walked.machine.programs is not None:
                as_program.start(walked.machine, by_package=True)

    def data(self, path: str) -> bytes | None:
        """Return a file of the package that a path in its code means."""
        found = file_of(path, self._where, self.paths)
        content = self._read(found) if found is not None else None
        return content if content is not None and len(content) <= DATA_BYTES else None

    def _module(self, path: str, when: When) -> Walked | None:
        if when is When.CALL and (path, When.IMPORT) in self._modules:
            when = When.IMPORT  # it was loaded then, and is what it was
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
        made.odd = bool(module.deep or module.broken)
        made.machine = machine = machine_for(path, module.language, text, when, self)
        self._lines[path] = machine.lines
        machine.files, machine.programs, machine.heard = self._lines, [], self._heard
        machine.variables |= self._told.get(path, {})
        before, self._where = self._where, path
        scope = Scope()
        _export(module.language, scope, made.bound)
        if self._still and path not in self._changed:
            machine.fuel //= FAINT
            machine.spare //= FAINT
        if self._still and path not in self._changed and when not in BY_ITSELF:
            self._bind(machine, module, scope)
        else:
            given = walk(module, machine, scope, late=False).given
            if language == "php":
                scope.values[RETURNED] = given
        self._where = before
        made.touched = touched_of(self._before(path), text, module)
        return made

    def _bind(self, machine: Machine, module: tree.Module, scope: Scope) -> None:
        try:
            bind_all(machine, module.body, scope)
        except RecursionError:
            self.left_out = True

    def _touched(self, path: str, walked: Walked, seen: frozenset[str] = frozenset()) -> set[int] | None:
        """Return the functions of a file that the update could have touched, through other files as well; None for all."""
        if walked.touched is None or walked.machine is None:
            return None
        others = dict[str, set[str]]()
        for found in set(self._taken[path].values()) - seen:
            if names := self._renewed(found, walked.when, seen | {path}):
                others[found] = names
        return walked.touched.chosen(walked.machine, others, self._taken[path])

    def _renewed(self, path: str, when: When, seen: frozenset[str]) -> set[str]:
        """Return the names of a changed file that mean something else than before."""
        walked = self._modules.get((path, when))
        if walked is None or walked.machine is None or path not in self._changed:
            return set()
        if walked.touched is None:
            return {closure.node.name for closure in walked.machine.functions} | set(walked.exported.fields or {})
        if walked.renewed is None:
            walked.renewed = set()
            self._touched(path, walked, seen)
            walked.renewed = walked.touched.names
        return walked.renewed


def _export(language: str, scope: Scope, bound: Value) -> None:
    """Let what a module binds be seen through its value while it is still being walked, as in a circle of imports."""
    if language != "javascript":
        bound.fields = scope.values
        return
    exports = Value()
    exports.fields = {}
    bound.name, bound.fields = "module", {"exports": exports}
    scope.values["module"], scope.values["exports"] = bound, exports

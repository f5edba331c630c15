"""The analyser of whole packages: what runs at install and what it reaches, and chains that span several files.

1. Commands of hooks are read as shell; a script of the package that they start is walked from there.
2. Files that run by themselves are walked with all that they import, at that time.
3. Changed files that could act are walked with what they import, where a part of the chain may lie in another file and
   a line that is new could bring it about: it acts, names what is of interest, or imports.
"""

import re
from collections.abc import Iterator, Mapping

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.regex import regex
from beartrap.vet.analyser import Seen, Side
from beartrap.vet.behaviour import When
from beartrap.vet.behaviours.judging import judged
from beartrap.vet.program import Program, language_of
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.reading.prefilter import acts_strongly, could_act
from beartrap.vet.source.reading.timing import by_itself, looks_like_test, when_of
from beartrap.vet.source.resolving import file_of
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.texts.builds import of_build
from beartrap.vet.source.texts.commands import Command
from beartrap.vet.source_files import elsewhere
from beartrap.vet.source_unread import run_unread

ROOTS = 60
"""Changed files that are walked with what they import; an update that changes more is mostly reformatted."""

_IMPORTS_OWN = regex(
    rb"^[ \t]*+(?:from\s+\.|import\s+\w|from\s+\w+)|require\(\s*[\"'`](?:[.#~]|@/)|\bfrom\s*[\"'`](?:[.#~]|@/)|import\(?\s*[\"'`](?:[.#~]|@/)|\brequire\(\s*[A-Za-z_$]|readFileSync|\bopen\s*\(|read_binary|read_bytes|read_text|get_data|ConfigParser|load_file|parse_ini_file"
    rb"|\bnew\s+Worker\b|\bfork\s*\("
    rb"|^[ \t]*+(?:namespace|use|(?:require|include)(?:_once)?)\b",
    re.MULTILINE,
)
_ENTRY = regex(r"(?:^|/)(?:__init__|__main__|index|main|cli|app)\.\w+$")
_SCRIPT = regex(r"(?<![\w./-])(?:[\w./-]+\.(?:js|cjs|mjs|ts|py|sh|rb|php|ps1)\b|[\w./-]*/[\w-]+)")


_GYP = "binding.gyp"
"""What npm has node-gyp read when a package is installed, commands among it."""


class SourcePackages:
    """Looks over the source files of one version."""

    id = "source.packages"

    def look(self, side: Side, /) -> Iterator[Seen]:
        """Yield what the whole shows."""
        if not side.changed:
            return
        program = Program(side)
        roots = {
            path: when
            for path in side.paths
            if (side.only is None or path in side.only)
            and (when := by_itself(side.facts, path)) is not None
            and (path in side.changed or when is not When.IMPORT or not side.sieving)
        }
        events = [*self._commands(side, program, roots)]
        events += program.walk(self._roots(side, program, roots))
        seen = set(map(id, events))
        events += [one for one in program.walk(_started(side, program, events, roots)) if id(one) not in seen]
        if program.stopped:
            why = (
                f"Not every changed file of {side.label} was walked with what it imports; each was looked at by itself"
            )
            yield Gap(GapReason.BUDGET, (), why, by=self.id)
        yield from self._judge(side, events)

    def _judge(self, side: Side, events: list[Event]) -> Iterator[Seen]:
        if not events:
            return
        yield from run_unread(side, events)
        start = side.read(events[0].path)
        if start is not None:
            quiet = [event for event in events if event.when < When.START and _quiet(side, event.path)]
            loud = [event for event in events if event not in set(quiet)]
            for part, hushed in ((loud, False), (quiet, True)):
                yield from judged(part, lambda path, row: elsewhere(start, path, row), quiet=hushed)

    def _commands(self, side: Side, program: Program, roots: dict[str, When]) -> Iterator[Event]:
        """Walk the hooks' command lines, and note the scripts that they start."""
        for path in side.changed:
            if path.endswith(_GYP) and (subject := side.read(path)) is not None:
                for one in of_build(path, subject.content.decode("utf-8", "replace")):
                    if isinstance(one, Command):
                        yield from program.linked.command(path, one.text, When.INSTALL, one.row)
        for hook in side.facts.hooks:
            if not hook.command:
                continue
            yield from program.linked.command(hook.path, hook.command, hook.when, hook.row or 1)
            for word in _SCRIPT.findall(hook.command):
                bare = word.removeprefix("./")
                ends = (bare + end for end in (".js", "/index.js", ".cjs", ".mjs"))
                found = file_of(word, hook.path, program.paths) or next(
                    (one for one in ends if one in program.paths), None
                )
                if found is not None:
                    roots[found] = max(hook.when, roots.get(found, When.UNKNOWN))

    def _acting(self, side: Side, program: Program) -> frozenset[bytes]:
        """Return the names of the modules that could act, of those that changed or are used newly: who imports one of them may be the part that joins them."""
        found = set[bytes]()
        for path in side.changed | self._newly_used(side, program):
            language = language_of(side, path)
            subject = side.read(path) if language is not None and not looks_like_test(path) else None
            if language is not None and subject is not None and acts_strongly(language, subject.content):
                found.add(_module(path))
        return frozenset(found - {b""})

    def _newly_used(self, side: Side, program: Program) -> frozenset[str]:
        """Return the files that did not change and that a new line of one which did imports: an old sender may get something new to send."""
        words = set[bytes]()
        for path in side.changed:
            language = language_of(side, path)
            if language is not None and language not in COMPILED and not looks_like_test(path):
                words |= program.imports(path, fresh=True)
        words -= _COMMON
        return frozenset(
            path
            for path in side.paths
            if path not in side.changed and language_of(side, path) and _module(path) in words
        )

    def _joining(self, side: Side, program: Program, acting: frozenset[bytes]) -> frozenset[bytes]:
        """Return the names of changed modules that came to import what could act, in steps: who comes to import one of them reaches it, too.

        So does who comes to import a new module that one which acts imports: what is put there by the one the other takes out.
        """
        sources = [
            one for one in sorted(side.changed) if language_of(side, one) is not None and not looks_like_test(one)
        ]
        reached, more = acting, self._shared(side, program, sources, acting)
        for _ in range(JOINED):
            new = {
                _module(path)
                for path in sources
                if _module(path) not in acting | more
                and not reached.isdisjoint(program.imports(path))
                and not reached.isdisjoint(program.imports(path, fresh=True))
            }
            reached = frozenset(new)
            more |= new
            if not new:
                break
        return frozenset(more)

    def _shared(self, side: Side, program: Program, sources: list[str], acting: frozenset[bytes]) -> set[bytes]:
        """Return the names of new modules that those import which could act."""
        new = {_module(path) for path in sources if side.origin(path) is None} - acting - _COMMON
        found = set[bytes]()
        for path in sources if new else ():
            found |= new & program.imports(path) if _module(path) in acting else set()
        return found

    def _roots(self, side: Side, program: Program, roots: dict[str, When]) -> Iterator[tuple[str, When]]:
        for path, when in roots.items():
            if language_of(side, path) is not None:
                yield path, when
        acting = self._acting(side, program)
        taken, joining, acting = 0, acting | self._joining(side, program, acting), acting - _COMMON
        for path in sorted(side.changed if side.only is None else side.changed & side.only):
            language = language_of(side, path)
            # what a file of a compiled language imports is told by no path: it is walked with others only where it runs by itself
            if language is None or language in COMPILED or path in roots or looks_like_test(path):
                continue
            subject = side.read(path)
            if subject is None or not _IMPORTS_OWN.search(subject.content):
                continue
            joins = (
                _ENTRY.search(path)
                or acts_strongly(language, subject.content)
                or not acting.isdisjoint(program.imports(path))
                or not (
                    joining.isdisjoint(program.imports(path)) or joining.isdisjoint(program.imports(path, fresh=True))
                )
            )
            takes = _TAKES_DATA.search(subject.content) and _TAKES_DATA.search(program.fresh(path))
            if not (joins or takes):
                continue
            fresh = program.fresh(path)
            if could_act(language, fresh, fresh.decode("utf-8", "replace")) or _IMPORTS_OWN.search(fresh):
                taken += 1
                if taken > ROOTS:
                    program.linked.left_out = True
                    return
                yield path, when_of(side.facts, path, language)


STARTED = 8
"""Scripts of the package that its own code starts and that are walked as what they run as."""


def _started(
    side: Side, program: Program, events: list[Event], roots: Mapping[str, When]
) -> Iterator[tuple[str, When]]:
    """Yield the changed scripts that are handed to an interpreter by what runs by itself, with the time at which that is."""
    found = dict[str, When]()
    for event in events:
        if event.act is not Act.RUN or event.when < When.START:
            continue
        for word in _OF_INTERPRETER.findall(event.text):
            path = file_of(word, event.path, program.paths)
            if path is not None and path in side.changed and path not in roots and language_of(side, path) is not None:
                found[path] = max(event.when, found.get(path, When.UNKNOWN))
    yield from list(found.items())[:STARTED]


_OF_INTERPRETER = regex(
    r"(?:\b(?:python|node|ruby|php|perl|bash|sh|bun|deno)[\d.]*(?:\.exe)?|\{sys\.executable\}|\{process\.execPath\}|\{process\.argv0\})[\"']?\s+(?:-[uBEIs]+\s+|run\s+)*[\"']?([^\s\"';|&]+\.(?:py|js|cjs|mjs|rb|php|sh))"
)
"""A file that an interpreter is handed."""
_COMMON = frozenset({b"index", b"__init__", b"__main__", b"main", b"utils", b"util", b"types"})
JOINED = 3
"""Modules that stand, each imported by the one before, between what is handed over and what acts."""
_OF_A_FOLDER = frozenset({"index", "__init__"})


def _module(path: str) -> bytes:
    """Return the name by which a file is imported: that of its folder where it stands for it."""
    folder, _, name = path.rpartition("/")
    name = name.partition(".")[0]
    return (folder.rpartition("/")[2] or name if name in _OF_A_FOLDER else name).encode("utf-8", "surrogateescape")


_TAKES_DATA = regex(rb"(?:require\(|\bfrom\s*)[\"'`]\.[^\n\"'`]*\.json[\"'`]")
"""A file of data that is taken in like a module: it may hold code in another form."""


def _quiet(side: Side, path: str) -> bool:
    """Whether a file looks like a test or a tool of the developers', and the package does not have it run by itself."""
    return looks_like_test(path) and side.facts.when(path) is None


PACKAGES = (SourcePackages(),)
"""What the registry of an update's analysers takes from here."""

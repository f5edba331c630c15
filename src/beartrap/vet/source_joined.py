"""The analyser of files that belong together: what one of them takes from another that changed beside it.

The files of a folder are one package of Go, Java and C#, and name those of other folders; those of a crate name each other by
their module, those of a gem share what its modules hold. Changed files that belong together are walked as one program: a decoder,
a constant or a table of functions may stand in a file of its own, and so may data that are compiled in.
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Seen, Side
from beartrap.vet.behaviours.judging import judged
from beartrap.vet.program import language_of
from beartrap.vet.source import tree
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.languages.python import DoesNotParseError
from beartrap.vet.source.reading.prefilter import could_act
from beartrap.vet.source.reading.timing import looks_like_test, when_of
from beartrap.vet.source.resolving import file_of
from beartrap.vet.source.spoken import COMPILED
from beartrap.vet.source.values import Scope, Value
from beartrap.vet.source.walk import machine_for, parse, uncalled
from beartrap.vet.source_beside import Beside
from beartrap.vet.source_files import elsewhere
from beartrap.vet.source_unread import run_unread

FILES = 24
"""Changed files that are walked together: a payload is spread over a few, and a release that changes more is read file by file."""
BYTES = 150_000
"""Bytes of those files."""
_JOINED = COMPILED | {"ruby"}
_Key = tuple[str, str]
"""A language, and where files that belong together lie."""
_ROOTS = {"rust": "src", "ruby": "lib"}
"""Where the sources of a crate and of a gem stand."""
GROUPS = 8
"""Folders or crates of one version that are walked so."""
_ACROSS = frozenset({"go", "java", "kotlin", "groovy", "csharp"})
"""Languages in which files of other folders are named by what they declare."""
_HELD = regex(
    rb"//go:embed\b|\binclude_(?:bytes|str)!|\bget(?:System)?Resource(?:AsStream)?\(|\bGetManifestResourceStream\("
)
"""How data are taken in that are compiled, or packed, into a program."""
_TELLING = frozenset({Act.RUN, Act.EVALUATE, Act.LOAD, Act.SEND, Act.FETCH, Act.CONNECT, Act.RESOLVE, Act.WRITE})


class SourceJoined:
    """Looks over the changed files of compiled languages that belong together."""

    id = "source.joined"

    def look(self, side: Side, /) -> Iterator[Seen]:
        """Yield what they do together."""
        taken = 0
        for (language, _), subjects in sorted(_groups(side).items()):
            if not any(_acts(language, one) for one in subjects):
                continue
            if len(subjects) < 2 and not _HELD.search(subjects[0].content):
                continue
            taken += 1
            if taken > GROUPS or not _few(subjects):
                yield _not_together(subjects, "were not", self.id)
                continue
            events, whole = _together(language, subjects, Beside(side))
            if not whole:
                yield _not_together(subjects, "were not all", self.id)
            yield from run_unread(side, events)
            yield from judged(events, lambda path, row, first=subjects[0]: elsewhere(first, path, row))  # type: ignore[misc]


def _not_together(subjects: list[FileSubject], how: str, by: str) -> Gap:
    """Return what was not looked at as one program, and holds nothing up: each file was looked at by itself."""
    why = (
        f"{len(subjects):,} changed files around {subjects[0].path} {how} walked together; each was looked at by itself"
    )
    return Gap(GapReason.BUDGET, (), why, by=by)


def _acts(language: str, subject: FileSubject) -> bool:
    return could_act(language, subject.content, subject.content.decode("utf-8", "replace"))


def _groups(side: Side) -> dict[_Key, list[FileSubject]]:
    """Return the changed files that belong together, by their language and where they lie."""
    found = defaultdict[_Key, list[FileSubject]](list)
    every = defaultdict[str, list[FileSubject]](list)
    for path in sorted(side.changed if side.only is None else side.changed & side.only):
        language = language_of(side, path)
        if language is None or language not in _JOINED or looks_like_test(path):
            continue
        folder = posixpath.dirname(path)
        if root := _ROOTS.get(language):  # the whole crate or gem
            folder = folder.partition(f"{root}/")[0] if f"{root}/" in f"{folder}/" else folder
            folder = folder.removesuffix(root)
        subject = side.read(path)
        if subject is not None:
            found[language, folder].append(subject)
            every[language].append(subject)
    across = {language for language in _ACROSS & every.keys() if _few(every[language])}
    return {key: subjects for key, subjects in found.items() if key[0] not in across} | {
        (language, ""): every[language] for language in across
    }


def _few(subjects: list[FileSubject]) -> bool:
    """Whether files are so few that they can be walked together."""
    return len(subjects) <= FILES and sum(len(one.content) for one in subjects) <= BYTES


def _together(language: str, subjects: list[FileSubject], around: Beside) -> tuple[list[Event], bool]:
    """Return what the files do when they are walked as one program, and whether nothing of it nested too deeply."""
    texts = {one.path: one.content.decode("utf-8", "replace").removeprefix("\ufeff") for one in subjects}
    machine = machine_for("", language, "", when_of(subjects[0].facts, subjects[0].path, language), around)
    machine.files = {path: text.split("\n") for path, text in texts.items()}
    machine.fuel += sum(map(len, texts.values())) // 4
    machine.twice = True  # what a block calls may stand in a file that is walked later
    texts = _in_order(language, texts)
    scopes = around.scopes(language, texts)
    modules = {path: module for path, text in texts.items() if (module := _tree(language, text)) is not None}
    whole = True
    for phase in _PHASES:
        for path, module in modules.items():
            machine.path, machine.lines, machine.text = path, machine.files[path], texts[path]
            around.where, machine.scope = path, scopes[path]
            try:
                machine.run([one for one in module.body if _runs_in(phase, language, one)], scopes[path])
            except RecursionError:
                whole = False
            machine.frame.flow = None
    if language == "rust":
        _named_by_module(machine.scope, texts)
    try:
        uncalled(machine)
    except RecursionError:  # what was seen so far stands
        whole = False
    return [event for event in machine.events if event.act in _TELLING], whole


_PHASES = _THERE, _USUAL, _LAST = range(3)
"""In whatever order the files stand: first what is fixed and what can be called, then the rest, and at last what runs at once when all of it is there."""


def _runs_in(phase: int, language: str, one: tree.Node) -> bool:
    """Whether a statement runs in a phase; what is fixed is bound once more where it stands."""
    if phase == _THERE:
        return _is_fixed(one) or isinstance(one, tree.Function)
    return not isinstance(one, tree.Function) and _runs_at_once(language, one) is (phase == _LAST)


_OF_CLASSES = frozenset({"java", "kotlin", "groovy", "csharp"})
_WORD = regex(r"\w+")


def _in_order(language: str, texts: dict[str, str]) -> dict[str, str]:
    """Return the files in the order in which they are needed: in Ruby as they require each other, and a class is loaded when one that names it is."""
    if language == "ruby":
        return _as_required(texts)
    if language not in _OF_CLASSES:
        return texts
    stems = {posixpath.splitext(posixpath.basename(path))[0] for path in texts}
    return dict(sorted(texts.items(), key=lambda one: (len(stems.intersection(_WORD.findall(one[1]))), one[0])))


_REQUIRES = regex(r"^[ \t]*+require(?:_relative)?[ \t(]*+[\"']([\w./-]++)[\"']", flags=8)  # of each line


def _as_required(texts: dict[str, str]) -> dict[str, str]:
    """Return files of Ruby, each behind those that it requires; of what nothing requires, what lies deeper comes first."""
    found = dict[str, str]()
    left = sorted(texts, key=lambda path: (path.count("/"), path), reverse=True)
    open_ = set[str]()
    while left:
        path = left[-1]
        wanted = (
            [] if path in open_ else [file_of(f"{name}.rb", path, texts) for name in _REQUIRES.findall(texts[path])]
        )
        open_.add(path)
        before = [one for one in wanted if one is not None and one not in found and one not in open_]
        if before:
            left += reversed(before)
        else:
            found[path] = texts[left.pop()]
    return found


def _tree(language: str, text: str) -> tree.Module | None:
    try:
        return parse(language, text)
    except DoesNotParseError:
        return None  # which is told of the file itself


def _is_fixed(one: tree.Node) -> bool:
    """Whether a statement binds a literal."""
    if isinstance(one, tree.Block):
        return bool(one.body) and all(map(_is_fixed, one.body))
    return isinstance(one, tree.Assign) and isinstance(one.value, tree.Const)


def _runs_at_once(language: str, one: tree.Node) -> bool:
    """Whether a statement is a function that nobody needs to call: Go's `init` runs when all variables of its package are there (Go specification, "Package initialization"), a constructor of C when all is loaded."""
    return language in COMPILED and isinstance(one, tree.Call) and isinstance(one.func, tree.Function)


def _named_by_module(scope: Scope, paths: Iterable[str]) -> None:
    """Let what the files bind be found by the name of a module as well: `pack::unpacked()`."""
    own = Value()
    own.fields = scope.values
    for path in paths:
        name = posixpath.splitext(posixpath.basename(path))[0]
        if name not in scope.values or scope.values[name].closure is None:  # `mod pack;` has bound a name of nothing
            scope.values[name] = own


PACKAGES = (SourceJoined(),)
"""What the registry of an update's analysers takes from here."""

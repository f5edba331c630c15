"""The analyser of single files of source code."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import slotted
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import When
from beartrap.vet.behaviours import registry as kinds
from beartrap.vet.behaviours.judging import judged
from beartrap.vet.behaviours.plain import CODEC, plain
from beartrap.vet.kinds import Kind
from beartrap.vet.sniff import is_called_as_nothing, is_of_another_language, is_prose
from beartrap.vet.source import tree
from beartrap.vet.source.languages.large import LARGEST_TREE, Part, part_of
from beartrap.vet.source.languages.large_python import part_of_python
from beartrap.vet.source.languages.python import DoesNotParseError, parsed
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.reading.plain_data import LARGEST_PARSED, without_documents
from beartrap.vet.source.reading.prefilter import could_act, could_check
from beartrap.vet.source.reading.templates import filled_in
from beartrap.vet.source.reading.timing import looks_like_test, when_of
from beartrap.vet.source.reading.windows import windows
from beartrap.vet.source.spoken import COMPILED, LANGUAGES, language_of
from beartrap.vet.source.texts.coding import told
from beartrap.vet.source.values import Value
from beartrap.vet.source.walk import Embedded, Walked, machine_for, parse, touched_of, walk

LARGEST = 1_500_000
"""Bytes of one file that are read as a tree."""

LARGEST_SCRIPT = 300_000
"""The same for JavaScript, of which more is made by tools than by hand; a larger one is read around what could matter."""

LARGEST_COMPILED = 250_000
"""The same for languages that are compiled: a larger one is a library in one file, or tables."""

LARGEST_AT_ALL = 32 * 1024 * 1024
"""Bytes of one file that are searched for what could matter; the largest bundles of well-known libraries have about ten million, of command lines up to thirty."""

_LARGEST = {**dict.fromkeys(("javascript", "typescript"), LARGEST_SCRIPT), **dict.fromkeys(COMPILED, LARGEST_COMPILED)}

TESTED = 4
"""The part of the usual fuel that a test gets which nothing runs by itself: it asks much of everything, many times over."""

_COMMANDS = frozenset({"shell", "batch"})
"""Languages of which a file may be a text with commands in it, where every second line is none."""

DEEPEST = 500
"""Brackets within brackets; minified code nests up to about sixty levels."""
_OPEN, _CLOSE = b"([{", b")]}"
_NO_BRACKETS = bytes(sorted(set(range(256)) - set(_OPEN + _CLOSE)))
_STEPS = {**dict.fromkeys(_OPEN, 1), **dict.fromkeys(_CLOSE, -1)}


class Alone:
    """The surroundings of a file that is looked at by itself."""

    def __init__(self) -> None:
        self._embedded = Embedded()

    def imported(self, machine: Machine, path: str, statement: tree.Import) -> Value | None:
        """Return None: other files are the package analysis' matter."""
        return None

    def embedded(self, machine: Machine, code: Value, language: str, row: int) -> Value:
        """Look at code that stands in a string; return what it gives."""
        return self._embedded.look(machine, code, language, row)

    def started(self, machine: Machine, path: str, told: dict[str, Value]) -> None:
        """Do nothing: as above."""

    def data(self, path: str) -> bytes | None:
        """Return None: as above."""
        return None


@slotted
class Budget:
    """What is left for going into calls over all windows of one large file."""

    fuel: int = 100_000
    spare: int = 100_000


class SourceFiles:
    """Looks at one file of source code."""

    id = "source.files"

    def takes(self, kind: Kind) -> bool:
        """Tell whether files of the kind may be of a language that is read."""
        return kind in LANGUAGES

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what the code does, and a gap where it could not be followed."""
        language = language_of(subject.kind, subject.path)
        if language is None:
            return
        if len(subject.content) > _LARGEST.get(language, LARGEST):
            yield from _of_large(subject, language)
            return
        if language == "python" and (coded := told(subject.content)) is not None:
            when = subject.facts.when(subject.path) or When.IMPORT
            yield plain(CODEC, subject, coded[0], f"coding: {coded[1]}", when, (coded[1],))
        text = subject.content.decode("utf-8", "replace").removeprefix("\ufeff")
        acts = could_act(language, subject.content, text)
        if acts or could_check(language, subject.content):
            yield from _whole(subject, language, text, acts)
        else:
            yield from _odd(subject, language, text)


def _whole(subject: FileSubject, language: str, text: str, acts: bool = True) -> Iterator[Seen]:
    """Yield what the code of a file does."""
    try:
        walked = _walked(subject, language, text)
    except DoesNotParseError as error:
        template = _filled_in(subject, language, text)
        if template is not None:
            told = unread(
                subject, f"{subject.path} does not parse ({error}): it was read as a template, with names in its places"
            )
            yield replace(told, questions=())
            yield from _judged(subject, language, template)
            return
        if not acts:
            yield from _odd(subject, language, text)
            return
        told = unread(subject, f"{subject.path} could not be read as {language}: {error}")
        yield replace(told, questions=()) if _is_no_code(subject) else told
        return
    yield from _judged(subject, language, walked)


def _is_no_code(subject: FileSubject) -> bool:
    """Whether a file that does not parse is prose with examples, of another language, or called as nothing and started by nothing.

    What does not parse does not run, wherever it is handed to; text in it was searched all the same.
    """
    if is_prose(subject.path) or is_of_another_language(subject.path):
        return True
    started = subject.executable or subject.facts.when(subject.path) is not None
    return not started and is_called_as_nothing(subject.path, subject.content)


def _filled_in(subject: FileSubject, language: str, text: str) -> Walked | None:
    """Walk a file that does not parse as the template of code that it may be; None where it is none."""
    filled = filled_in(text)
    if filled == text:
        return None
    try:
        return _walked(replace(subject, before=None), language, filled)
    except DoesNotParseError:
        return None


def _odd(subject: FileSubject, language: str, text: str) -> Iterator[Gap]:
    """Tell of a file that names nothing that could act, and yet is not what it seems to be: it holds nothing up."""
    why = ""
    if language == "python":
        try:
            parsed(text)
        except DoesNotParseError as error:
            why = f"does not parse ({error})"
    elif _depth(subject.content) > DEEPEST:
        why = "nests more deeply than people or tools write"
    if why:
        told = unread(
            subject, f"{subject.path} {why}; it was searched as text, and no name that could act stands in it"
        )
        yield replace(told, questions=())


def _depth(content: bytes) -> int:
    """Return how deep brackets nest, those in texts and comments among them."""
    return max(accumulate(map(_STEPS.__getitem__, content.translate(None, _NO_BRACKETS))), default=0)


def _walked(subject: FileSubject, language: str, text: str, row: int = 1, budget: Budget | None = None) -> Walked:
    module = parse(language, text)
    machine = machine_for(subject.path, module.language, text, when_of(subject.facts, subject.path, language), Alone())
    # old files always: so that no old line is new because only what changed beside it has it walked again
    machine.twice = not subject.changed
    if looks_like_test(subject.path) and subject.facts.when(subject.path) is None:
        machine.fuel, machine.spare = machine.fuel // TESTED, machine.spare // TESTED
    if budget is not None:
        machine.row_base = row - 1
        machine.fuel, machine.spare = min(machine.fuel, budget.fuel), min(machine.spare, budget.spare)
    before = (machine.fuel, machine.spare)
    touched = touched_of(subject.before, text, module) if budget is None else None
    walked = walk(module, machine, touched=touched)
    if budget is not None:
        budget.fuel -= max(before[0] - machine.fuel, 0)
        budget.spare -= max(before[1] - machine.spare, 0)
    return walked


def _judged(subject: FileSubject, language: str, walked: Walked) -> Iterator[Seen]:
    waits = subject.facts.when(subject.path) is None and not any(event.when >= When.START for event in walked.events)
    quiet = looks_like_test(subject.path) and waits
    yield from judged(walked.events, place_of(subject), quiet=quiet)
    if walked.deep:
        yield unread(subject, f"{walked.deep} parts of {subject.path} nest too deeply to be followed", GapReason.LIMIT)
    yield from left_in(subject, walked.left)
    if walked.broken and language not in _COMMANDS and not is_prose(subject.path):  # examples among words
        why = f"{walked.broken} places of {subject.path} could not be read as code: what stands around them was"
        yield replace(unread(subject, why), questions=())
    if walked.starved:
        why = f"Not all calls of functions of {subject.path} were followed: each function was looked at by itself"
        yield replace(unread(subject, why, GapReason.BUDGET), questions=())


def _of_large(subject: FileSubject, language: str) -> Iterator[Seen]:
    """Look at a large file around what could matter; what was left out is told, and holds up where it runs or is compiled."""
    size = len(subject.content)
    if language == "python" and size <= LARGEST_PARSED:
        yield from _of_large_python(subject, language)
    elif size > LARGEST_AT_ALL or language not in _LARGEST:
        yield _too_large(subject, language)
    elif language in COMPILED:
        yield from _in_declarations(subject, language)
    else:
        yield from _in_windows(subject, language)


def _too_large(subject: FileSubject, language: str) -> Gap:
    """Return the gap of a file of which nothing is read; where it would have to be compiled, and nothing compiles it, it holds nothing up."""
    why = f"{subject.path} has {len(subject.content):,} bytes of {language}, more than is read"
    told = unread(subject, why, GapReason.LIMIT)
    return replace(told, questions=()) if language in COMPILED and subject.facts.copied else told


def _of_large_python(subject: FileSubject, language: str) -> Iterator[Seen]:
    """Look at what could act in a file of Python, without its long texts, and at all of the file where these alone made it large."""
    try:
        module = parsed(text := subject.content.decode("utf-8", "replace").removeprefix("\ufeff"))
    except DoesNotParseError as error:
        why = f"{subject.path} has {len(subject.content):,} bytes of {language}, which do not parse: {error}"
        yield unread(subject, why, GapReason.LIMIT)
        return
    text = without_documents(text, module)
    part = Part(text) if len(text) <= LARGEST else part_of_python(text, module)
    del module  # some fifty times as large as the text
    if len(part.text) > LARGEST:
        yield _too_large(subject, language)
    elif could_act(language, part.text.encode("utf-8", "replace"), part.text):
        yield from _whole(replace(subject, before=_documents_left_out(subject.before)), language, part.text)
    yield from _not_read(subject, part)


def _documents_left_out(before: bytes | None) -> bytes | None:
    """Return the file of the trusted version as the new one is read, None where it cannot be."""
    text = (before or b"").decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        return None if before is None else without_documents(text, parsed(text)).encode("utf-8", "replace")
    except DoesNotParseError:
        return None


def _in_declarations(subject: FileSubject, language: str) -> Iterator[Seen]:
    size = len(subject.content)
    if not could_act(language, subject.content, subject.content.decode("utf-8", "replace")):
        return
    if size > LARGEST_TREE:
        yield _too_large(subject, language)
        return
    part = part_of(language, subject.content)
    if part.text:
        yield from _whole(subject, language, part.text)
    was_large = (
        len(subject.before or b"") > LARGEST_COMPILED
    )  # no update made it so: tools write such code anew each time
    yield from (replace(gap, questions=()) if was_large else gap for gap in _not_read(subject, part))


def _not_read(subject: FileSubject, part: Part) -> Iterator[Gap]:
    """Tell what of a large file was not read; what does not act by itself holds nothing up."""
    if part.left:
        yield _left_out(subject, part.left)
    if part.apart:
        why = f"{part.apart:,} declarations of {subject.path} were not read with those that could act, which name them or are named in them"
        yield replace(unread(subject, why, GapReason.LIMIT), questions=())


def _in_windows(subject: FileSubject, language: str) -> Iterator[Seen]:
    pieces, left = windows(subject.content)
    if subject.before is not None:
        pieces = [(row, piece) for row, piece in pieces if piece not in subject.before]
    whole, budget = Walked(), Budget()
    for row, piece in pieces:
        walked = _walked(subject, language, piece.decode("utf-8", "replace"), row, budget)
        whole.events += walked.events
        whole.deep += walked.deep
        whole.left |= walked.left
        whole.starved |= walked.starved
    yield from _judged(subject, language, whole)
    if left:
        yield _left_out(subject, left)


def _left_out(subject: FileSubject, left: int) -> Gap:
    size = len(subject.content)
    why = f"{left:,} places of {subject.path} that could matter were not read; it has {size:,} bytes"
    return unread(subject, why, GapReason.LIMIT)


def place_of(subject: FileSubject) -> Callable[[str, int], Place]:
    """Return how a row of the subject's package becomes a place."""

    def place(path: str, row: int) -> Place:
        return replace(subject.place, row=row) if path == subject.path else elsewhere(subject, path, row)

    return place


def elsewhere(subject: FileSubject, path: str, row: int) -> Place:
    """Return a row of another file of the subject's package."""
    raw = path.encode("utf-8", "surrogateescape")
    if subject.place.member:
        return replace(subject.place, member=(*subject.place.member[:-1], raw), row=row, digest=None)
    return replace(subject.place, path=raw, row=row, digest=None)


def unread(subject: FileSubject, why: str, reason: GapReason = GapReason.MALFORMED) -> Gap:
    """Return the gap of a file, or a part of it, that could not be followed."""
    aside = looks_like_test(subject.path) and subject.facts.when(subject.path) is None
    questions = () if aside or subject.path in subject.facts.developers else (Question.NEXT,)
    return Gap(reason, questions, why, "Look at the file by hand.", place=subject.place, by=SourceFiles.id)


def left_in(subject: FileSubject, left: set[str]) -> Iterator[Gap]:
    """Yield the gap of what was not followed in a file, where there is any."""
    if left:
        yield unread(subject, f"{subject.path}: not followed: {'; '.join(sorted(left))}", GapReason.LIMIT)


FILES = (SourceFiles(),)
"""What the registry of an update's analysers takes from here."""
BEHAVIOURS = kinds.BEHAVIOURS
"""What they can yield."""

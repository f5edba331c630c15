"""Examining one pair of versions, inside the worker: what changed is shown to every analyser, what is old taken away.

1. Changed files of the new version are examined, each distinct content once.
2. Files that the old version has lost or changed are examined: what they do is known.
3. Where something still looks new, the files that both versions share are examined too (see `vet.subtraction`).
4. Analyses of whole versions run on both, analyses of the step between them once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from beartrap.engine.limits import MIB
from beartrap.engine.memory import Growth, give_back
from beartrap.engine.run import guarded
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.vet.analyser import FileAnalyser, PackageAnalyser, PairAnalyser, Seen
from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.kinds import Kind
from beartrap.vet.novelty import Known, distinct
from beartrap.vet.side import TreeSide
from beartrap.vet.talk import Json, pack_seen, unpack_seen
from beartrap.vet.tree import File

QUESTION = (Question.NEXT,)
LARGE = 4 * MIB
"""Bytes of a file after which freed memory is given back; parsers take several times the size of what they read."""
MOST_YIELDED = 2_000
"""Behaviours of one analysis of one file; a generated table of commands has that many, and says nothing more."""


_FILES, _COMMANDS = "source.files", "source.commands"


def _narrows(analyser: FileAnalyser, kind: Kind) -> bool:
    """Whether an analyser can leave out what the trusted version has too: functions of code, and scripts of pages."""
    return analyser.id == _FILES or (analyser.id == _COMMANDS and kind is Kind.HTML)


class Examination:
    """One examination. `failed` and `known` are what earlier workers at the same pair died of, and had done."""

    def __init__(self, files: Sequence[FileAnalyser], failed: dict[str, str], known: dict[str, list[Json]]) -> None:
        self._files = files
        self._failed = failed
        self._known = known
        self.old_keys = Known()
        self.gaps: list[Gap] = []
        self._examined: dict[str, list[Seen]] = {}
        self._growth = Growth()

    def examine(self, side: TreeSide, paths: Iterable[str], *, new: bool) -> Iterator[Json]:
        """Show files to every analyser that takes them; yields messages, keeps what is found in `side.found`."""
        for file in _distinct_contents(side, paths):
            for analyser in self._files:
                taken = analyser.id == _FILES and file.path in side.narrowed and file.path in side.taken
                if analyser.takes(file.kind) and not taken:
                    yield from self._one(analyser, side, file, new=new)

    def _one(self, analyser: FileAnalyser, side: TreeSide, file: File, *, new: bool) -> Iterator[Json]:
        task = f"{analyser.id} {file.sha256} {file.kind.value} {side.facts.when(file.path) or 0:d}"
        if _narrows(analyser, file.kind) and file.path in side.narrowed:
            task += " narrowed"
        if task not in self._examined:
            self._growth.ease()
            yield {"at": task, "size": file.size}
            self._examined[task] = seen = self._seen(analyser, side, file, task)
            if file.size >= LARGE:
                give_back()
            yield {"done": task, "seen": pack_seen(seen)}
        self._take(side, self._examined[task], file, new=new)

    def _seen(self, analyser: FileAnalyser, side: TreeSide, file: File, task: str) -> list[Seen]:
        if task in self._known:
            return unpack_seen(self._known[task])
        if task in self._failed:
            return [_failed(analyser.id, self._failed[task], file.place)]
        subject = side.read(file.path)
        if subject is None:
            return []
        if task.endswith(" narrowed"):
            subject = replace(subject, before=side.before(file.path))
        return _bounded(guarded(analyser.id, QUESTION, file.place, analyser.look(subject)), analyser.id, file.place)

    def _take(self, side: TreeSide, seen: list[Seen], file: File, *, new: bool) -> None:
        for one in seen:
            if isinstance(one, Behaviour):
                side.found.append(one)
            elif new:
                self.gaps.append(_filled(one, side.label, file.place))
            else:
                # what could not be judged in the old version makes more look new, never less
                self.gaps.append(replace(_filled(one, side.label, file.place), questions=()))

    def whole(self, analysers: Sequence[PackageAnalyser], side: TreeSide, name: str) -> Iterator[Json]:
        """Show a whole version to the analysers of packages; `name` is `old` or `new`."""
        for analyser in analysers:
            task = f"{analyser.id} {name} {len(side.narrowed)}" if side.narrowed else f"{analyser.id} {name}"
            yield from self._guard(task, analyser.id, analyser.look(side), side, new=name == "new")

    def step(self, analysers: Sequence[PairAnalyser], old: TreeSide | None, new: TreeSide) -> Iterator[Json]:
        """Show both versions to the analysers of the step between them."""
        for analyser in analysers:
            yield from self._guard(f"{analyser.id} step", analyser.id, analyser.look(old, new), new, new=True)

    def _guard(self, task: str, name: str, looking: Iterator[Seen], side: TreeSide, *, new: bool) -> Iterator[Json]:
        place = Place(side.label)
        self._growth.ease()
        yield {"at": task, "size": side.tree.size}
        if task not in self._examined:
            failed = task in self._failed
            self._examined[task] = (
                [_failed(name, self._failed[task], place)]
                if failed
                else _bounded(guarded(name, QUESTION, place, looking), name, place)
            )
        yield {"done": task, "seen": []}
        for one in self._examined[task]:
            if isinstance(one, Behaviour):
                side.found.append(one)
            else:
                filled = _filled(one, side.label, place)
                self.gaps.append(filled if new else replace(filled, questions=()))

    def news(self, side: TreeSide) -> list[Behaviour]:
        """Return what is new in the new version by what is known of the old one so far."""
        return distinct(one for one in side.found if self.old_keys.is_new(one))


def runs_earlier(path: str, before: str, new: TreeSide, old: TreeSide) -> bool:
    """Tell whether a file with the same content now runs by itself, or sooner than it did."""
    now, then = new.facts.when(path), old.facts.when(before)
    one, other = new.file(path), old.file(before)
    if one is not None and other is not None and one.kind is not other.kind and one.kind.runs:
        return True
    return (now or When.UNKNOWN) > (then or When.UNKNOWN)


def _distinct_contents(side: TreeSide, paths: Iterable[str]) -> list[File]:
    """Return each content once, at the path where it runs earliest (then the shortest path)."""
    best: dict[str, File] = {}
    files = [file for path in sorted(paths) if (file := side.file(path)) is not None]
    for file in files:
        kept = best.get(file.sha256)
        if kept is None or _rank(file, side) > _rank(kept, side):
            best[file.sha256] = file
    return list(best.values())


def _rank(file: File, side: TreeSide) -> tuple[bool, int, int]:
    return file.kind.runs, side.facts.when(file.path) or When.UNKNOWN, -len(file.path)


def _bounded(seen: Iterable[Seen], name: str, place: Place) -> list[Seen]:
    found = list[Seen]()
    for one in seen:
        if len(found) >= MOST_YIELDED:
            why = f"{name} found more than {MOST_YIELDED:,} things in {place.show()}; the others were left out"
            found.append(Gap(GapReason.LIMIT, QUESTION, why, place=place, kind=SourceKind.UPDATE, by=name))
            break
        found.append(one)
    return found


def _failed(name: str, why: str, place: Place) -> Gap:
    reason = GapReason.TIMED_OUT if "too long" in why else GapReason.CRASHED
    told = f"{name} could not finish {place.show()}: {why}"
    remedy = "Look at this file yourself; everything else was examined."
    return Gap(reason, QUESTION, told, remedy, place=place, kind=SourceKind.UPDATE, by=name)


def _filled(gap: Gap, label: str, place: Place) -> Gap:
    return replace(gap, source=gap.source or label, kind=gap.kind or SourceKind.UPDATE, place=gap.place or place)

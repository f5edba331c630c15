"""The changed files of one version, walked with what they import, as far as they could do what the trusted version did not.

1. The statements of each root are walked, and those functions that its change could have touched (`source.touched`).
2. The file that it comes from is walked in the same way, in the trusted version. A root that shows nothing else than
   its program showed there is done: what else stands in it stands there word for word.
3. Any other root is walked whole.

A root without origin, and one that runs by itself when it is installed or started, is walked whole at once.
"""

from collections.abc import Iterable, Iterator
from time import process_time

from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import When
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.linking import Linked, Walked
from beartrap.vet.source.timing import BY_ITSELF, when_of
from beartrap.vet.source.touched import touched
from beartrap.vet.source_files import LANGUAGES

SECONDS = 2.5
"""Processor time for one version, after which no further root is taken: each file is looked at alone in any case."""

Shown = tuple[object, ...]
"""What an act shows, wherever it stands."""


class Program:
    """The source files of one version and what they share while they are walked."""

    def __init__(self, side: Side) -> None:
        self.paths = frozenset(side.paths)
        self.stopped = False
        """Whether there was no time for all roots."""
        self._side = side
        self._started = process_time()
        self._before: dict[str, frozenset[bytes]] = {}
        self.linked = self._fresh()

    def walk(self, roots: Iterable[tuple[str, When]]) -> Iterator[Event]:
        """Yield what roots do, and what they import, that is not known of the trusted version in the same words."""
        walked = dict[str, Walked]()
        silent = list[str]()
        trusted = Program(self._side.trusted) if self._side.trusted is not None else None
        for path, when in roots:
            if self._late():
                break
            one = self.linked.root(path, when)
            if one is None:
                continue
            walked[path] = one
            if trusted is not None and when not in BY_ITSELF and self._touched(trusted, path, one):
                silent.append(path)
            else:
                self.linked.late(path, one)
        known = trusted.shown() if trusted is not None and silent else frozenset[Shown]()
        loud = [path for path in silent if any(shown(event) not in known for event in walked[path].events)]
        yield from _told(self.linked, walked, set(silent), known)
        yield from self._whole({path: walked[path].when for path in loud})

    def _whole(self, roots: dict[str, When]) -> Iterator[Event]:
        """Walk roots whole, with nothing known of them: in which order functions are walked tells what is seen in them."""
        linked, walked = self._fresh(), dict[str, Walked]()
        for path, when in roots.items():
            one = linked.root(path, when) if not self._late() else None
            if one is not None:
                walked[path] = one
                linked.late(path, one)
        yield from _told(linked, walked, set(), frozenset())

    def _fresh(self) -> Linked:
        side = self._side
        return Linked(self.paths, self._read, lambda path: language_of(side, path), side.changed, self._stood)

    def shown(self) -> frozenset[Shown]:
        """Return what all that was walked so far shows."""
        return frozenset(shown(event) for _, one in self.linked.walked() for event in one.events)

    def _touched(self, trusted: "Program", path: str, one: Walked) -> bool:
        """Walk what a change touched in a root and in its origin; tell whether that could be done."""
        origin = self._side.origin(path)
        before = trusted.root(origin) if origin is not None else None
        if (
            before is None
            or before.machine is None
            or before.module is None
            or one.machine is None
            or one.module is None
        ):
            return False
        now, then = one.machine.lines, before.machine.lines
        joints, parted = self.linked.joints.get(path, set()), trusted.linked.joints.get(before.machine.path, set())
        only, was = touched(one.module, now, then, joints), touched(before.module, then, now, parted)
        if only is None or was is None:
            return False
        self.linked.late(path, one, only)
        trusted.linked.late(before.machine.path, before, was)
        return True

    def _stood(self, path: str, row: int) -> bool:
        """Tell whether a line of a file stands in the file that it comes from; of the trusted version every line counts as such."""
        trusted = self._side.trusted
        if trusted is None or path not in self._side.changed:
            return True
        if path not in self._before:
            origin = self._side.origin(path)
            before = trusted.read(origin) if origin is not None else None
            lines = before.content.splitlines() if before is not None else []
            self._before[path] = frozenset(line.strip() for line in lines)
        content = self._read(path) or b""
        lines = content.splitlines()
        return 0 < row <= len(lines) and lines[row - 1].strip() in self._before[path]

    def root(self, path: str) -> Walked | None:
        """Walk the statements of a file; None where it cannot be."""
        language = language_of(self._side, path)
        return self.linked.root(path, when_of(self._side.facts, path, language)) if language is not None else None

    def _read(self, path: str) -> bytes | None:
        subject = self._side.read(path)
        return subject.content if subject is not None else None

    def _late(self) -> bool:
        self.stopped |= process_time() - self._started > SECONDS
        return self.stopped


def shown(event: Event) -> Shown:
    """Return what an act shows, wherever it stands."""
    return (
        event.act, event.name, event.text, event.when, event.hidden, event.options, frozenset(event.marks),
        len(event.layers), event.language,
    )  # fmt: skip


def language_of(side: Side, path: str) -> str | None:
    """Return the language of a source file that can be walked, None for any other file."""
    kind = side.kind(path)
    return LANGUAGES.get(kind) if kind is not None else None


def _told(linked: Linked, roots: dict[str, Walked], silent: set[str], known: frozenset[Shown]) -> Iterator[Event]:
    """Yield the acts of roots that are more than their own file alone, and of all that they import; of silent ones what is not known."""
    for path, one in linked.walked():
        if path not in roots or path in silent:
            yield from (event for event in one.events if shown(event) not in known)
        elif path in linked.importing or one.when >= When.START or _reads_beside(one.events):
            yield from one.events


def _reads_beside(events: Iterable[Event]) -> bool:
    return any("package-file" in event.marks for event in events if event.act in (Act.EVALUATE, Act.RUN, Act.LOAD))

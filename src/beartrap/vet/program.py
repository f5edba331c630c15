"""The changed files of one version, walked with what they import: chains whose parts stand in several files."""

import re
from collections.abc import Iterable, Iterator
from time import process_time

from beartrap.model.regex import regex
from beartrap.vet.analyser import Side
from beartrap.vet.behaviour import When
from beartrap.vet.behaviours.operands import NETWORK
from beartrap.vet.source.events import Act, Event
from beartrap.vet.source.linking import Linked
from beartrap.vet.source.spoken import language_of as spoken

ENOUGH = 1_000_000
"""Bytes of one version that are walked, after which no further root is taken: each file is looked at alone in any case.

A bound in seconds would make what is found, and so the verdict, depend on what else the machine does.
"""
MORE_BEFORE = 1.5
"""So many times that are walked of the trusted version, so that nothing seems new because it was not reached there."""
SECONDS = 20.0
"""Processor time after which no further root is taken all the same: code that is made to take long."""


class Program:
    """The source files of one version and what they share while they are walked."""

    def __init__(self, side: Side) -> None:
        self.paths = frozenset(side.paths)
        self.linked = Linked(
            self.paths,
            self._read,
            lambda path: language_of(side, path),
            side.changed,
            self._stood,
            side.before,
            still=side.sieving,
        )
        self._side = side
        self._started = process_time()
        self._late = False
        self._before: dict[str, frozenset[bytes]] = {}
        self._imports: dict[tuple[str, bool], frozenset[bytes]] = {}

    @property
    def stopped(self) -> bool:
        """Whether not all was walked: there was no time for a root, or a file was too much for one version."""
        return self._late or self.linked.left_out

    def walk(self, roots: Iterable[tuple[str, When]]) -> Iterator[Event]:
        """Yield the acts of roots that are more than their own file alone, and of all that they import."""
        mine = set[str]()
        enough = ENOUGH if self._side.trusted is not None else ENOUGH * MORE_BEFORE
        for path, when in roots:
            if self.linked.size > enough or process_time() - self._started > SECONDS:
                self._late = True
                break
            if self.linked.root(path, when):
                mine.add(path)
        alone = {path for path in mine if self._side.before(path) is not None and self.linked.whole(path)}
        for path in alone:
            self._side.took(path)
        for path, one in self.linked.walked():
            if (
                path in alone
                or path not in mine
                or path in self.linked.importing
                or one.when >= When.START
                or _takes_from_others(path, one.events)
            ):
                yield from one.events

    def _stood(self, path: str, row: int) -> bool:
        """Tell whether a line of a file stands in the file that it comes from; of the trusted version every line counts as such."""
        if self._side.trusted is None or path not in self._side.changed:
            return True
        lines = (self._read(path) or b"").splitlines()
        return 0 < row <= len(lines) and lines[row - 1].strip() in self._lines_before(path)

    def fresh(self, path: str) -> bytes:
        """Return the lines of a file that do not stand in the file that it comes from; all of a file that comes from none."""
        content = self._read(path) or b""
        before = self._lines_before(path)
        return b"\n".join(line for line in content.splitlines() if line.strip() not in before) if before else content

    def imports(self, path: str, *, fresh: bool = False) -> frozenset[bytes]:
        """Return the words of the lines by which a file imports, of those alone that are `fresh` where that is asked."""
        key = (path, fresh)
        if key not in self._imports:
            content = self.fresh(path) if fresh else self._read(path) or b""
            self._imports[key] = frozenset(word for line in _IMPORTED.findall(content) for word in _WORDS.findall(line))
        return self._imports[key]

    def _lines_before(self, path: str) -> frozenset[bytes]:
        """Return the lines of the file of the trusted version that a file comes from, without the space around them."""
        if path not in self._before:
            trusted, origin = self._side.trusted, self._side.origin(path)
            before = trusted.read(origin) if trusted is not None and origin is not None else None
            self._before[path] = (
                frozenset(line.strip() for line in before.content.splitlines()) if before else frozenset()
            )
        return self._before[path]

    def _read(self, path: str) -> bytes | None:
        subject = self._side.read(path)
        return subject.content if subject is not None else None


_IMPORTED = regex(rb"^[ \t]*+(?:from|import)\s[^\n]*|(?:require\(|\bfrom\s*)[\"'`](?:[.#~]|@/)[^\n\"'`]*", re.MULTILINE)
_WORDS = regex(rb"\w+")


def language_of(side: Side, path: str) -> str | None:
    """Return the language of a source file that can be walked, None for any other file."""
    kind = side.kind(path)
    return spoken(kind, path) if kind is not None else None


_TELLING = frozenset({*NETWORK, Act.EVALUATE, Act.RUN, Act.LOAD})


def _takes_from_others(path: str, events: Iterable[Event]) -> bool:
    """Whether acts of a file that imports none use what lies beside it: a file of data, a function that another one has handed to what both know."""
    told = (event for event in events if event.act in _TELLING)
    return any(event.path != path or "package-file" in event.marks for event in told)

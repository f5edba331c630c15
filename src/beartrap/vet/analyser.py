"""What looks at an update: the protocol that analyses of source code, binaries and rules share.

A room lists its analysers in `FILES` and `PACKAGES` of its `__init__` (and what they can yield in `BEHAVIOURS`);
`vet.registry` joins the lists. Analysers run inside the limited worker of one pair of packages, once for each distinct
content, on the new side and on those of the old side that novelty needs. They open nothing. A crash or a hang costs the
one file and is a Gap. Import heavy libraries inside `look`: most packages need few of them.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.vet.behaviour import Behaviour, Family
from beartrap.vet.facts import PackageFacts
from beartrap.vet.kinds import Kind

Seen = Behaviour | Gap
"""What an analyser yields. A Gap may leave `source` and `place.source` to the worker, which fills them in."""


@frozen
class Meta:
    """One kind of behaviour: its docs page comes from here.

    `id` is `group.name`, stable and unique; `why` says in plain words why it matters when it is new; `severity` is the
    highest that it is given; `references` say where the method is from.
    """

    id: str
    title: str
    why: str
    family: Family
    severity: Severity
    techniques: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@frozen
class FileSubject:
    """One file of one version.

    `path` is normalised (see PackageFacts), `place` the full place to start evidence from: `dataclasses.replace(place,
    row=…)`. `content` is the whole file, or its beginning where `whole` is false and `sha256` that of the beginning. `changed` is false for an old file, and for a new one that the old version has
    word for word.
    """

    place: Place
    path: str
    content: bytes
    kind: Kind
    sha256: str
    facts: PackageFacts
    changed: bool = True
    executable: bool = False
    whole: bool = True
    before: bytes | None = None
    """The file of the trusted version that it comes from, where what both have may be left out (see `vet.narrowing`)."""


class Side(Protocol):
    """One version of a package as an analysis of the whole package sees it."""

    @property
    def facts(self) -> PackageFacts:
        """What the package says of itself."""

    @property
    def label(self) -> str:
        """The input as the user named it: `Place.source`."""

    @property
    def paths(self) -> Iterable[str]:
        """The normalised paths of all files, sorted."""

    @property
    def changed(self) -> frozenset[str]:
        """The paths whose content the other version does not have anywhere; all of them where there is no other."""

    def kind(self, path: str) -> Kind | None:
        """Return what the file is, None where there is none."""

    def size(self, path: str) -> int:
        """Return the size in bytes, 0 where there is none of that path."""

    def mode(self, path: str) -> int | None:
        """Return the permission bits where the format keeps them, else None."""

    def read(self, path: str) -> FileSubject | None:
        """Return the file with its content (read from the worker's store at each call), None where there is none."""

    @property
    def trusted(self) -> "Side | None":
        """The old version, where this is the new one and there is an old one."""

    def origin(self, path: str) -> str | None:
        """Return the path in `trusted` of the file that one comes from, None where it comes from none."""

    @property
    def only(self) -> frozenset[str] | None:
        """The files from which a program is followed; None for all that changed or run by themselves."""

    @property
    def sieving(self) -> bool:
        """Whether this is a first look that only asks if anything may be new (see `vet.narrowing`)."""

    def took(self, path: str) -> None:
        """Take note that all of a file was walked with what it imports: for now it need not be looked at alone."""

    def before(self, path: str) -> bytes | None:
        """Return the file that one comes from, where what both have may be left out for now; else None."""

    def behaviours(self) -> Iterable[Behaviour]:
        """Return what the analysers of files found on this side: all of the changed files, and no others."""


class FileAnalyser(Protocol):
    """Looks at one file. Give the same behaviours for the same content: a content is looked at once.

    What may depend on the path is `when`, asked of `subject.facts`; among equal contents the path that runs earliest is shown.
    """

    @property
    def id(self) -> str:
        """`room.name`, for gaps and statistics."""

    def takes(self, kind: Kind) -> bool:
        """Tell whether files of that kind are looked at; cheap."""

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what the file does or has, and gaps for what could not be judged."""


class PackageAnalyser(Protocol):
    """Looks over all files of one version (chains across files); asked on both sides, and what is old is taken away."""

    @property
    def id(self) -> str:
        """`room.name`."""

    def look(self, side: Side, /) -> Iterator[Seen]:
        """Yield what only the whole shows."""


class PairAnalyser(Protocol):
    """Looks at both versions beside each other: promises, publishers. What it yields is about the step between them."""

    @property
    def id(self) -> str:
        """`room.name`."""

    def look(self, old: Side | None, new: Side, /) -> Iterator[Seen]:
        """Yield what the step from old to new shows; `old` is None where there is nothing to compare with."""

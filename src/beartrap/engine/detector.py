"""What a detector is, and the scope in which it looks."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from beartrap.engine.hits import Hits
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.model.window import Window

Found = Finding | Gap | Hits
"""What a detector may yield; `Looked` comes from the run loop alone."""

Subject_contra = TypeVar("Subject_contra", contravariant=True)


@frozen
class Meta:
    """What a detector is and needs; its docs section and its row in the board come from here.

    `id` is stable and unique (`part.name`); `why` says in plain words why a hit matters; `needs` are the kinds of
    source it looks at, `questions` the answers it fills; `techniques` are ATT&CK ids; `references` say where the method is from.
    """

    id: str
    title: str
    why: str
    needs: tuple[SourceKind, ...]
    questions: tuple[Question, ...]
    techniques: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Detector(Protocol[Subject_contra]):
    """Looks at one subject. A pure function: it opens nothing, and what it needs to know it was made with."""

    @property
    def meta(self) -> Meta:
        """What it is."""

    def look(self, subject: Subject_contra, /) -> Iterable[Found]:
        """Yield what it finds in `subject`, and gaps for what it could not judge."""


class BatchDetector(Protocol[Subject_contra]):
    """Looks at many subjects in one pass: rule sets, correlations."""

    @property
    def meta(self) -> Meta:
        """What it is."""

    def look_all(self, subjects: Iterable[Subject_contra], /) -> Iterable[Found]:
        """Yield what it finds over all of `subjects`."""


@frozen
class Scope:
    """What a finished look covered; the engine turns it into a `Looked` for each detector."""

    source: str
    kind: SourceKind
    digest: str
    hosts: tuple[str, ...]
    windows: tuple[Window, ...]
    amount: int
    unit: str
    counts: Facts = Facts()

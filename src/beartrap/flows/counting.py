"""Counting a stream while detectors eat it: what the scope of a look is made of."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from beartrap.model.artifact import Artifact, Package
from beartrap.model.coverage import Gap
from beartrap.model.evidence import Facts

Subject = TypeVar("Subject", Artifact, Package)
EVERY = 2000
"""Subjects between two signs of progress."""


@dataclass(slots=True)
class Counted(Generic[Subject]):
    """A stream of subjects and gaps that counts what passes: how many, on which hosts, in which state."""

    stream: Iterable[Subject | Gap]
    told: Callable[[int], None]
    amount: int = 0
    hosts: set[str] = field(default_factory=set)
    nameless: bool = False
    states: Counter[str] = field(default_factory=Counter)

    def __iter__(self) -> Iterator[Subject | Gap]:
        for item in self.stream:
            if not isinstance(item, Gap):
                self._count(item)
            yield item

    def _count(self, item: Artifact | Package) -> None:
        self.amount += 1
        if item.place.host is None:
            self.nameless = True
        else:
            self.hosts.add(item.place.host)
        if isinstance(item, Artifact) and item.examined:
            self.states[item.state.value] += 1
        if self.amount % EVERY == 0:
            self.told(self.amount)

    def covered(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """Return the hosts covered: those seen, and where rows name none, those that the estate names for the source."""
        declared = [host for host in named if host != "*"] if self.amount and (self.nameless or not self.hosts) else []
        return tuple(sorted(self.hosts | set(declared)))

    def facts(self) -> Facts:
        """Return the counts by state."""
        return Facts.of(**self.states)

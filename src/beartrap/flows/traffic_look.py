"""One look at connection logs: all sources read once and shown to the detectors of traffic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from beartrap.engine.detector import Detector, Found, Scope
from beartrap.engine.run import run
from beartrap.estate.connections import ConnectionReader
from beartrap.flows.progress import Progress
from beartrap.impact.onward import ALL_TRAFFIC
from beartrap.impact.pairs import Pairs
from beartrap.impact.seen.actor_bytes import ActorBytes
from beartrap.impact.seen.archives_staged import ArchivesStaged
from beartrap.impact.sides import Side, Sides
from beartrap.impact.traffic import TrafficEnded, Traffics
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind
from beartrap.model.estate import Source
from beartrap.model.question import Question
from beartrap.model.window import Window

DAY = timedelta(days=1)


@dataclass
class TrafficLook:
    """What one look at traffic needs and keeps: the reader's tallies, the pairs, the hosts that the logs show."""

    label: str
    digest: str
    rules: str
    sides: Sides
    actors: frozenset[str] = frozenset()
    reader: ConnectionReader = field(default_factory=ConnectionReader)
    pairs: Pairs = field(default_factory=Pairs)
    hosts: set[str] = field(default_factory=set)

    def records(self, sources: Sequence[Source], kind: SourceKind, progress: Progress) -> Iterator[Found | Looked]:
        """Yield findings, gaps, and at the end a look for each detector."""
        detectors: tuple[Detector[Traffics], ...] = (
            *(one(self.sides) for one in ALL_TRAFFIC),
            ArchivesStaged(self.sides),
            ActorBytes(self.sides, self.actors, self.pairs),
        )
        detectors = tuple(one for one in detectors if kind in one.meta.needs)
        yield from run(detectors, self._subjects(sources, progress), lambda: self._scope(kind), self.rules)
        if not self.sides.known and self.pairs.known:
            yield Gap(
                GapReason.NOT_NAMED,
                (Question.ONWARD,),
                "the estate names no network of ours: what is outside cannot be told, and a private address is no proof",
                "Name `networks` under [organisation] in estate.toml.",
                kind=kind,
            )
        if self.pairs.dropped:
            why = f"{self.pairs.dropped:,} connections are of pairs that were too many to keep singly"
            yield Gap(
                GapReason.LIMIT,
                (Question.ONWARD,),
                why,
                "Look at shorter periods.",
                kind=kind,
                count=self.pairs.dropped,
            )

    def _subjects(self, sources: Sequence[Source], progress: Progress) -> Iterator[Traffics | Gap]:
        for source in sources:
            progress.stage(f"Reading {source.label}")
            for found in self.reader.read(source):
                if isinstance(found, Gap):
                    yield found
                    continue
                batch = Traffics(found)
                self.pairs.take(batch)
                self.hosts.update(name for record in found if (name := self.sides.host(record.source)) is not None)
                yield batch
        yield TrafficEnded()

    def _scope(self, kind: SourceKind) -> Scope:
        pairs = self.pairs
        windows: tuple[Window, ...] = ()
        if pairs.first is not None and pairs.last is not None:
            start = pairs.first.replace(hour=0, minute=0, second=0, microsecond=0)
            end = pairs.last.replace(hour=0, minute=0, second=0, microsecond=0) + DAY
            windows = (Window(start, end),)
        return Scope(self.label, kind, self.digest, tuple(sorted(self.hosts)), windows, pairs.records, "records")


def outside(look: TrafficLook, target: str) -> bool | None:
    """Return whether a target is outside, None where that is not known."""
    side = look.sides.side(target)
    return None if side is Side.UNKNOWN else side is Side.OUTSIDE

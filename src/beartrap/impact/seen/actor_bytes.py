"""`seen.bytes-to-actor`: how much went from us to hosts of the actor, and how much came back."""

from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.pairs import Pairs
from beartrap.impact.sides import Sides
from beartrap.impact.traffic import TrafficEnded, Traffics
from beartrap.model.coverage import SourceKind
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.question import Question


class ActorBytes:
    """Sums the bytes of pairs whose target is an indicator."""

    meta = Meta(
        id="seen.bytes-to-actor",
        title="Bytes sent to the actor",
        why="What left for the actor's hosts is the most that can have been carried away that way.",
        needs=(SourceKind.CONNECTIONS,),
        questions=(Question.SEEN,),
        techniques=("T1041",),
        references=("https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html",),
    )

    def __init__(self, sides: Sides, actors: frozenset[str], pairs: Pairs) -> None:
        self._sides = sides
        self._actors = actors
        self._pairs = pairs

    def look(self, subject: Traffics) -> Iterator[Found]:
        """Yield a finding for each pair with an actor's address, at the end."""
        if not isinstance(subject, TrafficEnded):
            return
        for (source, target, port, protocol), pair in sorted(self._pairs.known.items()):
            if target not in self._actors:
                continue
            severity = Severity.LOW if pair.empty == pair.connections else Severity.HIGH
            yield Finding(
                self.meta.id, f"{self.meta.id}:{source}:{target}:{port}", self.meta.questions,
                f"{source} sent {pair.bytes_out:,} bytes to the actor's {target}:{port}", severity, self.meta.why,
                rung=Rung.CALLED_HOME, host=self._sides.host(source), since=pair.first, until=pair.last, count=pair.connections,
                confirmed=severity is Severity.HIGH, techniques=self.meta.techniques,
                facts=Facts.of(source=source, target=target, port=port, protocol=protocol, bytes_out=pair.bytes_out, bytes_in=pair.bytes_in, empty=pair.empty),
            )  # fmt: skip

"""What a hunt is asked, and what it comes to."""

from dataclasses import dataclass, field
from pathlib import Path

from beartrap.engine.knowledge import Knowledge
from beartrap.flows.event_hunt import Looked
from beartrap.hunt.event_coverage import Covered
from beartrap.hunt.event_tally import EventTally
from beartrap.hunt.sigma.rule import Head
from beartrap.model.coverage import Gap
from beartrap.model.estate import Source
from beartrap.model.frozen import frozen


@frozen
class Request:
    """What to hunt for, and where. `unread` are gaps for sources of the estate that have no reader. `mappings` are pySigma pipelines for the names of fields; `case` keeps what is found in a
    case; `cache` is where compiled rules are kept."""

    sources: tuple[Source, ...]
    sigma: tuple[Path, ...] = ()
    mappings: tuple[Path, ...] = ()
    packs: tuple[str, ...] = ()
    indicators: tuple[Path, ...] = ()
    engine: str = "local"
    workers: int = 1
    case: Path | None = None
    cache: Path | None = None
    unread: tuple[Gap, ...] = ()


@dataclass(slots=True)
class Hunted:
    """What a hunt came to. `rules` are all that were looked for, `unused` gaps for those that could not be."""

    tally: EventTally
    rules: dict[str, Head]
    unused: tuple[Gap, ...]
    knowledge: Knowledge = field(default_factory=Knowledge)
    looks: list[tuple[Looked, Covered]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def events(self) -> int:
        """How many events were seen."""
        return sum(shown.rows for _, shown in self.looks)

"""What was read of the world, in the form that looks need it."""

from collections.abc import Mapping
from dataclasses import field

from beartrap.engine.knowledge import Knowledge
from beartrap.model.estate import Estate
from beartrap.model.frozen import frozen
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator
from beartrap.model.record import Record


@frozen
class Lore:
    """What was read: all records in reading order, the YARA sources, and which packs were taken because a report matched.

    `new`: those of the records that the case does not hold yet (None: it has not been asked).
    """

    records: tuple[Record, ...] = ()
    yara: Mapping[str, str] = field(default_factory=dict)
    matched: tuple[str, ...] = ()
    sigma: Mapping[str, str] = field(default_factory=dict)
    new: tuple[Record, ...] | None = None

    def knowledge(self, estate: Estate) -> Knowledge:
        """Return it in the form that detectors take."""
        return Knowledge.of(
            tuple(record for record in self.records if isinstance(record, Indicator)),
            tuple(record for record in self.records if isinstance(record, Incident)),
            estate,
            self.yara,
            self.sigma,
        )

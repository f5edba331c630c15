"""One report, read and shown: nothing is looked at, nothing is kept."""

from pathlib import Path
from typing import Any

from beartrap.intel import packs
from beartrap.intel.read import read
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap
from beartrap.model.frozen import frozen
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator
from beartrap.model.record import Record, record_id, to_json


@frozen
class Reading:
    """What one file says, sorted by kind, and the bundled packs whose incident it is about."""

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    indicators: tuple[Indicator, ...]
    incidents: tuple[Incident, ...]
    gaps: tuple[Gap, ...]
    packs: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as one JSON document."""
        lists: dict[str, tuple[Record, ...]] = {
            "documents": self.documents,
            "claims": self.claims,
            "indicators": self.indicators,
            "incidents": self.incidents,
            "gaps": self.gaps,
        }
        told: dict[str, Any] = {"schema": "beartrap.reading/1", "packs": list(self.packs)}
        for name, records in lists.items():
            told[name] = [{"id": record_id(record), **to_json(record, full=True)} for record in records]
        return told


def read_report(path: Path) -> Reading:
    """Read one report, advisory or list. Raises IntelError."""
    records = tuple(read(path))
    claims = tuple(record for record in records if isinstance(record, Claim))
    indicators = tuple(record for record in records if isinstance(record, Indicator))
    return Reading(
        documents=tuple(record for record in records if isinstance(record, Document)),
        claims=claims,
        indicators=indicators,
        incidents=tuple(record for record in records if isinstance(record, Incident)),
        gaps=tuple(record for record in records if isinstance(record, Gap)),
        packs=packs.matching(claims, indicators),
    )

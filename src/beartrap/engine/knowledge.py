"""What detectors are made with: all that is looked for, and who we are."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from beartrap.model.estate import Estate
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.record import canonical, record_id, to_json

DETECTORS = 2
"""Number of the set of detectors: raised with each new one, so that what has not changed is looked at with it."""


@dataclass(frozen=True)
class Knowledge:
    """Indicators by record id, the incidents of the packs, our own estate, and YARA sources by name.

    `yara` maps a namespace (`pack/file.yar`) to the rules' source text, `sigma` a file (`pack/file.yml`) to its.
    """

    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()
    estate: Estate = Estate()
    yara: Mapping[str, str] = field(default_factory=dict)
    sigma: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        indicators: tuple[Indicator, ...] = (),
        incidents: tuple[Incident, ...] = (),
        estate: Estate | None = None,
        yara: Mapping[str, str] | None = None,
        sigma: Mapping[str, str] | None = None,
    ) -> "Knowledge":
        """Return knowledge from plain indicators, ids computed."""
        return cls(
            {record_id(item): item for item in indicators}, incidents, estate or Estate(), yara or {}, sigma or {}
        )

    @property
    def wants_signers(self) -> bool:
        """Whether a certificate is looked for, so that contents are asked who signed them.

        A `legitimate` one, the vendor's own, is context in its pack: it stands in each of the vendor's files.
        """
        return any(
            one.kind is IndicatorKind.CERTIFICATE and one.role != "legitimate" for one in self.indicators.values()
        )

    def digest(self) -> str:
        """Return the SHA-256 over all of it: a look made with other knowledge, or another set of detectors, is another look."""
        content = [
            DETECTORS,
            sorted(self.indicators),
            [to_json(incident) for incident in self.incidents],
            to_json(self.estate),
            sorted(self.yara.items()),
            sorted(self.sigma.items()),
        ]
        return hashlib.sha256(canonical(content)).hexdigest()

"""What detectors of traffic are shown: batches of records, and then the end."""

from dataclasses import dataclass

from beartrap.model.connection import Connection


@dataclass(frozen=True, slots=True)
class Traffics:
    """Some records in the order of their file."""

    records: tuple[Connection, ...] = ()


@dataclass(frozen=True, slots=True)
class TrafficEnded(Traffics):
    """All has been shown."""

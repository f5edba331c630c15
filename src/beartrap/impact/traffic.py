"""What detectors of traffic are shown: batches of records, and then the end."""

from beartrap.model.connection import Connection
from beartrap.model.frozen import frozen


@frozen
class Traffics:
    """Some records in the order of their file."""

    records: tuple[Connection, ...] = ()


@frozen
class TrafficEnded(Traffics):
    """All has been shown."""

"""Who spoke to whom: connections, bytes, failures and times of each pair and port, over all records."""

from dataclasses import dataclass
from datetime import datetime

from beartrap.impact.times import earlier, later
from beartrap.impact.traffic import Traffics
from beartrap.model.connection import Connection, Traffic

MOST_PAIRS = 1_000_000
"""Pairs that are kept, some 400 bytes each; past that they are counted together."""
Key = tuple[str, str, int, str]
OTHERS: Key = ("(others)", "(others)", 0, "")


@dataclass(slots=True)
class Pair:
    """One source, target, port and protocol. `empty` are connections that carried nothing either way; `unknown` those without bytes."""

    connections: int = 0
    failed: int = 0
    empty: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    unknown: int = 0
    first: datetime | None = None
    last: datetime | None = None


class Pairs:
    """The pairs of one run; of requests and alerts only the number is kept."""

    def __init__(self) -> None:
        self.known: dict[Key, Pair] = {}
        self.connections = 0
        self.requests = 0
        self.alerts = 0
        self.events = 0
        self.dropped = 0
        self.first: datetime | None = None
        self.last: datetime | None = None

    @property
    def records(self) -> int:
        """How many records there were, of every kind."""
        return self.connections + self.requests + self.alerts + self.events

    def take(self, batch: Traffics) -> None:
        """Count a batch."""
        for record in batch.records:
            if record.time is not None:
                self.first, self.last = earlier(self.first, record.time), later(self.last, record.time)
            if record.kind is Traffic.REQUEST:
                self.requests += 1
            elif record.kind is Traffic.ALERT:
                self.alerts += 1
            elif record.kind is not Traffic.CONNECTION:
                self.events += 1
            else:
                self._connection(record)

    def _connection(self, record: Connection) -> None:
        key = (record.source, record.target, record.port, record.protocol)
        pair = self.known.get(key)
        if pair is None:
            if len(self.known) >= MOST_PAIRS:
                self.dropped += 1
                key = OTHERS
            pair = self.known.setdefault(key, Pair())
        pair.bytes_in += record.bytes_in or 0
        pair.bytes_out += record.bytes_out or 0
        pair.first, pair.last = earlier(pair.first, record.time), later(pair.last, record.time)
        if record.reply:
            return
        self.connections += 1
        pair.connections += 1
        pair.failed += record.failed is True
        if record.bytes_out is None and record.bytes_in is None:
            pair.unknown += 1
        pair.empty += not record.bytes_out and not record.bytes_in

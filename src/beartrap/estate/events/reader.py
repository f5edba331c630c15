"""What an event reader is, what it is told, and what it yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO, Protocol

from beartrap.engine.events import Sieved
from beartrap.model.frozen import frozen

BLOCK_EVENTS = 4096
"""Events that a reader gathers before it hands them on: their dictionaries take some 20 MB, as columns a tenth of it."""
BLOCK_BYTES = 16 << 20
"""Bytes of raw events that a reader gathers at most: events of 100 KB are rare, but a hostile log can hold nothing else."""
IN_PART = 4
"""An event of which some fields are kept counts as so small a part of a whole one."""
LARGE = 1 << 16
"""Bytes of an event that is counted as whole though some of its fields are not kept: one of those that are may be the large one."""
MOST_NAMED = 4096
"""Log sources of one file (of one stretch of a large one) that are told apart; a domain controller's logs have some hundred, a
hostile log can make up as many as it has lines. Events of others go together: only what is asked of all logs of their
kind is asked of them, and a Gap says so."""
OTHER = "other"
LONGEST_EVENT = 16 << 20
"""Bytes of one event. The longest honest ones (an audit record with every recipient of a mail) have some 500 KB."""


@frozen
class Origin:
    """Where events come from: the file's label, the zone of times without one, what the estate calls the source.

    `kind` is the log source for rows that do not tell it themselves (`proxy`), None where the estate does not say;
    `host` the one machine that the estate names for the file; `until` when the file was last written, UTC, for times
    without a year; `row` the number of the first row.
    """

    label: str
    timezone: str = "UTC"
    kind: str | None = None
    host: str | None = None
    until: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    row: int = 1


@dataclass(slots=True)
class Events:
    """Some events of one log source, as their reader found them: parallel lists.

    `names` are the fields that `values` holds for each event, in that order, and then `records` is empty; where `names`
    is None, `records` map field names to JSON values (objects may nest). `sieved` tells that no event is suspicious (see
    `engine.events.Sieved`), so that the fields named there are enough. `strange` are events of more log sources than are
    told apart, which `source` does not name. `times` are raw, as the log writes them;
    `hosts` the machine as the log names it, None where it names none; `rows` as in `engine.events.ROW`.
    """

    source: str
    names: tuple[str, ...] | None = None
    sieved: bool = False
    strange: int = 0
    values: list[tuple[Any, ...]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    times: list[Any] = field(default_factory=list)
    hosts: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


@frozen
class Dirty:
    """A line or record that is not what it should be: kept aside with its number and the reason."""

    row: int
    why: str
    raw: bytes = b""


Read = Events | Dirty
"""What a reader yields, in the order of the file."""


Needed = Callable[[str], frozenset[str] | Sieved | None]
"""Which fields of a log source are wanted: some of them, all (None), or all of some events."""


Sieve = Callable[[bytes], bool]


def everything(_: str) -> frozenset[str] | None:
    """Want every field."""
    return None


class EventReader(Protocol):
    """Reads one format."""

    @property
    def id(self) -> str:
        """What `format` calls it."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def by_line(self) -> bool:
        """Whether each line stands for itself, so that a file can be read in pieces that begin at a line."""

    def recognises(self, head: bytes) -> bool:
        """Whether the first bytes of an (unpacked) file are of this format."""

    def read(self, stream: BinaryIO, origin: Origin, needed: Needed) -> Iterator[Read]:
        """Yield what the stream holds, of each event at least the fields that are needed. Raises nothing for bad content; OSError where reading fails."""


class Groups:
    """Gathers events by log source until a block is full.

    Where only some fields are needed, an event's other fields are let go at once: freeing them while they are still in
    the processor's cache costs half of what it does later. `raw` is the JSON of the event that is taken next, None where
    its fields hold what does not stand there: then it is taken for suspicious.
    """

    def __init__(self, needed: Needed) -> None:
        self._needed = needed
        self._groups: dict[str, Events] = {}
        self._suspects: dict[str, Events] = {}
        self._sieves: dict[str, Sieve | None] = {}
        self._names: dict[str, tuple[str, ...] | None] = {}
        self.raw: bytes | None = None
        self._count = 0
        self._bytes = 0
        self._whole = True

    def add(self, source: str, record: dict[str, Any], time: Any, host: Any, row: int) -> None:
        """Take one event."""
        group = self._groups.get(source)
        if group is None:
            group = self._begin(source)
        if group.sieved and (self.raw is None or self._sieves[group.source](self.raw)):  # type: ignore[misc]
            group = self._suspects.get(group.source) or self._suspects.setdefault(group.source, Events(group.source))
        group.strange += group.source != source
        if group.names is None:
            group.records.append(record)
            self._count += IN_PART
            self._whole = True
        else:
            group.values.append(tuple(map(record.get, group.names)))
            self._count += 1
            self._whole = False
        group.times.append(time)
        group.hosts.append(host)
        group.rows.append(row)

    def _begin(self, source: str) -> Events:
        if source not in self._names:
            others = f"{source.partition('/')[0]}/{OTHER}"
            if len(self._names) >= MOST_NAMED and source != others:  # it goes with the others of its kind
                return self._groups.get(others) or self._begin(others)
            wanted = self._needed(source)
            fields = wanted.fields if isinstance(wanted, Sieved) else wanted
            nested = fields is None or any("." in name for name in fields)
            self._names[source] = None if fields is None or nested else tuple(sorted(fields))
            self._sieves[source] = wanted.suspicious if isinstance(wanted, Sieved) else None
        sieved = self._sieves.get(source) is not None
        group = self._groups[source] = Events(source, self._names.get(source), sieved)
        return group

    def weigh(self, size: int) -> bool:
        """Count the raw bytes of what was added last; return whether the block is full."""
        self._bytes += size if self._whole or size > LARGE else size // IN_PART
        return self._count >= BLOCK_EVENTS * IN_PART or self._bytes >= BLOCK_BYTES

    def take(self) -> Iterator[Events]:
        """Yield what was gathered, and begin anew."""
        groups, suspects = self._groups, self._suspects
        self._groups, self._suspects = {}, {}
        self._count = self._bytes = 0
        yield from (group for group in (*groups.values(), *suspects.values()) if group.rows)

"""Connection logs read once: records in batches, each once by its id, and what could not be read, by row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from beartrap.estate.audit.moment import Moments
from beartrap.estate.complaints import Complaints
from beartrap.estate.connections.flows import FlowRow, is_flow, is_suricata, read_suricata
from beartrap.estate.connections.windows import read_windows, windows_fields
from beartrap.estate.connections.zeek import STREAMS, read_zeek, stream_of
from beartrap.estate.gaps import gap_in
from beartrap.estate.raw import Broken, RawFile, open_raw
from beartrap.model.connection import Connection
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place

BATCH = 8_192
"""Records of a batch."""
_REMEDY = "Look at the rows named: were they cut or edited?"
_SNIFFED = 50
"""Records of a file that are looked at to tell what it is."""
ConnectionBatch = tuple[Connection, ...]


@dataclass(slots=True)
class ConnectionTally:
    """What became of the rows of one file. `others` are rows of streams that tell of no connection, by name."""

    file: str
    rows: int = 0
    distinct: int = 0
    duplicates: int = 0
    unreadable: int = 0
    timeless: int = 0
    others: Counter[str] = field(default_factory=Counter)


class ConnectionReader:
    """Reads sources one after the other; copies are told by their uid over all files."""

    def __init__(self) -> None:
        self.tallies: list[ConnectionTally] = []
        self._seen: set[int] = set()

    def told(self) -> list[dict[str, Any]]:
        """Return what became of the rows of each file, for JSON."""
        return [{**asdict(tally), "others": dict(tally.others)} for tally in self.tallies]

    def read(self, source: Source) -> Iterator[ConnectionBatch | Gap]:
        """Yield the records of a source in batches, and Gaps."""
        for file in open_raw(source):
            if isinstance(file, Gap):
                yield file
            else:
                yield from self._file(file, Moments(source.timezone))

    def _file(self, file: RawFile, moments: Moments) -> Iterator[ConnectionBatch | Gap]:
        tally, complaints, flows = ConnectionTally(file.label), Complaints(), FlowRow()
        self.tallies.append(tally)
        batch: list[Connection] = []
        for raw in file.records():
            if isinstance(raw, Gap):
                yield raw
                continue
            tally.rows += 1
            if isinstance(raw, Broken):
                tally.unreadable += 1
                complaints.add(raw.row, raw.why)
                continue
            found = _record(file.label, raw[0], raw[1], moments, flows)
            if isinstance(found, str):
                self._other(found, raw[0], tally, complaints)
            elif self._is_new(found, tally):
                batch.append(found)
                if len(batch) >= BATCH:
                    yield tuple(batch)
                    batch.clear()
        if batch:
            yield tuple(batch)
        yield from complaints.gap(file.source, Place(file.label), _REMEDY)
        yield from _of_tally(file, tally)

    def _other(self, found: str, row: int, tally: ConnectionTally, complaints: Complaints) -> None:
        if found:
            tally.others[found] += 1
            return
        tally.unreadable += 1
        complaints.add(row, "no record of a connection, a request or an alert")

    def _is_new(self, found: Connection, tally: ConnectionTally) -> bool:
        if found.uid:
            key = hash((found.uid, found.source, found.target, found.port))
            if key in self._seen:
                tally.duplicates += 1
                return False
            self._seen.add(key)
        tally.distinct += 1
        tally.timeless += found.time is None
        return True


def _record(label: str, row: int, fields: dict[str, Any], moments: Moments, flows: FlowRow) -> Connection | str:
    """Return the record, or the name of the stream of a row that tells of no connection, empty for what is not known."""
    stream = stream_of(fields)
    if stream is not None:
        return read_zeek(label, row, fields, moments) if stream in STREAMS else stream
    if is_suricata(fields):
        return read_suricata(label, row, fields, moments) or f"suricata {fields['event_type']}"
    windows = windows_fields(fields)
    if windows is not None:
        return read_windows(label, row, windows, moments) or "windows event"
    if is_flow(fields):
        found = flows.read(label, row, fields, moments)
        return found if found.source else ""
    return ""


def _of_tally(file: RawFile, tally: ConnectionTally) -> Iterator[Gap]:
    place = Place(file.label)
    if tally.rows and not tally.distinct and not tally.duplicates:
        why = f"{file.label}: {tally.rows:,} rows, and none tells of a connection"
        yield gap_in(
            file.source,
            GapReason.UNKNOWN_KIND,
            why,
            "Name the conn.log, the flow export or the firewall's log.",
            place=place,
            label=file.label,
        )
    if tally.timeless:
        why = f"{file.label}: {tally.timeless} records have no time that can be read: they are counted, and stand in no period"
        yield gap_in(file.source, GapReason.NO_TIME, why, _REMEDY, place=place, count=tally.timeless, label=file.label)


def is_connection_file(source: Source) -> bool:
    """Whether the first file of a source holds rows of connections (and so is no audit log)."""
    for file in open_raw(source):
        if isinstance(file, Gap):
            continue
        flows, moments = FlowRow(), Moments()
        for raw in islice(file.records(), _SNIFFED):
            if (
                isinstance(raw, tuple)
                and _record("", raw[0], raw[1], moments, flows) != ""
                and "eventName" not in raw[1]
            ):
                return True
    return False

"""From hits of rules and indicators in events to what a person can read: by rule, by machine, with a few events each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.model.frozen import frozen

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_EVENTS = 10
"""Events that are named of one rule on one machine; the rest stand in the table of hits."""
MOST_HOSTS = 50_000
"""Machines of one rule that are told apart; a log in which every event names another machine is bounded by it."""

_LATE = np.iinfo(np.int64).max
"""Later than any time."""


@frozen
class EventRef:
    """One event that matched: its file, its record number or row, and the fields that matched with what stands there."""

    file: str
    row: int
    time: datetime | None
    host: str | None
    source: str
    fields: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class OnHost:
    """The hits of one rule on one machine (None where the log names none)."""

    host: str | None
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    events: list[EventRef] = field(default_factory=list)


@dataclass(slots=True)
class OfRule:
    """The hits of one rule or indicator."""

    kind: str
    rule: str
    hosts: dict[str | None, OnHost] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many events matched."""
        return sum(one.count for one in self.hosts.values())

    @property
    def first(self) -> datetime | None:
        """When it was first seen, None where no event has a time."""
        return min((one.first for one in self.hosts.values() if one.first), default=None)

    @property
    def last(self) -> datetime | None:
        """When it was last seen."""
        return max((one.last for one in self.hosts.values() if one.last), default=None)

    def events(self) -> list[EventRef]:
        """Return some of the events, the earliest first, of as many machines as there is room for."""
        found = sorted(
            (event for one in self.hosts.values() for event in one.events[:2]),
            key=lambda event: (event.time or EPOCH, event.row),
        )
        return found[: 2 * MOST_EVENTS]


class EventTally:
    """Counts tables in EVENT_HITS as they come; no loop over rows."""

    def __init__(self) -> None:
        self.rules: dict[tuple[str, str], OfRule] = {}
        self.hits = 0

    def add(self, table: pa.Table) -> None:
        """Count a table of hits."""
        if not table.num_rows:
            return
        self.hits += table.num_rows
        table = table.combine_chunks()
        groups = list(_groups(table))
        places = [place for group in groups for place in group.earliest]
        refs = iter([_ref(row) for row in table.take(pa.array(places, pa.int64())).to_pylist()])
        named = [table.column(name).to_pylist() for name in ("kind", "rule", "host")]
        for group in groups:
            kind, rule, host = (values[group.earliest[0]] for values in named)
            self._count(kind, rule, host, group, [next(refs) for _ in group.earliest])

    def _count(self, kind: str, rule: str, host: str | None, group: "_Group", events: list[EventRef]) -> None:
        of_rule = self.rules.setdefault((kind, rule), OfRule(kind, rule))
        if host not in of_rule.hosts and len(of_rule.hosts) >= MOST_HOSTS:
            host = None
        one = of_rule.hosts.setdefault(host, OnHost(host))
        one.count += group.count
        if group.first is not None and group.last is not None:
            first, last = (EPOCH + timedelta(microseconds=value) for value in (group.first, group.last))
            one.first = first if one.first is None else min(one.first, first)
            one.last = last if one.last is None else max(one.last, last)
        one.events = sorted(one.events + events, key=_earlier)[:MOST_EVENTS]


@frozen
class _Group:
    """Hits of one rule on one machine: how many, the places of the earliest, the first and last time (µs since 1970)."""

    count: int
    earliest: list[int]
    first: int | None
    last: int | None


def _groups(table: pa.Table) -> Iterator[_Group]:
    """Yield the hits by kind, rule and machine."""
    keys = _codes(table, ("kind", "rule", "host"))
    times = table.column("time").cast(pa.int64())
    known = times.is_valid().to_numpy()
    micros = pc.fill_null(times, 0).to_numpy()
    order = np.lexsort((micros, keys))
    keys, known, micros = keys[order], known[order], micros[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    sizes = np.diff(np.r_[starts, len(keys)])
    timed = np.logical_or.reduceat(known, starts)
    firsts = np.minimum.reduceat(np.where(known, micros, _LATE), starts)
    lasts = np.maximum.reduceat(np.where(known, micros, -_LATE), starts)
    for start, size, has_time, first, last in zip(
        *(array.tolist() for array in (starts, sizes, timed, firsts, lasts)), strict=True
    ):
        earliest = order[start : start + min(size, MOST_EVENTS)].tolist()
        yield _Group(size, earliest, first if has_time else None, last if has_time else None)


def _earlier(event: EventRef) -> tuple[datetime, str, int]:
    """The order in which events are kept: whatever order hits come in, the same ones stay."""
    return event.time or EPOCH, event.file, event.row


def _codes(table: pa.Table, names: tuple[str, ...]) -> Any:
    """Return one number a row that is equal where all the columns are."""
    keys = np.zeros(table.num_rows, np.int64)
    for name in names:
        coded = table.column(name).combine_chunks().dictionary_encode(null_encoding="encode")
        if isinstance(coded, pa.ChunkedArray):
            coded = coded.combine_chunks()
        keys = keys * (len(coded.dictionary) + 1) + coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return keys


def _ref(row: Mapping[str, Any]) -> EventRef:
    fields = tuple(zip(row["fields"] or (), (value or "" for value in row["values"] or ()), strict=False))
    return EventRef(row["file"] or "", row["row"] or 0, row["time"], row["host"], row["source"] or "", fields)


def refs_of(tally: EventTally) -> Iterator[tuple[OfRule, OnHost]]:
    """Yield each rule with each machine that it hit."""
    for of_rule in tally.rules.values():
        for one in of_rule.hosts.values():
            yield of_rule, one

"""By whom and how something was read: each such way once a place, with its numbers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import starmap
from typing import NamedTuple

import numpy as np

from beartrap.impact.columns import NEVER, NOT_YET, Groups, Ints, beginnings, moment_of, numbered
from beartrap.model.frozen import frozen
from beartrap.model.place import Place

TEXTS = ("app", "via", "session", "user", "logon", "agent")
"""What of a way is a text, in an event and in a Use."""
_AT_A_TIME = 4_096


class Use(NamedTuple):
    """One way in which one place was read; `place` is the place's number in its log."""

    place: int
    app: str
    via: str
    addresses: tuple[str, ...]
    session: str
    user: str
    logon: str
    agent: str
    service: bool

    @property
    def address(self) -> str:
        """The first of the addresses, empty where there is none."""
        return self.addresses[0] if self.addresses else ""


@frozen
class Reads:
    """How many records show a way of reading, when first and last, and where the first one stands."""

    count: int
    failed: int
    since: datetime | None
    until: datetime | None
    at: Place


@frozen
class Records:
    """The records of one log in columns: numbers of their values, and under `names` what the numbers stand for.

    The addresses of record n are those of `address` from `ends[n]` to `ends[n + 1]`; `counted` is 0 for another copy.
    """

    columns: Mapping[str, Ints]
    names: Mapping[str, Sequence[str]]
    address: Ints
    ends: Ints


class Uses:
    """The ways in which places were read, in the order in which each first came: `of` is the way of each record."""

    def __init__(self, records: Records) -> None:
        self._records = records
        columns = records.columns
        ways = Groups(*(columns[name] for name in ("place", *TEXTS, "service", "addresses")))
        self.of, self._first = ways.of, ways.first
        self.count, self._failed = ways.total(columns["counted"]), ways.total(columns["failed"])
        times = np.where(columns["counted"] == 1, columns["time"], NEVER)
        self._since, self._until = ways.least(beginnings(times)), ways.most(times)
        self.place, self.app = columns["place"][ways.first], columns["app"][ways.first]

    def __len__(self) -> int:
        return len(self.count)

    @property
    def all(self) -> Ints:
        """The numbers of all ways."""
        return np.arange(len(self))

    def __iter__(self) -> Iterator[tuple[Use, Reads]]:
        """Yield each way with its numbers."""
        for start in range(0, len(self), _AT_A_TIME):
            numbers = np.arange(start, min(start + _AT_A_TIME, len(self)))
            yield from zip(self.known(numbers), map(self._reads, numbers.tolist()), strict=True)

    def known(self, numbers: Ints) -> list[Use]:
        """Return the ways of these numbers."""
        records, rows = self._records, self._first[numbers]
        texts = [list(map(records.names[name].__getitem__, records.columns[name][rows].tolist())) for name in TEXTS]
        app, via, session, user, logon, agent = texts
        places, services = self.place[numbers].tolist(), records.columns["service"][rows].tolist()
        addresses = map(self._addresses, rows.tolist())
        columns = zip(places, app, via, addresses, session, user, logon, agent, map(bool, services), strict=True)
        return list(starmap(Use, columns))

    def _addresses(self, row: int) -> tuple[str, ...]:
        start, end = int(self._records.ends[row]), int(self._records.ends[row + 1])
        return tuple(map(self._records.names["address"].__getitem__, self._records.address[start:end].tolist()))

    def _reads(self, number: int) -> Reads:
        return Reads(
            int(self.count[number]),
            int(self._failed[number]),
            moment_of(int(self._since[number])),
            moment_of(int(self._until[number])),
            self.at(number),
        )

    def at(self, number: int) -> Place:
        """Return where the first record of one way stands."""
        row = self._first[number]
        columns, names = self._records.columns, self._records.names
        return Place(names["file"][int(columns["file"][row])], row=int(columns["row"][row]))

    def span(self, numbers: Ints) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last time of some ways together."""
        return (
            moment_of(int(self._since[numbers].min(initial=NOT_YET))),
            moment_of(int(self._until[numbers].max(initial=NEVER))),
        )

    def amount(self, numbers: Ints) -> tuple[int, int]:
        """Return how many records show some ways together, and how many of them failed."""
        return int(self.count[numbers].sum()), int(self._failed[numbers].sum())

    def by_app(self) -> dict[str, Ints]:
        """Return the numbers of the ways of each application."""
        names = self._records.names["app"]
        return {names[app]: ways for app, ways in enumerate(numbered(self.app, len(names))) if len(ways)}

    def by_place(self, places: int) -> list[Ints]:
        """Return the numbers of the ways of each of so many places."""
        return numbered(self.place, places)

    def by_place_and_app(self) -> Iterator[tuple[int, int, str, Ints, datetime | None, datetime | None]]:
        """Yield each place and application (its number and name) that read there, with the ways and the first and last time."""
        groups, names = Groups(self.place, self.app), self._records.names["app"]
        spans = zip(groups.least(self._since).tolist(), groups.most(self._until).tolist(), strict=True)
        apps = self.app[groups.first].tolist()
        rows = zip(self.place[groups.first].tolist(), apps, numbered(groups.of, len(groups)), spans, strict=True)
        for place, app, ways, (since, until) in sorted(rows, key=lambda row: (row[0], names[row[1]])):
            yield place, app, names[app], ways, moment_of(since), moment_of(until)

    def texts(self, name: str, numbers: Ints) -> list[tuple[str, int, int]]:
        """Return what some ways are called by: each text of `name`, on how many ways it stands, and on how many records."""
        rows = self._first[numbers]
        return self._told(self._records.columns[name][rows], numbers, self._records.names[name])

    def addresses(self, numbers: Ints) -> list[tuple[str, int, int]]:
        """Return each address of some ways, on how many of them it stands, and on how many records."""
        rows = self._first[numbers]
        starts, lengths = self._records.ends[rows], self._records.ends[rows + 1] - self._records.ends[rows]
        total = int(lengths.sum())
        at = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(total)
        return self._told(self._records.address[at], np.repeat(numbers, lengths), self._records.names["address"])

    def first_addresses(self, numbers: Ints) -> list[tuple[str, int, int]]:
        """Return the first address of each of some ways, as `addresses` does."""
        rows = self._first[numbers]
        there = self._records.ends[rows + 1] > self._records.ends[rows]
        found = self._records.address[self._records.ends[rows[there]]]
        return self._told(found, numbers[there], self._records.names["address"])

    def _told(self, values: Ints, ways: Ints, names: Sequence[str]) -> list[tuple[str, int, int]]:
        groups = Groups(values)
        amounts = groups.total(self.count[ways]).tolist()
        return [
            (names[value], ways_, records)
            for value, ways_, records in zip(
                values[groups.first].tolist(),
                np.bincount(groups.of, minlength=len(groups)).tolist(),
                amounts,
                strict=True,
            )
        ]

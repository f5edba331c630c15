"""By whom and how something was read: each such way once a place, with its numbers, some 300 bytes each."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from beartrap.impact.times import EPOCH
from beartrap.model.audit import AuditEvent
from beartrap.model.place import Place

NOT_YET = 1 << 62
NEVER = -NOT_YET
"""What stands for the first and for the last time of what has none: any time is earlier, any later."""


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


@dataclass(frozen=True, slots=True)
class Reads:
    """How many records show a way of reading, when first and last, and where the first one stands."""

    count: int
    failed: int
    since: datetime | None
    until: datetime | None
    at: Place


class Uses:
    """The ways in which places were read, each under a number, its counts in columns."""

    def __init__(self) -> None:
        self.known: list[Use] = []
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._texts: dict[str, str] = {}
        self._files: list[str] = []
        self._count, self._failed, self._file = array("I"), array("I"), array("I")
        self._since, self._until, self._row = array("q"), array("q"), array("Q")

    def number(self, place: int, event: AuditEvent) -> int:
        """Return the number of the way in which an event read."""
        found = self._numbers.get(
            (place, event.app, event.via, event.addresses, event.session, event.user, event.logon, event.agent, event.service)
        )  # fmt: skip
        if found is None:
            same = self._texts.setdefault
            use = Use(
                place, event.app, event.via, event.addresses, same(event.session, event.session), same(event.user, event.user),
                event.logon, same(event.agent, event.agent), event.service,
            )  # fmt: skip
            found = self._numbers[use] = len(self.known)
            self.known.append(use)
            if not self._files or self._files[-1] != event.file:
                self._files.append(event.file)
            for column, value in ((self._count, 0), (self._failed, 0), (self._file, len(self._files) - 1)):
                column.append(value)
            self._since.append(NOT_YET)
            self._until.append(NEVER)
            self._row.append(event.row)
        return found

    def add(self, number: int, event: AuditEvent, moment: int | None) -> None:
        """Count one record; `moment` is its time in microseconds."""
        self._count[number] += 1
        self._failed[number] += event.ok is False
        if moment is not None:
            if moment < self._since[number]:
                self._since[number] = moment
            if moment > self._until[number]:
                self._until[number] = moment

    def reads(self, number: int) -> Reads:
        """Return the counts of one way."""
        return Reads(
            self._count[number],
            self._failed[number],
            moment_of(self._since[number]),
            moment_of(self._until[number]),
            self.at(number),
        )

    def at(self, number: int) -> Place:
        """Return where the first record of one way stands."""
        return Place(self._files[self._file[number]], row=self._row[number])

    def span(self, numbers: Sequence[int]) -> tuple[datetime | None, datetime | None]:
        """Return the first and the last time of some ways together."""
        return (
            moment_of(min(map(self._since.__getitem__, numbers), default=NOT_YET)),
            moment_of(max(map(self._until.__getitem__, numbers), default=NEVER)),
        )

    def amount(self, numbers: Sequence[int]) -> tuple[int, int]:
        """Return how many records show some ways together, and how many of them failed."""
        return sum(map(self._count.__getitem__, numbers)), sum(map(self._failed.__getitem__, numbers))

    def by_app(self) -> dict[str, list[int]]:
        """Return the numbers of the ways of each application."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, use in enumerate(self.known):
            found[use.app].append(number)
        return found

    def by_place(self) -> dict[int, list[int]]:
        """Return the numbers of the ways of each place."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, use in enumerate(self.known):
            found[use.place].append(number)
        return found

    def counted(self) -> Iterator[tuple[Use, int]]:
        """Yield each way with its number of records."""
        return zip(self.known, self._count, strict=True)


def moment_of(value: int) -> datetime | None:
    """Return a time that was kept as a number, None for none."""
    return None if value in (NOT_YET, NEVER) else EPOCH + timedelta(microseconds=value)

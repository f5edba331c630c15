"""What was read of many places: each message, file or chat message once a place, some 200 bytes each, so that millions fit."""

from array import array
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from beartrap.impact.seen.uses import NEVER, NOT_YET, Use, Uses, moment_of
from beartrap.impact.times import micros
from beartrap.model.audit import AuditEvent

_NONE = (1 << 32) - 1
_LOOKED_BACK = 16
"""Ways of reading one item that are compared before another is noted: a way may be noted twice, and is shown once."""


class ItemRead(NamedTuple):
    """One message or file: how often it was named, when first and last, under which labels (folders, operations), by which ways."""

    id: str
    place: str
    labels: tuple[str, ...]
    uses: tuple[Use, ...]
    times: int
    first: datetime | None
    last: datetime | None


class Reading(NamedTuple):
    """How one record reads: the numbers of its place and of its way, its time in microseconds."""

    place: int
    use: int
    moment: int | None


class ReadingLog:
    """Places (mailboxes, sites, chats), the ways in which they were read, and the items in them that were named."""

    def __init__(self) -> None:
        self.uses = Uses()
        self.places: list[str] = []
        self._place_numbers: dict[str, int] = {}
        self._labels: list[str] = []
        self._label_numbers: dict[str, int] = {}
        self._index: dict[int, int] = {}
        self._text = bytearray()
        self._ends = array("Q", [0])
        self._place, self._times, self._head = array("I"), array("I"), array("I")
        self._first, self._last = array("q"), array("q")
        self._use, self._label, self._next = array("I"), array("I"), array("I")

    def __len__(self) -> int:
        return len(self._place)

    def place(self, name: str) -> int:
        """Return the number of a place; case makes no second one."""
        found = self._place_numbers.get(name)
        if found is None:
            found = self._place_numbers.get(name.lower())
            if found is None:
                found = self._place_numbers[name.lower()] = len(self.places)
                self.places.append(name)
            self._place_numbers[name] = found
        return found

    def record(self, place: int, event: AuditEvent) -> Reading:
        """Count one record; return how it reads. Another copy of a record is not counted."""
        number, moment = self.uses.number(place, event), None if event.time is None else micros(event.time)
        if not event.repeat:
            self.uses.add(number, event, moment)
        return Reading(place, number, moment)

    def item(self, reading: Reading, item: str, label: str) -> bool:
        """Count one item that a record names; return whether it is the first of this name in this place."""
        place, use, moment = reading
        key = hash((place, item))
        at = self._index.get(key)
        if at is None:
            self._add(key, reading, item, self._label_number(label))
            return True
        self._times[at] += 1
        self._note(at, use, self._label_number(label))
        if moment is not None:
            if moment < self._first[at]:
                self._first[at] = moment
            if moment > self._last[at]:
                self._last[at] = moment
        return False

    def _add(self, key: int, reading: Reading, item: str, label: int) -> None:
        place, use, moment = reading
        self._index[key] = len(self._place)
        self._text += item.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._text))
        self._place.append(place)
        self._times.append(1)
        self._first.append(NOT_YET if moment is None else moment)
        self._last.append(NEVER if moment is None else moment)
        self._head.append(len(self._use))
        self._next.append(_NONE)
        self._use.append(use)
        self._label.append(label)

    def _label_number(self, label: str) -> int:
        found = self._label_numbers.get(label)
        if found is None:
            found = self._label_numbers[label] = len(self._labels)
            self._labels.append(label)
        return found

    def _note(self, at: int, use: int, label: int) -> None:
        node, left = self._head[at], _LOOKED_BACK
        while node != _NONE and left:
            if self._use[node] == use and self._label[node] == label:
                return
            node, left = self._next[node], left - 1
        self._next.append(self._head[at])
        self._use.append(use)
        self._label.append(label)
        self._head[at] = len(self._use) - 1

    def items(self) -> Iterator[ItemRead]:
        """Yield the items in the order in which they were met."""
        for at in range(len(self)):
            pairs = self._pairs(at)
            yield ItemRead(
                self._id(at),
                self.places[self._place[at]],
                tuple(dict.fromkeys(self._labels[label] for _, label in pairs)),
                tuple(self.uses.known[use] for use in dict.fromkeys(use for use, _ in pairs)),
                self._times[at],
                moment_of(self._first[at]),
                moment_of(self._last[at]),
            )

    def _pairs(self, at: int) -> list[tuple[int, int]]:
        found, node = [], self._head[at]
        while node != _NONE:
            found.append((self._use[node], self._label[node]))
            node = self._next[node]
        found.reverse()
        return found

    def distinct_ids(self) -> int:
        """Return how many different ids there are over all places."""
        return len({hash(self._id(at)) for at in range(len(self))})

    def counts(self) -> list[int]:
        """Return the number of items of each place."""
        found = [0] * len(self.places)
        for place in self._place:
            found[place] += 1
        return found

    def counts_by_app(self) -> dict[tuple[int, str], int]:
        """Return the number of items of each place that each application read."""
        found: dict[tuple[int, str], int] = {}
        apps = [use.app for use in self.uses.known]
        for at, (place, node) in enumerate(zip(self._place, self._head, strict=True)):
            alone = self._next[node] == _NONE
            for app in (apps[self._use[node]],) if alone else {apps[use] for use, _ in self._pairs(at)}:
                found[place, app] = found.get((place, app), 0) + 1
        return found

    def _id(self, at: int) -> str:
        return self._text[self._ends[at] : self._ends[at + 1]].decode("utf-8", "surrogatepass")

"""What was read of many places: each message, file or chat message once a place.

Records and the items that they name are kept in columns, some 70 bytes a record and 25 a naming beside its text, and put
together when they are asked for: by then each is one sort.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from beartrap.impact.columns import Groups, Ints, Numbers, beginnings, dense, ints, moment_of, moments
from beartrap.impact.seen.uses import TEXTS, Records, Use, Uses
from beartrap.model.audit import AuditEvent

_AT_A_TIME = 4_096


class ItemRead(NamedTuple):
    """One message or file: how often it was named, when first and last, under which labels (folders, operations), by which ways."""

    id: str
    place: str
    labels: tuple[str, ...]
    uses: tuple[Use, ...]
    times: int
    first: datetime | None
    last: datetime | None


class ReadingLog:
    """Places (mailboxes, sites, chats), the ways in which they were read, and the items in them that were named."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self._place_numbers: dict[str, int] = {}
        self._names: dict[str, Numbers[str]] = {name: Numbers() for name in (*TEXTS, "address", "file")}
        self._columns = {name: array("I") for name in ("place", "file", *TEXTS)}
        self._columns |= {name: array("B") for name in ("service", "counted", "failed")}
        self._columns |= {name: array("q") for name in ("row", "time", "addresses")}
        self._address, self._lengths = array("I"), array("I")
        self._labels = Numbers[str]()
        self._record, self._label, self._key = array("I"), array("I"), array("q")
        self._text, self._ends = bytearray(), array("Q", [0])
        self._sealed: Sealed | None = None

    def take(self, places: Iterable[str], events: Sequence[AuditEvent]) -> int:
        """Keep the record that each event is, with the place that it read; return the number of the first of them."""
        self._sealed = None
        first, columns, names = len(self._lengths), self._columns, self._names
        columns["place"].extend([self._place(place) for place in places])
        for name in (*TEXTS, "file"):
            columns[name].extend(map(names[name].__getitem__, [getattr(event, name) for event in events]))
        columns["service"].extend([event.service for event in events])
        columns["counted"].extend([not event.repeat for event in events])
        columns["failed"].extend([event.ok is False and not event.repeat for event in events])
        columns["row"].extend([event.row for event in events])
        columns["time"].extend(moments([event.time for event in events]))
        addresses = [event.addresses for event in events]
        columns["addresses"].extend(map(hash, addresses))
        self._lengths.extend(map(len, addresses))
        self._address.extend([names["address"][one] for several in addresses for one in several])
        return first

    def name(self, records: Sequence[int], items: Sequence[str], labels: Iterable[str]) -> None:
        """Keep the items that records name, each with its label (folder, operation)."""
        texts = [item.encode("utf-8", "surrogatepass") for item in items]
        self._sealed = None
        self._record.extend(records)
        self._key.extend(map(hash, items))
        self._label.extend(map(self._labels.__getitem__, labels))
        self._text += b"".join(texts)
        ends = accumulate(map(len, texts), initial=self._ends.pop())
        self._ends.extend(ends)

    def _place(self, name: str) -> int:
        """Return the number of a place; case makes no second one."""
        found = self._place_numbers.get(name)
        if found is None:
            found = self._place_numbers.get(name.lower())
            if found is None:
                found = self._place_numbers[name.lower()] = len(self.places)
                self.places.append(name)
            self._place_numbers[name] = found
        return found

    def place_of(self, record: int) -> int:
        """Return the number of the place that a record read."""
        return self._columns["place"][record]

    @property
    def sealed(self) -> "Sealed":
        """What all that was taken comes to: put together once, and anew when more was taken."""
        if self._sealed is None:
            columns = {name: ints(column) for name, column in self._columns.items()}
            columns["addresses"], _ = dense(columns["addresses"])
            ends = np.concatenate(([0], np.cumsum(ints(self._lengths))))
            names = {name: list(numbers) for name, numbers in self._names.items()}
            records = Records(columns, names, ints(self._address), ends)
            self._sealed = Sealed(
                self.places,
                records,
                ints(self._record),
                ints(self._key),
                ints(self._label),
                list(self._labels),
                self._text,
                self._ends,
            )
        return self._sealed


class Sealed:
    """A log put together: its ways (`uses`), and its items in the order in which they were met."""

    def __init__(
        self,
        places: list[str],
        records: Records,
        record: Ints,
        key: Ints,
        label: Ints,
        labels: list[str],
        text: bytearray,
        ends: "array[int]",
    ) -> None:
        self.places, self.uses = places, Uses(records)
        self._times, self._record, self._key, self._label = records.columns["time"][record], record, key, label
        self._labels, self._text, self._ends = labels, text, ends
        self.counted = records.columns["counted"]
        self.record_place = records.columns["place"]
        self._use, self._place = self.uses.of[record], self.record_place[record]

    @cached_property
    def _items(self) -> Groups:
        return Groups(self._place, dense(self._key)[0])

    def __len__(self) -> int:
        return len(self._items)

    def distinct_ids(self) -> int:
        """Return how many different ids there are over all places."""
        return len(np.unique(self._key))

    def counts(self) -> list[int]:
        """Return the number of items of each place."""
        found: list[int] = np.bincount(self._place[self._items.first], minlength=len(self.places)).tolist()
        return found

    def namings(self) -> list[int]:
        """Return how often the items of each place were named."""
        found: list[int] = np.bincount(self._place, minlength=len(self.places)).tolist()
        return found

    def labels(self) -> Iterator[tuple[int, str, int]]:
        """Yield for each place and label how often items were named under it."""
        groups = Groups(self._place, self._label)
        first, counts = groups.first, np.bincount(groups.of, minlength=len(groups))
        for place, label, count in zip(
            self._place[first].tolist(), self._label[first].tolist(), counts.tolist(), strict=True
        ):
            yield place, self._labels[label], count

    def counts_by_app(self) -> dict[tuple[int, int], int]:
        """Return the number of items of each place that each application (by its number) read."""
        apps = self.uses.app[self._use]
        read = Groups(self._items.of, apps).first
        groups = Groups(self._place[read], apps[read])
        first, amounts = read[groups.first], np.bincount(groups.of, minlength=len(groups))
        return dict(
            zip(zip(self._place[first].tolist(), apps[first].tolist(), strict=True), amounts.tolist(), strict=True)
        )

    def items(self) -> Iterator[ItemRead]:
        """Yield the items in the order in which they were met."""
        firsts, lasts = self._items.least(beginnings(self._times)), self._items.most(self._times)
        order = np.argsort(self._items.of, kind="stable")
        ends = np.searchsorted(self._items.of[order], np.arange(len(self) + 1))
        for start in range(0, len(self), _AT_A_TIME):
            yield from self._some(
                order,
                ends[start : start + _AT_A_TIME + 1],
                firsts[start : start + _AT_A_TIME],
                lasts[start : start + _AT_A_TIME],
            )

    def _some(self, order: Ints, ends: Ints, firsts: Ints, lasts: Ints) -> Iterator[ItemRead]:
        """Yield the items whose namings lie between these ends of the ordered ones."""
        namings = order[ends[0] : ends[-1]]
        ways = np.unique(self._use[namings])
        uses = dict(zip(ways.tolist(), self.uses.known(ways), strict=True))
        use, label = self._use[namings].tolist(), self._label[namings].tolist()
        at, place = namings.tolist(), self._place[namings].tolist()
        parts = (ends - ends[0]).tolist()
        for start, end, first, last in zip(parts, parts[1:], firsts.tolist(), lasts.tolist(), strict=False):
            yield ItemRead(
                self._text[self._ends[at[start]] : self._ends[at[start] + 1]].decode("utf-8", "surrogatepass"),
                self.places[place[start]],
                tuple(map(self._labels.__getitem__, dict.fromkeys(label[start:end]))),
                tuple(map(uses.__getitem__, dict.fromkeys(use[start:end]))),
                end - start,
                moment_of(first),
                moment_of(last),
            )

"""Which messages were read: one entry a mailbox and message, some 200 bytes each, so that millions fit."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from beartrap.impact.seen.uses import Use, Uses
from beartrap.impact.times import EPOCH, micros

_NEVER = -(1 << 62)


@dataclass(frozen=True, slots=True)
class MessageRead:
    """One message: how often it was named, when first and last, in which folders, by which ways."""

    id: str
    mailbox: str
    folders: tuple[str, ...]
    uses: tuple[Use, ...]
    times: int
    first: datetime | None
    last: datetime | None


class Messages:
    """The messages of all mailboxes, told apart by the mailbox and the id as it is written."""

    def __init__(self, uses: Uses) -> None:
        self._uses = uses
        self._index: dict[int, int] = {}
        self._text = bytearray()
        self._ends = array("Q", [0])
        self._mailbox = array("I")
        self._times = array("I")
        self._first = array("q")
        self._last = array("q")
        self._state = array("I")
        self.folders: list[str] = []
        self._folder_numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._mailbox)

    def folder(self, name: str) -> int:
        """Return the number of a folder's name."""
        found = self._folder_numbers.get(name)
        if found is None:
            found = self._folder_numbers[name] = len(self.folders)
            self.folders.append(name)
        return found

    def add(self, mailbox: int, message: str, folder: str, use: int, time: datetime | None) -> bool:
        """Count one reading of a message; return whether it is the first of this message in this mailbox."""
        key = hash((mailbox, message))
        at = self._index.get(key)
        new = at is None
        if at is None:
            at = self._index[key] = len(self._mailbox)
            self._text += message.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._text))
            self._mailbox.append(mailbox)
            self._times.append(0)
            self._first.append(_NEVER)
            self._last.append(_NEVER)
            self._state.append(0)
        self._times[at] += 1
        self._state[at] = self._uses.joined(self._state[at], self.folder(folder), use)
        if time is not None:
            moment = micros(time)
            if self._first[at] == _NEVER or moment < self._first[at]:
                self._first[at] = moment
            self._last[at] = max(self._last[at], moment)
        return new

    def read(self, mailboxes: list[str]) -> Iterator[MessageRead]:
        """Yield the messages in the order in which they were met; `mailboxes` are the names behind the numbers."""
        for at in range(len(self)):
            pairs = self._uses.pairs(self._state[at])
            yield MessageRead(
                self._id(at),
                mailboxes[self._mailbox[at]],
                tuple(dict.fromkeys(self.folders[folder] for folder, _ in pairs)),
                tuple(dict.fromkeys(self._uses.known[use] for _, use in pairs)),
                self._times[at],
                _moment(self._first[at]),
                _moment(self._last[at]),
            )

    def distinct_ids(self) -> int:
        """Return how many different ids there are over all mailboxes."""
        return len({hash(self._id(at)) for at in range(len(self))})

    def _id(self, at: int) -> str:
        return self._text[self._ends[at] : self._ends[at + 1]].decode("utf-8", "surrogatepass")


def _moment(value: int) -> datetime | None:
    return None if value == _NEVER else EPOCH + timedelta(microseconds=value)

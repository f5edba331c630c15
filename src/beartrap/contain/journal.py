"""The write-ahead journal: what is about to be done to an item is on the disk before it is done.

One line an entry: a code over this line and the one before it (HMAC-SHA256, 32 hex digits), a blank, JSON. A last line
without its end was broken off by a crash, and is cut off; any other line that does not fit was changed, and nothing
is done on its word.
"""

import errno
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from beartrap.contain.errors import Tampered
from beartrap.contain.items import Item
from beartrap.effects.files.system import System
from beartrap.model.frozen import frozen
from beartrap.model.record import RecordError, canonical, decode, to_json

NAME = b"journal"
CODE = 32
LARGEST = 256 * 2**20
"""Bytes; some hundred thousand items. A larger journal is none of ours."""


class Event(StrEnum):
    """What an entry says of its item. Those in -ING are written before the deed, the others after it."""

    CAPTURING = "capturing"
    STORED = "stored"
    ISOLATED = "isolated"
    PUT_BACK = "put back"
    STRANDED = "stranded"
    RESTORING = "restoring"
    RESTORED = "restored"
    NOT_RESTORED = "not restored"
    PURGING = "purging"
    PURGED = "purged"
    NOTED = "noted"
    """The custody entry of the item's present state stands in the ledger."""


@frozen
class Spot:
    """Where a captured name is kept meanwhile: the private folder's path, and the name in it."""

    folder: bytes
    name: bytes


@frozen
class Return:
    """A restore under way: the path wanted, the folder's identity, the temporary name beside it."""

    path: bytes
    folder_device: int
    folder_inode: int
    temporary: bytes
    setuid: bool = False


@frozen
class Entry:
    """One line. `capture` stands at CAPTURING (a spot for each name of the item), `back` at RESTORING."""

    event: Event
    item: str
    operator: str = ""
    why: str = ""
    planned: Item | None = None
    capture: tuple[Spot, ...] = ()
    back: Return | None = None


@frozen
class ItemState:
    """Where one item stands: its last event, what was planned, where it was captured, the restore under way."""

    event: Event
    planned: Item
    operator: str
    why: str = ""
    capture: tuple[Spot, ...] = ()
    back: Return | None = None
    noted: bool = False

    @property
    def unfinished(self) -> bool:
        """Whether something was broken off in the middle and must be undone or completed first."""
        return self.event in (Event.CAPTURING, Event.STORED, Event.STRANDED, Event.RESTORING, Event.PURGING)

    @property
    def held(self) -> bool:
        """Whether the vault holds its content."""
        return self.event in (
            Event.STORED, Event.ISOLATED, Event.RESTORING, Event.RESTORED, Event.NOT_RESTORED,
        )  # fmt: skip


def replay(entries: Iterable[Entry], states: dict[str, ItemState] | None = None) -> dict[str, ItemState]:
    """Return where each item stands after these entries, `states` being how they stood before (changed in place).

    Raises Tampered where they make no sense.
    """
    states = {} if states is None else states
    for entry in entries:
        before = states.get(entry.item)
        if entry.event is Event.CAPTURING and entry.planned is not None:
            states[entry.item] = ItemState(
                entry.event, entry.planned, entry.operator, capture=entry.capture, why=entry.why
            )
        elif before is None:
            raise Tampered(f"the journal tells of {entry.item} before it began")
        elif entry.event is Event.NOTED:
            states[entry.item] = replace(before, noted=True)
        else:
            states[entry.item] = replace(
                before, event=entry.event, operator=entry.operator or before.operator, why=entry.why,
                back=entry.back or before.back, noted=False,
            )  # fmt: skip
    return states


class Journal:
    """The open journal of a vault. `entries` are those that stand; `write` returns once an entry is on the disk."""

    def __init__(self, system: System, folder: int, key: bytes) -> None:
        """Open the journal in `folder`, made where it is missing. Raises OSError, Tampered."""
        self._system, self._key, self._last = system, key, b""
        self._length, self._broken = 0, False
        self._file = system.open_to_append(NAME, folder)
        try:
            self.entries = self._read()
            system.sync(folder)
        except BaseException:
            system.close(self._file)
            raise

    def close(self) -> None:
        """Close the file."""
        self._system.close(self._file)

    def write(self, entry: Entry) -> None:
        """Append an entry and wait until it is on the disk. Raises OSError."""
        if self._broken:
            raise OSError(errno.EIO, "the quarantine's journal could not be written; run the command again")
        content = canonical(to_json(entry))
        code = self._code(content)
        line = code + b" " + content + b"\n"
        self._broken = True
        try:
            self._system.write(self._file, line)
            self._system.sync(self._file)
        except OSError:
            self._system.set_length(self._file, self._length)  # half a line must not stand before the next one
            self._broken = False
            raise
        self._last, self._length = code, self._length + len(line)
        self.entries.append(entry)
        self._broken = False

    def _read(self) -> list[Entry]:
        size = self._system.status(self._file).st_size
        if size > LARGEST:
            raise Tampered("the journal is larger than any of ours")
        content = b""
        while len(content) < size and (more := self._system.read(self._file, size - len(content), len(content))):
            content += more
        whole = content.rfind(b"\n") + 1
        if whole < len(content):  # broken off by a crash: it was never acted upon
            self._system.set_length(self._file, whole)
            self._system.sync(self._file)
        self._length = whole
        return [self._entry(number, line) for number, line in enumerate(content[:whole].splitlines(), 1)]

    def _entry(self, number: int, line: bytes) -> Entry:
        code, content = line[:CODE], line[CODE + 1 :]
        if not hmac.compare_digest(code, self._code(content)):
            raise Tampered(f"line {number} of the quarantine's journal was changed, or one before it is missing")
        self._last = code
        try:
            entry: Entry = decode(Entry, json.loads(content))
        except (RecordError, ValueError, RecursionError) as error:
            raise Tampered(f"line {number} of the quarantine's journal is none of this version's") from error
        return entry

    def _code(self, content: bytes) -> bytes:
        return hmac.new(self._key, self._last + content, hashlib.sha256).hexdigest()[:CODE].encode()

"""One record an id: which records were met before, and whether another copy says the same.

Of each id a number of 64 bits is kept, and a digest of what the record says: some 160 bytes a record, whatever its size.
"""

from enum import Enum
from operator import itemgetter

from beartrap.model.audit import AuditEvent

_HALF = (1 << 40) - 1
_ROWS = 36
_FILES = 20


class Met(Enum):
    """What an id was when it came."""

    NEW = "new"
    AGAIN = "again"
    """A copy that says the same."""
    FULLER = "fuller"
    """A copy with messages that the first one had lost."""
    OTHER = "other"
    """The same id with another content."""


_NEW, _AGAIN, _FULLER, _OTHER = Met  # a member of an enum is looked up by a call of Python
_NEW_ONE = (_NEW, "")
_ASKED = itemgetter(
    *map(
        AuditEvent._fields.index,
        ("log", "id", "row", "time", "key", "user", "addresses", "app", "mailbox", "access", "items"),
    )
)
"""What every schema tells of a record, which makes two copies one, and what tells them from others."""


class Distinct:
    """The ids of one run, over all its files."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._files: list[str] = []
        self._here = 0

    def file(self, label: str) -> None:
        """Begin a file: records that come now stand in it."""
        self._files.append(label)
        self._here = min(len(self._files) - 1, (1 << _FILES) - 1) << _ROWS

    def meet(self, event: AuditEvent) -> tuple[Met, str]:
        """Return what the record is, and where its first copy stands (`file:row`)."""
        log, number, row, time, operation, user, addresses, app, mailbox, access, items = _ASKED(event)
        key = hash((log, number) if number else _all(event))
        if time is not None and time.microsecond:
            time = time.replace(microsecond=0)
        base = hash((time, operation, user.lower(), addresses, app, mailbox.lower(), access)) & _HALF
        says = base << 40 | hash(items) & _HALF if items else base << 40
        met = says << (_ROWS + _FILES) | self._here | row
        known = self._seen.setdefault(key, met)
        if known is met:
            return _NEW_ONE
        return self._again(key, known, met)

    def _again(self, key: int, known: int, met: int) -> tuple[Met, str]:
        """Return what a record is whose id was met before; both are given as they are kept."""
        number = known >> _ROWS & ((1 << _FILES) - 1)
        place = f"{self._files[number] if number < len(self._files) else '?'}:{known & ((1 << _ROWS) - 1)}"
        before, says = known >> (_ROWS + _FILES), met >> (_ROWS + _FILES)
        if before >> 40 != says >> 40:
            return _OTHER, place
        if before == says or not says & _HALF:
            return _AGAIN, place  # the same, or it lost its list of messages, which the first one has
        if not before & _HALF:
            self._seen[key] = met
            return _FULLER, place
        return _OTHER, place

    def __len__(self) -> int:
        return len(self._seen)


def _all(event: AuditEvent) -> tuple[object, ...]:
    """Return all that a record without an id says: two that say the same are one."""
    return (
        event.log, event.time, event.key, event.user, event.addresses, event.app, event.session, event.target, event.target_id,
        event.mailbox, event.store, event.result, event.items, event.changes, event.details,
    )  # fmt: skip

"""One record an id: which records were met before, and whether another copy says the same.

Of each id a number of 64 bits is kept, and a digest of what the record says: some 160 bytes a record, whatever its size.
"""

from enum import Enum

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


class Distinct:
    """The ids of one run, over all its files."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._files: list[str] = []

    def file(self, label: str) -> None:
        """Begin a file: records that come now stand in it."""
        self._files.append(label)

    def meet(self, event: AuditEvent) -> tuple[Met, str]:
        """Return what the record is, and where its first copy stands (`file:row`)."""
        key = hash((event.log, event.id)) if event.id else hash(_all(event))
        base, items = hash(_base(event)) & _HALF, hash(event.items) & _HALF if event.items else 0
        known = self._seen.get(key)
        if known is None:
            self._seen[key] = self._packed(base, items, event.row)
            return _NEW, ""
        if known >> (_ROWS + _FILES) == base << 40 | items:
            return _AGAIN, self._place(known)
        before = known >> (_ROWS + _FILES) & _HALF
        if known >> (_ROWS + _FILES + 40) != base:
            return _OTHER, self._place(known)
        if not items:
            return _AGAIN, self._place(known)  # the copy lost its list, the first one has it
        if not before:
            self._seen[key] = self._packed(base, items, event.row)
            return _FULLER, self._place(known)
        return _OTHER, self._place(known)

    def _packed(self, base: int, items: int, row: int) -> int:
        number = min(len(self._files) - 1, (1 << _FILES) - 1)
        return ((base << 40 | items) << _FILES | max(number, 0)) << _ROWS | row

    def _place(self, packed: int) -> str:
        number = packed >> _ROWS & ((1 << _FILES) - 1)
        label = self._files[number] if number < len(self._files) else "?"
        return f"{label}:{packed & ((1 << _ROWS) - 1)}"

    def __len__(self) -> int:
        return len(self._seen)


def _base(event: AuditEvent) -> tuple[object, ...]:
    """Return what every schema tells of a record: what makes two copies one."""
    time = event.time
    if time is not None and time.microsecond:
        time = time.replace(microsecond=0)
    return time, event.key, event.user.lower(), event.addresses, event.app, event.mailbox.lower(), event.access


def _all(event: AuditEvent) -> tuple[object, ...]:
    """Return all that a record without an id says: two that say the same are one."""
    return (
        event.log, event.time, event.key, event.user, event.addresses, event.app, event.session, event.target, event.target_id,
        event.mailbox, event.store, event.result, event.items, event.changes, event.details,
    )  # fmt: skip

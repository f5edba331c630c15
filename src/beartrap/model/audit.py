"""Audit records: who did what to which mailbox, file, chat, application or cloud resource, from where and by which app.

What comes by the million is a named tuple: as immutable as a frozen dataclass, made and hashed several times as fast.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from beartrap.model.frozen import frozen


class Log(StrEnum):
    """Which log a record is of."""

    M365 = "m365"
    DIRECTORY = "entra-audit"
    SIGN_IN = "entra-sign-in"
    CLOUD = "cloudtrail"
    TRACE = "message-trace"
    PARTNER = "partner-center"

    __hash__ = str.__hash__  # an enum's own is a call of Python, and records are counted by their log a million times


class Access(StrEnum):
    """How mail was read (Microsoft, MailItemsAccessed): single items with their ids, or a folder as a whole without them."""

    BIND = "bind"
    SYNC = "sync"


class Change(NamedTuple):
    """One property that an operation changed; values as the log writes them, lists and objects as JSON."""

    name: str
    old: str = ""
    new: str = ""


class Item(NamedTuple):
    """One message or chat message that a record names: its id as the log writes it, where it lay, what it was about."""

    message: str
    folder: str = ""
    subject: str = ""


class AuditEvent(NamedTuple):
    """One record of an audit log, normalised.

    `file` and `row` say where it stands; `id` is the log's own, empty where it gives none. `time` is UTC, None where it
    could not be read. `operation` is the name as written, `key` the same without case, trailing dots, odd dashes and
    spaces. `user` is as written, `service` true where it is no person. `addresses` are the client's, without ports.
    `app` is the application that acted (lower case), `via` the service through which it did; `agent` what the client
    calls itself. `ok` is None where the log does not say how it ended. `mailbox` is whose mailbox, `store` which site,
    chat, bucket or account; `target` what was acted on, `target_id` its id. `items` are the messages named; `lost` is true
    where the export has destroyed their list. `changes` and `details` are what the operation says besides.
    `repeat` marks another copy of a record that was met before and says more: it counts no second time.
    """

    log: Log
    file: str
    row: int
    id: str = ""
    time: datetime | None = None
    operation: str = ""
    key: str = ""
    user: str = ""
    service: bool = False
    addresses: tuple[str, ...] = ()
    app: str = ""
    via: str = ""
    agent: str = ""
    session: str = ""
    ok: bool | None = None
    result: str = ""
    workload: str = ""
    kind: str = ""
    target: str = ""
    target_id: str = ""
    mailbox: str = ""
    store: str = ""
    logon: str = ""
    access: Access | None = None
    throttled: bool = False
    items: tuple[Item, ...] = ()
    lost: bool = False
    changes: tuple[Change, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    repeat: bool = False

    @property
    def address(self) -> str:
        """The first of the addresses, empty where there is none."""
        return self.addresses[0] if self.addresses else ""

    def detail(self, *names: str) -> str:
        """Return the first detail of those names (case aside) that is not empty, else an empty text."""
        for name in names:
            wanted = name.lower()
            for found, value in self.details:
                if found.lower() == wanted and value:
                    return value
        return ""

    def changed(self, *names: str) -> Iterator[Change]:
        """Yield the changes of properties of those names (case aside)."""
        wanted = {name.lower() for name in names}
        return (change for change in self.changes if change.name.lower() in wanted)


@frozen
class Unreadable:
    """A row of an audit log that is no whole record: where, why, and what could still be told of it."""

    file: str
    row: int
    why: str
    operation: str = ""
    user: str = ""
    time: str = ""


@frozen
class Conflict:
    """One id with two contents: where each stands."""

    id: str
    first: str
    second: str
    differs: str

"""Connections as sensors, firewalls and proxies log them: who spoke to whom, how much, and what was asked."""

from datetime import datetime
from enum import StrEnum

from beartrap.model.frozen import frozen


class Traffic(StrEnum):
    """What a record tells of."""

    CONNECTION = "connection"
    REQUEST = "request"
    ALERT = "alert"
    COMMAND = "command"
    """A process that was started on a host: `source` is the host, `uri` its command line."""
    LOGON = "logon"
    """Other credentials tried at another machine: `source` is the host, `target` the machine."""


@frozen
class Connection:
    """One record. `source` is who began it and `target` whom it went to (addresses in their one form, or names).

    Bytes are of the content where the log tells that, None where it tells nothing. `failed` is None where the log does not
    say how it ended. `reply` marks the half of a flow that only goes back: it is no connection of its own. `host`, `uri`,
    `method`, `agent` and `status` are of a request, `signature` and `category` of an alert.
    """

    kind: Traffic
    file: str
    row: int
    uid: str = ""
    time: datetime | None = None
    source: str = ""
    target: str = ""
    port: int = 0
    protocol: str = ""
    state: str = ""
    failed: bool | None = None
    reply: bool = False
    bytes_out: int | None = None
    bytes_in: int | None = None
    duration: float | None = None
    service: str = ""
    host: str = ""
    uri: str = ""
    method: str = ""
    agent: str = ""
    status: int = 0
    signature: str = ""
    category: str = ""

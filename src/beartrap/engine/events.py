"""Event tables: the form in which every log reaches a matcher, and the form in which its hits come back.

A batch holds events of *one* log source, so that its columns are dense. Its reserved columns begin with `@`; every
other column is one of the source's own fields under the name that the source (and so Sigma) gives it. EventData and
nested objects are flattened: `Image`, `userIdentity.type`. The system fields of a Windows event have the names that
Sigma's users know (`EventID`, `Channel`, `Provider_Name`, `Computer`), and nothing in the event's own data replaces them.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

import pyarrow as pa

from beartrap.model.frozen import frozen

TIME = "@time"
"""When it happened: timestamp[us, UTC], null where the log's time cannot be read."""
HOST = "@host"
"""The machine as the log names it (`Computer`, `host.name`, …), null where it names none; dictionary text."""
SOURCE = "@source"
"""The log source, one value in the whole batch: see `windows_source` and `SOURCES`; dictionary text."""
FILE = "@file"
"""The file as the case names it; dictionary text."""
ROW = "@row"
"""The EVTX record number, or the line or record in the file from 1; int64."""

TEXT = pa.dictionary(pa.int32(), pa.utf8())
"""A field: text once per distinct value. Numbers are their shortest decimal text, booleans `true` and `false`, a missing
field or JSON null is null. A column that no event of the batch has is absent."""
TEXTS = pa.list_(pa.utf8())
"""A field that held an array in at least one event of the batch; single values become lists of one."""

RESERVED = pa.schema(
    [
        pa.field(TIME, pa.timestamp("us", tz="UTC")),
        pa.field(HOST, TEXT),
        pa.field(SOURCE, TEXT),
        pa.field(FILE, TEXT),
        pa.field(ROW, pa.int64()),
    ]
)
"""The columns that every batch of events begins with, in this order."""

BATCH_ROWS = 1 << 16
"""Rows of a full batch: with 10,000 the fixed costs of a rule set cost half the speed, above 100,000 memory grows."""
MOST_FIELDS = 4096
"""Fields of one batch: a Windows event has some 60, a CloudTrail event some 300 over all services. What a hostile log
holds beyond that is not read, and a Gap says so."""

SOURCES = {
    "windows/SERVICE/EVENT": "a Windows event log, by channel and event id: windows/sysmon/1, windows/security/4688",
    "linux/sysmon/EVENT": "Sysmon for Linux",
    "linux/auditd": "the Linux audit daemon, records of one event joined",
    "linux/syslog": "syslog of a Unix machine: fields host, program, pid, facility, severity, message",
    "zeek/LOG": "a Zeek log: zeek/dns, zeek/conn, zeek/http, zeek/ssl, zeek/files, …",
    "aws/cloudtrail": "AWS CloudTrail",
    "m365/audit": "the Microsoft 365 unified audit log",
    "m365/defender/TABLE": "an advanced hunting table of Microsoft 365 Defender, by ActionType's table",
    "azure/signinlogs": "Entra sign-ins",
    "azure/auditlogs": "Entra directory audit",
    "proxy": "a web proxy: fields as Sigma has them (c-uri, cs-host, c-useragent, …) where the log names them so",
    "webserver": "a web server",
    "firewall": "a firewall",
    "dns": "queries of a DNS server",
    "generic": "rows of a kind that nothing says more about",
}
"""The log sources that readers name in `@source`, with what they are."""

WINDOWS_SERVICES = {
    "application": "application",
    "security": "security",
    "system": "system",
    "microsoft-windows-sysmon/operational": "sysmon",
    "microsoft-windows-powershell/operational": "powershell",
    "powershellcore/operational": "powershell-core",
    "windows powershell": "powershell-classic",
    "microsoft-windows-taskscheduler/operational": "taskscheduler",
    "microsoft-windows-wmi-activity/operational": "wmi",
    "microsoft-windows-windows defender/operational": "windefend",
    "microsoft-windows-ntlm/operational": "ntlm",
    "microsoft-windows-dns-client/operational": "dns-client",
    "microsoft-windows-bits-client/operational": "bits-client",
    "directory service": "ldap",
    "dns server": "dns-server",
    "microsoft-windows-dnsserver/audit": "dns-server-audit",
    "ad fs/admin": "adfs",
}
"""Channels (lower case) with the short name of their log source; any other channel goes by its own name."""


def windows_source(channel: str, event_id: str) -> str:
    """Return the log source of a Windows event: `windows/sysmon/1`; `channel` as logged, empty where the log has none."""
    low = channel.lower()
    service = WINDOWS_SERVICES.get(low) or low.replace("/", "-").replace(" ", "-") or "unknown"
    return f"windows/{service}/{event_id or 'unknown'}"


EVENT_HITS = pa.schema(
    [
        pa.field("kind", pa.utf8()),
        pa.field("rule", pa.utf8()),
        pa.field("time", pa.timestamp("us", tz="UTC")),
        pa.field("host", pa.utf8()),
        pa.field("source", pa.utf8()),
        pa.field("file", pa.utf8()),
        pa.field("row", pa.int64()),
        pa.field("fields", pa.list_(pa.utf8())),
        pa.field("values", pa.list_(pa.utf8())),
    ]
)
"""One row of a log that one rule or indicator matched. `kind` is `sigma` or `indicator`, `rule` the Sigma rule's id or
the indicator's key (`domain:evil.example`); time, host, source, file and row are the event's reserved columns; `fields`
are the fields that matched, `values` what stood there, shortened, in the same order."""


SIEVED = {b"sieved": b"1"}
"""The metadata of the schema of a batch whose events hold in none of their fields what is looked for in all fields: it
needs no more columns than `Sieved.fields`. A batch without it may hold anything."""


@frozen
class Sieved:
    """What of a log source is enough to read: `fields` of events that are not `suspicious`, all fields of those that are.

    `suspicious` is asked for the raw JSON of an event, as UTF-8. `needles` are texts in lower case, any of which stands in some
    field of a suspicious event, ASCII compared without case.
    """

    fields: frozenset[str]
    suspicious: Callable[[bytes], bool]
    needles: tuple[str, ...]


class EventMatcher(Protocol):
    """Rules and indicators, compiled: a pure function from events to hits. The same in this process, in a worker and in Spark."""

    def needed(self, source: str) -> frozenset[str] | None:
        """Return the fields that rules on this log source look at: none, and nobody wants its events; None for every field."""

    def sieved(self, source: str) -> Sieved | None:
        """Return what spares reading every field, where `needed` says None only for the sake of few events."""

    def match(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the hits in one batch, in EVENT_HITS; raises nothing for a column that is absent or of either type."""

    def untried(self) -> int:
        """Return how many values were too long to be tried since this was asked last."""

    def match_all(self, batches: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
        """Yield the hits of batch after batch; what Spark's `mapInArrow` is given."""

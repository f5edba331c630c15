"""Events that say that a log was cleared, or that logging was switched off or narrowed: from there on silence means nothing."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from beartrap.engine.events import HOST, ROW, SOURCE, TIME
from beartrap.model.frozen import frozen

MOST_STOPS = 1000
"""Such events of one batch that are told one by one; thousands of them are one finding, not thousands of gaps."""


class Lost(StrEnum):
    """What is lost: what stood before (a log was cleared), or what would have come after."""

    BEFORE = "before"
    AFTER = "after"


@frozen
class Stop:
    """One such event. `source` is the log source of the event, `time` None where it cannot be read."""

    lost: Lost
    source: str
    host: str | None
    time: datetime | None
    row: int
    why: str


Row = Mapping[str, str]


@frozen
class _Sign:
    """Rows of `source` in which `field` is one of `values` (all rows, where there is no field) and `holds`."""

    source: str
    lost: Lost
    why: str
    field: str = ""
    values: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    holds: Callable[[Row], bool] = lambda row: True


def _off(row: Row) -> bool:
    return row.get("Parameters.UnifiedAuditLogIngestionEnabled", "").lower() in ("false", "$false", "0")


def _bypass(row: Row) -> bool:
    return row.get("Parameters.AuditBypassEnabled", "").lower() in ("true", "$true", "1")


def _worked(row: Row) -> bool:
    return not row.get("errorCode")


def _logger(row: Row) -> bool:
    name = row.get("param1", "").lower()
    return "sysmon" in name or "event log" in name or "eventlog" in name


SIGNS: tuple[_Sign, ...] = (
    _Sign("windows/security/1102", Lost.BEFORE, "the Security log was cleared"),
    _Sign("windows/system/104", Lost.BEFORE, "an event log was cleared"),
    _Sign("windows/sysmon/4", Lost.AFTER, "Sysmon was stopped", "State", ("Stopped",)),
    _Sign("windows/sysmon/16", Lost.AFTER, "Sysmon's configuration was changed: it may record less"),
    _Sign(
        "windows/system/7036",
        Lost.AFTER,
        "a logging service was stopped",
        "param2",
        ("stopped", "Stopped", "beendet", "gestopt", "arrêté"),
        ("param1",),
        _logger,
    ),
    _Sign(
        "windows/system/7040",
        Lost.AFTER,
        "a logging service was disabled",
        "param3",
        ("disabled",),
        ("param1",),
        _logger,
    ),
    _Sign(
        "windows/security/4719",
        Lost.AFTER,
        "the audit policy was changed to record less",
        "AuditPolicyChanges",
        ("%%8448", "%%8450", "%%8448, %%8450", "%%8448, %%8451", "%%8449, %%8450"),
    ),
    _Sign(
        "aws/cloudtrail",
        Lost.AFTER,
        "CloudTrail was switched off",
        "eventName",
        ("StopLogging", "DeleteTrail"),
        ("errorCode",),
        _worked,
    ),
    _Sign(
        "aws/cloudtrail",
        Lost.AFTER,
        "what CloudTrail records was changed: it may record less",
        "eventName",
        ("PutEventSelectors",),
        ("errorCode",),
        _worked,
    ),
    _Sign(
        "m365/audit",
        Lost.AFTER,
        "the unified audit log was switched off",
        "Operation",
        ("Set-AdminAuditLogConfig",),
        ("Parameters.UnifiedAuditLogIngestionEnabled",),
        _off,
    ),
    _Sign(
        "m365/audit",
        Lost.AFTER,
        "a mailbox's use is no longer recorded",
        "Operation",
        ("Set-MailboxAuditBypassAssociation",),
        ("Parameters.AuditBypassEnabled",),
        _bypass,
    ),
    _Sign("linux/auditd", Lost.AFTER, "the audit daemon ended", "type", ("DAEMON_END", "DAEMON_ABORT")),
    _Sign("linux/auditd", Lost.AFTER, "auditing was switched off", "audit_enabled", ("0",)),
)
"""%%8448 and %%8450 are Windows' words for "success removed" and "failure removed" (event 4719's description)."""


def needed(source: str) -> frozenset[str]:
    """Return the fields that these signs look at in a log source."""
    signs = [sign for sign in SIGNS if sign.source == source]
    return frozenset(name for sign in signs for name in (sign.field, *sign.fields) if name)


def stops(batch: pa.RecordBatch) -> Iterator[Stop]:
    """Yield the signs in a batch of events."""
    if not batch.num_rows:
        return
    source = batch.column(SOURCE)[0].as_py()
    for sign in SIGNS:
        if sign.source == source:
            yield from _found(batch, sign)


def _found(batch: pa.RecordBatch, sign: _Sign) -> Iterator[Stop]:
    rows = batch
    if sign.field:
        if sign.field not in batch.schema.names:
            return
        rows = batch.filter(_mask(batch.column(sign.field), sign.values))
    names = [name for name in sign.fields if name in rows.schema.names]
    for row in rows.select([TIME, HOST, ROW, *names]).slice(0, MOST_STOPS).to_pylist():
        if sign.holds({name: str(row[name]) for name in names if row[name] is not None}):
            yield Stop(sign.lost, sign.source, row[HOST], row[TIME], row[ROW], sign.why)


def _mask(column: pa.Array, values: tuple[str, ...]) -> pa.Array:
    wanted = pa.array(values, pa.utf8())
    if isinstance(column.type, pa.ListType):
        lists = column.to_pylist()
        return pa.array([bool(items) and any(item in values for item in items) for items in lists], pa.bool_())
    inside = pc.is_in(column.dictionary, wanted)
    return pc.fill_null(inside.take(column.indices), False)

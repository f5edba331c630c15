"""Audit records of cloud services: the Microsoft 365 unified audit log, Entra, Defender's tables, AWS CloudTrail.

Microsoft's come from the portal (CSV with `AuditData`), from Graph and Azure Monitor (JSON) and from Sentinel, which
keeps objects as their text: such text is read as the object that it is.
"""

from typing import Any

import orjson

from beartrap.estate.events.reader import Groups

Record = dict[str, Any]
LONGEST_INNER = 4 << 20
"""Bytes of JSON inside a string of JSON that are unfolded; longer text stays text."""


def take_cloudtrail(record: Record, row: int, groups: Groups) -> None:
    """Take a CloudTrail record; its host is the account that was acted in."""
    host = record.get("recipientAccountId")
    if host is None and type(record.get("userIdentity")) is dict:
        host = record["userIdentity"].get("accountId")
    groups.add("aws/cloudtrail", record, record.get("eventTime"), host, row)


def take_audit(record: Record, row: int, groups: Groups) -> None:
    """Take a record of the unified audit log, in whatever wrapping; its host is the organisation."""
    data = record.get("AuditData", record.get("auditData"))
    if isinstance(data, str):
        data = orjson.loads(data)  # a ValueError makes the row a dirty one
    if type(data) is dict:
        record = {**{key: value for key, value in record.items() if key not in ("AuditData", "auditData")}, **data}
    record = opened_up(record)
    if "OfficeWorkload" in record:
        record.setdefault("Workload", record["OfficeWorkload"])
    time = (
        record.get("CreationTime")
        or record.get("TimeGenerated")
        or record.get("CreationDate")
        or record.get("createdDateTime")
    )
    host = record.get("OrganizationName") or record.get("OrganizationId")
    groups.add("m365/audit", record, _zoned(time), host, row)


def _zoned(time: Any) -> Any:
    """Times of the audit log are UTC and do not say so."""
    if isinstance(time, str) and len(time) >= 19 and time[10] == "T" and time[-1] != "Z" and "+" not in time:
        return f"{time}Z"
    return time


def take_sign_in(record: Record, row: int, groups: Groups) -> None:
    """Take an Entra sign-in: Graph's, Azure Monitor's (`properties`) or Sentinel's."""
    record = opened_up(record)
    inner = record.get("properties")
    time = (
        record.get("createdDateTime")
        or record.get("CreatedDateTime")
        or record.get("time")
        or record.get("TimeGenerated")
    )
    if time is None and type(inner) is dict:
        time = inner.get("createdDateTime")
    groups.add("azure/signinlogs", record, time, _tenant(record), row)


def take_directory_audit(record: Record, row: int, groups: Groups) -> None:
    """Take an Entra directory audit record: Graph's, Azure Monitor's or Sentinel's."""
    record = opened_up(record)
    time = (
        record.get("activityDateTime")
        or record.get("ActivityDateTime")
        or record.get("time")
        or record.get("TimeGenerated")
    )
    groups.add("azure/auditlogs", record, time, _tenant(record), row)


def _tenant(record: Record) -> Any:
    return record.get("tenantId") or record.get("AADTenantId") or record.get("TenantId")


def take_defender(record: Record, row: int, groups: Groups) -> None:
    """Take a row of one of Defender's hunting tables."""
    record = opened_up(record)
    groups.add(
        "m365/defender", record, record.get("Timestamp") or record.get("TimeGenerated"), record.get("DeviceName"), row
    )


def opened_up(record: Record) -> Record:
    """Return a record with text that is a JSON object or array read as that."""
    return {
        key: _inner(value) if type(value) is str and value[:1] in ("{", "[") else value for key, value in record.items()
    }


def _inner(text: str) -> Any:
    if len(text) > LONGEST_INNER or text[-1:] not in ("}", "]"):
        return text
    try:
        return orjson.loads(text)
    except ValueError:
        return text

"""From raw records to audit events: the record inside the row is opened, its shape told, what is broken kept as unreadable."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from beartrap.estate.audit.cloudtrail import read_cloudtrail
from beartrap.estate.audit.entra import plain, plain_fields, read_directory, read_sign_in
from beartrap.estate.audit.m365 import read_m365
from beartrap.estate.audit.message_trace import read_trace
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.partner_center import read_partner
from beartrap.estate.audit.shapes import Shape, audit_data, shape_of
from beartrap.estate.audit.values import first
from beartrap.estate.raw import Broken
from beartrap.model.audit import AuditEvent, Unreadable

CELL_OF_EXCEL = 32_767
"""Characters that a cell of Excel can hold (Microsoft, Excel specifications): a file saved from it has longer records cut there."""
_NAMES = (
    "Operation", "RecordType", "UserId", "UserType", "CreationTime", "TimeGenerated", "Workload", "OfficeWorkload", "ObjectId", "OfficeObjectId",
    "ClientIP", "ClientIPAddress", "Client_IPAddress", "ActorIpAddress", "ClientAppId", "AppId", "ApplicationId", "ClientInfoString", "UserAgent",
    "SessionId", "ResultStatus", "MailboxOwnerUPN", "MailboxGuid", "SiteUrl", "Site_Url", "ChatThreadId", "MessageId", "LogonType", "Logon_Type",
    "OperationProperties", "Folders", "Item", "AffectedItems", "ModifiedProperties", "ExtendedProperties", "DeviceProperties", "Parameters", "Target",
    "Actor", "OfficeId", "SourceRecordId", "Id", "InterSystemsId", "SourceFileName", "SourceRelativeUrl",
)  # fmt: skip
_Read = Callable[[str, int, dict[str, Any], Moments], AuditEvent | Unreadable | None]
_KNOWN = {plain(name): name for name in _NAMES}


def read_record(file: str, row: int, fields: dict[str, Any], moments: Moments) -> AuditEvent | Unreadable | None:
    """Return a raw record as an event, as unreadable, or None where it is of no shape that an audit log has."""
    if "AuditData" in fields:  # as in nearly all exports
        return _wrapped(file, row, fields, moments)
    shape = shape_of(fields)
    return _READERS[shape](file, row, fields, moments) if shape is not None else None


def read_broken(broken: Broken, file: str, moments: Moments) -> AuditEvent | Unreadable:
    """Return what a broken row still holds: a whole record where one stands in its text, else what is wrong with it."""
    data = _salvaged(broken.text)
    if data is not None and first(data, "Operation"):
        return read_m365(file, broken.row, data, data, moments)
    return Unreadable(file, broken.row, broken.why)


def _wrapped(file: str, row: int, fields: dict[str, Any], moments: Moments) -> AuditEvent | Unreadable:
    data = fields["AuditData"] if "AuditData" in fields else audit_data(fields)
    if type(data) is str:
        try:
            data = orjson.loads(data)
        except ValueError as error:
            data = _salvaged(data)
            if data is None:
                return _unreadable(file, row, fields, error)
    if type(data) is not dict or not (data.get("Operation") or first(fields, "Operation", "Operations", "operation")):
        return _unreadable(file, row, fields, None)
    return read_m365(file, row, data, fields, moments)


def _flat(file: str, row: int, fields: dict[str, Any], moments: Moments) -> AuditEvent:
    data = fields if "Operation" in fields else _renamed(fields)
    return read_m365(file, row, data, data, moments)


def _plainly(read: _Read) -> _Read:
    """Return a reader that is given the fields under their plain names."""
    return lambda file, row, fields, moments: read(file, row, plain_fields(fields), moments)


def _unreadable(file: str, row: int, fields: Mapping[str, Any], error: Exception | None) -> Unreadable:
    told = audit_data(fields)
    if told is None or told == "" or told == {}:
        why = "AuditData is empty"
    elif isinstance(told, str) and len(told) >= CELL_OF_EXCEL and len(told) <= CELL_OF_EXCEL + 1:
        why = f"AuditData is cut at {CELL_OF_EXCEL} characters, which is what a cell of Excel holds"
    else:
        why = f"AuditData is broken ({error})" if error else "AuditData holds no record"
    return Unreadable(
        file,
        row,
        why,
        operation=first(fields, "Operations", "Operation", "operation"),
        user=first(fields, "UserIds", "UserId", "userPrincipalName", "userId"),
        time=first(fields, "CreationDate", "createdDateTime"),
    )


def _salvaged(text: str) -> dict[str, Any] | None:
    """Return the record that stands in a row with odd quotes: from its first brace to its last, quotes doubled or escaped."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end <= start:
        return None
    inside = text[start : end + 1]
    for written in (inside, inside.replace('""', '"'), inside.replace('\\"', '"')):
        try:
            found = orjson.loads(written)
        except ValueError:
            continue
        return found if isinstance(found, dict) else None
    return None


def _renamed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {_KNOWN.get(plain(name), name): value for name, value in fields.items()}


_READERS: dict[Shape, _Read] = {
    Shape.WRAPPED: _wrapped,
    Shape.FLAT: _flat,
    Shape.CLOUDTRAIL: read_cloudtrail,
    Shape.DIRECTORY: _plainly(read_directory),
    Shape.SIGN_IN: _plainly(read_sign_in),
    Shape.TRACE: _plainly(read_trace),
    Shape.PARTNER: _plainly(read_partner),
}

"""Which log a raw record is of, told by the fields it has; each record for itself, for folders and files mix them."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from beartrap.estate.audit.entra import plain

Fields = Mapping[str, Any]


class Shape(Enum):
    """The shapes of records that are read."""

    WRAPPED = "a row around a record of the unified audit log (AuditData)"
    FLAT = "a record of the unified audit log, or of OfficeActivity"
    CLOUDTRAIL = "an event of CloudTrail"
    DIRECTORY = "a record of the Entra audit log"
    SIGN_IN = "an Entra sign-in"
    TRACE = "a row of a message trace"
    PARTNER = "a record of the Partner Center's log"

    __hash__ = object.__hash__  # an enum's own is a call of Python


_WRAPPED, _FLAT, _CLOUDTRAIL = Shape.WRAPPED, Shape.FLAT, Shape.CLOUDTRAIL
"""Names of their own, for a member of an enum is looked up by a call of Python."""
_WRAPPING = ("AuditData", "auditData", "RawEventData", "auditdata")


def audit_data(fields: Fields) -> Any:
    """Return what stands in the field that holds the record itself, None where there is no such field."""
    for name in _WRAPPING:
        if name in fields:
            return fields[name]
    return next((value for name, value in fields.items() if plain(name) == "auditdata"), None)


def shape_of(fields: Fields) -> Shape | None:
    """Return the shape of a record, None for none that is read."""
    if "AuditData" in fields or "auditData" in fields:
        return _WRAPPED
    if "eventName" in fields and "eventSource" in fields:
        return _CLOUDTRAIL
    if "Operation" in fields and ("RecordType" in fields or "CreationTime" in fields or "OfficeWorkload" in fields):
        return _FLAT
    return _slowly(fields)


def _slowly(fields: Fields) -> Shape | None:
    names = {plain(name) for name in fields}
    inner = fields.get("properties")
    if isinstance(inner, Mapping):
        names |= {plain(name) for name in inner}
    if "auditdata" in names or ("raweventdata" in names and _is_audit(fields)):
        return Shape.WRAPPED
    for shape, alternatives in _MARKS:
        if any(marks <= names for marks in alternatives):
            return shape
    return None


def _is_audit(fields: Fields) -> bool:
    """Whether a row of Defender's CloudAppEvents has a record of the audit log inside."""
    inside = fields.get("RawEventData")
    if isinstance(inside, Mapping):
        return "Operation" in inside
    return isinstance(inside, str) and '"Operation"' in inside


_MARKS: tuple[tuple[Shape, tuple[frozenset[str], ...]], ...] = (
    (Shape.CLOUDTRAIL, (frozenset({"eventname", "eventsource", "eventtime"}),)),
    (
        Shape.FLAT,
        (frozenset({"operation", "recordtype", "userid"}), frozenset({"operation", "creationtime", "userid"})),
    ),
    (
        Shape.TRACE,
        (
            frozenset({"senderaddress", "recipientaddress"}),
            frozenset({"senderaddress", "recipientstatus"}),
            frozenset({"sender", "recipient", "messagetraceid"}),
            frozenset({"sender", "recipient", "messageid"}),
        ),
    ),
    (
        Shape.SIGN_IN,
        (
            frozenset({"createddatetime", "appdisplayname", "ipaddress"}),
            frozenset({"timegenerated", "appdisplayname", "ipaddress", "resulttype"}),
            frozenset({"timegenerated", "serviceprincipalname", "ipaddress", "resulttype"}),
            frozenset({"dateutc", "requestid", "ipaddress", "application"}),
            frozenset({"dateutc", "requestid", "ipaddress", "serviceprincipalid"}),
        ),
    ),
    (
        Shape.DIRECTORY,
        (
            frozenset({"activitydisplayname", "targetresources"}),
            frozenset({"activitydisplayname", "activitydatetime"}),
            frozenset({"operationname", "targetresources"}),
            frozenset({"dateutc", "activity", "target1displayname"}),
            frozenset({"date", "activity", "target1displayname"}),
        ),
    ),
    (
        Shape.PARTNER,
        (frozenset({"customerid", "operationtype", "operationdate"}), frozenset({"customer", "action", "actiondate"})),
    ),
)
"""Fields that together tell a log, under their plain names; the particular before the general."""

"""Where a record says what: which of the fields that can hold a thing it has, worked out once for each set of field names.

An export has millions of records and a few hundred such sets, so a record is read without asking for what it cannot have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

MOST_NAMES = 256
"""Fields of a record whose layout is kept: records with more are no one's, and would fill the memory."""
Names = tuple[str, ...]

_PLAIN = frozenset((
    "QueryText", "SearchQueryText", "Name", "Case", "ExchangeLocations", "SendAsUserSmtp", "SendOnBehalfOfUserSmtp",
    "ActorInfoString", "LogonUserSid", "InterSystemsId", "ActorContextId", "LogonError", "CommunicationType", "TeamName",
    "ChannelName", "SourceFileName", "SourceRelativeUrl", "CrossMailboxOperation", "ExternalAccess", "OperationCount",
    "EventData", "TargetUserOrGroupName", "TargetUserOrGroupType", "AzureActiveDirectoryEventType",
))  # fmt: skip
"""Plain fields that detectors read and that have no place of their own in an event."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The fields that one set of names has for each thing that an event tells; the first that is not empty counts.

    `alike` are all fields together that many records have alike (see `settings`); `firsts` the one that is asked first for
    each thing of FIRSTS. Layouts are compared by identity.
    """

    operation: Names
    user: Names
    user_type: Names
    client: Names
    resource: Names
    application: Names
    result: Names
    id: Names
    time: Names
    addresses: Names
    agent: Names
    session: Names
    workload: Names
    kind: Names
    target: Names
    mailbox: Names
    store: Names
    logon: Names
    access: Names
    throttled: Names
    messages: Names
    chat: Names
    chat_messages: Names
    extended: Names
    parameters: Names
    people: Names
    context: Names
    changes: Names
    plain: Names
    alike: Names
    firsts: Names


RECORD: dict[str, Names] = {
    "operation": ("Operation",),
    "user": ("UserId", "UserId_"),
    "user_type": ("UserType",),
    "client": ("ClientAppId",),
    "resource": ("AppId",),
    "application": ("ApplicationId",),
    "result": ("ResultStatus", "ResultReasonType"),
    "id": ("Id", "OfficeId", "SourceRecordId"),
    "time": ("CreationTime", "TimeGenerated"),
    "addresses": ("ClientIPAddress", "Client_IPAddress", "ClientIP", "ClientIP_", "ActorIpAddress"),
    "agent": ("ClientInfoString", "UserAgent", "UserAgent_"),
    "session": ("SessionId", "SessionId_"),
    "workload": ("Workload", "OfficeWorkload"),
    "kind": ("RecordType",),
    "target": ("ObjectId", "OfficeObjectId"),
    "mailbox": ("MailboxOwnerUPN", "MailboxGuid"),
    "store": ("SiteUrl", "Site_Url", "ChatThreadId", "TeamGuid"),
    "logon": ("LogonType", "Logon_Type"),
    "access": ("MailAccessType",),
    "throttled": ("IsThrottled",),
    "messages": ("Folders", "Item", "AffectedItems", "ChatThreadId", "MessageId"),
    "chat": ("ChatThreadId",),
    "chat_messages": ("MessageId",),
    "extended": ("ExtendedProperties", "DeviceProperties"),
    "people": ("Actor", "Target"),
    "parameters": ("Parameters",),
    "context": ("AppAccessContext",),
    "changes": ("ModifiedProperties",),
}
"""The record's own fields, in its own schema and in Sentinel's."""
ROW: dict[str, Names] = {
    "operation": ("Operation", "Operations", "operation"),
    "user": ("UserId", "UserIds", "userId", "userPrincipalName"),
    "id": ("RecordId", "id", "Identity"),
    "time": ("CreationDate", "createdDateTime", "TimeGenerated", "Timestamp"),
    "workload": ("service",),
    "kind": ("RecordType", "auditLogRecordType"),
    "target": ("objectId",),
}
"""The fields of the row around it, which count where the record itself does not say."""
ALIKE = ("operation", "user_type", "client", "resource", "application", "result", "agent", "workload", "kind", "logon")
"""What the records of an export have alike: their combinations are few, whatever the number of records."""


FIRSTS = ("user", "id", "session", "target", "mailbox", "store")
"""What each record has for itself, in the order in which it is unpacked."""
NO_FIELD = cast("str", None)
"""Stands for a thing of which a layout has no field: as names are texts, no record has a field of this one."""


def layout_of(fields: Mapping[str, Any]) -> Layout:
    """Return the layout of a record."""
    names = tuple(fields)
    return _layout(names) if len(names) <= MOST_NAMES else _layout.__wrapped__(names)


@lru_cache(maxsize=4_096)
def _layout(names: Names) -> Layout:
    present = frozenset(names)
    having = {thing: tuple(name for name in fields if name in present) for thing, fields in RECORD.items()}
    return Layout(
        plain=tuple(name for name in names if name in _PLAIN),
        alike=tuple(dict.fromkeys(name for thing in ALIKE for name in having[thing])),
        firsts=tuple(having[thing][0] if having[thing] else NO_FIELD for thing in FIRSTS),
        **having,
    )

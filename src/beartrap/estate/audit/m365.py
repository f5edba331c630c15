"""Records of the unified audit log, from its own schema (`AuditData`) and from Sentinel's table OfficeActivity.

Field names: Microsoft, Office 365 Management Activity API schema; Azure Monitor reference, OfficeActivity.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.spelling import app_id, is_service, operation_key
from beartrap.estate.audit.values import first, loaded, lost, named, objects, text
from beartrap.model.audit import Access, AuditEvent, Change, Item, Log

MAIL_READ = "mailitemsaccessed"
_LOGONS = {
    "0": "owner",
    "1": "admin",
    "2": "delegate",
    "owner": "owner",
    "admin": "admin",
    "delegated": "delegate",
    "delegate": "delegate",
}
_GOOD = frozenset({"succeeded", "success", "true", "partiallysucceeded", "completed"})
_BAD = frozenset({"failed", "false", "failure", "fail"})
_SAID = frozenset((
    "QueryText", "SearchQueryText", "Name", "Case", "ExchangeLocations", "SendAsUserSmtp", "SendOnBehalfOfUserSmtp",
    "ActorInfoString", "LogonUserSid", "InterSystemsId", "ActorContextId", "LogonError", "CommunicationType", "TeamName",
    "ChannelName", "SourceFileName", "SourceRelativeUrl", "CrossMailboxOperation", "ExternalAccess", "OperationCount",
    "EventData", "TargetUserOrGroupName", "TargetUserOrGroupType", "AzureActiveDirectoryEventType",
))  # fmt: skip
"""Plain fields that detectors read and that have no place of their own in an event."""


_NAMING = frozenset({"Folders", "Item", "AffectedItems", "ChatThreadId", "MessageId"})
"""Fields that name messages."""


def read_m365(file: str, row: int, data: Mapping[str, Any], outer: Mapping[str, Any], moments: Moments) -> AuditEvent:
    """Return one record; `data` is the record itself, `outer` the row of the export around it (the same where there is none)."""
    operation = first(data, "Operation") or first(outer, "Operation", "Operations", "operation")
    key = operation_key(operation)
    user = first(data, "UserId", "UserId_") or first(outer, "UserId", "UserIds", "userId", "userPrincipalName")
    client, resource = first(data, "ClientAppId"), first(data, "AppId")
    context = loaded(data["AppAccessContext"]) if "AppAccessContext" in data else None
    context = context if isinstance(context, dict) else {}
    app = (
        app_id(client)
        or app_id(resource)
        or app_id(first(data, "ApplicationId"))
        or app_id(first(context, "ClientAppId"))
    )
    via = app_id(resource) if app_id(client) and app_id(resource) != app else ""
    result = first(data, "ResultStatus", "ResultReasonType")
    access, throttled = _access(data) if key == MAIL_READ else (None, False)
    return AuditEvent(
        log=Log.M365,
        file=file,
        row=row,
        id=first(data, "Id", "OfficeId", "SourceRecordId") or first(outer, "RecordId", "id", "Identity"),
        time=_time(data, outer, moments),
        operation=operation,
        key=key,
        user=user,
        service=is_service(user, first(data, "UserType")),
        addresses=_addresses(data),
        app=app,
        via=via,
        agent=first(data, "ClientInfoString", "UserAgent", "UserAgent_") or _extended(data, "UserAgent"),
        session=first(data, "SessionId", "SessionId_")
        or first(context, "AADSessionId")
        or _extended(data, "SessionId"),
        ok=_ended(result),
        result=result,
        workload=first(data, "Workload", "OfficeWorkload") or first(outer, "service"),
        kind=first(data, "RecordType") or first(outer, "RecordType", "auditLogRecordType"),
        target=first(data, "ObjectId", "OfficeObjectId") or first(outer, "objectId"),
        target_id=_target_id(data) if "Target" in data else "",
        mailbox=first(data, "MailboxOwnerUPN", "MailboxGuid"),
        store=first(data, "SiteUrl", "Site_Url", "ChatThreadId", "TeamGuid"),
        logon=_LOGONS.get(first(data, "LogonType", "Logon_Type").lower(), ""),
        access=access,
        throttled=throttled,
        items=tuple(_items(data)) if _NAMING & data.keys() else (),
        lost=_lost(data) if "Folders" in data else False,
        changes=tuple(_changes(data)) if "ModifiedProperties" in data else (),
        details=tuple(_details(data, key)),
    )


def _time(data: Mapping[str, Any], outer: Mapping[str, Any], moments: Moments) -> Any:
    for fields, names in (
        (data, ("CreationTime", "TimeGenerated")),
        (outer, ("CreationDate", "createdDateTime", "TimeGenerated", "Timestamp")),
    ):
        for name in names:
            value = fields.get(name)
            if isinstance(value, str) and (found := moments.read(value)) is not None:
                return found
    return None


def _addresses(data: Mapping[str, Any]) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for name in ("ClientIPAddress", "Client_IPAddress", "ClientIP", "ClientIP_", "ActorIpAddress"):
        value = data.get(name)
        if isinstance(value, str) and value:
            more = client_addresses(value)
            found = found + tuple(one for one in more if one not in found) if found else more
    return found


def _access(data: Mapping[str, Any]) -> tuple[Access | None, bool]:
    """Return how mail was read, and whether the mailbox was throttled."""
    access, throttled = first(data, "MailAccessType").lower(), first(data, "IsThrottled").lower()
    for name, value in named(data.get("OperationProperties")):
        if name == "MailAccessType":
            access = value.lower()
        elif name == "IsThrottled":
            throttled = value.lower()
    kind = Access.BIND if access == "bind" else Access.SYNC if access == "sync" else None
    return kind, throttled == "true"


def _ended(result: str) -> bool | None:
    folded = result.lower()
    return True if folded in _GOOD else False if folded in _BAD else None


def _items(data: Mapping[str, Any]) -> Iterator[Item]:
    """Yield the messages that a record names: folders with items, the one item, the items affected, messages of chats."""
    folders = data.get("Folders")
    if folders:
        for folder in objects(folders):
            path = first(folder, "Path", "Name")
            for item in objects(folder.get("FolderItems")):
                message = item.get("InternetMessageId") or first(item, "Id")
                yield Item(message.strip() if isinstance(message, str) else text(message), path, first(item, "Subject"))
    one = data.get("Item")
    if one and isinstance(one := loaded(one), dict):
        parent = loaded(one.get("ParentFolder"))
        path = first(parent, "Path", "Name") if isinstance(parent, dict) else ""
        message = first(one, "InternetMessageId").strip()
        if message or (path and not folders):
            yield Item(message, path, first(one, "Subject"))
    affected = data.get("AffectedItems")
    if affected:
        for item in objects(affected):
            parent = loaded(item.get("ParentFolder"))
            path = first(parent, "Path", "Name") if isinstance(parent, dict) else ""
            yield Item(first(item, "InternetMessageId").strip(), path, first(item, "Subject"))
    if "ChatThreadId" in data or "MessageId" in data:
        yield from _chat_messages(data)


def _chat_messages(data: Mapping[str, Any]) -> Iterator[Item]:
    if single := first(data, "MessageId"):
        yield Item(single, first(data, "ChatThreadId"))
    for name in ("MessageIds", "Messages"):
        listed = loaded(data.get(name))
        for one in listed if isinstance(listed, list) else ():
            found = one if isinstance(one, str) else first(one, "Id", "MessageId") if isinstance(one, dict) else ""
            if found:
                yield Item(found, first(data, "ChatThreadId"))


def _lost(data: Mapping[str, Any]) -> bool:
    folders = data.get("Folders")
    if isinstance(folders, str) and lost(folders):
        return True
    for folder in folders if isinstance(folders, list) else objects(folders):
        if lost(folder) or (isinstance(folder, dict) and lost(folder.get("FolderItems"))):
            return True
    return False


def _changes(data: Mapping[str, Any]) -> Iterator[Change]:
    modified = data.get("ModifiedProperties")
    if not modified:
        return
    for one in objects(modified):
        yield Change(
            first(one, "Name", "displayName"),
            text(one.get("OldValue", one.get("oldValue"))),
            text(one.get("NewValue", one.get("newValue"))),
        )


def _target_id(data: Mapping[str, Any]) -> str:
    """Return the id of what was acted on: of a directory record the first id of its target that is a GUID."""
    targets = data.get("Target")
    if not targets:
        return ""
    found = [first(one, "ID", "Id") for one in objects(targets)]
    return next((one for one in found if len(one) == 36 and one.count("-") == 4), "")


def _extended(data: Mapping[str, Any], name: str) -> str:
    for field in ("ExtendedProperties", "DeviceProperties"):
        if value := data.get(field):
            for found, content in named(value):
                if found == name:
                    return content
    return ""


def _details(data: Mapping[str, Any], key: str) -> Iterator[tuple[str, str]]:
    for name, said in data.items():
        if name in _SAID and (value := text(said)):
            yield name, value
    for field in ("Parameters", "ExtendedProperties", "DeviceProperties"):
        if data.get(field):
            yield from named(data[field])
    if key != MAIL_READ and data.get("OperationProperties"):
        yield from named(data["OperationProperties"])
    if data.get("Actor"):
        yield from (("Actor", first(one, "ID", "Id")) for one in objects(data["Actor"]))
    if data.get("Target"):
        yield from (("Target", first(one, "ID", "Id")) for one in objects(data["Target"]))
    item = data.get("Item")
    if item and isinstance(item := loaded(item), dict) and isinstance(parent := loaded(item.get("ParentFolder")), dict):
        yield from (
            (name, text(parent[name])) for name in ("MemberUpn", "MemberRights", "MemberSid") if parent.get(name)
        )

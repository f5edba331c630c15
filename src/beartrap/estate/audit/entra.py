"""Records of Entra ID: the directory's audit log and its sign-ins, from Graph, Sentinel, diagnostic settings and the portal's CSV.

Field names: Microsoft Graph, directoryAudit and signIn; Azure Monitor reference, AuditLogs and SigninLogs.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.spelling import app_id, is_service, operation_key
from beartrap.estate.audit.values import an_object, first, loaded, named, objects, text
from beartrap.model.audit import AuditEvent, Change, Log

_SIGNS = re.compile(r"[^a-z0-9]")
_PORTAL_TARGET = re.compile(r"target(\d+)modifiedproperty(\d+)name")
_SIGN_IN_DETAILS = {
    "crosstenantaccesstype": "crossTenantAccessType", "hometenantid": "homeTenantId", "resourcetenantid": "resourceTenantId",
    "aadtenantid": "aadTenantId", "tokenissuertype": "tokenIssuerType", "incomingtokentype": "incomingTokenType",
    "authenticationprotocol": "authenticationProtocol", "clientappused": "clientAppUsed", "clientapp": "clientAppUsed",
    "uniquetokenidentifier": "uniqueTokenIdentifier", "serviceprincipalid": "servicePrincipalId", "serviceprincipalname": "servicePrincipalName",
    "appdisplayname": "appDisplayName", "application": "appDisplayName", "hometenantname": "homeTenantName", "usertype": "userType",
    "serviceprincipalcredentialkeyid": "servicePrincipalCredentialKeyId", "resourcedisplayname": "resourceDisplayName",
}  # fmt: skip
"""What a sign-in says besides: the names without signs, each with the name under which it is kept."""


@lru_cache(maxsize=8_192)
def plain(name: str) -> str:
    """Return a field's name in lower case without spaces and signs: `Date (UTC)` is `dateutc`."""
    return _SIGNS.sub("", name.lower())


def plain_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields under their plain names; what a diagnostic setting puts into `properties` stands among them."""
    found = {plain(name): value for name, value in data.items()}
    inner = loaded(found.get("properties"))
    if isinstance(inner, dict):
        found.update({plain(name): value for name, value in inner.items() if value is not None})
    return found


def read_directory(file: str, row: int, fields: Mapping[str, Any], moments: Moments) -> AuditEvent:
    """Return one record of the directory's audit log; `fields` under their plain names."""
    operation = first(fields, "activitydisplayname", "operationname", "activity")
    by = an_object(fields.get("initiatedby"))
    person, app = an_object(by.get("user")), an_object(by.get("app"))
    user = first(person, "userPrincipalName", "id") or first(
        fields, "actoruserprincipalname", "initiatedbyactor", "actorobjectid"
    )
    service = first(app, "displayName", "servicePrincipalName", "servicePrincipalId") or first(
        fields, "actordisplayname"
    )
    targets = list(objects(fields.get("targetresources")))
    chief = targets[0] if targets else {}
    result = first(fields, "result", "resultstatus", "status")
    return AuditEvent(
        log=Log.DIRECTORY,
        file=file,
        row=row,
        id=first(fields, "id", "auditid"),
        time=_moment(fields, moments, "activitydatetime", "timegenerated", "dateutc", "date", "time"),
        operation=operation,
        key=operation_key(operation),
        user=user or service,
        service=not user or is_service(user, ""),
        addresses=client_addresses(
            first(person, "ipAddress") or first(fields, "ipaddress", "actoripaddress", "calleripaddress")
        ),
        app=app_id(first(app, "appId")),
        agent=first(fields, "useragent")
        or dict(named(fields.get("additionaldetails"), "key", "value")).get("User-Agent", ""),
        session=first(fields, "correlationid"),
        ok=_good(result),
        result=result or first(fields, "resultreason"),
        workload="AzureActiveDirectory",
        kind=first(fields, "category"),
        target=first(chief, "displayName", "userPrincipalName")
        or first(fields, "target1displayname", "target1userprincipalname"),
        target_id=first(chief, "id") or first(fields, "target1objectid"),
        changes=tuple(_changes(fields, targets)),
        details=(*named(fields.get("additionaldetails"), "key", "value"), *_targets(targets), *_who(person, app)),
    )


def _who(person: Mapping[str, Any], app: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in (("ActorId", first(person, "id")), ("ActorServicePrincipal", first(app, "servicePrincipalId"))):
        if value:
            yield name, value


def _targets(targets: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for target in targets:
        if found := first(target, "id"):
            yield "Target", found
        if found := first(target, "displayName"):
            yield "TargetName", found


def _changes(fields: Mapping[str, Any], targets: list[Mapping[str, Any]]) -> Iterator[Change]:
    for target in targets:
        for one in objects(target.get("modifiedProperties")):
            yield Change(first(one, "displayName", "Name"), text(one.get("oldValue")), text(one.get("newValue")))
    if not targets:
        for name, value in fields.items():
            if value and (match := _PORTAL_TARGET.fullmatch(name)) is not None:
                front = f"target{match[1]}modifiedproperty{match[2]}"
                yield Change(str(value), text(fields.get(f"{front}oldvalue")), text(fields.get(f"{front}newvalue")))


def read_sign_in(file: str, row: int, fields: Mapping[str, Any], moments: Moments) -> AuditEvent:
    """Return one sign-in; `fields` under their plain names."""
    status = loaded(fields.get("status"))
    code = first(status, "errorCode") if isinstance(status, dict) else first(fields, "signinerrorcode")
    code = first(fields, "resulttype") or code
    principal = first(fields, "serviceprincipalname", "serviceprincipalid")
    user = first(fields, "userprincipalname", "username", "userid")
    said = first(fields, "resultdescription") or (
        status if isinstance(status, str) else first(status, "failureReason") if isinstance(status, dict) else ""
    )
    details = {kept: value for name, kept in _SIGN_IN_DETAILS.items() if (value := first(fields, name))}
    return AuditEvent(
        log=Log.SIGN_IN,
        file=file,
        row=row,
        id=first(fields, "id", "requestid"),
        time=_moment(fields, moments, "createddatetime", "timegenerated", "dateutc", "date", "time"),
        operation="Sign-in",
        key="sign-in",
        user=user or principal,
        service=not user,
        addresses=client_addresses(first(fields, "ipaddress", "calleripaddress")),
        app=app_id(first(fields, "appid", "applicationid")),
        via=app_id(first(fields, "resourceid", "resourceidentity")),
        agent=first(fields, "useragent"),
        session=first(fields, "sessionid", "correlationid"),
        ok=(code == "0") if code else _good(said),
        result=said or code,
        workload="AzureActiveDirectory",
        kind=first(fields, "category", "signineventtypes"),
        target=first(fields, "resourcedisplayname", "resource"),
        details=tuple(sorted(details.items())),
    )


def _moment(fields: Mapping[str, Any], moments: Moments, *names: str) -> Any:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and (found := moments.read(value)) is not None:
            return found
    return None


def _good(said: str) -> bool | None:
    folded = said.lower()
    if folded in ("success", "succeeded", "true"):
        return True
    return False if folded in ("failure", "failed", "interrupted", "false") else None

"""Events of AWS CloudTrail (AWS, CloudTrail record contents), from its files, its lookup, and the console's CSV."""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.entra import plain_fields
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.spelling import operation_key
from beartrap.estate.audit.values import an_object, first, loaded, text
from beartrap.model.audit import AuditEvent, Log

MOST_DETAILS = 400
"""Values of one request that are kept: a policy may have hundreds of statements, no honest request thousands of values."""
DEEPEST = 12
"""Objects inside objects of a request that are unfolded."""
_TARGETS = (
    "secretId", "bucketName", "snapshotId", "imageId", "dBSnapshotIdentifier", "dBClusterSnapshotIdentifier", "trailName", "name",
    "roleArn", "groupId", "functionName", "instanceId", "userName", "policyArn", "keyId",
)  # fmt: skip
"""Names under which a request says what it is about."""


def read_cloudtrail(file: str, row: int, data: Mapping[str, Any], moments: Moments) -> AuditEvent:
    """Return one event. `store` is the account it happened in, `session` the access key, `user` the ARN."""
    if "eventName" not in data:
        data = _from_console(data)
    who = an_object(data.get("userIdentity"))
    request, answer = loaded(data.get("requestParameters")), loaded(data.get("responseElements"))
    operation, failed = first(data, "eventName"), first(data, "errorCode")
    return AuditEvent(
        log=Log.CLOUD,
        file=file,
        row=row,
        id=first(data, "eventID"),
        time=moments.read(first(data, "eventTime")),
        operation=operation,
        key=operation_key(operation),
        user=first(who, "arn", "userName", "principalId", "invokedBy") or first(data, "userName"),
        service=first(who, "type") == "AWSService" or first(data, "eventType") == "AwsServiceEvent",
        addresses=client_addresses(first(data, "sourceIPAddress")),
        agent=first(data, "userAgent"),
        session=first(who, "accessKeyId"),
        ok=not failed,
        result=failed or "Success",
        workload=first(data, "eventSource"),
        kind=first(data, "eventCategory", "eventType"),
        target=_target(request, data),
        store=first(data, "recipientAccountId") or first(who, "accountId"),
        details=tuple(_details(data, who, request, answer)),
    )


def _target(request: Any, data: Mapping[str, Any]) -> str:
    if isinstance(request, dict):
        found = first(request, *_TARGETS)
        key = first(request, "key")
        if found:
            return f"{found}/{key}" if key and "bucketName" in request else found
    resources = loaded(data.get("resources"))
    if isinstance(resources, list) and resources and isinstance(resources[0], dict):
        return first(resources[0], "ARN", "arn", "resourceName")
    return first(data, "resourceName")


def _details(data: Mapping[str, Any], who: Mapping[str, Any], request: Any, answer: Any) -> Iterator[tuple[str, str]]:
    for name in ("awsRegion", "errorMessage", "readOnly", "managementEvent"):
        if found := first(data, name):
            yield name, found
    for name in ("type", "accountId", "userName", "invokedBy"):
        if found := first(who, name):
            yield f"identity.{name}", found
    if sent := first(an_object(data.get("additionalEventData")), "bytesTransferredOut"):
        yield "bytesTransferredOut", sent
    left = [MOST_DETAILS]
    yield from _unfold("request", request, 0, left)
    if isinstance(answer, dict):
        for name in ("assumedRoleUser", "credentials"):
            if name in answer and isinstance(answer[name], dict):
                yield f"response.{name}", first(answer[name], "arn", "accessKeyId")


def _unfold(path: str, value: Any, depth: int, left: list[int]) -> Iterator[tuple[str, str]]:
    """Yield the plain values inside objects and lists, each under its path without the lists' numbers."""
    if left[0] <= 0:
        return
    if isinstance(value, str) and value[:1] in ("{", "[") and depth < DEEPEST:
        inner = loaded(value)
        value = inner if isinstance(inner, dict | list) else value
    if isinstance(value, dict) and depth < DEEPEST:
        for name, one in value.items():
            yield from _unfold(f"{path}.{name}", one, depth + 1, left)
    elif isinstance(value, list) and depth < DEEPEST:
        for one in value:
            yield from _unfold(path, one, depth + 1, left)
    elif value is not None:
        left[0] -= 1
        yield path, text(value)


def _from_console(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row of the console's CSV under the names of the log."""
    fields = plain_fields(data)
    names = {
        "eventName": "eventname", "eventTime": "eventtime", "eventSource": "eventsource", "eventID": "eventid",
        "userName": "username", "sourceIPAddress": "sourceipaddress", "errorCode": "errorcode", "awsRegion": "awsregion",
        "resourceName": "resourcename", "userAgent": "useragent", "requestParameters": "requestparameters",
        "userIdentity": "useridentity", "recipientAccountId": "recipientaccountid", "responseElements": "responseelements",
    }  # fmt: skip
    return {ours: fields[theirs] for ours, theirs in names.items() if fields.get(theirs)}

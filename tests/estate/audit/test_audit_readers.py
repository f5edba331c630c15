"""Readers of audit records: what each log's own fields come to, and that no record, however odd, breaks a reader."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.records import read_record
from beartrap.model.audit import AuditEvent, Change, Log, Unreadable

APP = "aaaaaaaa-0000-0000-0000-000000000001"
NOON = datetime(2020, 12, 13, 12, tzinfo=UTC)


def read(fields: dict[str, Any]) -> AuditEvent:
    event = read_record("export", 7, fields, Moments())
    assert isinstance(event, AuditEvent)
    assert (event.file, event.row) == ("export", 7)
    return event


DIRECTORY = {
    "id": "d-1", "activityDisplayName": "Add service principal credentials", "activityDateTime": "2020-12-13T12:00:00Z", "result": "success", "category": "ApplicationManagement",
    "initiatedBy": {"user": {"id": "u-1", "userPrincipalName": "anna@firm.example", "ipAddress": "192.0.2.7"}, "app": None},
    "targetResources": [{"id": "t-1", "displayName": "Backup", "modifiedProperties": [{"displayName": "KeyDescription", "oldValue": "[]", "newValue": "[key]"}]}],
}  # fmt: skip
DIRECTORY_OF_THE_PORTAL = {
    "Date (UTC)": "2020-12-13T12:00:00Z", "CorrelationId": "c-1", "Category": "ApplicationManagement", "Activity": "Add service principal credentials", "Result": "success",
    "ActorUserPrincipalName": "anna@firm.example", "IPAddress": "192.0.2.7", "Target1DisplayName": "Backup", "Target1ObjectId": "t-1",
    "Target1ModifiedProperty1Name": "KeyDescription", "Target1ModifiedProperty1OldValue": "[]", "Target1ModifiedProperty1NewValue": "[key]", "Target1ModifiedProperty2Name": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "fields", [DIRECTORY, {**DIRECTORY, "initiatedBy": json.dumps(DIRECTORY["initiatedBy"])}, DIRECTORY_OF_THE_PORTAL]
)
def test_the_directory_log_says_the_same_from_graph_and_from_the_portal(fields: dict[str, Any]) -> None:
    event = read(fields)
    assert (event.log, event.key, event.user, event.time) == (
        Log.DIRECTORY,
        "add service principal credentials",
        "anna@firm.example",
        NOON,
    )
    assert (event.target, event.target_id, event.addresses, event.ok) == ("Backup", "t-1", ("192.0.2.7",), True)
    assert event.changes == (Change("KeyDescription", "[]", "[key]"),)
    assert not event.service


def test_an_application_that_acts_in_the_directory_is_no_person() -> None:
    event = read({**DIRECTORY, "initiatedBy": {"user": None, "app": {"displayName": "Sync", "appId": APP.upper()}}})
    assert (event.user, event.service, event.app) == ("Sync", True, APP)


SIGN_IN = {
    "id": "s-1", "createdDateTime": "2020-12-13T12:00:00Z", "userPrincipalName": "anna@firm.example", "appId": APP, "appDisplayName": "Mail", "ipAddress": "2001:db8::1",
    "status": {"errorCode": 0}, "userAgent": "curl", "resourceId": "00000003-0000-0000-c000-000000000000", "tokenIssuerType": "ADFederationServices",
}  # fmt: skip
SIGN_IN_OF_THE_PORTAL = {
    "Date (UTC)": "2020-12-13T12:00:00Z", "Request ID": "s-1", "Username": "anna@firm.example", "Application ID": APP, "Application": "Mail", "IP address": "2001:db8::1",
    "Status": "Success", "User agent": "curl", "Resource ID": "00000003-0000-0000-c000-000000000000", "Token issuer type": "ADFederationServices",
}  # fmt: skip


@pytest.mark.parametrize("fields", [SIGN_IN, SIGN_IN_OF_THE_PORTAL])
def test_a_sign_in_says_the_same_from_graph_and_from_the_portal(fields: dict[str, Any]) -> None:
    event = read(fields)
    assert (event.log, event.id, event.user, event.app, event.time) == (
        Log.SIGN_IN,
        "s-1",
        "anna@firm.example",
        APP,
        NOON,
    )
    assert (event.ok, event.addresses, event.agent, event.via) == (
        True,
        ("2001:db8::1",),
        "curl",
        "00000003-0000-0000-c000-000000000000",
    )
    assert event.detail("tokenIssuerType") == "ADFederationServices"


def test_a_sign_in_that_failed_is_told_from_one_that_did_not() -> None:
    assert read({**SIGN_IN, "status": {"errorCode": 50126, "failureReason": "Invalid password"}}).ok is False
    assert read({**SIGN_IN_OF_THE_PORTAL, "Status": "Failure"}).ok is False


PARTNER = {"id": "p-1", "operationType": "add_user", "operationDate": "2020-12-13T12:00:00Z", "customerId": "tenant-9", "customerName": "Customer", "userPrincipalName": "anna@firm.example", "applicationId": APP, "operationStatus": "succeeded", "resourceType": "user"}  # fmt: skip
PARTNER_OF_THE_PORTAL = {"Customer": "Customer", "Action": "add_user", "Action date": "2020-12-13T12:00:00Z", "User": "anna@firm.example", "Status": "Success"}  # fmt: skip


@pytest.mark.parametrize("fields", [PARTNER, PARTNER_OF_THE_PORTAL])
def test_the_partner_center_tells_who_acted_in_which_customer(fields: dict[str, Any]) -> None:
    event = read(fields)
    assert (event.log, event.key, event.user, event.target, event.time, event.ok) == (
        Log.PARTNER,
        "add_user",
        "anna@firm.example",
        "Customer",
        NOON,
        True,
    )
    assert event.store == fields.get("customerId", "")


def test_a_partner_operation_that_failed_and_one_that_does_not_say() -> None:
    assert read({**PARTNER, "operationStatus": "failed"}).ok is False
    assert read({**PARTNER, "operationStatus": None}).ok is None


SHAPES = {
    "unified": {"Operation": "MailItemsAccessed", "RecordType": 50, "Folders": [], "Item": {}, "AffectedItems": [], "OperationProperties": [], "AppAccessContext": {}, "ModifiedProperties": [], "Target": [], "Actor": [], "Parameters": [], "ExtendedProperties": [], "ClientIP": "", "Id": "", "UserId": "", "CreationTime": "", "ChatThreadId": "", "MessageIds": [], "ClientAppId": "", "LogonType": 0},
    "directory": {**DIRECTORY, "additionalDetails": [], "properties": {}},
    "sign-in": SIGN_IN,
    "partner": PARTNER,
    "cloud": {"eventName": "GetObject", "eventSource": "s3", "eventTime": "", "userIdentity": {}, "requestParameters": {}, "responseElements": {}, "resources": [], "additionalEventData": {}, "sourceIPAddress": "", "errorCode": ""},
    "trace": {"SenderAddress": "a", "RecipientAddress": "b", "MessageId": "m", "Subject": "s", "Received": "", "Status": ""},
}  # fmt: skip
"""The fields of each kind of record that a reader opens."""
NAMES = ("id", "ID", "Name", "Value", "Path", "user", "app", "appId", "userPrincipalName", "displayName", "modifiedProperties", "newValue", "FolderItems", "InternetMessageId", "ParentFolder", "errorCode", "arn", "key", "bucketName", "assumedRoleUser", "NewValue", "AADSessionId", "ClientAppId")  # fmt: skip
odd = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from((*NAMES, "", "[1]", '{"id": [1]}', '["id"]', "@{Name=id; Value=x}", "System.Object[]", "/Date(99999999999999999)/", "2020-13-45T00:00:00", "\ud800"))),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)),
    max_leaves=6,
)  # fmt: skip
"""Values of every type; texts are names that readers ask for, for a text has an `in` too."""


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=80)
@given(data=st.data())
def test_no_record_breaks_a_reader_whatever_stands_in_its_fields(shape: str, data: st.DataObject) -> None:
    fields = SHAPES[shape]
    put = data.draw(st.dictionaries(st.sampled_from(sorted(fields)), odd, min_size=1, max_size=5))
    found = read_record("export", 1, {**fields, **put}, Moments())
    assert found is None or isinstance(found, AuditEvent | Unreadable)


@pytest.mark.parametrize(
    "by", [{"user": "id"}, {"user": "userPrincipalName"}, {"app": "appId"}, {"app": ["appId"]}, "user", ["user"]]
)
def test_who_acted_may_be_no_object(by: object) -> None:
    assert read({**DIRECTORY, "initiatedBy": by}).key == "add service principal credentials"

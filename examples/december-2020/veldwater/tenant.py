"""Veldwater's tenant: ninety days of its audit log as two tools have exported it, the message trace, the directory's own log.

What is odd is meant to be: pages that overlap, the same records in Sentinel's schema, a week in which nothing was logged, a
mailbox that was throttled, a row that is broken, an operation with an en dash and a space behind it.
"""

import csv
import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FIRST, LAST = datetime(2020, 9, 15, tzinfo=UTC), datetime(2020, 12, 14, tzinfo=UTC)
SILENT = (datetime(2020, 10, 12, tzinfo=UTC), datetime(2020, 10, 19, tzinfo=UTC))
"""From this day up to that one the export has no record."""
PEOPLE = ("anna.dekker", "bram.smit", "carla.vos", "dirk.jansen", "ellen.bakker")
OUTLOOK = "5d661950-3475-41cd-a2c3-d671a3162bc1"
GRAPH = "00000003-0000-0000-c000-000000000000"
APP, PRINCIPAL, OBJECT = (str(uuid.UUID(int=number)) for number in (0xA99, 0xA9901, 0xA9902))
"""The application `Meter Archive`: its id, its service principal, its object."""
ADMIN = "beheer@veldwater.example"
ACTOR = "203.0.113.77"
BOARD, FINANCE, PLANT = (
    "anna.dekker@veldwater.example",
    "carla.vos@veldwater.example",
    "dirk.jansen@veldwater.example",
)
HEADER = ("RecordId", "CreationDate", "RecordType", "Operation", "UserId", "AuditData")
READ = tuple(f"<board-{number:03}@mail.veldwater.example>" for number in range(24))
"""The messages of the board that the application has read, each named once or more."""


def write_tenant(folder: Path) -> None:
    """Write the exports below `folder`."""
    folder.mkdir(parents=True)
    records = sorted([*_everyday(), *_intrusion()], key=lambda one: str(one["CreationTime"]))
    half = len(records) // 2
    _csv(folder / "ual-1.csv", records[: half + 40])
    _csv(folder / "ual-2.csv", records[half:], broken=True)
    november = [one for one in records if str(one["CreationTime"]).startswith("2020-11")]
    _lines(
        folder / "officeactivity.jsonl",
        map(_sentinel, (one for one in november if one["Workload"] != "AzureActiveDirectory")),
    )
    _trace(folder / "message-trace.csv")
    (folder / "entra-audit.json").write_text(
        json.dumps({"value": [_graph(one) for one in november if one["RecordType"] == 8]}, indent=1)
    )


def _record(
    moment: datetime, number: int, user: str, kind: int, operation: str, workload: str, **fields: Any
) -> dict[str, Any]:
    return {
        "CreationTime": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "Id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{number}.{operation}.veldwater.example")),
        "OrganizationId": str(uuid.UUID(int=0x7E)),
        "UserType": 0,
        "UserId": user,
        "RecordType": kind,
        "Operation": operation,
        "Workload": workload,
        **fields,
    }


def _everyday() -> list[dict[str, Any]]:
    rng, found, day, number = random.Random(2020), [], FIRST, 0
    while day < LAST:
        for person in PEOPLE:
            if SILENT[0] <= day < SILENT[1]:
                continue
            user, number = f"{person}@veldwater.example", number + 10
            address = f"198.51.100.{PEOPLE.index(person) + 10}"
            morning = day + timedelta(hours=7, minutes=rng.randrange(90), seconds=rng.randrange(60))
            found.append(_login(morning, number, user, f"{address}:{rng.randrange(1024, 65000)}"))
            found.append(
                _mail(
                    morning + timedelta(minutes=4),
                    number + 1,
                    user,
                    address,
                    OUTLOOK,
                    [f"<{person}-{day:%m%d}-{n}@mail.veldwater.example>" for n in range(2)],
                )
            )
            found.append(_record(
                morning + timedelta(hours=1), number + 2, user, 6, "FileAccessed", "SharePoint", ClientIP=address, ApplicationId="08e18876-6177-487e-b8b5-cf950c1e598c",
                ObjectId=f"https://veldwater.sharepoint.invalid/sites/werk/plan-{rng.randrange(30)}.xlsx", SiteUrl="https://veldwater.sharepoint.invalid/sites/werk",
            ))  # fmt: skip
            found.append(_record(
                morning + timedelta(hours=2), number + 3, user, 2, "Send", "Exchange", ClientIPAddress=address, MailboxOwnerUPN=user, LogonType=0, AppId=OUTLOOK,
                ClientInfoString="Client=OWA;", ResultStatus="Succeeded", Item={"InternetMessageId": f"<sent-{number}@mail.veldwater.example>", "Subject": "Overleg"},
            ))  # fmt: skip
        day += timedelta(days=1)
    return found


def _login(moment: datetime, number: int, user: str, address: str) -> dict[str, Any]:
    return _record(
        moment, number, user, 15, "UserLoggedIn", "AzureActiveDirectory", ClientIP=address, ResultStatus="Success", ObjectId="Unknown",
        ExtendedProperties=[{"Name": "UserAuthenticationMethod", "Value": "1"}],
    )  # fmt: skip


def _mail(
    moment: datetime, number: int, mailbox: str, address: str, app: str, messages: list[str], **fields: Any
) -> dict[str, Any]:
    ours = app == APP
    properties = {"MailAccessType": fields.pop("access", "Bind"), "IsThrottled": fields.pop("throttled", "False")}
    return _record(
        moment, number, mailbox, 50, "MailItemsAccessed", "Exchange", ClientIPAddress=address, MailboxOwnerUPN=mailbox, LogonType=0, ResultStatus="Succeeded",
        ClientInfoString="Client=REST;;" if ours else "Client=Outlook;", AppId=GRAPH if ours else app, **({"ClientAppId": app} if ours else {}),
        OperationProperties=[{"Name": name, "Value": value} for name, value in properties.items()], OperationCount=len(messages),
        Folders=[{"Path": "\\Inbox", "FolderItems": [{"InternetMessageId": one} for one in messages]}], **fields,
    )  # fmt: skip


def _intrusion() -> list[dict[str, Any]]:
    night = datetime(2020, 11, 9, 1, 12, 40, tzinfo=UTC)
    key = f"[KeyIdentifier={uuid.UUID(int=0xCE)},KeyType=Password,KeyUsage=Verify,DisplayName=archive]"
    found = [
        _record(
            night, 900_001, ADMIN, 8, "Add app role assignment to service principal.", "AzureActiveDirectory", ResultStatus="Success", ObjectId="Microsoft Graph",
            ActorIpAddress=ACTOR, Target=[{"ID": str(uuid.UUID(int=0x6A)), "Type": 2}, {"ID": PRINCIPAL, "Type": 2}],
            ModifiedProperties=[
                {"Name": "AppRole.Value", "OldValue": "", "NewValue": "Mail.Read"}, {"Name": "ServicePrincipal.ObjectID", "OldValue": "", "NewValue": PRINCIPAL},
                {"Name": "ServicePrincipal.AppId", "OldValue": "", "NewValue": APP}, {"Name": "ServicePrincipal.DisplayName", "OldValue": "", "NewValue": "Meter Archive"},
            ],
        ),
        _record(
            night + timedelta(minutes=7), 900_002, ADMIN, 8, "Update application – Certificates and secrets management ", "AzureActiveDirectory", ResultStatus="Success",
            ObjectId="Meter Archive", ActorIpAddress=ACTOR, Target=[{"ID": OBJECT, "Type": 2}, {"ID": "Meter Archive", "Type": 1}],
            ModifiedProperties=[{"Name": "KeyDescription", "OldValue": "[]", "NewValue": json.dumps([key])}],
        ),
    ]  # fmt: skip
    for number in range(8):
        messages = list(READ[number * 3 : number * 3 + 3])
        found.append(
            _mail(
                night + timedelta(days=1, minutes=number),
                900_010 + number,
                BOARD,
                f"[2001:db8::77]:{40_000 + number}",
                APP,
                messages,
            )
        )
    found.append(_mail(night + timedelta(days=1, hours=1), 900_030, BOARD, ACTOR, APP, list(READ[:2])))
    found.append(_mail(night + timedelta(days=2), 900_031, PLANT, f"::ffff:{ACTOR}", APP, [], access="Sync"))
    found.append(
        _mail(
            night + timedelta(days=3),
            900_032,
            FINANCE,
            ACTOR,
            APP,
            ["<finance-1@mail.veldwater.example>"],
            throttled="True",
        )
    )
    return found


def _csv(path: Path, records: list[dict[str, Any]], *, broken: bool = False) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        for number, record in enumerate(records):
            text = json.dumps(record)
            if broken and number == 100:
                writer.writerow(
                    ("", record["CreationTime"], record["RecordType"], "MailItemsAccessed", PLANT, text[:60])
                )
            writer.writerow(
                (
                    record["Id"],
                    record["CreationTime"],
                    record["RecordType"],
                    record["Operation"],
                    record["UserId"],
                    text,
                )
            )


def _sentinel(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record as Sentinel's table OfficeActivity has it."""
    names = {
        "CreationTime": "TimeGenerated",
        "Id": "OfficeId",
        "Workload": "OfficeWorkload",
        "ClientIPAddress": "Client_IPAddress",
        "LogonType": "Logon_Type",
        "SiteUrl": "Site_Url",
        "ObjectId": "OfficeObjectId",
    }
    found = {
        names.get(name, name): json.dumps(value) if isinstance(value, list | dict) else str(value)
        for name, value in record.items()
    }
    return {**found, "TimeGenerated": f"{record['CreationTime']}.0000000Z", "Type": "OfficeActivity"}


def _graph(record: dict[str, Any]) -> dict[str, Any]:
    """Return a directory record as Graph gives it, under an id of its own."""
    return {
        "id": f"Directory_{record['Id']}",
        "activityDateTime": f"{record['CreationTime']}.1234567Z",
        "activityDisplayName": record["Operation"],
        "result": "success",
        "initiatedBy": {"user": {"userPrincipalName": record["UserId"], "ipAddress": record["ActorIpAddress"]}},
        "targetResources": [
            {"id": one["ID"], "displayName": record["ObjectId"], "modifiedProperties": [
                {"displayName": change["Name"], "oldValue": change["OldValue"], "newValue": change["NewValue"]} for change in record["ModifiedProperties"]
            ] if number == 0 else []}
            for number, one in enumerate(record["Target"])
        ],
    }  # fmt: skip


def _trace(path: Path) -> None:
    """Write the historical search for the board's messages: several recipients in one cell, UTF-16 as the portal gives it."""
    rows = ["origin_timestamp_utc,sender_address,recipient_status,message_subject,message_id"]
    for number, message in enumerate(READ):
        rows.append(
            f"2020-11-{number % 8 + 1:02}T09:00:00.1234567Z,notaris@pompwerk.example,{BOARD}##Receive, Deliver;ellen.bakker@veldwater.example##Receive, Deliver,Akte {number},{message}".replace(
                "Receive, Deliver", "Receive Deliver"
            )
        )
    path.write_text("\r\n".join(rows) + "\r\n", encoding="utf-16")


def _lines(path: Path, records: Any) -> None:
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")

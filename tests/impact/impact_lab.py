"""Made audit records and traffic for the tests of this room: reserved names and addresses, nothing real."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from beartrap.flows.impact import Impact, document, examine
from beartrap.impact.subjects import AuditBatch, Ended
from beartrap.model.audit import AuditEvent, Change, Item, Log
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Estate, Neighbour, Organisation, Source

START = datetime(2020, 11, 9, 8, tzinfo=UTC)
OURS = Estate(
    Organisation("lab", ("lab.example",), ("10.0.0.0/8",), ("111111111111",)),
    neighbours=(Neighbour("Pompwerk", "partner", ("198.51.100.0/24",)),),
)


def event(key: str, **fields: Any) -> AuditEvent:
    """Return a made event."""
    base = {
        "log": Log.M365,
        "file": "x",
        "row": 1,
        "id": str(uuid.uuid4()),
        "time": START,
        "operation": key,
        "key": key,
        "user": "anna@lab.example",
    }
    return AuditEvent(**{**base, **fields})


def batch(*events: AuditEvent) -> list[AuditBatch]:
    """Return events as what a detector is shown: a batch, and the end."""
    return [AuditBatch.of(events), Ended()]


def change(name: str, new: str, old: str = "") -> tuple[Change, ...]:
    return (Change(name, old, new),)


def ual(number: int, operation: str = "MailItemsAccessed", **fields: Any) -> dict[str, Any]:
    """Return a record of the unified audit log."""
    return {
        "CreationTime": (START + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%S"),
        "Id": f"id-{number}",
        "Operation": operation,
        "RecordType": 50,
        "UserId": "anna@lab.example",
        "UserType": 0,
        "Workload": "Exchange",
        **fields,
    }


def bind(number: int, messages: tuple[str, ...], **fields: Any) -> dict[str, Any]:
    """Return a record of mail that was opened."""
    return ual(
        number,
        **{
            "MailboxOwnerUPN": "anna@lab.example",
            "ClientIPAddress": "192.0.2.7",
            "ClientAppId": "aaaaaaaa-0000-0000-0000-000000000001",
            "AppId": "00000003-0000-0000-c000-000000000000",
            "OperationProperties": [
                {"Name": "MailAccessType", "Value": "Bind"},
                {"Name": "IsThrottled", "Value": "False"},
            ],
            "OperationCount": len(messages),
            "Folders": [{"Path": "\\Inbox", "FolderItems": [{"InternetMessageId": one} for one in messages]}],
            **fields,
        },
    )


def as_csv(records: list[dict[str, Any]]) -> str:
    lines = ['"CreationDate","UserIds","Operations","AuditData"']
    for one in records:
        text = json.dumps(one).replace('"', '""')
        lines.append(f'"{one["CreationTime"]}","{one["UserId"]}","{one["Operation"]}","{text}"')
    return "\r\n".join(lines) + "\r\n"


def as_sentinel(record: dict[str, Any]) -> dict[str, str]:
    names = {
        "CreationTime": "TimeGenerated",
        "Id": "OfficeId",
        "Workload": "OfficeWorkload",
        "ClientIPAddress": "Client_IPAddress",
        "LogonType": "Logon_Type",
    }
    return {
        names.get(name, name): json.dumps(value) if isinstance(value, list | dict) else str(value)
        for name, value in record.items()
    }


def look(*paths: Path) -> Impact:
    return examine([Source(path.name, str(path), SourceKind.MAIL_AUDIT) for path in paths])


def told(impact: Impact) -> dict[str, Any]:
    """Return the document with its streams read."""
    return {
        name: value if isinstance(value, dict | list | str | int) else list(value) for name, value in document(impact)
    }


ITEM = (Item("<a@lab.example>", "\\Inbox", "Hello"),)

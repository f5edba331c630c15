"""A made export of the unified audit log, as CSV: a million records of a tenant of 5,000 people over ninety days."""

import csv
import json
import random
import uuid
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2020, 9, 15)  # noqa: DTZ001 (the log writes UTC without a zone)
SECONDS = 90 * 86_400
PEOPLE = 5_000
HEADER = ("RecordId", "CreationDate", "RecordType", "Operation", "UserId", "AuditData")
FOLDERS = ("\\Inbox", "\\Sent Items", "\\Archive", "\\Inbox\\Projects")
APPS = tuple(str(uuid.UUID(int=number + 1)) for number in range(40))
REPEATED = 50
"""One record in so many comes twice, as pages that overlap bring it."""


def write(path: Path, rows: int) -> Counter[str]:
    """Write `rows` rows (copies among them); return how many distinct records of each operation there are."""
    draw = random.Random(4)
    counts: Counter[str] = Counter()
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        written = 0
        while written < rows:
            record = _record(draw, written)
            counts[record["Operation"]] += 1
            for _ in range(2 if written % REPEATED == 0 and written + 1 < rows else 1):
                writer.writerow(
                    (
                        record["Id"],
                        record["CreationTime"],
                        record["RecordType"],
                        record["Operation"],
                        record["UserId"],
                        json.dumps(record),
                    )
                )
                written += 1
    return counts


def _record(draw: random.Random, number: int) -> dict[str, Any]:
    user = f"user{draw.randrange(PEOPLE)}@tenant.example"
    base = {
        "CreationTime": (START + timedelta(seconds=number * SECONDS // 1_000_000)).isoformat(),
        "Id": str(uuid.UUID(int=draw.getrandbits(128))),
        "OrganizationId": "11111111-2222-3333-4444-555555555555",
        "UserType": 0,
        "UserKey": "100320015858B802",
        "Version": 1,
        "UserId": user,
        "ClientIP": f"198.51.{draw.randrange(100)}.{draw.randrange(250)}:{draw.randrange(1024, 65000)}",
    }
    kind = draw.random()
    if kind < 0.55:
        return base | _mail(draw, user, sync=kind < 0.1)
    if kind < 0.85:
        return base | _file(draw)
    return base | _login()


def _mail(draw: random.Random, user: str, *, sync: bool) -> dict[str, Any]:
    folder = draw.choice(FOLDERS)
    items = (
        []
        if sync
        else [
            {"InternetMessageId": f"<{draw.randrange(3_000_000):032X}@mail.tenant.example>", "SizeInBytes": 4_000}
            for _ in range(draw.randrange(1, 5))
        ]
    )
    return {
        "RecordType": 2 if sync else 50,
        "Operation": "MailItemsAccessed",
        "Workload": "Exchange",
        "ResultStatus": "Succeeded",
        "MailboxOwnerUPN": user,
        "MailboxGuid": str(uuid.UUID(int=hash(user) & ((1 << 100) - 1))),
        "LogonType": 0,
        "ClientInfoString": "Client=REST;;",
        "ClientIPAddress": f"198.51.100.{draw.randrange(250)}",
        "SessionId": str(uuid.UUID(int=draw.randrange(50_000) + 1)),
        "AppId": "00000003-0000-0000-c000-000000000000",
        "ClientAppId": draw.choice(APPS),
        "OperationProperties": [
            {"Name": "MailAccessType", "Value": "Sync" if sync else "Bind"},
            {"Name": "IsThrottled", "Value": "False"},
        ],
        "OperationCount": len(items),
        "Folders": [{"Id": "LgAAAAA", "Path": folder, "FolderItems": items}],
        **({"Item": {"ParentFolder": {"Path": folder, "Name": folder}}} if sync else {}),
    }


def _file(draw: random.Random) -> dict[str, Any]:
    site = f"https://tenant.sharepoint.invalid/sites/team{draw.randrange(300)}"
    return {
        "RecordType": 6,
        "Operation": draw.choice(("FileAccessed", "FileDownloaded", "FilePreviewed", "FileModified")),
        "Workload": "SharePoint",
        "ObjectId": f"{site}/Shared Documents/report-{draw.randrange(2_000)}.docx",
        "SiteUrl": site,
        "SourceFileName": "report.docx",
        "UserAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
        "ApplicationId": draw.choice(APPS),
    }


def _login() -> dict[str, Any]:
    return {
        "RecordType": 15,
        "Operation": "UserLoggedIn",
        "Workload": "AzureActiveDirectory",
        "ResultStatus": "Success",
        "ObjectId": "00000002-0000-0ff1-ce00-000000000000",
        "ExtendedProperties": [
            {"Name": "UserAgent", "Value": "Mozilla/5.0"},
            {"Name": "UserAuthenticationMethod", "Value": "1"},
            {"Name": "RequestType", "Value": "OAuth2:Token"},
        ],
        "ModifiedProperties": [],
        "Actor": [{"ID": "x", "Type": 0}],
        "Target": [{"ID": "y", "Type": 0}],
    }

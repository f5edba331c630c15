"""Windows events that tell of what leaves a host: commands that were started, logons that were tried at another machine.

JSON as common shippers write it: flat (Sentinel's SecurityEvent, Mordor), or under `winlog` or `Event` (Winlogbeat, evtx_dump).
Security 4688 and Sysmon 1 are commands; 4648 names the server at which other credentials were tried (Microsoft, event 4648).
"""

from collections.abc import Mapping
from typing import Any

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.values import an_object, first
from beartrap.model.connection import Connection, Traffic

COMMANDS = frozenset({"4688", "1"})
LOGONS = frozenset({"4648"})


def windows_fields(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields of a Windows event as one flat object; None where a row is no such event."""
    winlog = fields.get("winlog")
    if isinstance(winlog, Mapping):
        inner = winlog.get("event_data")
        return {
            **(inner if isinstance(inner, Mapping) else {}),
            "EventID": winlog.get("event_id"),
            "Computer": winlog.get("computer_name"),
            "time": fields.get("@timestamp"),
            "Channel": winlog.get("channel"),
        }
    event = fields.get("Event")
    if isinstance(event, Mapping) and isinstance(system := event.get("System"), Mapping):
        data = event.get("EventData")
        number = system.get("EventID")
        created = an_object(system.get("TimeCreated"))
        created = an_object(created.get("#attributes", created))
        return {
            **(data if isinstance(data, Mapping) else {}),
            "EventID": number.get("#text") if isinstance(number, Mapping) else number,
            "Computer": system.get("Computer"),
            "time": first(created, "SystemTime"),
            "Channel": system.get("Channel"),
        }
    if "EventID" in fields and ("Computer" in fields or "Hostname" in fields or "Channel" in fields):
        return dict(fields)
    return None


def read_windows(file: str, row: int, fields: Mapping[str, Any], moments: Moments) -> Connection | None:
    """Return a command or a logon elsewhere, None for other events."""
    number = first(fields, "EventID")
    host = first(fields, "Computer", "Hostname", "host")
    time = moments.read(first(fields, "TimeCreated", "UtcTime", "@timestamp", "TimeGenerated", "time", "EventTime"))
    command = first(fields, "CommandLine", "ProcessCommandLine")
    if number in COMMANDS and command:
        return Connection(
            Traffic.COMMAND,
            file,
            row,
            time=time,
            source=host,
            uri=command,
            agent=first(fields, "Image", "NewProcessName"),
        )
    if number in LOGONS:
        server = first(fields, "TargetServerName", "TargetInfo")
        found = client_addresses(first(fields, "IpAddress"))
        target = found[0] if found else server
        if target and server.lower() != "localhost" and target not in ("127.0.0.1", "::1"):
            return Connection(
                Traffic.LOGON, file, row, time=time, source=host, target=target, agent=first(fields, "TargetUserName")
            )
    return None

"""Endpoint logs: Sysmon of two Orion servers and a workstation, as Winlogbeat ships them, for eight weeks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from veldwater.logs import gzipped

FIRST = datetime(2020, 5, 4, tzinfo=UTC)
DAYS = 58
ORION = "C:\\Program Files (x86)\\SolarWinds\\Orion\\SolarWinds.BusinessLayerHost.exe"
PIPE = "\\583da945-62af-10e8-4902-a8f205c72b2e"
_HOSTS = {"orion-01": "noord", "orion-02": "oost", "ws-101": "noord"}

Story = tuple[datetime, int, dict[str, str]]


def write_endpoint_logs(folder: Path) -> None:
    """Write a file a machine, gzipped; the second holds a line that a full disk cut."""
    folder.mkdir(parents=True)
    for host in _HOSTS:
        lines = [
            _line(host, number, *event) for number, event in enumerate(sorted(_events(host), key=lambda one: one[0]), 1)
        ]
        if host == "orion-02":
            lines.insert(20, lines[19][: len(lines[19]) // 2] + "\n")
        gzipped(folder / f"{host}.jsonl.gz", "".join(lines).encode())


def _line(host: str, number: int, time: datetime, event: int, data: dict[str, str]) -> str:
    stamp = time.strftime("%Y-%m-%d %H:%M:%S.000")
    record: dict[str, Any] = {
        "@timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "winlog": {
            "channel": "Microsoft-Windows-Sysmon/Operational",
            "provider_name": "Microsoft-Windows-Sysmon",
            "event_id": event,
            "record_id": number,
            "computer_name": f"{host}.{_HOSTS[host]}.veldwater.example",
            "event_data": {"UtcTime": stamp, **data},
        },
    }
    return json.dumps(record) + "\n"


def _events(host: str) -> Iterator[Story]:
    yield from _everyday(host)
    if host.startswith("orion"):
        born = (
            datetime(2020, 5, 17, 21, 38, tzinfo=UTC) if host == "orion-01" else datetime(2020, 6, 8, 11, 1, tzinfo=UTC)
        )
        yield born, 17, {"EventType": "CreatePipe", "PipeName": PIPE, "Image": ORION}
    if host == "orion-01":
        yield from _second_stage()


def _everyday(host: str) -> Iterator[Story]:
    """What a machine does on any day; the library of the second stage's name where Windows keeps it."""
    for day in range(DAYS):
        morning = FIRST + timedelta(days=day, hours=6, minutes=7 * day % 60)
        yield (
            morning,
            1,
            _process(
                "C:\\Windows\\System32\\svchost.exe", "svchost.exe -k netsvcs", "C:\\Windows\\System32\\services.exe"
            ),
        )
        library = {
            "Image": "C:\\Windows\\System32\\svchost.exe",
            "ImageLoaded": "C:\\Windows\\System32\\netsetupsvc.dll",
        }
        yield morning + timedelta(minutes=1), 7, library
        if host.startswith("orion"):
            yield (
                morning + timedelta(minutes=5),
                1,
                _process(ORION, "SolarWinds.BusinessLayerHost.exe", "C:\\Windows\\System32\\services.exe"),
            )


def _second_stage() -> Iterator[Story]:
    """North, an hour after the second stage was offered: a library loaded, a shell, a task on the next machine."""
    start = datetime(2020, 6, 11, 7, 9, tzinfo=UTC)
    planted = "C:\\Windows\\SysWOW64\\netsetupsvc.dll"
    yield start, 11, {"Image": ORION, "TargetFilename": planted}
    yield start + timedelta(minutes=2), 7, {"Image": "C:\\Windows\\SysWOW64\\svchost.exe", "ImageLoaded": planted}
    shell = start + timedelta(hours=22)
    yield shell, 1, _process("C:\\Windows\\System32\\cmd.exe", "cmd.exe /c whoami /all", ORION)
    task = 'schtasks /change /s files-01 /tn "\\Microsoft\\Windows\\SoftwareProtectionPlatform\\EventCacheManager" /tr "rundll32 c:\\windows\\update\\cache.bin"'
    yield (
        shell + timedelta(minutes=3),
        1,
        _process("C:\\Windows\\System32\\schtasks.exe", task, "C:\\Windows\\System32\\cmd.exe"),
    )


def _process(image: str, command: str, parent: str) -> dict[str, str]:
    return {"Image": image, "CommandLine": command, "ParentImage": parent, "User": "NT AUTHORITY\\SYSTEM"}

"""Windows events for the benchmark of the hunt: a sample, multiplied with fresh hosts, times, ids and command lines.

The sample is real (`BEARTRAP_BENCH_EVENTS`: JSON lines, plain or gzip; by default the lab's events beside the project, where they
are) or, without one, made here, of a few kinds of events. Copy n of an event happened n days later, on another machine, with
other process, logon and record ids; its command line and its message end in a mark of its own.
"""

import gzip
import os
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import zstandard

SHARED = Path(__file__).parents[2] / "shared" / "data" / "events" / "windows-lab-100k.jsonl.gz"
DAYS = 270
"""Nine months, over which the copies are spread."""
_TIME = re.compile(r"^(\d{4}-\d{2}-\d{2})[ T]\d{2}:\d{2}:\d{2}")
_HOSTS = ("Hostname", "Computer", "host")
LINES = ("CommandLine", "ParentCommandLine", "ProcessCommandLine", "HostApplication", "Message", "ScriptBlockText")
NUMBERS, STEP = ("RecordNumber", "ExecutionProcessID"), 1_000_003
_IDS = re.compile(r"(Id|ID|Guid|GUID)$")
_HEX = re.compile(r"0x[0-9a-fA-F]+")

Record = dict[str, Any]


def sample() -> list[Record]:
    """Return the events that are multiplied."""
    path = Path(os.environ.get("BEARTRAP_BENCH_EVENTS") or SHARED)
    if not path.exists():
        return list(_made(20_000))
    content = path.read_bytes()
    plain = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    return [orjson.loads(line) for line in plain.splitlines() if line.strip()]


def write(events: list[Record], copies: range, folder: Path) -> int:
    """Write copies of events, a file each, compressed; return how many events that are."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in copies:
        path = folder / f"copy-{number:04d}.jsonl.zst"
        if not path.exists():
            lines = b"".join(orjson.dumps(_copied(event, number, row)) + b"\n" for row, event in enumerate(events))
            path.write_bytes(zstandard.ZstdCompressor(3).compress(lines))
    return len(copies) * len(events)


def _copied(event: Record, number: int, row: int) -> Record:
    if number == 0:
        return event
    made = {}
    for name, value in event.items():
        if isinstance(value, str) and value:
            value = fresh(name, value, number, row)
        elif isinstance(value, int) and not isinstance(value, bool) and name in NUMBERS:
            value += STEP * number
        made[name] = value
    return made


def fresh(name: str, value: str, number: int, row: int) -> str:
    """Return what copy `number` of an event has instead of a value."""
    if name in _HOSTS:
        first, dot, rest = value.partition(".")
        return f"{first}-{number:04d}{dot}{rest}"
    if (found := _TIME.match(value)) is not None:
        day = datetime.fromisoformat(found[1]) + timedelta(days=number % DAYS)
        return f"{day:%Y-%m-%d}{value[10:]}"
    if name in LINES:
        return f"{value} /mark:{number}-{row}"
    if _IDS.search(name) and name not in ("EventID", "ProviderGuid", "UserID"):
        if value.startswith("{") and len(value) > 9:
            return f"{{{number:08x}{value[9:]}"
        if value.isdigit():
            return str(int(value) + 7 * number)
        return _HEX.sub(lambda hit: hex(int(hit[0], 16) + 4096 * number), value)
    return value


def _made(count: int) -> Iterator[Record]:
    """Yield events of the shapes of Sysmon's and Windows' own: mostly noise, one in a thousand worth a look."""
    chosen = random.Random(7)
    images = [f"C:\\Program Files\\App {number}\\app{number}.exe" for number in range(300)]
    for number in range(count):
        event_id = chosen.choices((10, 12, 7, 13, 1, 3), (40, 20, 20, 10, 6, 4))[0]
        image = chosen.choice(images)
        at = datetime(2020, 6, 10, tzinfo=UTC) + timedelta(seconds=number)
        event: Record = {
            "Channel": "Microsoft-Windows-Sysmon/Operational",
            "EventID": event_id,
            "SourceName": "Microsoft-Windows-Sysmon",
            "Hostname": f"WS{number % 40}.lab.example",
            "UtcTime": f"{at:%Y-%m-%d %H:%M:%S}.{number % 1000:03d}",
            "ProcessGuid": f"{{{number:08x}-4a9b-5ee0-0e04-000000000400}}",
            "ProcessId": str(number % 9000),
            "Image": image,
            "RecordNumber": number,
        }
        if event_id == 10:
            event |= {"SourceImage": image, "TargetImage": chosen.choice(images), "GrantedAccess": "0x1000"}
            event |= {"CallTrace": "|".join(f"C:\\windows\\SYSTEM32\\lib{part}.dll+{part:x}d1" for part in range(20))}
        elif event_id in (12, 13):
            event["TargetObject"] = f"HKLM\\System\\CurrentControlSet\\Services\\svc{chosen.randrange(4000)}\\Start"
        elif event_id == 7:
            event["ImageLoaded"] = f"C:\\Windows\\System32\\lib{chosen.randrange(900)}.dll"
        elif event_id == 1:
            rare = chosen.random() < 0.01
            event["CommandLine"] = "vssadmin.exe delete shadows /all" if rare else f'"{image}" --run {number}'
            event["ParentImage"] = chosen.choice(images)
        else:
            event |= {"DestinationIp": f"192.0.2.{chosen.randrange(250)}", "DestinationPort": "443"}
        event["Message"] = "\r\n".join(f"{name}: {value}" for name, value in event.items())
        yield event

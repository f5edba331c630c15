"""Reading bytes as events, in one line."""

import io
from typing import Any

import pyarrow as pa

from beartrap.engine.events import RESERVED
from beartrap.estate.events.opening import read_events, recognise
from beartrap.estate.events.reader import Dirty, Needed, Origin, everything

WINDOWS = {
    "System": {
        "Provider": {
            "#attributes": {"Name": "Microsoft-Windows-Sysmon", "Guid": "5770385F-C22A-43E0-BF4C-06F5698FFBD9"}
        },
        "EventID": 1,
        "TimeCreated": {"#attributes": {"SystemTime": "2020-06-10T02:51:14.920123Z"}},
        "EventRecordID": 77,
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Computer": "ws-1.veldwater.example",
    },
    "EventData": {"Image": "C:\\Windows\\System32\\cmd.exe", "CommandLine": "cmd /c whoami", "ProcessId": 4832},
}


def read(content: bytes, needed: Needed = everything, **origin: Any) -> tuple[list[pa.RecordBatch], list[Dirty]]:
    """Recognise and read; every batch keeps to the contract."""
    reader = recognise(content[: 1 << 16])
    assert reader is not None, content[:80]
    batches, dirty = [], []
    for item in read_events(reader, io.BytesIO(content), Origin("the.log", **origin), needed):
        if isinstance(item, Dirty):
            dirty.append(item)
            continue
        item.validate(full=True)
        assert item.schema.names[: len(RESERVED)] == RESERVED.names
        assert [field.type for field in item.schema][: len(RESERVED)] == [field.type for field in RESERVED]
        batches.append(item)
    return batches, dirty


def rows(content: bytes, needed: Needed = everything, **origin: Any) -> list[dict[str, Any]]:
    """Return the events of clean content as dictionaries, in the order of their rows."""
    batches, dirty = read(content, needed, **origin)
    assert not dirty
    found = [
        {name: value for name, value in row.items() if value is not None}
        for batch in batches
        for row in batch.to_pylist()
    ]
    return sorted(found, key=lambda row: row["@row"])

"""What the tests of the log readers share: writing a log, reading it back, and comparing rows."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from beartrap.engine.tables import DNS_SCHEMA
from beartrap.estate.logs import open_tables
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source

NOON = datetime(2020, 4, 4, 12, 0, 0, tzinfo=UTC)


def source(path: Path | str, label: str = "the log", **more: Any) -> Source:
    return Source(label=label, path=str(path), kind=SourceKind.DNS, **more)


def read(path: Path | str, **more: Any) -> tuple[list[dict[str, Any]], list[Gap]]:
    """Read every log of a source: all rows in order, and all gaps. Checks each batch against the schema."""
    rows: list[dict[str, Any]] = []
    gaps: list[Gap] = []
    for table in open_tables(source(path, **more)):
        if isinstance(table, Gap):
            gaps.append(table)
            continue
        for item in table.batches():
            if isinstance(item, Gap):
                gaps.append(item)
            else:
                assert isinstance(item, pa.RecordBatch)
                assert item.schema == DNS_SCHEMA
                item.validate(full=True)
                rows += item.to_pylist()
    return rows, gaps


def read_bytes(
    folder: Path, content: bytes | str, name: str = "log", **more: Any
) -> tuple[list[dict[str, Any]], list[Gap]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, **more)


def told(gaps: list[Gap]) -> str:
    return "\n".join(f"{gap.reason}: {gap.why}" for gap in gaps)


def column(rows: list[dict[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]

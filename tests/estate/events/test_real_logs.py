"""Real logs give every event that they hold, each with a time, and nothing dirty."""

import gzip
from pathlib import Path

import pytest

from estate.events.events_lab import read


@pytest.mark.parametrize(
    ("name", "events", "source"),
    [
        ("aws_stratus/cloudtrail.jsonl.gz", 2900, "aws/cloudtrail"),
        ("zeek_apt29/day1_combined.jsonl.gz", 2140, "zeek/conn"),
        ("golden_saml/WindowsEvents.json", 38, "windows/security/4624"),
        ("golden_saml/OfficeActivityEvents.json", 1, "m365/audit"),
        ("golden_saml/AADAuditEvents.json", 4, "azure/auditlogs"),
        ("golden_saml/Microsoft365DefenderEvents.json", 9, "m365/defender"),
    ],
)
def test_real_logs(real_data: Path, name: str, events: int, source: str) -> None:
    content = (real_data / name).read_bytes()
    batches, dirty = read(gzip.decompress(content) if name.endswith(".gz") else content)
    assert not dirty
    assert sum(batch.num_rows for batch in batches) == events
    assert sum(batch.column("@time").null_count for batch in batches) == 0
    assert source in {batch.column("@source")[0].as_py() for batch in batches}


def test_real_evtx(real_data: Path) -> None:
    files = sorted((real_data / "evtx").glob("*.evtx"))
    assert len(files) == 29
    for file in files:
        batches, dirty = read(file.read_bytes())
        assert not dirty, file
        assert sum(batch.num_rows for batch in batches) >= 1


def test_a_truncated_evtx_gives_its_readable_records(real_data: Path) -> None:
    content = (real_data / "evtx" / "efc21479-9e83-41da-8cf1-122e06ba8db3.evtx").read_bytes()
    whole, _ = read(content)
    cut, dirty = read(content[: 4096 + 6000])
    assert 0 < sum(batch.num_rows for batch in cut) < sum(batch.num_rows for batch in whole)
    assert any("truncated" in item.why for item in dirty)

"""Foreign vaults: what Defender and ClamAV put away, and what hostile files in their place do (nothing)."""

import contextlib
import hashlib
import os
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.estate import vaults
from beartrap.estate.vaults.defender_format import Malformed, detection, moment, rc4, streams
from beartrap.model.artifact import Quarantined
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source

CONTENT = b"an inert stand-in, never run\n" * 9
PATH = "C:\\Windows\\SysWOW64\\netsetupsvc.dll"
TAKEN = datetime(2020, 12, 14, 8, 30, tzinfo=UTC)
IDENTIFIER = "0123456789ABCDEF0123456789ABCDEF01234567"


def ticks(when: datetime) -> int:
    return int((when - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000


def field(identifier: int, kind: int, value: bytes) -> bytes:
    raw = struct.pack("<HH", len(value), identifier | kind << 12) + value
    return raw + bytes(-len(raw) % 4)


def entry(path: str = PATH, threat: str = "Trojan:MSIL/Lab.A", identifier: str = IDENTIFIER) -> bytes:
    resource = path.encode("utf-16-le") + b"\0\0" + struct.pack("<H", 2) + b"file\0"
    resource += bytes(-(8 + len(resource)) % 4)  # fields are aligned from the section's beginning
    resource += field(0x02, 5, bytes.fromhex(identifier)) + field(0x11, 6, struct.pack("<Q", ticks(TAKEN)))
    resources = struct.pack("<II", 1, 8) + resource
    about = bytes(32) + struct.pack("<QQI", ticks(TAKEN), 7, 1) + threat.encode() + b"\0"
    head = b"\xdb\xe8\xc5\x01" + bytes(36) + struct.pack("<IIII", len(about), len(resources), 0, 0) + bytes(4)
    return rc4(head) + rc4(about) + rc4(resources)


def content(raw: bytes = CONTENT) -> bytes:
    security = struct.pack("<IIQI", 3, 2, 4, 0) + b"secu"
    return rc4(security + struct.pack("<IIQI", 1, 0, len(raw), 0) + raw)


@pytest.fixture
def defender(tmp_path: Path) -> Path:
    (tmp_path / "Entries").mkdir()
    (tmp_path / "ResourceData" / IDENTIFIER[:2]).mkdir(parents=True)
    (tmp_path / "Entries" / "{80000000}").write_bytes(entry())
    (tmp_path / "ResourceData" / IDENTIFIER[:2] / IDENTIFIER).write_bytes(content())
    return tmp_path


def read(folder: Path) -> list[Quarantined | Gap]:
    return list(vaults.read(Source("vault", str(folder), SourceKind.VAULT, hosts=("ws-101",))))


def test_the_static_key_makes_the_beginnings_that_are_public_knowledge():
    assert rc4(b"\x03\0\0\0").hex() == "0bad0098"  # a content begins with the stream of its security descriptor
    assert rc4(b"\xdb\xe8\xc5\x01").hex() == "d345c599"  # an entry begins with the engine's magic
    assert rc4(rc4(b"anything at all")) == b"anything at all"


def test_defenders_vault_tells_path_time_threat_and_hashes(defender):
    (held,) = read(defender)
    assert isinstance(held, Quarantined)
    assert (held.threat, held.taken, held.product) == ("Trojan:MSIL/Lab.A", TAKEN, "Windows Defender")
    assert held.artifact.place.path == PATH.encode()
    assert held.artifact.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert (held.artifact.name, held.artifact.size, held.artifact.modified) == (b"netsetupsvc.dll", len(CONTENT), TAKEN)


def test_an_entry_whose_content_is_gone_is_told_and_a_gap(defender):
    (defender / "ResourceData" / IDENTIFIER[:2] / IDENTIFIER).unlink()
    gap, held = read(defender)
    assert isinstance(gap, Gap) and isinstance(held, Quarantined)
    assert held.artifact.sha256 is None


def test_a_content_by_a_name_that_is_no_id_is_not_opened(defender):
    (defender / "Entries" / "{80000000}").write_bytes(entry(identifier="2E2E2F2E2E"))
    gap, held = read(defender)
    assert isinstance(gap, Gap) and isinstance(held, Quarantined)


def test_broken_entries_pipes_and_links_are_gaps_each(defender):
    whole = (defender / "Entries" / "{80000000}").read_bytes()
    (defender / "Entries" / "short").write_bytes(whole[:70])
    (defender / "Entries" / "noise").write_bytes(os.urandom(400))
    os.mkfifo(defender / "Entries" / "pipe")
    (defender / "Entries" / "link").symlink_to("/etc/passwd")
    found = read(defender)
    assert sum(isinstance(one, Gap) for one in found) == 4
    assert sum(isinstance(one, Quarantined) for one in found) == 1


def test_a_plain_folder_of_moved_files(tmp_path):
    (tmp_path / "bad.dll.001").write_bytes(CONTENT)
    (tmp_path / "sub").mkdir()
    (held,) = read(tmp_path)
    assert isinstance(held, Quarantined)
    assert (held.artifact.name, held.artifact.place.path, held.threat) == (b"bad.dll.001", None, "")
    assert held.artifact.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_a_folder_that_is_not_there_is_a_gap(tmp_path):
    (gap,) = read(tmp_path / "nowhere")
    assert isinstance(gap, Gap)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_entry_or_malformed(raw):
    with contextlib.suppress(Malformed):
        detection(raw)
    with contextlib.suppress(Malformed):
        list(streams(raw))


@given(st.binary(max_size=200), st.integers(0, 120))
def test_any_change_of_an_entry_is_read_or_malformed(noise, at):
    whole = entry()
    with contextlib.suppress(Malformed):
        detection(whole[:at] + noise + whole[at + len(noise) :])


def test_times_beyond_the_calendar_are_none():
    assert moment(0) is None
    assert moment(2**64 - 1) is None

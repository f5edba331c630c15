import bz2
import gzip
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from logs_lab import column, read, read_bytes, source, told

from beartrap.engine.tables import DNS_SCHEMA
from beartrap.estate.logs import READERS, LogFile, Options, open_tables
from beartrap.estate.logs.lines import Utf8
from beartrap.estate.toml_sources import DNS_FORMATS
from beartrap.model.coverage import Gap, GapReason

LINE = b'{"ts":1585987200.5,"id.orig_h":"10.0.0.5","query":"a.example","qtype_name":"A","rcode_name":"NOERROR","answers":["192.0.2.1"]}\n'
SAMPLES = {
    "zeek_json": LINE,
    "zeek_tsv": b"#separator \\x09\n#path\tdns\n#fields\tts\tid.orig_h\tquery\n1585987200\t10.0.0.5\ta.example\n",
    "windows_dns_debug": b"26/3/2020 10:26:43 AM 0E6C PACKET  00000000028F2F80 UDP Rcv 10.0.0.5        0002   Q [0001   D   NOERROR] A      (1)a(0)\n",
    "bind": b"24-Mar-2020 08:01:02.123 queries: info: client @0x7f 10.0.0.5#53 (a.b): query: a.b IN A +E(0) (10.0.0.1)\n",
    "passive_dns_json": b'{"rrname":"a.example.","rrtype":"A","rdata":["192.0.2.1"],"time_first":1586001600}\n',
    "dns_csv": b"time,client,query\n2020-04-04 12:00:00,10.0.0.5,a.example\n",
}


def zstd(content: bytes) -> bytes:
    return pa.compress(content, "zstd", asbytes=True)


PACKERS: list[Callable[[bytes], bytes]] = [gzip.compress, bz2.compress, lzma.compress, zstd]


def test_the_readers_are_those_that_estate_toml_allows() -> None:
    assert {reader.id for reader in READERS} == set(DNS_FORMATS) == set(SAMPLES)
    assert all(reader.title for reader in READERS)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_recognised_by_its_own_reader_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.bin").write_bytes(SAMPLES[name])
    tables = list(open_tables(source(tmp_path / "x.bin")))
    assert [table.format for table in tables if isinstance(table, LogFile)] == [name]
    rows, gaps = read(tmp_path / "x.bin")
    assert gaps == []
    assert len(rows) == 1
    asked = [reader.id for reader in READERS if reader.recognises(SAMPLES[name])]
    assert asked[0] == name


@pytest.mark.parametrize("pack", PACKERS)
def test_compressed_is_told_by_content_not_by_name(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    rows, gaps = read_bytes(tmp_path, pack(LINE * 3), "log.json")
    assert gaps == []
    assert column(rows, "row") == [1, 2, 3]
    rows, gaps = read_bytes(tmp_path, LINE, "log.json.gz")
    assert (len(rows), gaps) == (1, [])


@pytest.mark.parametrize("pack", PACKERS)
def test_a_truncated_archive_gives_what_was_readable_and_a_gap(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    content = b"".join(LINE.replace(b"a.example", os.urandom(30).hex().encode()) for _ in range(12_000))
    packed = pack(content)
    rows, gaps = read_bytes(tmp_path, packed[: len(packed) * 3 // 4])
    assert 0 < len(rows) < 12_000
    assert any("truncated" in gap.why for gap in gaps)


def test_gzip_members_one_after_the_other(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, gzip.compress(LINE) + gzip.compress(LINE) + bytes(512))
    assert (len(rows), gaps) == (2, [])


def test_something_behind_the_end_of_gzip_is_a_gap(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, gzip.compress(LINE) + b"something else")
    assert len(rows) == 1
    assert "behind the end" in told(gaps)


def test_damage_in_the_middle_of_gzip(tmp_path: Path) -> None:
    packed = bytearray(
        gzip.compress(b"".join(LINE.replace(b"a.ex", os.urandom(9).hex().encode()) for _ in range(5000)))
    )
    packed[len(packed) // 2] ^= 0xFF
    _, gaps = read_bytes(tmp_path, bytes(packed))
    assert any("damaged" in gap.why for gap in gaps)


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b'10.0.0.1 - - [24/Mar/2020:08:01:02 +0000] "GET / HTTP/1.1" 200 12\n', "web server's access log"),
        (b"ElfFile\0" + bytes(200), "EVTX"),
        (b'{"_path":"conn"}\n', "JSON lines without the fields of a DNS log"),
        (b"PK\x03\x04" + bytes(100), "ZIP"),
        (b'{"EventID":1,"Computer":"x"}\n', "Windows events as JSON"),
        (b"Mar 24 08:01:02 host sshd[1]: Accepted\n", "syslog"),
        (b"24-Mar-2020 08:01:02 named[1]: running\n", "BIND's log without queries"),
        (b"just some words\n", "text of a kind that we do not know"),
        (b"\x7fELF\x02" + bytes(99), "Linux program"),
        (gzip.compress(gzip.compress(LINE)), "gzip file inside another"),
        (bytes(range(256)), "binary data"),
    ],
)
def test_a_log_of_another_kind_is_told_what_it_looks_like(tmp_path: Path, content: bytes, looks: str) -> None:
    rows, gaps = read_bytes(tmp_path, content)
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.UNKNOWN_KIND]
    assert looks in gaps[0].why
    assert "zeek_json" in gaps[0].remedy


@pytest.mark.parametrize("content", [b"", b"\n\n", bytes(4096), gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_a_gap(tmp_path: Path, content: bytes) -> None:
    rows, gaps = read_bytes(tmp_path, content)
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.MALFORMED]
    assert "empty" in gaps[0].why


def test_a_file_that_changed_meanwhile_is_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(LINE)
    table = next(iter(open_tables(source(path))))
    assert isinstance(table, LogFile)
    path.write_bytes(LINE * 2)
    gaps = [item for item in table.batches() if isinstance(item, Gap)]
    assert [gap.reason for gap in gaps] == [GapReason.CHANGED]


def test_a_file_that_is_gone_meanwhile_is_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(LINE)
    table = next(iter(open_tables(source(path))))
    assert isinstance(table, LogFile)
    path.unlink()
    assert [item.reason for item in table.batches() if isinstance(item, Gap)] == [GapReason.UNREADABLE]


def test_gaps_name_file_hosts_and_question(tmp_path: Path) -> None:
    _, gaps = read_bytes(tmp_path, LINE + b"{\n", hosts=("dns-01",))
    assert gaps[0].source == "the log"
    assert gaps[0].hosts == ("dns-01",)
    assert [str(question) for question in gaps[0].questions] == ["active"]
    assert gaps[0].kind == "dns"


def test_leading_nuls_of_a_crash_do_not_hide_the_log(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, bytes(100) + LINE + bytes(50) + LINE)
    assert (len(rows), gaps) == (2, [])


class Bytes:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def read(self, size: int) -> bytes:
        found, self.content = self.content[:size], self.content[size:]
        return found


pieces = st.sampled_from(
    [
        *SAMPLES.values(),
        b"\n",
        b"\r\n",
        b"\0",
        b"\xff\xfe",
        b"null",
        b"{}",
        b'"',
        b"#fields\t",
        b"PACKET ",
        b": query: ",
        b",",
        b"(9999)",
    ]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.lists(st.one_of(pieces, st.binary(max_size=20)), max_size=8).map(b"".join), cut=st.integers(0, 40))
@example(content=b"null\n", cut=0)
@example(content=b"[" * 100_000, cut=0)
@example(content=b'{"ts":' + b"[" * 100_000, cut=0)
def test_no_bytes_bring_a_reader_down(content: bytes, cut: int) -> None:
    content = content[: len(content) - cut] if cut < len(content) else content
    for reader in READERS:
        reader.recognises(content)
        options = Options(source("x"), "x", again=lambda: Bytes(content))
        for item in reader.read(Utf8(Bytes(content)), options):
            assert isinstance(item, Gap) or item.schema == DNS_SCHEMA
            if not isinstance(item, Gap):
                item.validate(full=True)
                item.to_pylist()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60), magic=st.sampled_from([b"", *(pack(b"")[:8] for pack in PACKERS)]))
def test_no_file_brings_the_opening_down(tmp_path: Path, content: bytes, magic: bytes) -> None:
    rows, gaps = read_bytes(tmp_path, magic + content)
    assert rows or gaps

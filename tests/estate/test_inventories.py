"""Hash inventories as EDRs export them, and as they should not."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beartrap.estate import inventories
from beartrap.estate.moments import moment
from beartrap.model.artifact import Artifact
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source

ORION = "ce77d116a074dab7a22a0fd4f2c1ab475f16eec42e1ded3c0b0aa8211fe858d6"
OTHER = "ab" * 32
SHA1 = "cd" * 20
MD5 = "ef" * 16
DLL = "SolarWinds.Orion.Core.BusinessLayer.dll"
FOLDER = r"C:\Program Files (x86)\SolarWinds\Orion"


def source(file: Path, /, hosts: Sequence[str] = ("*",), **columns: str) -> Source:
    return Source("inv", str(file), SourceKind.HASHES, hosts=tuple(hosts), columns=tuple(columns.items()))


def look(
    file: Path, content: str | bytes, /, hosts: Sequence[str] = ("*",), **columns: str
) -> tuple[list[Artifact], list[Gap]]:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found = list(inventories.read(source(file, hosts, **columns)))
    return [item for item in found if isinstance(item, Artifact)], [item for item in found if isinstance(item, Gap)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "inventory"


def test_an_edr_export_with_folder_and_name(file: Path) -> None:
    text = (
        "DeviceName,FolderPath,FileName,SHA256,SHA1,MD5,FileSize,ProductVersion,LastWriteTimeUtc\r\n"
        f"orion-01,{FOLDER},{DLL},{ORION.upper()},{SHA1},{MD5},1011032,2020.2.5300.12432,2020-05-11T21:32:40Z\r\n"
        f'orion-02,"{FOLDER}\\{DLL}",{DLL},{OTHER},,-,,,\r\n'
    )
    (first, second), gaps = look(file, text)
    assert first.place.host == "orion-01"
    assert first.place.path == f"{FOLDER}\\{DLL}".encode()
    assert first.place.row == 2
    assert first.place.digest is None
    assert (first.name, first.sha256, first.sha1, first.md5) == (DLL.encode(), ORION, SHA1, MD5)
    assert (first.size, first.version) == (1011032, "2020.2.5300.12432")
    assert first.modified == datetime(2020, 5, 11, 21, 32, 40, tzinfo=UTC)
    assert not first.examined
    assert second.place.path == first.place.path
    assert (second.sha1, second.md5, second.size, second.modified) == (None, None, None, None)
    assert gaps == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings(file: Path, delimiter: str, encoding: str) -> None:
    rows = [("host", "path", "sha256"), ("h1", "/opt/a b/ü", ORION)]
    text = "\n".join(delimiter.join(row) for row in rows) + "\n"
    (found,), gaps = look(file, text.encode(encoding))
    assert (found.place.host, found.place.path, found.sha256) == ("h1", "/opt/a b/ü".encode(), ORION)
    assert gaps == []


def test_json_lines_an_array_and_an_answer_of_an_api_say_the_same(file: Path) -> None:
    records = [
        {"host": {"name": "h1"}, "file": {"path": "/opt/x", "size": 3, "hash": {"sha256": ORION}}},
        {"host": {"name": "h2"}, "file": {"path": "/opt/y", "size": 4, "hash": {"sha256": OTHER}}},
    ]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    for text in (lines, json.dumps(records), json.dumps({"@odata.count": 2, "value": records}, indent=1)):
        found, gaps = look(file, text)
        assert [(one.place.host, one.place.path, one.size, one.sha256) for one in found] == [
            ("h1", b"/opt/x", 3, ORION),
            ("h2", b"/opt/y", 4, OTHER),
        ]
        assert [one.place.row for one in found] == [1, 2]
        assert gaps == []


def test_a_hash_column_is_typed_by_its_length(file: Path) -> None:
    text = f"host,path,hash\nh,/a,{ORION}\nh,/b,{SHA1}\nh,/c,{MD5}\nh,/d,SHA1={SHA1},MD5={MD5}\n"
    text = text.replace(f"SHA1={SHA1},MD5={MD5}", f'"SHA1={SHA1},MD5={MD5},IMPHASH={MD5}"')
    found, gaps = look(file, text)
    assert [(one.sha256, one.sha1, one.md5) for one in found] == [
        (ORION, None, None),
        (None, SHA1, None),
        (None, None, MD5),
        (None, SHA1, MD5),
    ]
    assert gaps == []


def test_columns_are_mapped_by_the_estate(file: Path) -> None:
    text = f"Rechner,Pfad,Prüfsumme\nh1,/opt/x,{ORION}\n"
    (found,), gaps = look(file, text, host="Rechner", path="Pfad", sha256="Prüfsumme")
    assert (found.place.host, found.place.path, found.sha256) == ("h1", b"/opt/x", ORION)
    assert gaps == []


def test_columns_that_cannot_be_placed_are_named_with_what_is_there(file: Path) -> None:
    found, gaps = look(file, "Rechner,Pfad,Wert\nh1,/opt/x,1\n", sha256="Prüfsumme")
    assert found == []
    assert {gap.reason for gap in gaps} == {GapReason.UNKNOWN_COLUMN}
    assert len(gaps) == 4
    assert any("Prüfsumme" in gap.why for gap in gaps)
    assert all("Rechner, Pfad, Wert" in gap.why and "columns" in gap.remedy for gap in gaps)


def test_a_list_without_hashes_still_gives_names_and_says_so(file: Path) -> None:
    found, gaps = look(file, f"path,version\n/opt/{DLL},2020.2.5300.12432\n", hosts=("h1",))
    assert [(one.name, one.version, one.place.host) for one in found] == [(DLL.encode(), "2020.2.5300.12432", "h1")]
    assert [gap.reason for gap in gaps] == [GapReason.UNKNOWN_COLUMN]


def test_the_one_named_host_owns_a_list_that_names_none(file: Path) -> None:
    text = f"path,sha256\n/opt/x,{ORION}\n"
    assert look(file, text, hosts=("h1",))[0][0].place.host == "h1"
    found, gaps = look(file, text)
    assert found[0].place.host is None
    assert ["hosts" in gap.why for gap in gaps] == [True]


def test_sha256sum_md5sum_bsd_and_hashdeep(file: Path) -> None:
    text = f"{ORION}  /opt/a\n\\{OTHER} */opt/b\\nc\\\\d\nMD5 (/opt/e (1)) = {MD5}\n{SHA1}  /opt/f\nnot a line\n"
    found, gaps = look(file, text, hosts=("h1",))
    assert [(one.place.path, one.name) for one in found] == [
        (b"/opt/a", b"a"),
        (b"/opt/b\nc\\d", b"b\nc\\d"),
        (b"/opt/e (1)", b"e (1)"),
        (b"/opt/f", b"f"),
    ]
    assert [(gap.reason, gap.count) for gap in gaps] == [(GapReason.MALFORMED, 1)]
    deep = f"%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /\n##\n12,{MD5},{ORION},/opt/a,b\n"
    (one,), gaps = look(file, deep, hosts=("h1",))
    assert (one.size, one.md5, one.sha256, one.place.path, one.place.row) == (12, MD5, ORION, b"/opt/a,b", 5)
    assert gaps == []


def test_a_reference_set_in_quotes(file: Path) -> None:
    text = '"SHA-1","MD5","CRC32","FileName","FileSize"\n' + f'"{SHA1.upper()}","{MD5.upper()}","0","a,b.dll","7"\n'
    (one,), gaps = look(file, text, hosts=("h",))
    assert (one.sha1, one.md5, one.name, one.size) == (SHA1, MD5, b"a,b.dll", 7)
    assert gaps == []


def test_broken_rows_are_counted_named_and_read_as_far_as_they_go(file: Path) -> None:
    text = (
        "host,path,sha256,md5\n"
        f"h,/good,{ORION},\n"
        f"h,/short,{ORION[:-1]},{MD5}\n"
        f"h,/nohex,{'z' * 64},\n"
        f"h,/cut\n"
        f"h,/a,b,{ORION},\n"
        f"h,/nul\0byte,{OTHER},\n"
        "h,,,\n"
    )
    found, gaps = look(file, text)
    assert [(one.place.row, one.sha256) for one in found] == [
        (2, ORION),
        (3, None),
        (4, None),
        (5, None),
        (6, None),
        (7, OTHER),
    ]
    assert found[1].md5 == MD5
    (gap,) = gaps
    assert (gap.reason, gap.count) == (GapReason.MALFORMED, 6)
    assert "row 3" in gap.why or "rows 3" in gap.why


def test_a_quote_that_is_not_closed_swallows_nobody(file: Path) -> None:
    rows = [f"h{number},/p{number},{number + 1:064x}" for number in range(100)]
    rows[10] = f'h10,"/p10,{10:064x}'
    found, gaps = look(file, "host,path,sha256\n" + "\n".join(rows) + "\n")
    assert [one.place.host for one in found] == [f"h{number}" for number in range(100) if number != 10]
    assert found[-1].place.row == 101
    assert [(gap.reason, gap.count) for gap in gaps] == [(GapReason.MALFORMED, 1)]
    assert "row 12" in gaps[0].why


def test_a_quoted_path_may_hold_a_line_feed(file: Path) -> None:
    found, gaps = look(file, f'host,path,sha256\nh,"/a\nb",{ORION}\nh,/c,{OTHER}\n')
    assert [(one.place.path, one.place.row) for one in found] == [(b"/a\nb", 2), (b"/c", 4)]
    assert gaps == []


def test_a_path_that_is_no_utf8_keeps_its_bytes(file: Path) -> None:
    (one,), _ = look(file, b"host,path,sha256\nh,/\xff\xfe," + ORION.encode() + b"\n")
    assert one.place.path == b"/\xff\xfe"


def test_a_backslash_in_a_unix_path_is_no_separator(file: Path) -> None:
    found, _ = look(file, f"host,path,sha256\nh,/a/b\\c,{ORION}\nh,D:\\a\\c,{ORION}\n")
    assert [one.name for one in found] == [b"b\\c", b"c"]


def test_compressed_and_truncated(file: Path) -> None:
    text = "host,path,sha256\n" + "".join(f"h,/p{number},{number * 7919 + 1:064x}\n" for number in range(20_000))
    packed = gzip.compress(text.encode())
    found, gaps = look(file, packed)
    assert (len(found), gaps) == (20_000, [])
    found, gaps = look(file, packed[: len(packed) // 2])
    assert 0 < len(found) < 20_000
    assert GapReason.MALFORMED in {gap.reason for gap in gaps}


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\x7fELF\0\0\0\0", b"{", b"[1, 2]", b'{"a": [}', b"[" * 100_000, b"\xff\xfe", b"\0" * 50]
)
def test_what_is_no_inventory_is_a_gap(file: Path, content: bytes) -> None:
    found, gaps = look(file, content)
    assert found == []
    assert gaps


def test_keys_that_show_late_in_json_are_told(file: Path) -> None:
    first = "".join(json.dumps({"host": "h", "path": f"/{number}", "sha256": ORION}) + "\n" for number in range(1_000))
    found, gaps = look(file, first + json.dumps({"host": "h", "path": "/x", "sha256": ORION, "verdict": "bad"}) + "\n")
    assert len(found) == 1_001
    assert [gap.count for gap in gaps] == [1]
    assert "verdict" in gaps[0].why


def test_words_of_the_file_never_reach_the_terminal_raw(file: Path) -> None:
    _, gaps = look(file, "\x1b[31mred,b\n1,2\n")
    assert gaps
    assert all("\x1b" not in gap.why for gap in gaps)


def test_a_missing_inventory_is_a_gap(file: Path) -> None:
    (gap,) = inventories.read(source(file))
    assert isinstance(gap, Gap)
    assert gap.reason is GapReason.MISSING


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2020-03-24 08:52:34", datetime(2020, 3, 24, 8, 52, 34, tzinfo=UTC)),
        ("2020-03-24T08:52:34.5+02:00", datetime(2020, 3, 24, 6, 52, 34, 500_000, tzinfo=UTC)),
        ("1585039954", datetime(2020, 3, 24, 8, 52, 34, tzinfo=UTC)),
        ("1585039954000", datetime(2020, 3, 24, 8, 52, 34, tzinfo=UTC)),
        ("132295135540000000", datetime(2020, 3, 24, 8, 52, 34, tzinfo=UTC)),
        ("20200324", datetime(2020, 3, 24, tzinfo=UTC)),
        ("3/24/2020 8:52:34 PM", datetime(2020, 3, 24, 20, 52, 34, tzinfo=UTC)),
        ("24/3/2020", datetime(2020, 3, 24, tzinfo=UTC)),
        ("3/4/2020", None),
        ("yesterday", None),
        ("9" * 5_000, None),
        ("20209924", None),
    ],
)
def test_times_are_read_and_what_could_be_two_is_none(text: str, meant: datetime | None) -> None:
    assert moment(text, UTC) == meant


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=300), st.text(alphabet='host,path\n"{}[]:\\\0é0aF;\t', max_size=200).map(str.encode)
    )
)
def test_no_bytes_break_the_reader(file: Path, content: bytes) -> None:
    for prefix in (b"", b"host,path,sha256,modified,size\n", b'{"host":"h","path":"/x"}\n'):
        for item in look(file, prefix + content):
            assert isinstance(item, list)

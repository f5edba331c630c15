"""Hash inventories in the shapes in which the tools of responders write them."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from beartrap.estate import inventories
from beartrap.estate.moments import moment
from beartrap.model.artifact import Artifact
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source

SHA256, SHA1, MD5 = "ab" * 32, "cd" * 20, "ef" * 16


def look(folder: Path, content: str | bytes, hosts: Sequence[str] = ("h1",)) -> tuple[list[Artifact], list[Gap]]:
    path = folder / "inventory"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = list(inventories.read(Source("inv", str(path), SourceKind.HASHES, hosts=tuple(hosts))))
    return [one for one in found if isinstance(one, Artifact)], [one for one in found if isinstance(one, Gap)]


def one(folder: Path, content: str | bytes) -> Artifact:
    (found,), gaps = look(folder, content)
    assert not gaps
    return found


def lines(*records: Any) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_defenders_columns_of_the_process_are_not_those_of_the_file(tmp_path: Path) -> None:
    header = "Timestamp,DeviceName,FileName,FolderPath,SHA256,InitiatingProcessSHA256,InitiatingProcessFolderPath"
    found = one(
        tmp_path,
        f'{header}\n"Apr 1, 2020 8:12:33 PM",h1,a.dll,C:\\x\\a.dll,{SHA256},{"00" * 31}01,c:\\windows\\msiexec.exe\n',
    )
    assert (found.place.path, found.sha256) == (b"C:\\x\\a.dll", SHA256)
    assert found.modified == datetime(2020, 4, 1, 20, 12, 33, tzinfo=UTC)


def test_crowdstrike_and_either_column_of_paths(tmp_path: Path) -> None:
    text = f"ComputerName,SHA256HashData,FilePath,ImageFileName\nA,{SHA256},\\x\\a.dll,\nB,{SHA256},,\\x\\b.exe\n"
    (first, second), gaps = look(tmp_path, text)
    assert [item.name for item in (first, second)] == [b"a.dll", b"b.exe"] and not gaps


def test_velociraptor(tmp_path: Path) -> None:
    record = {"OSPath": "C:\\x\\a.dll", "Hash": {"SHA256": SHA256, "MD5": MD5}, "Fqdn": "web1"}
    found = one(tmp_path, lines(record, record)[: len(json.dumps(record)) + 1] + "\n")
    assert (found.place.path, found.sha256, found.md5, found.place.host) == (b"C:\\x\\a.dll", SHA256, MD5, "web1")


def test_a_name_that_is_a_path(tmp_path: Path) -> None:
    found = one(tmp_path, f"device_name,process_name,process_sha256\nh1,c:\\x\\a.exe,{SHA256}\n")
    assert (found.name, found.place.path) == (b"a.exe", b"c:\\x\\a.exe")


def test_osquerys_log_of_changes_and_of_snapshots(tmp_path: Path) -> None:
    about = {"name": "pack_hashes", "hostIdentifier": "web1", "calendarTime": "Wed", "unixTime": 1585728000}
    row = {"path": "/usr/lib/a.so", "sha256": SHA256}
    changed = lines(*({**about, "columns": row, "action": action} for action in ("added", "removed")))
    snapshot = lines({**about, "snapshot": [row, {**row, "path": "/usr/lib/b.so"}], "action": "snapshot"})
    for text, names in ((changed, [b"a.so", b"a.so"]), (snapshot, [b"a.so", b"b.so"])):
        found, gaps = look(tmp_path, text, ("*",))
        assert [item.name for item in found] == names and not gaps
        assert {item.place.host for item in found} == {"web1"} and {item.modified for item in found} == {None}


def test_a_column_called_columns_is_no_log_of_osquery(tmp_path: Path) -> None:
    found = one(tmp_path, json.dumps([{"path": "/a.so", "sha256": SHA256, "columns": {"sha1": SHA1}}]))
    assert (found.name, found.sha256) == (b"a.so", SHA256)


def test_what_elastic_and_splunk_wrap_around_a_row(tmp_path: Path) -> None:
    row = {"host": {"name": "web1"}, "file": {"path": "C:\\x\\a.dll", "hash": {"sha256": SHA256}}}
    hits = {"hits": {"total": {"value": 1}, "hits": [{"_index": "x", "_source": row}]}}
    splunk = {"preview": False, "result": {"host": "web1", "file_path": "C:\\x\\a.dll", "file_hash": SHA256}}
    for text in (json.dumps(hits), lines(splunk, splunk)):
        found, gaps = look(tmp_path, text, ("*",))
        assert {(item.name, item.sha256, item.place.host) for item in found} == {(b"a.dll", SHA256, "web1")}
        assert not gaps


def test_hashes_in_base64(tmp_path: Path) -> None:
    good, short = (base64.b64encode(bytes.fromhex(text)).decode() for text in (SHA256, SHA1))
    (found, other), (gap,) = look(tmp_path, f"path,sha256\n/a.so,{good}\n/b.so,{short}\n")
    assert found.sha256 == SHA256
    assert other.sha256 is None and "row 3" in gap.why


def test_dutch_headers_and_a_folder_in_the_column_of_paths(tmp_path: Path) -> None:
    text = f"Computernaam;Bestandspad;Bestandsnaam;SHA256;Gewijzigd\nW1;C:\\x;a.dll;{SHA256};13-12-2020 10:11\n"
    found = one(tmp_path, b"\xef\xbb\xbf" + text.encode())
    assert (found.place.host, found.place.path, found.name) == ("W1", b"C:\\x\\a.dll", b"a.dll")
    assert found.modified == datetime(2020, 12, 13, 10, 11, tzinfo=UTC)


def test_get_filehash_as_table_and_as_list(tmp_path: Path) -> None:
    name = "C:\\Program Files\\a b.dll"
    table = f"\r\n{'Algorithm':16}{'Hash':71}Path\r\n{'---------':16}{'----':71}----\r\n{'SHA256':16}{SHA256.upper():71}{name}\r\n"
    blocks = f"\r\nAlgorithm : SHA256\r\nHash      : {SHA256.upper()}\r\nPath      : {name}\r\n\r\n"
    for text in (table, blocks):
        for encoding in ("utf-8", "utf-16"):
            found = one(tmp_path, text.encode(encoding))
            assert (found.sha256, found.place.path) == (SHA256, name.encode())


def test_a_row_out_of_line_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    text = f"Hash{' ' * 66}Path\n{'-' * 8:70}----\n{SHA256}xxxxxxxxxxxxx/bad.so\n{SHA1:70}/a.so\n"
    (found,), (gap,) = look(tmp_path, text)
    assert found.sha1 == SHA1 and found.name == b"a.so"
    assert gap.reason is GapReason.MALFORMED and "row 3" in gap.why


def test_certutil(tmp_path: Path) -> None:
    spaced = " ".join(SHA1[at : at + 2] for at in range(0, 40, 2))
    done = "CertUtil: -hashfile command completed successfully.\r\n"
    text = f"SHA256 hash of C:\\x\\a.dll:\r\n{SHA256}\r\n{done}SHA1 hash of file C:\\b.dll:\r\n{spaced}\r\n{done}"
    (first, second), gaps = look(tmp_path, text)
    assert (first.sha256, first.name, second.sha1, second.name) == (SHA256, b"a.dll", SHA1, b"b.dll") and not gaps


def test_a_row_without_results_is_no_file(tmp_path: Path) -> None:
    found, (gap,) = look(
        tmp_path, f"Computer Name,Path,SHA-256\nA,/a.so,{SHA256}\n[no results],[no results],[no results]\n"
    )
    assert len(found) == 1 and "row 3" in gap.why


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Dec 3, 2020 1:02:03 AM", datetime(2020, 12, 3, 1, 2, 3, tzinfo=UTC)),
        ("3.12.2020", datetime(2020, 12, 3, tzinfo=UTC)),
        ("31-12-2020 10:11:12", datetime(2020, 12, 31, 10, 11, 12, tzinfo=UTC)),
        ("03-12-2020", None),
        ("12-31-2020", None),
        ("Foo 3, 2020", None),
    ],
)
def test_times_in_words_and_day_first(text: str, day: datetime | None) -> None:
    assert moment(text, UTC) == day

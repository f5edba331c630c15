"""Raw records: every form of export, and what is broken in one never takes its neighbours along."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.estate.raw import Broken, RawFile, open_raw
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source

ROWS = [
    {"Id": f"id-{number}", "Operation": "Send", "Folders": [{"Path": "\\A"}, {"Path": "\\B"}]} for number in range(5)
]


def read(folder: Path, content: bytes, name: str = "export") -> tuple[list, list[Broken], list[Gap]]:
    path = folder / name
    path.write_bytes(content)
    records: list = []
    broken: list[Broken] = []
    gaps: list[Gap] = []
    for file in open_raw(Source("export", str(path), SourceKind.DNS)):
        assert isinstance(file, RawFile)
        for one in file.records():
            (broken if isinstance(one, Broken) else gaps if isinstance(one, Gap) else records).append(one)  # type: ignore[attr-defined]
    return records, broken, gaps


FORMS = {
    "array": json.dumps(ROWS),
    "pretty array": json.dumps(ROWS, indent=4),
    "lines": "\n".join(json.dumps(row) for row in ROWS) + "\n",
    "lines in brackets": "[\n" + ",\n".join(json.dumps(row) for row in ROWS) + "\n]\n",
    "pretty values, one after the other": "\n".join(json.dumps(row, indent=2) for row in ROWS),
    "Graph page": json.dumps({"@odata.context": "x", "@odata.nextLink": "https://graph.invalid/2", "value": ROWS}),
    "Records": json.dumps({"Records": ROWS}),
    "Records, pretty": json.dumps({"Records": ROWS}, indent=1),
    "pages, one a line": json.dumps({"Records": ROWS[:2]}) + "\n" + json.dumps({"Records": ROWS[2:]}) + "\n",
    "Elasticsearch": "\n".join(json.dumps({"_index": "i", "_source": row}) for row in ROWS),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_json_gives_the_same_records(tmp_path: Path, form: str, encoding: str) -> None:
    records, broken, gaps = read(tmp_path, FORMS[form].encode(encoding))
    assert [fields for _, fields in records] == ROWS
    assert broken == [] and gaps == []


def test_a_page_that_names_a_next_one_says_so(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(FORMS["Graph page"] + "\n")
    (file,) = open_raw(Source("page", str(path), SourceKind.DNS))
    assert isinstance(file, RawFile)
    assert len(list(file.records())) == 5 and file.more
    path.write_text(json.dumps({"value": ROWS, "@odata.nextLink": "https://graph.invalid/2"}))
    (file,) = open_raw(Source("page", str(path), SourceKind.DNS))
    assert isinstance(file, RawFile)
    assert len(list(file.records())) == 5 and file.more


@pytest.mark.parametrize("indent", [None, 2])
def test_a_broken_record_in_an_array_leaves_its_neighbours(tmp_path: Path, indent: int | None) -> None:
    text = json.dumps(ROWS, indent=indent).replace('"id-2",', '"id-2" oops', 1)
    records, broken, _ = read(tmp_path, text.encode())
    assert [fields["Id"] for _, fields in records] == ["id-0", "id-1", "id-3", "id-4"]
    assert [one.row for one in broken] == [3]


def test_a_quote_that_is_missing_in_an_array_leaves_what_comes_behind(tmp_path: Path) -> None:
    text = json.dumps(ROWS).replace('"id-2",', '"id-2,', 1)
    records, broken, _ = read(tmp_path, text.encode())
    assert [fields["Id"] for _, fields in records] == ["id-0", "id-1", "id-3", "id-4"]
    assert len(broken) == 1


def test_an_array_that_was_cut_is_told(tmp_path: Path) -> None:
    text = json.dumps(ROWS)
    records, broken, _ = read(tmp_path, text[: text.index("id-3") + 2].encode())
    assert len(records) == 3 and "the file ends" in broken[0].why
    records, broken, _ = read(tmp_path, text[:-1].encode())
    assert len(records) == 5 and "cut" in broken[0].why


def test_a_broken_line_is_a_row_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [json.dumps(row) for row in ROWS]
    lines[1] = lines[1][:-4]
    records, broken, _ = read(tmp_path, "\n".join(lines).encode())
    assert [row for row, _ in records] == [1, 3, 4, 5] and [one.row for one in broken] == [2]


def test_a_record_longer_than_what_is_read_at_a_time(tmp_path: Path) -> None:
    rows = [{"Id": "a", "Operation": "x" * 3_000_000}, {"Id": "b", "Operation": "y"}]
    for text in (json.dumps(rows), json.dumps(rows, indent=1), "\n".join(map(json.dumps, rows))):
        records, broken, _ = read(tmp_path, text.encode())
        assert [fields["Id"] for _, fields in records] == ["a", "b"] and broken == []


AUDIT = json.dumps({"Id": "1", "Operation": "Update application – Certificates"})
CELL = AUDIT.replace('"', '""')
HEADER = '"CreationDate","UserIds","Operations","AuditData"\r\n'


def test_csv_with_marks_utf16_types_and_other_delimiters(tmp_path: Path) -> None:
    row = f'"2020-12-01","a@x.example","Send","{CELL}"\r\n'
    for text, encoding in (
        (HEADER + row, "utf-8-sig"),
        (HEADER + row, "utf-16"),
        ("#TYPE Deserialized.System.Object\r\n" + HEADER + row, "utf-8"),
        ((HEADER + row).replace('","', '";"'), "utf-8"),
        ((HEADER + row).replace('","', '"\t"'), "utf-16-le"),
    ):
        records, broken, gaps = read(tmp_path, text.encode(encoding))
        assert [fields["AuditData"] for _, fields in records] == [AUDIT], text
        assert not broken and not gaps


def test_a_csv_whose_lines_were_quoted_once_more(tmp_path: Path) -> None:
    line = f'"2020-12-01","a@x.example","Send","{CELL}"'
    text = "\n".join('"' + one.replace('"', '""') + '"' for one in (HEADER.strip(), line))
    records, broken, _ = read(tmp_path, text.encode())
    assert records == [
        (2, {"CreationDate": "2020-12-01", "UserIds": "a@x.example", "Operations": "Send", "AuditData": AUDIT})
    ]
    assert not broken


def test_a_cell_of_half_a_megabyte_is_read(tmp_path: Path) -> None:
    text = HEADER + '"2020-12-01","a","Send","' + "z" * 500_000 + '"\r\n'
    records, broken, _ = read(tmp_path, text.encode())
    assert len(records[0][1]["AuditData"]) == 500_000 and not broken


def test_an_open_quote_costs_one_row_and_hands_on_its_text(tmp_path: Path) -> None:
    text = HEADER + '"1","a","Send","{"\n' + '"2","a","Send","{oops\n' + '"3","a","Send","{}"\n'
    records, broken, _ = read(tmp_path, text.encode())
    assert [fields["CreationDate"] for _, fields in records] == ["1", "3"]
    assert [(one.row, "oops" in one.text) for one in broken] == [(3, True)]


def test_unquoted_json_in_the_last_cell_is_handed_on_as_text(tmp_path: Path) -> None:
    records, broken, _ = read(tmp_path, (HEADER + f"1,a,Send,{AUDIT}\n").encode())
    assert records == [] and AUDIT in broken[0].text


def test_a_gzip_that_was_cut_keeps_what_was_readable(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"Id": str(number), "x": str(hash(number))}) for number in range(5_000))
    records, _, gaps = read(tmp_path, gzip.compress(lines.encode())[:-2_000])
    assert 0 < len(records) < 5_000 and len(gaps) == 1


def test_text_pictures_and_nothing_are_gaps(tmp_path: Path) -> None:
    for content in (b"", b"MIT License\n\nPermission, hereby, granted\n", b"\x89PNG\0\0\0\r\n"):
        records, broken, gaps = read(tmp_path, content)
        assert records == [] and broken == [] and len(gaps) == 1


def test_zeek_tsv_and_vpc_flow_rows(tmp_path: Path) -> None:
    zeek = (
        "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\n1.5\tC1\t10.0.0.1\n2.5\tC2\t-\nbroken\n#close\tx\n"
    )
    records, broken, _ = read(tmp_path, zeek.encode())
    assert records == [
        (4, {"ts": "1.5", "uid": "C1", "id.orig_h": "10.0.0.1", "_path": "conn"}),
        (5, {"ts": "2.5", "uid": "C2", "_path": "conn"}),
    ]
    assert [one.row for one in broken] == [6]
    vpc = "version account-id interface-id srcaddr dstaddr srcport dstport\n2 1 eni-1 10.0.0.1 192.0.2.1 5 443\n"
    records, _, _ = read(tmp_path, vpc.encode())
    assert records[0][1]["dstaddr"] == "192.0.2.1"
    bare = "2 123456789010 eni-1 10.0.0.1 192.0.2.1 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n"
    assert read(tmp_path, bare.encode())[0][0][1]["action"] == "ACCEPT"


@given(content=st.one_of(st.binary(max_size=400), st.text(alphabet='{}[]",:\\ \nab1\0', max_size=300).map(str.encode)))
def test_any_bytes_end_in_records_broken_rows_or_gaps(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    records, broken, gaps = read(tmp_path_factory.mktemp("fuzz"), content)
    assert all(isinstance(fields, dict) and row > 0 for row, fields in records)
    assert records or broken or gaps

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs_lab import column, read_bytes, told

from beartrap.model.coverage import GapReason

FIELDS = ["ts", "uid", "id.orig_h", "query", "qtype_name", "rcode_name", "answers"]


def header(path: str = "dns", fields: list[str] | None = None) -> str:
    names = "\t".join(fields or FIELDS)
    return f"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{path}\n#fields\t{names}\n#types\ttime\n"


def test_a_row_and_its_unset_and_empty_fields(tmp_path: Path) -> None:
    body = "1585987200.123456\tC1\t10.0.0.5\ta.example\tA\tNOERROR\t192.0.2.1,b\\x2c.example\n1585987201.0\tC2\t10.0.0.5\tb\tA\t-\t-\n1585987201.0\tC2\t-\tb\tA\tNXDOMAIN\t-\n1\tC\t1\tq\tA\tNOERROR\t(empty)\n"
    rows, gaps = read_bytes(tmp_path, header() + body)
    assert column(rows, "answers") == [["192.0.2.1", "b,.example"], None, [], []]
    assert column(rows, "client") == ["10.0.0.5", "10.0.0.5", None, "1"]
    assert rows[0]["time"] == datetime(2020, 4, 4, 8, 0, 0, 123456, tzinfo=UTC)
    assert column(rows, "row") == [8, 9, 10, 11]
    assert [gap.reason for gap in gaps] == [GapReason.NO_TIME]


def test_the_header_changes_midfile(tmp_path: Path) -> None:
    text = (
        header()
        + "1585987200\tC\t10.0.0.5\ta\tA\tNOERROR\t-\n"
        + header(fields=["query", "ts", "id.orig_h"])
        + "b\t1585987200\t10.0.0.6\n"
    )
    rows, gaps = read_bytes(tmp_path, text)
    assert gaps == []
    assert column(rows, "query") == ["a", "b"]
    assert column(rows, "client") == ["10.0.0.5", "10.0.0.6"]


def test_rows_of_another_log_are_left(tmp_path: Path) -> None:
    text = header() + "1585987200\tC\t10.0.0.5\ta\tA\tNOERROR\t-\n" + header("conn", ["ts", "uid"]) + "1585987200\tC\n"
    rows, gaps = read_bytes(tmp_path, text)
    assert gaps == []
    assert len(rows) == 1


def test_another_number_of_fields_is_malformed(tmp_path: Path) -> None:
    rows, gaps = read_bytes(
        tmp_path, header() + "1585987200\tC\n1585987200\tC\t10.0.0.5\ta\tA\tNOERROR\t-\n1585987200\tC\t10.0"
    )
    assert column(rows, "row") == [9]
    assert "2 lines: another number of fields than in the header (lines 8, 10)" in told(gaps)


def test_a_conn_log_is_no_dns_log(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, header("conn", ["ts", "uid", "id.orig_h"]) + "1\tC\t10.0.0.5\n")
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.UNKNOWN_KIND]
    assert "Zeek log of another kind" in gaps[0].why


def test_a_header_alone_is_silence_and_said(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, header())
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.SILENT]


name = st.text("abcxyz-_.019 ,\\é", min_size=1, max_size=12).filter(lambda text: text.strip() not in ("", "-"))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries=st.lists(name, min_size=1, max_size=6), answers=st.lists(name, min_size=1, max_size=3))
def test_what_zeek_would_escape_is_read_back(tmp_path: Path, queries: list[str], answers: list[str]) -> None:
    def written(text: str) -> str:
        return "".join(f"\\x{ord(sign):02x}" if sign in "\\,\t" else sign for sign in text)

    lines = "".join(
        f"1585987200.5\tC\t::1\t{written(query)}\tA\tNOERROR\t{','.join(map(written, answers))}\n" for query in queries
    )
    rows, gaps = read_bytes(tmp_path, header() + lines)
    assert gaps == []
    assert column(rows, "query") == queries
    assert column(rows, "answers") == [answers] * len(queries)

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs_lab import NOON, column, read_bytes, told

from beartrap.model.coverage import GapReason


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "header",
    [
        ["timestamp", "client_ip", "query"],
        ["Date/Time", "Source IP", "Domain Name"],
        ["TimeGenerated", "Computer", "QNAME"],
    ],
)
def test_headers_of_many_systems_and_any_delimiter(tmp_path: Path, sign: str, header: list[str]) -> None:
    if header[0] == "Date/Time":
        header = ["DateTime", *header[1:]]
    rows, gaps = read_bytes(
        tmp_path, sign.join(header) + "\n" + sign.join(["2020-04-04 12:00:00", "10.0.0.5", "a.example"]) + "\n"
    )
    assert gaps == []
    assert [(row["time"], row["client"], row["query"], row["row"]) for row in rows] == [
        (NOON, "10.0.0.5", "a.example", 2)
    ]
    assert rows[0]["answers"] is None


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-04T12:00:00Z", "2020-04-04 14:00:00+02:00", "2020-04-04 12:00:00.000000000", "2020-04-04 12:00:00 UTC", "1586001600",
        "1586001600.0", "1586001600000", "1586001600000000", "1586001600000000000", "04/Apr/2020:12:00:00 +0000", "04-Apr-2020 12:00:00.000",
        "Apr 4, 2020 12:00:00 PM", "Sat, 04 Apr 2020 14:00:00 +0200", "4/4/2020 12:00:00 PM", "4.4.2020 12:00",
    ],
)  # fmt: skip
def test_times_however_they_are_written(tmp_path: Path, text: str) -> None:
    rows, gaps = read_bytes(tmp_path, f'time,query,client\n"{text}",a.example,x\n')
    assert gaps == []
    assert column(rows, "time") == [NOON]


@pytest.mark.parametrize(
    "text",
    ["", "soon", "99999999999999999999", "2020-02-31", "12", "1e400", "31/31/2020 12:00", "4/4/2020 99:99", "-5"],
)
def test_a_time_that_cannot_be_read_keeps_the_row(tmp_path: Path, text: str) -> None:
    rows, gaps = read_bytes(tmp_path, f"time,query,client\n{text},a.example,x\n")
    assert column(rows, "time") == [None]
    assert [gap.reason for gap in gaps] == [GapReason.NO_TIME]


def test_date_and_time_in_two_columns(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "Date,Time,Query,Client\n2020-04-04,12:00:00,a.example,x\n")
    assert gaps == []
    assert column(rows, "time") == [NOON]


def test_a_day_above_twelve_anywhere_tells_the_order_everywhere(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "time,query,client\n4/6/2020 12:00,a,x\n13/6/2020 12:00,b,x\n")
    assert gaps == []
    assert column(rows, "time")[0] == datetime(2020, 6, 4, 12, tzinfo=UTC)


def test_dates_that_can_be_read_both_ways_are_a_gap(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "time,query,client\n4/6/2020 12:00,a,x\n")
    assert column(rows, "time") == [datetime(2020, 4, 6, 12, tzinfo=UTC)]
    assert [gap.reason for gap in gaps] == [GapReason.NO_TIME]
    assert "date_order" in gaps[0].remedy


def test_unknown_columns_are_named_and_can_be_mapped(tmp_path: Path) -> None:
    text = "when,who,asked\n2020-04-04 12:00:00,10.0.0.5,a.example\n"
    rows, gaps = read_bytes(tmp_path, text)
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.UNKNOWN_COLUMN]
    assert "when, who, asked" in gaps[0].why
    assert "columns = {time =" in gaps[0].remedy
    rows, gaps = read_bytes(tmp_path, text, columns=(("client", "who"), ("query", "asked"), ("time", "WHEN")))
    assert gaps == []
    assert column(rows, "client") == ["10.0.0.5"]


def test_a_mapped_column_that_is_not_there_is_a_gap_and_not_an_empty_client(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "time,query\n2020-04-04 12:00:00,a.example\n", columns=(("client", "who"),))
    assert len(rows) == 1
    assert "no column named who" in told(gaps)


def test_quoted_line_feeds_and_the_line_on_which_a_record_begins(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, 'time,query,client\n2020-04-04 12:00:00,"a\nb",x\n\n2020-04-04 12:00:00,c,x\n')
    assert gaps == []
    assert [(row["query"], row["row"]) for row in rows] == [("a\nb", 2), ("c", 5)]


def test_a_quote_that_is_not_closed_swallows_no_rows(tmp_path: Path) -> None:
    lines = ["time,query,client"] + [f"2020-04-04 12:00:00,h{number},x" for number in range(40)]
    lines[3] = '2020-04-04 12:00:00,"oops,x'
    rows, gaps = read_bytes(tmp_path, "\n".join(lines))
    assert len(rows) == 39
    assert [gap.reason for gap in gaps] == [GapReason.MALFORMED]


def test_ragged_rows(tmp_path: Path) -> None:
    rows, gaps = read_bytes(
        tmp_path,
        "time,query,client\n2020-04-04 12:00:00\n2020-04-04 12:00:00,a\n2020-04-04 12:00:00,a,b,c\n2020-04-04 12:00:00,,x\n2020-04-04 12:00:00,a,b,\n",
    )
    assert column(rows, "row") == [3, 6]
    assert column(rows, "client") == [None, "b"]
    assert sum(gap.count for gap in gaps) == 3


def test_codes_types_and_answers(tmp_path: Path) -> None:
    text = "time,query,qtype,rcode,answers\n" + "".join(
        f"2020-04-04 12:00:00,a,{kind},{code},{answers}\n"
        for kind, code, answers in [
            ("1", "0", '"192.0.2.1, 192.0.2.2"'),
            ("28", "3", ""),
            ("cname", "nxdomain", '"[""b.example""]"'),
            ("77", "99", "-"),
        ]
    )
    rows, gaps = read_bytes(tmp_path, text)
    assert gaps == []
    assert column(rows, "type") == ["A", "AAAA", "CNAME", "77"]
    assert column(rows, "rcode") == ["NOERROR", "NXDOMAIN", "NXDOMAIN", "99"]
    assert column(rows, "answers") == [["192.0.2.1", "192.0.2.2"], None, ["b.example"], None]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    rows, gaps = read_bytes(
        tmp_path, "sep=;\r\ntime;query;client\r\n2020-04-04 12:00:00;é.example;x\r\n".encode(encoding)
    )
    assert gaps == []
    assert column(rows, "query") == ["é.example"]


def test_bytes_that_are_no_utf8_are_kept(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, b"time,query,client\n2020-04-04 12:00:00,a\xff,\0x\n")
    assert gaps == []
    assert rows[0]["query"] == "a\\xff"


cell = st.text(st.characters(codec="utf-8", exclude_characters="\r\0\n"), max_size=10).map(str.strip)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(
        st.tuples(cell, cell.filter(bool), cell.filter(lambda text: text not in ("-", ""))), min_size=1, max_size=6
    ),
    sign=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_a_csv_writer_writes_is_read(tmp_path: Path, records: list[tuple[str, str, str]], sign: str) -> None:
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=sign, quoting=csv.QUOTE_ALL)
    writer.writerow(["note", "query", "client", "time"])
    writer.writerows([*record, "2020-04-04 12:00:00"] for record in records)
    rows, gaps = read_bytes(tmp_path, sheet.getvalue())
    assert gaps == []
    assert [(row["query"], row["client"], row["time"]) for row in rows] == [
        (query, client, NOON) for _, query, client in records
    ]

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs_lab import column, read, read_bytes, told

from beartrap.model.coverage import GapReason

ROW = {
    "ts": 1585987200.123456,
    "uid": "C1",
    "id.orig_h": "10.0.0.5",
    "id.orig_p": 5353,
    "query": "www.example.com",
    "qtype_name": "A",
    "rcode_name": "NOERROR",
    "answers": ["192.0.2.1"],
}


def line(**changes: object) -> str:
    return json.dumps(
        {key: value for key, value in {**ROW, **changes}.items() if value is not ...}, separators=(",", ":")
    )


def test_a_row_as_zeek_writes_it(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, line() + "\n")
    assert gaps == []
    assert rows == [
        {
            "time": datetime(2020, 4, 4, 8, 0, 0, 123456, tzinfo=UTC),
            "client": "10.0.0.5",
            "query": "www.example.com",
            "type": "A",
            "rcode": "NOERROR",
            "answers": ["192.0.2.1"],
            "row": 1,
        }
    ]


def test_a_reply_without_answers_is_empty_and_no_reply_is_null(tmp_path: Path) -> None:
    text = "\n".join([line(answers=..., rcode_name="NXDOMAIN"), line(answers=..., rcode_name=...), line(answers=[])])
    rows, gaps = read_bytes(tmp_path, text)
    assert gaps == []
    assert column(rows, "answers") == [[], None, []]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("final", [True, False])
def test_rows_are_physical_lines_also_with_blank_lines(tmp_path: Path, end: str, final: bool) -> None:
    text = end.join(["", line(), "", "  ", line(), line()]) + (end if final else "")
    rows, gaps = read_bytes(tmp_path, text)
    assert gaps == []
    assert column(rows, "row") == [2, 5, 6]


def test_two_objects_on_one_line_and_one_on_two_do_not_shift_the_rows(tmp_path: Path) -> None:
    half = line()
    text = "\n".join([line() + line(), half[:40], half[40:], line()])
    rows, gaps = read_bytes(tmp_path, text, format="zeek_json")
    assert column(rows, "row") == [4]
    assert gaps[0].count == 3
    assert gaps[0].reason is GapReason.MALFORMED


def test_a_broken_line_takes_no_neighbour_along(tmp_path: Path) -> None:
    text = "\n".join([line(), '{"ts":1,"query":', line(query=5), line(query="z")])
    rows, gaps = read_bytes(tmp_path, text)
    assert column(rows, "row") == [1, 4]
    assert "1 line: no JSON object (line 2)" in told(gaps)
    assert "no text (line 3)" in told(gaps)
    assert gaps[0].place is not None
    assert gaps[0].place.row == 2


def test_lines_of_null_do_not_bring_the_parser_down(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "null\n" * 3 + line() + "\nnull" + "\n" + line() + "null{}")
    assert column(rows, "row") == [4]
    assert sum(gap.count for gap in gaps) == 5


@pytest.mark.parametrize(
    "ts", ["2020-04-04T08:00:00.123456Z", "2020-04-04T10:00:00.123456+02:00", 1585987200.123456, "1585987200.123456"]
)
def test_times_in_every_form_that_zeek_has(tmp_path: Path, ts: object) -> None:
    rows, gaps = read_bytes(tmp_path, "\n".join([line(ts=ts)] * 2))
    assert gaps == []
    assert column(rows, "time") == [datetime(2020, 4, 4, 8, 0, 0, 123456, tzinfo=UTC)] * 2


@pytest.mark.parametrize("ts", [..., None, -1, 0, 1e300, "yesterday", True, "2020-13-45T00:00:00Z", [1]])
def test_a_row_without_a_usable_time_is_kept_and_counted(tmp_path: Path, ts: object) -> None:
    rows, gaps = read_bytes(tmp_path, "\n".join([line(), line(ts=ts)]))
    assert column(rows, "row") == [1, 2]
    assert rows[1]["time"] is None
    assert [gap.reason for gap in gaps] == [GapReason.NO_TIME]


def test_lines_of_other_logs_are_left(tmp_path: Path) -> None:
    text = "\n".join([line(_path="conn", query=...), line(_path="dns"), line(**{"@stream": "ssl"}), line()])
    rows, gaps = read_bytes(tmp_path, text)
    assert gaps == []
    assert column(rows, "row") == [2, 4]


def test_a_log_of_another_stream_alone_is_an_unknown_kind(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "\n".join([line(_path="conn")] * 3))
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.UNKNOWN_KIND]
    assert "conn (3)" in gaps[0].why


def test_objects_without_any_dns_field_are_counted(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "\n".join([line(), '{"hello":"world"}', line()]))
    assert column(rows, "row") == [1, 3]
    assert "no field of a DNS log (line 2)" in told(gaps)


def test_elastic_common_schema_nested_and_flat(tmp_path: Path) -> None:
    nested = {
        "@timestamp": "2020-04-04T08:00:00Z",
        "source": {"ip": "10.0.0.5"},
        "dns": {
            "question": {"name": "a.example", "type": "A"},
            "response_code": "NOERROR",
            "answers": [{"data": "192.0.2.1"}],
        },
    }
    flat = {
        "@timestamp": "2020-04-04T08:00:00Z",
        "zeek.dns.query": "b.example",
        "zeek.dns.qtype_name": "A",
        "source.ip": "10.0.0.6",
    }
    rows, gaps = read_bytes(tmp_path, json.dumps(nested) + "\n" + json.dumps(flat))
    assert gaps == []
    assert column(rows, "query") == ["a.example", "b.example"]
    assert column(rows, "client") == ["10.0.0.5", "10.0.0.6"]
    assert rows[0]["answers"] == ["192.0.2.1"]


def test_bytes_that_are_no_utf8_are_kept_as_escapes(tmp_path: Path) -> None:
    rows, gaps = read_bytes(
        tmp_path, line(query="QQ").encode().replace(b"QQ", b"a\xff.example") + b"\n" + line(query="\ud800x").encode()
    )
    assert gaps == []
    assert column(rows, "query") == ["a\\xff.example", "\\ud800x"]


def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, line() + '\n{"x":"' + "a" * 9_000_000 + "\n" + line())
    assert column(rows, "row") == [1, 3]
    assert [gap.reason for gap in gaps] == [GapReason.LIMIT]


def test_many_rows_come_in_batches_with_running_numbers(tmp_path: Path) -> None:
    text = "\n".join(line(query=f"h{number}.example") for number in range(70_000))
    rows, gaps = read_bytes(tmp_path, text)
    assert gaps == []
    assert column(rows, "row") == list(range(1, 70_001))
    assert rows[69_999]["query"] == "h69999.example"


text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
record = st.fixed_dictionaries(
    {
        "ts": st.integers(400_000_000_000_000, 4_000_000_000_000_000).map(lambda micros: micros / 1e6),
        "id.orig_h": text,
        "query": text,
    },
    optional={
        "qtype_name": text,
        "rcode_name": text,
        "answers": st.lists(text, max_size=3),
        "TTLs": st.lists(st.floats(0, 9)),
    },
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(record, min_size=1, max_size=8), blanks=st.booleans())
def test_what_is_written_is_read(tmp_path: Path, records: list[dict[str, object]], blanks: bool) -> None:
    separator = "\n\n" if blanks else "\n"
    rows, gaps = read_bytes(tmp_path, separator.join(json.dumps(item, ensure_ascii=blanks) for item in records))
    assert gaps == []
    step = 2 if blanks else 1
    assert len(rows) == len(records)
    for number, (item, row) in enumerate(zip(records, rows, strict=True)):
        assert row["row"] == 1 + number * step
        assert row["query"] == item["query"]
        assert row["client"] == item["id.orig_h"]
        assert row["time"] == datetime.fromtimestamp(0, UTC) + (row["time"] - datetime.fromtimestamp(0, UTC))
        assert abs(row["time"].timestamp() - item["ts"]) < 1e-5
        assert row["answers"] == item.get("answers", [] if "rcode_name" in item else None)


def test_the_apt29_emulation(real_data: Path) -> None:
    rows, gaps = read(real_data / "zeek_apt29" / "*.gz")
    assert gaps == []
    assert len(rows) == 53 + 250
    assert {row["client"] for row in rows if row["query"] == "wpad.dmevals.local"} >= {"10.0.1.6", "10.0.1.4"}

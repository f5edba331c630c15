import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs_lab import column, read_bytes, told

from beartrap.model.coverage import GapReason

RECORD = {
    "rrname": "a.example.",
    "rrtype": "a",
    "rdata": ["192.0.2.1"],
    "time_first": 1586001600,
    "time_last": 1586005200,
    "count": 5,
}
FIRST, LAST = datetime(2020, 4, 4, 12, tzinfo=UTC), datetime(2020, 4, 4, 13, tzinfo=UTC)


def test_first_and_last_time_make_a_row_each(tmp_path: Path) -> None:
    rows, gaps = read_bytes(
        tmp_path, json.dumps(RECORD) + "\n" + json.dumps({**RECORD, "time_last": RECORD["time_first"]})
    )
    assert gaps == []
    assert column(rows, "time") == [FIRST, LAST, FIRST]
    assert column(rows, "row") == [1, 1, 2]
    assert rows[0] == {
        "time": FIRST,
        "client": None,
        "query": "a.example.",
        "type": "A",
        "rcode": None,
        "answers": ["192.0.2.1"],
        "row": 1,
    }


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_or_one_object(tmp_path: Path, indent: int | None) -> None:
    rows, gaps = read_bytes(tmp_path, json.dumps([RECORD, RECORD], indent=indent))
    assert gaps == []
    assert column(rows, "row") == [1, 1, 2, 2]
    rows, gaps = read_bytes(tmp_path, json.dumps(RECORD, indent=indent))
    assert gaps == []
    assert len(rows) == 2


def test_dnsdb_streaming_form(tmp_path: Path) -> None:
    lines = [
        {"cond": "begin"},
        {"obj": {"rrname": "b.", "rrtype": "NS", "rdata": "ns.example.", "zone_time_first": 1586001600}},
        {"cond": "succeeded"},
    ]
    rows, gaps = read_bytes(tmp_path, "\n".join(map(json.dumps, lines)))
    assert gaps == []
    assert column(rows, "answers") == [["ns.example."]]


def test_an_answer_that_was_cut_by_its_limit_is_a_gap(tmp_path: Path) -> None:
    _, gaps = read_bytes(tmp_path, json.dumps(RECORD) + '\n{"cond":"limited"}\n')
    assert "not complete (line 2)" in told(gaps)


def test_broken_records_are_counted(tmp_path: Path) -> None:
    lines = [json.dumps(RECORD), "{", '{"x":1}', "[1]", json.dumps({**RECORD, "time_first": "soon", "time_last": None})]
    rows, gaps = read_bytes(tmp_path, "\n".join(lines))
    assert column(rows, "row") == [1, 1, 5]
    assert {gap.reason for gap in gaps} == {GapReason.MALFORMED, GapReason.NO_TIME}
    assert sum(gap.count for gap in gaps) == 4


def test_a_cut_array_is_malformed(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, json.dumps([RECORD, RECORD])[:-20])
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.MALFORMED]


text = st.text(st.characters(codec="utf-8"), max_size=10)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(
        st.tuples(text, st.lists(text, max_size=3), st.integers(400_000_000, 4_000_000_000)), min_size=1, max_size=5
    )
)
def test_what_is_written_is_read(tmp_path: Path, records: list[tuple[str, list[str], int]]) -> None:
    lines = [
        json.dumps({"rrname": name, "rrtype": "A", "rdata": rdata, "time_first": at}) for name, rdata, at in records
    ]
    rows, gaps = read_bytes(tmp_path, "\n".join(lines))
    assert gaps == []
    assert [(row["query"], row["answers"], int(row["time"].timestamp())) for row in rows] == records

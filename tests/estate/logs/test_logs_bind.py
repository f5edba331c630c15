import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs_lab import column, read_bytes, told

from beartrap.model.coverage import GapReason
from beartrap.model.window import Window

TAKEN = Window(datetime(2020, 12, 14, tzinfo=UTC), datetime(2020, 12, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("line", "client", "query", "kind"),
    [
        (
            "24-Mar-2020 08:01:02.123 client 10.0.0.5#53124: query: www.example.com IN A +",
            "10.0.0.5",
            "www.example.com",
            "A",
        ),
        (
            "24-Mar-2020 08:01:02.123 queries: info: client @0x7f1c2 10.0.0.5#53124 (www.example.com): query: www.example.com IN A +E(0)K (10.0.0.1)",
            "10.0.0.5",
            "www.example.com",
            "A",
        ),
        (
            "24-Mar-2020 08:01:02.123 info: client @0x7f 10.0.0.5#1 (a.b): view internal: query: a.b IN TXT -E(0)DC (10.0.0.1)",
            "10.0.0.5",
            "a.b",
            "TXT",
        ),
        (
            "24-Mar-2020 08:01:02.123 queries: client 2001:db8::1#53124/key rndc (x.y): query: x.y IN TYPE65 + (::1)",
            "2001:db8::1",
            "x.y",
            "TYPE65",
        ),
        (
            "2020-03-24T08:01:02.123Z queries: info: client fe80::1%eth0#5 (.): query: . IN NS + (::1)",
            "fe80::1%eth0",
            ".",
            "NS",
        ),
        (
            "2020-03-24T10:01:02.123+02:00 ns1 named[123]: client @0x7f 10.0.0.5#1 (a.b): query: a.b CH TXT + (10.0.0.1)",
            "10.0.0.5",
            "a.b",
            "TXT",
        ),
        (
            r"24-Mar-2020 08:01:02.123 client 10.0.0.5#1 (a\032b.c): query: a\032b.c IN A +",
            "10.0.0.5",
            r"a\032b.c",
            "A",
        ),
    ],
)
def test_every_way_in_which_bind_writes_a_query(tmp_path: Path, line: str, client: str, query: str, kind: str) -> None:
    rows, gaps = read_bytes(tmp_path, line + "\n")
    assert gaps == []
    assert rows == [
        {
            "time": datetime(2020, 3, 24, 8, 1, 2, 123000, tzinfo=UTC),
            "client": client,
            "query": query,
            "type": kind,
            "rcode": None,
            "answers": None,
            "row": 1,
        }
    ]


def syslog(day: str) -> str:
    return f"{day} 08:01:02 ns1 named[123]: client @0x7f 10.0.0.5#1 (a.b): query: a.b IN A + (10.0.0.1)"


def test_syslog_takes_its_year_from_when_the_log_was_taken(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "\n".join([syslog("Dec 30"), syslog("Mar  4")]), as_of=TAKEN)
    assert gaps == []
    assert column(rows, "time") == [
        datetime(2019, 12, 30, 8, 1, 2, tzinfo=UTC),
        datetime(2020, 3, 4, 8, 1, 2, tzinfo=UTC),
    ]


def test_syslog_without_as_of_takes_the_files_own_time_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(syslog("Mar  4"))
    os.utime(tmp_path / "log", (1586000000, 1586000000))
    rows, gaps = read_bytes_at(tmp_path)
    assert column(rows, "time") == [datetime(2020, 3, 4, 8, 1, 2, tzinfo=UTC)]
    assert [gap.reason for gap in gaps] == [GapReason.NO_TIME]
    assert "as_of" in gaps[0].remedy


def read_bytes_at(folder: Path) -> tuple[list[dict[str, object]], list[object]]:
    from logs_lab import read

    return read(folder / "log")  # type: ignore[return-value]


def test_the_29th_of_february_in_a_year_without_one(tmp_path: Path) -> None:
    taken = Window(datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 1, 2, tzinfo=UTC))
    rows, _ = read_bytes(tmp_path, syslog("Feb 29"), as_of=taken)
    assert column(rows, "time") == [datetime(2020, 2, 29, 8, 1, 2, tzinfo=UTC)]


def test_no_time_at_all_keeps_the_row(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "client 10.0.0.5#1 (a.b): query: a.b IN A + (10.0.0.1)")
    assert column(rows, "time") == [None]
    assert [gap.reason for gap in gaps] == [GapReason.NO_TIME]


def test_other_lines_of_named_are_no_faults_but_a_cut_query_is(tmp_path: Path) -> None:
    query = "24-Mar-2020 08:01:02.123 client 10.0.0.5#53124: query: www.example.com IN A +"
    rows, gaps = read_bytes(
        tmp_path, f"24-Mar-2020 08:01:00.000 general: info: zone a.b/IN: loaded serial 5\n{query}\n{query[:66]}"
    )
    assert column(rows, "row") == [2]
    assert told(gaps) == "malformed: the log: 1 line: a query that is cut or garbled (line 3)"


def test_a_log_of_named_without_queries_says_so(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, "24-Mar-2020 08:01:00.000 general: info: zone loaded\n", format="bind")
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.UNKNOWN_KIND]


def at(moment: str) -> str:
    return f"{moment} client 10.0.0.5#1: query: a.b IN A +"


def test_the_hour_that_comes_twice_is_told_apart_by_order(tmp_path: Path) -> None:
    log = [at(f"25-Oct-2020 {clock}:00.000") for clock in ("01:50", "02:10", "02:50", "02:05", "02:55", "03:01")]
    rows, gaps = read_bytes(tmp_path, "\n".join(log), timezone="Europe/Amsterdam")
    assert gaps == []
    assert [f"{time:%H:%M}" for time in column(rows, "time")] == ["23:50", "00:10", "00:50", "01:05", "01:55", "02:01"]


def test_the_hour_that_does_not_exist_is_a_gap(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, at("29-Mar-2020 02:30:00.000"), timezone="Europe/Amsterdam")
    assert column(rows, "time") == [datetime(2020, 3, 29, 1, 30, tzinfo=UTC)]
    assert [gap.reason for gap in gaps] == [GapReason.NO_TIME]
    assert "did not exist in Europe/Amsterdam" in gaps[0].why


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.integers(400_000_000_000, 4_000_000_000_000).map(
                lambda millis: datetime.fromtimestamp(millis / 1000, UTC)
            ),
            st.ip_addresses(),
            st.from_regex(r"[a-z0-9_\\.-]{1,40}", fullmatch=True),
            st.sampled_from(["A", "AAAA", "TXT", "TYPE65"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_is_read(tmp_path: Path, rows: list[tuple[datetime, object, str, str]]) -> None:
    log = [
        f"{time:%d-%b-%Y %H:%M:%S.}{time.microsecond // 1000:03} queries: info: client @0x7f {client}#53 ({name}): query: {name} IN {kind} +E(0) (::1)"
        for time, client, name, kind in rows
    ]
    found, gaps = read_bytes(tmp_path, "\n".join(log))
    assert gaps == []
    assert [(row["client"], row["query"], row["type"]) for row in found] == [
        (str(client), name, kind) for _, client, name, kind in rows
    ]
    assert [row["time"] for row in found] == [
        time.replace(microsecond=time.microsecond // 1000 * 1000) for time, *_ in rows
    ]

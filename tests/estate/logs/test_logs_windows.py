from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs_lab import column, read_bytes, told

from beartrap.estate.logs.windows_dns_debug import name_of
from beartrap.model.coverage import GapReason


def packet(
    at: str = "26/3/2020 10:26:43 AM",
    way: str = "Rcv",
    remote: str = "10.0.0.5",
    reply: str = " ",
    rcode: str = "NOERROR",
    name: str = "(3)www(7)example(3)com(0)",
) -> str:
    return (
        f"{at} 0E6C PACKET  00000000028F2F80 UDP {way} {remote:<15} 0002 {reply} Q [0001   D   {rcode}] A      {name}"
    )


DETAILS = """UDP response info at 00000000028F2F80
  Socket = 332
  Message:
    QUESTION SECTION:
    Name      "(3)www(7)example(3)com(0)"
      QTYPE   A (1)
    ANSWER SECTION:
    Offset = 0x0020, RR count = 0
    Name      "[C00C](3)www(7)example(3)com(0)"
      TYPE   CNAME  (5)
      DATA   (4)edge[C010](7)example(3)com(0)
    Name      "(4)edge(7)example(3)com(0)"
      TYPE   A  (1)
      DATA   192.0.2.1
    AUTHORITY SECTION:
      DATA   192.0.2.99
"""


def test_queries_of_clients_and_replies_to_them(tmp_path: Path) -> None:
    log = [
        packet(),
        packet(way="Snd", remote="192.0.2.53"),
        packet(way="Rcv", remote="192.0.2.53", reply="R"),
        packet(way="Snd", reply="R", rcode="NXDOMAIN"),
    ]
    rows, gaps = read_bytes(tmp_path, "DNS Server log file creation at 26/3/2020 10:26:43 AM\n" + "\n".join(log))
    assert gaps == []
    assert column(rows, "row") == [2, 5]
    assert column(rows, "rcode") == [None, "NXDOMAIN"]
    assert column(rows, "answers") == [None, None]
    assert column(rows, "client") == ["10.0.0.5", "10.0.0.5"]
    assert rows[0]["query"] == "www.example.com"
    assert rows[0]["time"] == datetime(2020, 3, 26, 10, 26, 43, tzinfo=UTC)


def test_details_give_the_answers_and_only_the_answers(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, packet(way="Snd", reply="R") + "\n" + DETAILS + packet())
    assert gaps == []
    assert column(rows, "answers") == [["edge.example.com", "192.0.2.1"], None]


def test_details_with_an_empty_answer_section_are_an_empty_answer(tmp_path: Path) -> None:
    rows, _ = read_bytes(
        tmp_path, packet(way="Snd", reply="R", rcode="NXDOMAIN") + "\n    ANSWER SECTION:\n      empty\n"
    )
    assert column(rows, "answers") == [[]]


@pytest.mark.parametrize(
    ("dates", "wanted"),
    [
        (["3/26/2020 1:00:00 PM"], datetime(2020, 3, 26, 13, tzinfo=UTC)),
        (["26/03/2020 13:00:00"], datetime(2020, 3, 26, 13, tzinfo=UTC)),
        (["04.06.2020 13:00:00"], datetime(2020, 6, 4, 13, tzinfo=UTC)),
        (["2020-06-04 13:00:00"], datetime(2020, 6, 4, 13, tzinfo=UTC)),
        (["20200604 13:00:00"], datetime(2020, 6, 4, 13, tzinfo=UTC)),
        (["4/6/2020 13:00:00", "13/6/2020 13:00:00"], datetime(2020, 6, 4, 13, tzinfo=UTC)),
        (["4/6/2020 13:00:00", "5/6/2020 13:00:00", "6/6/2020 13:00:00"], datetime(2020, 6, 4, 13, tzinfo=UTC)),
        (["6/4/2020 13:00:00", "6/5/2020 13:00:00", "6/6/2020 13:00:00"], datetime(2020, 6, 4, 13, tzinfo=UTC)),
        (["12/6/2020 13:00:00", "1/7/2020 13:00:00"], datetime(2020, 6, 12, 13, tzinfo=UTC)),
        (["6/4/2020 12:00:00 AM", "6/30/2020 12:00:00 AM"], datetime(2020, 6, 4, 0, tzinfo=UTC)),
    ],
)
def test_the_logs_own_dates_tell_which_number_is_the_day(tmp_path: Path, dates: list[str], wanted: datetime) -> None:
    rows, gaps = read_bytes(tmp_path, "\n".join(packet(at) for at in dates))
    assert gaps == []
    assert rows[0]["time"] == wanted


def test_a_date_that_can_be_read_both_ways_is_a_gap(tmp_path: Path) -> None:
    log = packet("4/6/2020 10:00:00 AM")
    rows, gaps = read_bytes(tmp_path, log)
    assert rows[0]["time"] == datetime(2020, 4, 6, 10, tzinfo=UTC)
    assert [gap.reason for gap in gaps] == [GapReason.NO_TIME]
    assert "4/6/2020" in gaps[0].why
    rows, gaps = read_bytes(tmp_path, log, timezone="Europe/Amsterdam")
    assert rows[0]["time"] == datetime(2020, 6, 4, 8, tzinfo=UTC)
    assert "day first" in gaps[0].why
    rows, gaps = read_bytes(tmp_path, log, columns=(("date_order", "dmy"),))
    assert rows[0]["time"] == datetime(2020, 6, 4, 10, tzinfo=UTC)
    assert gaps == []


def test_a_cut_packet_line_is_malformed(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, packet() + "\n" + packet()[:70])
    assert len(rows) == 1
    assert "packet line that cannot be read (line 2)" in told(gaps)


def test_a_log_of_upstream_traffic_has_lost_its_clients(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, packet(way="Snd", remote="192.0.2.53"))
    assert rows == []
    assert [gap.reason for gap in gaps] == [GapReason.LOST_CLIENTS]


def test_utf16_with_crlf_as_powershell_saves_it(tmp_path: Path) -> None:
    rows, gaps = read_bytes(tmp_path, (packet() + "\r\n" + packet() + "\r\n").encode("utf-16"))
    assert gaps == []
    assert column(rows, "row") == [1, 2]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(3)www(7)example(3)com(0)", "www.example.com"),
        ("(0)", "."),
        ("(5)a(2)b(3)com(0)", "a(2)b.com"),
        ("[C00C](3)www(0)", "www"),
        ("(9)cut", "cut"),
        ("192.0.2.1", "192.0.2.1"),
        ("(3)toolong(3)com(0)", "toolong.com"),
    ],
)
def test_names_with_counted_labels(text: str, name: str) -> None:
    assert name_of(text) == name


label = st.text("abcxyz019-_()", min_size=1, max_size=10)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.lists(label, min_size=1, max_size=4), min_size=1, max_size=5),
    zone=st.sampled_from(["UTC", "Europe/Amsterdam", "Asia/Kolkata"]),
)
def test_what_is_written_is_read(tmp_path: Path, names: list[list[str]], zone: str) -> None:
    start = datetime(2020, 6, 14, 12, 0, 0, tzinfo=UTC)
    log = [
        packet(
            f"{start + timedelta(minutes=number):%d/%m/%Y %H:%M:%S}",
            name="".join(f"({len(part)}){part}" for part in labels) + "(0)",
        )
        for number, labels in enumerate(names)
    ]
    rows, gaps = read_bytes(tmp_path, "\n".join(log), timezone=zone)
    assert gaps == []
    assert column(rows, "query") == [".".join(labels) for labels in names]
    offset = {"UTC": 0, "Europe/Amsterdam": 120, "Asia/Kolkata": 330}[zone]
    assert rows[0]["time"] == start - timedelta(minutes=offset)

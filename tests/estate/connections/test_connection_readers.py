"""Readers of traffic: Suricata, flow exports, firewalls, proxies, Windows events; each column under the names that makers give it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.estate.connections import ConnectionReader
from beartrap.model.connection import Connection, Traffic
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source

NOON = datetime(2020, 12, 13, 12, tzinfo=UTC)


def look(path: Path, text: str) -> tuple[list[Connection], list[Gap], ConnectionReader]:
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    reader, found, gaps = ConnectionReader(), list[Connection](), list[Gap]()
    for one in reader.read(Source("traffic", str(path), SourceKind.CONNECTIONS)):
        if isinstance(one, Gap):
            gaps.append(one)
        else:
            found += one
    return found, gaps, reader


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in records)


EVE = {"timestamp": "2020-12-13T12:00:00.000000+0000", "flow_id": 1, "src_ip": "192.0.2.7", "src_port": 50_000, "dest_ip": "203.0.113.9", "dest_port": 443, "proto": "TCP"}  # fmt: skip


def test_suricata_tells_alerts_requests_and_flows_and_names_what_it_does_not(tmp_path: Path) -> None:
    found, _, reader = look(
        tmp_path / "eve.json",
        lines(
            {**EVE, "event_type": "alert", "alert": {"signature": "ET EXPLOIT something", "category": "Attempted Admin"}},
            {**EVE, "event_type": "http", "http": {"hostname": "shop.example", "url": "/a?b", "http_method": "GET", "http_user_agent": "curl", "status": 404}},
            {**EVE, "event_type": "flow", "flow": {"bytes_toserver": 1_000, "bytes_toclient": 50}},
            {**EVE, "event_type": "dns", "dns": {"rrname": "shop.example"}},
        ),
    )  # fmt: skip
    alert, request, flow = found
    assert {(one.source, one.target, one.port, one.protocol, one.time) for one in found} == {
        ("192.0.2.7", "203.0.113.9", 443, "tcp", NOON)
    }
    assert (alert.kind, alert.signature, alert.category) == (Traffic.ALERT, "ET EXPLOIT something", "Attempted Admin")
    assert (request.kind, request.host, request.uri, request.method, request.agent, request.status) == (
        Traffic.REQUEST,
        "shop.example",
        "/a?b",
        "GET",
        "curl",
        404,
    )
    assert (flow.kind, flow.bytes_out, flow.bytes_in) == (Traffic.CONNECTION, 1_000, 50)
    assert dict(reader.tallies[0].others) == {"suricata dns": 1}


FLOWS = {
    "nfdump": "ts,td,sa,da,sp,dp,pr,ibyt,obyt\n2020-12-13 12:00:00,1.5,192.0.2.7,203.0.113.9,50000,443,TCP,1000,50\n",
    "AWS, VPC": "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n2 1 eni-1 192.0.2.7 203.0.113.9 50000 443 6 10 1000 1607860800 1607860860 ACCEPT OK\n",
    "FortiGate": "date,srcip,srcport,dstip,dstport,proto,sentbyte,rcvdbyte,action\n2020-12-13T12:00:00Z,192.0.2.7,50000,203.0.113.9,443,6,1000,50,accept\n",
    "Palo Alto": "Receive Time,Source address,Destination address,Source Port,Destination Port,IP Protocol,Bytes Sent,Bytes Received,Action\n2020/12/13 12:00:00,192.0.2.7,203.0.113.9,50000,443,tcp,1000,50,allow\n",
}  # fmt: skip


@pytest.mark.parametrize("maker", FLOWS)
def test_a_flow_says_the_same_whoever_made_the_sensor(tmp_path: Path, maker: str) -> None:
    (one,), gaps, _ = look(tmp_path / "flows", FLOWS[maker])
    assert (one.kind, one.source, one.target, one.port, one.protocol) == (
        Traffic.CONNECTION,
        "192.0.2.7",
        "203.0.113.9",
        443,
        "tcp",
    )
    assert (one.bytes_out, one.time, one.reply, one.failed) == (
        1_000,
        NOON,
        False,
        False if "ction" in FLOWS[maker] else None,
    )
    assert not gaps


def test_a_refused_connection_is_told_from_one_that_passed(tmp_path: Path) -> None:
    (one,), _, _ = look(tmp_path / "flows", FLOWS["FortiGate"].replace("accept", "deny"))
    assert one.failed is True


def test_the_way_back_of_a_one_way_flow_is_no_connection_of_its_own(tmp_path: Path) -> None:
    back = FLOWS["AWS, VPC"].replace("192.0.2.7 203.0.113.9 50000 443", "203.0.113.9 192.0.2.7 443 50000")
    (one,), _, _ = look(tmp_path / "flows", back)
    assert (one.source, one.target, one.port, one.reply) == ("192.0.2.7", "203.0.113.9", 443, True)
    assert (one.bytes_out, one.bytes_in) == (None, 1_000)


def test_a_proxy_tells_requests(tmp_path: Path) -> None:
    text = "date,c-ip,cs-method,cs-host,cs-uri-stem,cs-uri-query,sc-status,cs-bytes,cs(User-Agent)\n2020-12-13T12:00:00Z,192.0.2.7,POST,drop.example,/up,k=1,200,1000,curl\n"
    (one,), _, _ = look(tmp_path / "proxy", text)
    assert (one.kind, one.source, one.target, one.host, one.uri, one.method, one.status, one.bytes_out, one.agent) == (
        Traffic.REQUEST,
        "192.0.2.7",
        "drop.example",
        "drop.example",
        "/up?k=1",
        "POST",
        200,
        1_000,
        "curl",
    )


def test_rows_that_tell_of_no_connection_are_counted_and_told(tmp_path: Path) -> None:
    found, gaps, reader = look(tmp_path / "other.csv", "name,colour\na,red\nb,blue\n")
    assert not found
    assert reader.tallies[0].unreadable == 2
    assert gaps


NAMES = ("SystemTime", "#attributes", "#text", "hostname", "url", "signature", "bytes_toserver", "event_id", "event_data", "CommandLine", "id.orig_h", "ts")  # fmt: skip
odd = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 1 << 70), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from((*NAMES, "", "-", "1e999", "192.0.2.7:1"))),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)),
    max_leaves=5,
)  # fmt: skip
SHAPES = {
    "suricata": {**EVE, "event_type": "http", "http": {}, "flow": {}, "alert": {}},
    "zeek": {"_path": "conn", "ts": 1.5, "uid": "C1", "id.orig_h": "192.0.2.7", "id.orig_p": 1, "id.resp_h": "203.0.113.9", "id.resp_p": 443, "proto": "tcp", "orig_bytes": 1, "resp_bytes": 1, "conn_state": "SF", "duration": 1.0},
    "flow": {"srcip": "192.0.2.7", "dstip": "203.0.113.9", "dstport": 443, "bytes": 1, "start": 1, "action": "ok", "duration": 1},
    "winlogbeat": {"@timestamp": "2020-12-13T12:00:00Z", "winlog": {"event_id": 4688}},
    "evtx": {"Event": {"System": {"EventID": 4688, "TimeCreated": {"#attributes": {"SystemTime": "x"}}, "Computer": "h"}, "EventData": {}}},
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=60)
@given(data=st.data())
def test_no_record_breaks_a_reader_whatever_stands_in_its_fields(
    tmp_path_factory: pytest.TempPathFactory, shape: str, data: st.DataObject
) -> None:
    fields = SHAPES[shape]
    put = data.draw(st.dictionaries(st.sampled_from(sorted(fields)), odd, min_size=1, max_size=4))
    found, _, reader = look(tmp_path_factory.mktemp("odd") / "log.json", lines({**fields, **put}))
    tally = reader.tallies[0]
    assert tally.rows == len(found) + tally.duplicates + tally.unreadable + sum(tally.others.values())


@pytest.mark.parametrize(
    "created", [{"#attributes": "SystemTime"}, {"#attributes": ["SystemTime"]}, "SystemTime", ["SystemTime"]]
)
def test_a_windows_event_whose_time_is_no_object_is_read(tmp_path: Path, created: object) -> None:
    event = {
        "Event": {
            "System": {"EventID": 4688, "TimeCreated": created, "Computer": "h"},
            "EventData": {"CommandLine": "whoami"},
        }
    }
    (one,), _, _ = look(tmp_path / "log.json", lines(event))
    assert (one.kind, one.uri, one.time) == (Traffic.COMMAND, "whoami", None)

"""`beartrap onward` from files to pairs and findings; whose side is whose is what the estate says."""

import json
from pathlib import Path
from typing import Any

import pytest

from beartrap.flows.onward import document, examine
from beartrap.flows.releases import compare
from beartrap.flows.releases import document as releases_document

ESTATE = 'version = 1\n[organisation]\nname = "lab"\nnetworks = ["10.0.0.0/8"]\n[[partner]]\nname = "Pompwerk"\nnetworks = ["198.51.100.0/24"]\n'


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    path = tmp_path / "estate.toml"
    path.write_text(ESTATE)
    return path


def look(path: Path, estate: Path | None) -> dict[str, Any]:
    return {
        name: value if isinstance(value, dict | list | str | int) else list(value)
        for name, value in document(examine([path], estate))
    }


def pair(found: dict[str, Any], source: str, target: str, port: int) -> dict[str, Any]:
    return next(one for one in found["pairs"] if (one["source"], one["target"], one["port"]) == (source, target, port))


def conn(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "ts": 1_604_900_000 + number,
        "_path": "conn",
        "uid": f"C{number}",
        "id.orig_h": "10.0.0.1",
        "id.orig_p": 50_000,
        "id.resp_h": "203.0.113.9",
        "id.resp_p": 443,
        "proto": "tcp",
        "conn_state": "SF",
        "orig_bytes": 100,
        "resp_bytes": 1_000,
        **fields,
    }


def flattened(row: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("id.", "id_"): value for name, value in row.items()}


def nested(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: value for name, value in row.items() if not name.startswith("id.")},
        "id": {name[3:]: value for name, value in row.items() if name.startswith("id.")},
    }


def as_tsv(rows: list[dict[str, Any]]) -> str:
    names = [name for name in rows[0] if name != "_path"]
    lines = ["#separator \\x09", "#unset_field\t-", "#path\tconn", "#fields\t" + "\t".join(names)]
    return "\n".join([*lines, *("\t".join(str(row[name]) for name in names) for row in rows)]) + "\n"


@pytest.mark.parametrize("form", ["dots", "underscores", "objects", "tsv"])
def test_each_form_of_zeek_gives_the_same_pairs_and_copies_count_once(tmp_path: Path, estate: Path, form: str) -> None:
    rows = [conn(number) for number in range(5)] + [conn(3)]
    shape = {"dots": lambda row: row, "underscores": flattened, "objects": nested}.get(form)
    path = tmp_path / "conn.log"
    path.write_text(as_tsv(rows) if shape is None else "\n".join(json.dumps(shape(row)) for row in rows) + "\n")
    found = look(path, estate)
    one = pair(found, "10.0.0.1", "203.0.113.9", 443)
    assert (one["connections"], one["bytes_out"], one["bytes_in"], one["outside"]) == (5, 500, 5_000, True)
    assert found["records"]["files"][0]["duplicates"] == 1


def test_a_private_address_outside_our_networks_is_outside_and_without_an_estate_nobody_knows(
    tmp_path: Path, estate: Path
) -> None:
    path = tmp_path / "conn.json"
    path.write_text(
        json.dumps(conn(1, **{"id.resp_h": "192.168.0.4"}))
        + "\n"
        + json.dumps(conn(2, **{"id.resp_h": "10.0.0.2"}))
        + "\n"
    )
    assert {one["target"]: one["outside"] for one in look(path, estate)["pairs"]} == {
        "192.168.0.4": True,
        "10.0.0.2": False,
    }
    without = look(path, None)
    assert {one["outside"] for one in without["pairs"]} == {None}
    assert any(gap["reason"] == "not-named" for gap in without["gaps"])


def test_its_own_past_makes_a_fan_out_usual(tmp_path: Path, estate: Path) -> None:
    closed = {"id.resp_p": 25, "conn_state": "S0", "orig_bytes": 0, "resp_bytes": 0}

    def knocks(day: int, targets: int) -> list[str]:
        rows = (
            conn(day * 86_400 + n, uid=f"{day}-{n}", **{"id.resp_h": f"203.0.113.{n}"}, **closed)
            for n in range(targets)
        )
        return [json.dumps(row) for row in rows]

    path = tmp_path / "conn.json"
    for before, severity in ((0, "high"), (3, "high"), (20, "low")):
        path.write_text("\n".join(knocks(1, before) + knocks(3, 40)) + "\n")
        (finding,) = look(path, estate)["findings"]
        assert (finding["severity"], finding["facts"]["before"]) == (severity, before)


def test_flows_firewalls_and_proxies(tmp_path: Path, estate: Path) -> None:
    vpc = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n2 1 eni-1 10.0.0.1 203.0.113.9 50000 443 6 5 700 1604900000 1604900060 ACCEPT OK\n2 1 eni-1 203.0.113.9 10.0.0.1 443 50000 6 5 9000 1604900000 1604900060 ACCEPT OK\n"
    (tmp_path / "flow.log").write_text(vpc)
    one = pair(look(tmp_path / "flow.log", estate), "10.0.0.1", "203.0.113.9", 443)
    assert (one["connections"], one["bytes_out"], one["bytes_in"]) == (1, 700, 9_000)
    firewall = "Start Time,Source address,Destination address,Source Port,Destination Port,IP Protocol,Action,Bytes Sent,Bytes Received\n2020/11/09 08:00:00,10.0.0.1,203.0.113.9,50000,22,tcp,deny,60,0\n"
    (tmp_path / "fw.csv").write_text(firewall)
    one = pair(look(tmp_path / "fw.csv", estate), "10.0.0.1", "203.0.113.9", 22)
    assert (one["failed"], one["bytes_out"], one["bytes_in"]) == (1, 60, 0)
    nfdump = "ts,te,td,sa,da,sp,dp,pr,flg,ipkt,ibyt\n2020-11-09 08:00:00,2020-11-09 08:00:01,1.0,10.0.0.1,203.0.113.9,50000,443,TCP,.AP.SF,5,700\n"
    (tmp_path / "nf.csv").write_text(nfdump)
    assert pair(look(tmp_path / "nf.csv", estate), "10.0.0.1", "203.0.113.9", 443)["bytes_out"] == 700
    proxy = "date,c-ip,cs-method,cs-host,cs-uri-stem,sc-status,cs(User-Agent)\n2020-11-09T08:00:00Z,10.0.0.1,GET,shop.invalid,/a/../../../../etc/passwd,200,curl\n"
    (tmp_path / "proxy.csv").write_text(proxy)
    assert [one["detector"] for one in look(tmp_path / "proxy.csv", estate)["findings"]] == ["onward.exploit-attempts"]


def test_credentials_tried_at_a_machine_outside_are_guesses_when_there_are_many(tmp_path: Path, estate: Path) -> None:
    def tried(number: int, server: str) -> dict[str, Any]:
        return {
            "EventID": 4648,
            "Computer": "ws-1",
            "TimeGenerated": f"2020-11-09T08:{number % 60:02}:00Z",
            "TargetServerName": server,
            "TargetUserName": "admin",
        }

    path = tmp_path / "security.json"
    for server, detectors in (("vpn.far.example", ["onward.brute-force"]), ("dc-01", [])):
        path.write_text("\n".join(json.dumps(tried(number, server)) for number in range(60)) + "\n")
        found = look(path, estate)
        assert [one["detector"] for one in found["findings"]] == detectors and found["records"][
            "commands_and_logons"
        ] == 60


def test_broken_rows_and_other_streams_are_counted(tmp_path: Path, estate: Path) -> None:
    path = tmp_path / "mixed.json"
    path.write_text(json.dumps(conn(1)) + "\n{oops\n" + json.dumps({**conn(2), "_path": "ssl"}) + "\n")
    (tally,) = look(path, estate)["records"]["files"]
    assert (tally["rows"], tally["distinct"], tally["unreadable"], tally["others"]) == (3, 1, 1, {"ssl": 1})


def test_the_apt29_days_give_the_expected_pairs_and_no_scan(real_data: Path, estate: Path) -> None:
    first = look(real_data / "zeek_apt29" / "day1_combined.jsonl.gz", estate)
    assert (first["records"]["connections"], first["records"]["first"][:19], first["records"]["last"][:19]) == (
        613,
        "2020-04-30T00:06:38",
        "2020-04-30T00:45:00",
    )
    expected = {
        ("10.0.1.6", "192.168.0.4", 8443): (376, 390_152, None),
        ("10.0.1.4", "192.168.0.4", 80): (6, 2_187_099, 5_347_774),
        ("10.0.1.4", "192.168.0.5", 443): (2, 524_836, 32_055_005),
    }
    for (source, target, port), (connections, out, back) in expected.items():
        one = pair(first, source, target, port)
        assert (
            (one["connections"], one["bytes_out"]) == (connections, out)
            and back in (None, one["bytes_in"])
            and one["outside"]
        )
    assert [pair(first, "10.0.1.4", "192.168.0.4", port)["empty"] for port in (445, 139)] == [5, 5]
    second = look(real_data / "zeek_apt29" / "day2_combined.jsonl.gz", estate)
    one = pair(second, "10.0.1.5", "192.168.0.4", 443)
    assert (second["records"]["connections"], one["connections"], one["bytes_out"], one["bytes_in"]) == (
        1_172,
        676,
        526_669,
        11_773_195,
    )
    assert first["findings"] == second["findings"] == []
    assert [one["title"] for one in first["seen_beside"]] == ["10.0.1.4 sent an archive"]


def test_the_stratus_events_show_what_was_shared(real_data: Path) -> None:
    found = look(real_data / "aws_stratus", None)
    shared = {
        one["facts"]["operation"]: one["facts"]["succeeded"]
        for one in found["findings"]
        if one["detector"] == "onward.cloud-shared"
    }
    assert {
        "modifysnapshotattribute",
        "modifyimageattribute",
        "putbucketpolicy",
        "authorizesecuritygroupingress",
    } <= shared.keys()


def test_releases_in_every_shape_of_record(tmp_path: Path) -> None:
    import base64
    import hashlib

    public, records = tmp_path / "published", tmp_path / "records"
    public.mkdir()
    records.mkdir()
    digests = {}
    for name in ("a.zip", "b.zip", "c.zip", "d.zip", "e.zip"):
        (public / name).write_bytes(name.encode())
        digests[name] = hashlib.sha256(name.encode()).hexdigest()
    (records / "SHA256SUMS").write_text(f"{digests['a.zip']}  ./dist/a.zip\n")
    (records / "builds.csv").write_text(f"artifact,sha256,built\nb.zip,{digests['b.zip']},2020-11-09\n")
    statement = {"_type": "x", "subject": [{"name": "c.zip", "digest": {"sha256": digests["c.zip"]}}]}
    (records / "c.intoto.jsonl").write_text(
        json.dumps({"payloadType": "p", "payload": base64.b64encode(json.dumps(statement).encode()).decode()}) + "\n"
    )
    (records / "d.json").write_text(json.dumps({"artifacts": [{"name": "d.zip", "checksums": {"sha256": "0" * 64}}]}))
    found = compare(records, public, None)
    standing = {one["artefact"]: one["standing"] for one in dict(releases_document(found))["releases"]}
    assert standing == {"a.zip": "same", "b.zip": "same", "c.zip": "same", "d.zip": "changed", "e.zip": "unrecorded"}
    assert found.exit_code == 14
    assert any("only its digest" in gap.why for gap in found.gaps)

"""`beartrap impact` over traffic and started commands, beside audit logs."""

import json
from pathlib import Path
from typing import Any

from impact_lab import OURS, bind

from beartrap.flows.evidence_sources import traffic_and_audit
from beartrap.flows.impact import document, examine


def _command(line: str, number: int = 4688) -> dict[str, Any]:
    return {
        "@timestamp": "2020-11-09T10:00:00Z",
        "winlog": {"event_id": number, "computer_name": "srv-mail", "event_data": {"CommandLine": line}},
    }


def _impact(*paths: Path) -> dict[str, Any]:
    traffic, audit = traffic_and_audit(paths, None)
    return dict(document(examine(audit, None, traffic, OURS)))


def _lines(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, records)))
    return path


def test_each_file_is_taken_for_what_it_holds(tmp_path: Path) -> None:
    commands = _lines(tmp_path / "a.log", _command("7z.exe a -pX -v500m out.7z C:\\Mail"))
    audit = _lines(tmp_path / "b.log", bind(1, ("<one@lab.example>",)))
    found = _impact(commands, audit)
    assert found["traffic"]["records"] == 1
    assert found["records"]["distinct"] == 1
    assert {"seen.archives-staged", "seen.mail-read"} <= {one["detector"] for one in found["findings"]}


def test_traffic_alone_is_an_answer_and_a_finding_sets_the_exit_code(tmp_path: Path) -> None:
    found = _impact(_lines(tmp_path / "a.log", _command("rar a -hpSecret out.rar D:\\")))
    assert found["exit_code"] == 12
    (finding,) = found["findings"]
    assert finding["evidence"][0]["place"]["row"] == 1


def test_an_archive_that_is_listed_or_unpacked_is_none_that_was_staged(tmp_path: Path) -> None:
    found = _impact(_lines(tmp_path / "a.log", _command("7z.exe l out.7z"), _command("rar x in.rar", 1)))
    assert found["findings"] == []
    assert found["exit_code"] in (0, 4)


def test_scans_outward_are_no_answer_to_what_was_seen(tmp_path: Path) -> None:
    rows = [
        {"ts": 1604916000 + n, "uid": f"C{n}", "id.orig_h": "10.0.0.5", "id.orig_p": 1024, "id.resp_h": f"203.0.113.{n % 250}",
         "id.resp_p": 445, "proto": "tcp", "conn_state": "S0"}
        for n in range(300)
    ]  # fmt: skip
    found = _impact(_lines(tmp_path / "conn.log", *rows))
    assert found["traffic"]["records"] == 300
    assert not [one for one in found["findings"] if "seen" not in one["questions"]]

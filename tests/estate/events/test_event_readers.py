"""Every format gives the events that it holds, under the names that rules use."""

import gzip
import io
import json
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from beartrap.estate.events.opening import READERS, recognise
from beartrap.estate.toml_sources import EVENT_FORMATS
from estate.events.events_lab import WINDOWS, read, rows


def lines(*records: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_windows_event_as_its_xml_in_json() -> None:
    (event,) = rows(lines({"Event": WINDOWS}))
    assert event["@source"] == "windows/sysmon/1"
    assert event["@host"] == "ws-1.veldwater.example"
    assert event["@time"] == datetime(2020, 6, 10, 2, 51, 14, 920123, tzinfo=UTC)
    assert event["Provider_Name"] == "Microsoft-Windows-Sysmon"
    assert event["EventID"] == "1"
    assert event["CommandLine"] == "cmd /c whoami"
    assert event["ProcessId"] == "4832"


def test_the_events_own_channel_does_not_replace_the_systems() -> None:
    event = {
        "System": {"EventID": 104, "Channel": "System", "Computer": "ws-1"},
        "UserData": {
            "LogFileCleared": {"#attributes": {"xmlns": "x"}, "Channel": "Application", "SubjectUserName": "eve"}
        },
    }
    (found,) = rows(lines({"Event": event}))
    assert found["@source"] == "windows/system/104"
    assert found["Channel"] == "System"
    assert found["SubjectUserName"] == "eve"


def test_winlogbeat_new_and_old_and_flat_are_the_same_event() -> None:
    new = {
        "@timestamp": "2020-06-10T02:51:14.920Z",
        "message": "Process Create",
        "winlog": {
            "channel": "Microsoft-Windows-Sysmon/Operational",
            "event_id": 1,
            "provider_name": "Microsoft-Windows-Sysmon",
            "computer_name": "ws-1",
            "event_data": {"Image": "a.exe"},
        },
    }
    old = {
        "@timestamp": "2020-06-10T02:51:14.920Z",
        "log_name": "Microsoft-Windows-Sysmon/Operational",
        "event_id": 1,
        "source_name": "Microsoft-Windows-Sysmon",
        "computer_name": "ws-1",
        "event_data": {"Image": "a.exe"},
    }
    flat = {
        "EventID": 1,
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "SourceName": "Microsoft-Windows-Sysmon",
        "Hostname": "ws-1",
        "@timestamp": "2020-06-10T02:51:14.920Z",
        "Image": "a.exe",
    }
    common = ("@source", "@host", "@time", "Channel", "EventID", "Provider_Name", "Computer", "Image")
    found = [{name: row[name] for name in common} for row in rows(lines(new, old, flat))]
    assert found[0] == found[1] == found[2]
    assert found[0]["Provider_Name"] == "Microsoft-Windows-Sysmon"


def test_only_needed_fields_are_read_also_nested_ones() -> None:
    record = {
        "eventSource": "iam.amazonaws.com",
        "eventName": "CreateUser",
        "eventTime": "2020-06-10T00:00:00Z",
        "userIdentity": {"type": "Root"},
    }
    (found,) = rows(lines(record), lambda source: frozenset({"userIdentity.type", "eventName"}))
    assert set(found) == {"@time", "@source", "@file", "@row", "eventName", "userIdentity.type"}


def test_numbers_booleans_and_nulls_are_canonical_text() -> None:
    (found,) = rows(
        lines({"time": 1591757474, "a": 5, "b": True, "c": None, "d": 1.5, "e": 2.0, "f": [1, "x"], "g": ""})
    )
    assert {name: found.get(name) for name in "abcdefg"} == {
        "a": "5", "b": "true", "c": None, "d": "1.5", "e": "2", "f": ["1", "x"], "g": "",
    }  # fmt: skip


def test_name_and_value_bags_of_the_audit_log_become_fields() -> None:
    audit = {
        "CreationTime": "2020-06-10T02:51:14",
        "Operation": "New-InboxRule",
        "Workload": "Exchange",
        "Parameters": [{"Name": "ForwardTo", "Value": "x@evil.invalid"}],
        "ModifiedProperties": [{"Name": "Role", "NewValue": "Admin", "OldValue": ""}],
    }
    (csv_row,) = rows(
        b"RecordType,CreationDate,Operations,AuditData\n1,2020-06-10,New-InboxRule," + _quoted(audit) + b"\n"
    )
    (json_row,) = rows(lines(audit))
    for row in (csv_row, json_row):
        assert row["@source"] == "m365/audit"
        assert row["@time"] == datetime(2020, 6, 10, 2, 51, 14, tzinfo=UTC)
        assert row["Parameters.ForwardTo"] == "x@evil.invalid"
        assert row["ModifiedProperties.Role.NewValue"] == "Admin"


def _quoted(record: dict[str, Any]) -> bytes:
    return b'"' + json.dumps(record).replace('"', '""').encode() + b'"'


def test_sentinels_text_that_is_json_is_read_as_that() -> None:
    record = {
        "TimeGenerated": "2021-08-02T13:29:25.983Z",
        "Type": "AuditLogs",
        "AADOperationType": "Update",
        "InitiatedBy": '{"user":{"userPrincipalName":"eve@veldwater.example"}}',
    }
    (found,) = rows(lines(record))
    assert found["@source"] == "azure/auditlogs"
    assert found["InitiatedBy.user.userPrincipalName"] == "eve@veldwater.example"


def test_cloudtrail_records_in_an_array_of_many_lines() -> None:
    document = {
        "Records": [
            {"eventSource": "s3.amazonaws.com", "eventName": name, "eventTime": "2020-06-10T00:00:00Z"}
            for name in ("A", "B")
        ]
    }
    for text in (json.dumps(document), json.dumps(document, indent=1)):
        found = rows(text.encode())
        assert [(row["@row"], row["eventName"]) for row in found] == [(1, "A"), (2, "B")]


ZEEK = b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n"
ZEEK += (
    b"#fields\tts\tuid\tid.orig_h\tquery\tanswers\trcode\n#types\ttime\tstring\taddr\tstring\tvector[string]\tcount\n"
)
ZEEK += b"1591757474.5\tC1\t192.0.2.7\tevil.invalid\t198.51.100.1,198.51.100.2\t-\n#close\t2020\n"


def test_zeek_tsv_and_json_are_the_same_event() -> None:
    (tsv,) = rows(ZEEK)
    (line,) = rows(
        lines(
            {
                "_path": "dns",
                "ts": 1591757474.5,
                "uid": "C1",
                "id.orig_h": "192.0.2.7",
                "query": "evil.invalid",
                "answers": ["198.51.100.1", "198.51.100.2"],
            }
        )
    )
    for name in ("@source", "@time", "@host", "query", "answers", "id.orig_h"):
        assert tsv[name] == line[name], name
    assert tsv["@source"] == "zeek/dns"
    assert "rcode" not in tsv


def test_zeeks_underscored_names_are_told_as_zeek_has_them() -> None:
    (found,) = rows(lines({"@stream": "conn", "ts": 1591757474.5, "id_orig_h": "192.0.2.7", "id_resp_p": 443}))
    assert (found["@source"], found["id.orig_h"], found["id.resp_p"]) == ("zeek/conn", "192.0.2.7", "443")


@pytest.mark.parametrize(
    "line",
    [
        "<34>Oct 11 22:14:15 web-1 sshd[77]: Failed password for root",
        "Oct 11 22:14:15 web-1 sshd[77]: Failed password for root",
        "2020-10-11T22:14:15Z web-1 sshd[77]: Failed password for root",
        '<34>1 2020-10-11T22:14:15.000Z web-1 sshd 77 ID47 [a@1 b="]"] Failed password for root',
    ],
)
def test_syslog_forms(line: str) -> None:
    (found,) = rows(line.encode() + b"\n", until=datetime(2021, 1, 3, tzinfo=UTC))
    assert found["@source"] == "linux/syslog"
    assert found["@time"] == datetime(2020, 10, 11, 22, 14, 15, tzinfo=UTC)
    assert (found["@host"], found["program"], found["pid"]) == ("web-1", "sshd", "77")
    assert found["message"] == "Failed password for root"


AUDIT = (
    b'type=SYSCALL msg=audit(1591757474.100:5): arch=c000003e syscall=59 a0=55d2 exe="/bin/sh" key="exec"\n'
    b'type=EXECVE msg=audit(1591757474.100:5): argc=2 a0="sh" a1=2D63\n'
    b'type=PATH msg=audit(1591757474.100:5): item=0 name="/bin/sh"\n'
    b'type=PATH msg=audit(1591757474.100:5): item=1 name="/lib/x"\n'
    b"type=LOGIN msg=audit(1591757475.000:6): pid=9\n"
)


def test_records_of_one_audit_event_are_joined() -> None:
    first, second = rows(AUDIT)
    assert first["type"] == ["SYSCALL", "EXECVE", "PATH"]
    assert (first["a0"], first["a1"], first["exe"]) == ("sh", "-c", "/bin/sh")
    assert first["name"] == ["/bin/sh", "/lib/x"]
    assert first["CommandLine"] == "sh -c"
    assert (second["@row"], second["type"]) == (5, ["LOGIN"])


def test_w3c_proxy_log_keeps_its_field_names() -> None:
    content = (
        b"#Software: x\n#Fields: date time c-ip cs-host cs(User-Agent)\n2020-06-10 02:51:14 192.0.2.7 evil.invalid -\n"
    )
    (found,) = rows(content, kind="proxy")
    assert (found["@source"], found["cs-host"]) == ("proxy", "evil.invalid")
    assert found["@time"] == datetime(2020, 6, 10, 2, 51, 14, tzinfo=UTC)
    assert "cs(User-Agent)" not in found


def test_parquet_of_another_tool() -> None:
    out = io.BytesIO()
    pq.write_table(
        pa.table(
            {"EventID": [1], "Channel": ["Security"], "Computer": ["ws-1"], "TimeCreated": ["2020-06-10T00:00:00Z"]}
        ),
        out,
    )
    (found,) = rows(out.getvalue())
    assert (found["@source"], found["@host"]) == ("windows/security/1", "ws-1")


def test_what_is_no_log_is_nobodys() -> None:
    for content in (b"Dear reader,\nhello\n", b"\x89PNG\r\n\x1a\n", gzip.compress(b"x"), b""):
        assert recognise(content) is None


def test_a_broken_line_costs_no_other() -> None:
    batches, dirty = read(
        lines({"EventID": 1, "Channel": "A"})
        + b'{"EventID": 2,\n[1]\n\xff\xfe\n'
        + lines({"EventID": 3, "Channel": "A"})
    )
    assert sum(batch.num_rows for batch in batches) == 2
    assert [item.row for item in dirty] == [2, 3, 4]
    assert dirty[0].raw == b'{"EventID": 2,'


def test_rfc3164_of_december_read_in_january_is_of_last_year() -> None:
    (found,) = rows(b"Dec 31 23:59:59 web-1 cron: x\n", until=datetime(2021, 1, 3, tzinfo=UTC))
    assert found["@time"].year == 2020


def test_the_estate_names_every_format() -> None:
    assert set(EVENT_FORMATS) == {reader.id for reader in READERS}

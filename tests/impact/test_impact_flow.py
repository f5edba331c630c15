"""`beartrap impact` from files to the account: every count exact, in every schema, and no row lost without a word."""

import csv
import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from impact_lab import START, as_csv, as_sentinel, bind, look, told, ual

from beartrap.estate.audit.client_address import client_addresses
from beartrap.estate.audit.moment import Moments
from beartrap.estate.audit.spelling import operation_key
from beartrap.flows.impact import harmless, write_data_map
from beartrap.model.coverage import GapReason

APP = "aaaaaaaa-0000-0000-0000-000000000001"


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def reasons(impact: Any) -> set[GapReason]:
    return {gap.reason for gap in impact.gaps}


FORMS = {
    "csv": as_csv,
    "csv in utf-16": lambda records: as_csv(records).encode("utf-16"),
    "csv with a mark and semicolons": lambda records: ("\ufeff" + as_csv(records).replace('","', '";"', 3 * (len(records) + 1))).encode(),
    "flat array": lambda records: json.dumps(records, indent=2),
    "flat lines, packed": lambda records: gzip.compress("\n".join(map(json.dumps, records)).encode()),
    "AuditData as text": lambda records: "\n".join(json.dumps({"RecordType": 50, "AuditData": json.dumps(one)}) for one in records),
    "AuditData as object": lambda records: json.dumps([{"Identity": one["Id"], "AuditData": one} for one in records]),
    "Graph": lambda records: json.dumps({"@odata.context": "x", "value": [{"id": one["Id"], "createdDateTime": one["CreationTime"] + "Z", "auditData": {"@odata.type": "y", **one}} for one in records]}),
    "Sentinel": lambda records: "\n".join(json.dumps(as_sentinel(one)) for one in records),
    "Sentinel's query API": lambda records: json.dumps(
        {"tables": [{"name": "PrimaryResult", "columns": [{"name": name} for name in as_sentinel(records[0])], "rows": [list(as_sentinel(one).values()) for one in records]}]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_schema_gives_the_same_account(tmp_path: Path, form: str) -> None:
    records = [bind(number, (f"<m{number % 4}@x>", "<same@x>")) for number in range(6)]
    found = told(look(write(tmp_path / "e", FORMS[form](records))))
    assert found["records"]["rows"] == found["records"]["distinct"] == 6
    assert found["operations"] == {"MailItemsAccessed": 6}
    (box,) = found["mailboxes"]
    assert (box["mailbox"], box["messages"], box["items"], box["bind_records"]) == ("anna@lab.example", 5, 12, 6)
    assert box["apps"] == {APP: 6} and box["addresses"] == {"192.0.2.7": 6}
    assert {one["id"]: one["times"] for one in found["messages"]} == {
        "<m0@x>": 2,
        "<m1@x>": 2,
        "<m2@x>": 1,
        "<m3@x>": 1,
        "<same@x>": 6,
    }


events = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.sampled_from(("anna@lab.example", "Bram@lab.example")),
        st.lists(st.sampled_from([f"<m{n}@x>" for n in range(6)]), max_size=4),
        st.sampled_from(("192.0.2.1", "2001:db8::1")),
        st.booleans(),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda one: one[0],
)


@settings(max_examples=25)
@given(made=events, repeated=st.integers(0, 10))
def test_pages_that_overlap_in_two_schemas_count_once(
    tmp_path_factory: pytest.TempPathFactory, made: list[Any], repeated: int
) -> None:
    folder = tmp_path_factory.mktemp("pages")
    records = []
    for number, mailbox, messages, address, sync in made:
        access = [{"Name": "MailAccessType", "Value": "Sync" if sync else "Bind"}]
        named = () if sync else tuple(messages)
        records.append(
            bind(number, named, MailboxOwnerUPN=mailbox, ClientIPAddress=address, OperationProperties=access)
        )
    write(folder / "1.csv", as_csv(records + records[:repeated]))
    write(folder / "2.jsonl", "\n".join(json.dumps(as_sentinel(one)) for one in records))
    found = told(look(folder))
    assert found["records"]["distinct"] == len(records) and found["records"]["duplicates"] == len(records) + len(
        records[:repeated]
    )
    assert found["records"]["conflicts"] == 0
    expected: dict[str, set[str]] = {}
    for _, mailbox, messages, _, sync in made:
        expected.setdefault(mailbox, set()).update(() if sync else messages)
    assert {box["mailbox"]: box["messages"] for box in found["mailboxes"]} == {
        name: len(ids) for name, ids in expected.items()
    }
    assert {(one["mailbox"], one["id"]) for one in found["messages"]} == {
        (name, one) for name, ids in expected.items() for one in ids
    }


DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"


@given(
    dash=st.sampled_from(DASHES),
    tail=st.sampled_from(("", ".", " ", ". ", "  ..", "\u00a0")),
    upper=st.booleans(),
    gap=st.sampled_from((" ", "  ", "\t", "\u00a0")),
)
def test_operations_are_one_whatever_dash_dot_or_case(dash: str, tail: str, upper: bool, gap: str) -> None:
    written = f"Update{gap}application {dash} Certificates and secrets management{tail}"
    assert (
        operation_key(written.upper() if upper else written)
        == "update application - certificates and secrets management"
    )


@given(
    address=st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)),
    port=st.integers(0, 65_535),
    form=st.sampled_from(("bare", "port", "mapped", "zone")),
)
def test_addresses_lose_ports_brackets_and_zones(address: Any, port: int, form: str) -> None:
    six = address.version == 6
    text = {
        "bare": str(address),
        "port": f"[{address}]:{port}" if six else f"{address}:{port}",
        "mapped": str(address) if six else f"::ffff:{address}",
        "zone": f"{address}%12" if six else str(address),
    }[form]
    expected = str(address.ipv4_mapped) if six and address.ipv4_mapped else str(address)
    assert client_addresses(text) == (expected,)
    assert client_addresses(f"{text}, 192.0.2.1")[0] == expected


def test_several_addresses_and_none() -> None:
    assert client_addresses("10.0.0.1:80;10.0.0.2, [2001:db8::1]:443") == ("10.0.0.1", "10.0.0.2", "2001:db8::1")
    assert client_addresses("<null>") == client_addresses("") == client_addresses("-") == ()


@given(
    moment=st.integers(946_684_800, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    hours=st.integers(-12, 12),
    digits=st.integers(0, 7),
)
def test_times_with_and_without_zone_and_seven_digits(moment: datetime, hours: int, digits: int) -> None:
    fraction = "." + "1234567"[:digits] if digits else ""
    expected = moment + timedelta(microseconds=int("123456"[: min(digits, 6)].ljust(6, "0")) if digits else 0)
    local = (moment + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S")
    assert Moments().read(f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z") == expected
    assert Moments().read(f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}") == expected
    assert Moments().read(f"{local}{fraction}{hours:+03}:00") == expected


def test_a_broken_row_is_counted_with_what_it_still_tells(tmp_path: Path) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(("CreationDate", "UserIds", "Operations", "AuditData"))
    writer.writerow(("2020-11-09", "a@x.example", "MailItemsAccessed", ""))
    writer.writerow(("2020-11-09", "b@x.example", "Send", '{"Id":"1","Oper'))
    writer.writerow(("2020-11-09", "c@x.example", "Send", json.dumps(ual(1, "Send"))))
    found = told(look(write(tmp_path / "e.csv", stream.getvalue())))
    assert (found["records"]["rows"], found["records"]["distinct"], found["records"]["unreadable"]) == (3, 1, 2)
    assert [(one["row"], one["operation"], one["user"]) for one in found["unreadable"]] == [
        (2, "MailItemsAccessed", "a@x.example"),
        (3, "Send", "b@x.example"),
    ]
    assert found["operations"] == {"Send": 1}


def test_odd_quotes_are_read_all_the_same(tmp_path: Path) -> None:
    record = json.dumps(ual(1, "Send"))
    lines = [
        "CreationDate,UserIds,Operations,AuditData",
        f"2020,a,Send,{record}",
        '2020,b,Send,"' + json.dumps(ual(2, "Send")).replace('"', '\\"') + '"',
    ]
    found = told(look(write(tmp_path / "e.csv", "\n".join(lines) + "\n")))
    assert found["records"]["distinct"] == 2 and found["records"]["unreadable"] == 0


def test_the_same_id_with_another_content_is_a_conflict(tmp_path: Path) -> None:
    found = look(
        write(tmp_path / "e.csv", as_csv([bind(1, ("<a@x>",)), {**bind(1, ("<b@x>",)), "UserId": "eve@x.example"}]))
    )
    document = told(found)
    assert (document["records"]["distinct"], document["records"]["duplicates"], document["records"]["conflicts"]) == (
        1,
        1,
        1,
    )
    assert document["conflicts"][0]["first"].endswith("e.csv:2") and document["conflicts"][0]["second"].endswith(
        "e.csv:3"
    )
    assert {one["id"] for one in document["messages"]} == {"<a@x>", "<b@x>"}
    assert GapReason.CONFLICT in reasons(found)


def test_a_copy_that_lost_its_list_is_made_whole_in_either_order(tmp_path: Path) -> None:
    whole = bind(1, ("<a@x>", "<b@x>"))
    cut = {
        **whole,
        "Folders": ["@{Path=\\Inbox; FolderItems=System.Object[]}"],
        "OperationProperties": ["@{Value=Bind; Name=MailAccessType}"],
    }
    for order in ((whole, cut), (cut, whole)):
        found = look(write(tmp_path / "e.jsonl", "\n".join(map(json.dumps, order))))
        (box,) = told(found)["mailboxes"]
        assert (box["messages"], box["bind_records"], box["items_lost_by_export"]) == (2, 1, 0)
    (box,) = told(look(write(tmp_path / "e.jsonl", json.dumps(cut) + "\n" + json.dumps(bind(2, ())))))["mailboxes"]
    assert box["items_lost_by_export"] == 2


@pytest.mark.parametrize(("rows", "cut"), [(4_999, False), (5_000, True), (5_001, False)])
def test_an_export_of_exactly_its_limit_was_cut(tmp_path: Path, rows: int, cut: bool) -> None:
    found = look(write(tmp_path / "e.jsonl", "\n".join(json.dumps(ual(number, "Send")) for number in range(rows))))
    assert (GapReason.TRUNCATED in reasons(found)) is cut


def test_a_search_that_found_more_than_the_file_holds(tmp_path: Path) -> None:
    rows = [
        {"ResultIndex": number, "ResultCount": 12, "AuditData": json.dumps(ual(number, "Send"))} for number in (1, 2, 3)
    ]
    (gap,) = [
        gap for gap in look(write(tmp_path / "e.json", json.dumps(rows))).gaps if gap.reason is GapReason.TRUNCATED
    ]
    assert gap.count == 9


def test_a_throttled_mailbox_is_blind_for_a_day(tmp_path: Path) -> None:
    properties = [{"Name": "MailAccessType", "Value": "Bind"}, {"Name": "IsThrottled", "Value": "True"}]
    (gap,) = [
        gap
        for gap in look(write(tmp_path / "e.csv", as_csv([bind(0, ("<a@x>",), OperationProperties=properties)]))).gaps
        if gap.reason is GapReason.THROTTLED
    ]
    assert (gap.windows[0].start, gap.windows[0].end) == (
        START,
        START + timedelta(hours=24),
    ) and "anna@lab.example" in gap.why


def test_a_silent_week_and_what_never_shows_are_gaps(tmp_path: Path) -> None:
    day = 86_400
    found = look(write(tmp_path / "e.csv", as_csv([ual(number * day, "Send") for number in (0, 1, 9, 10)])))
    (silent,) = [gap for gap in found.gaps if gap.reason is GapReason.SILENT]
    assert (silent.windows[0].length / timedelta(days=1)) == 7
    states = {one["what"]: one["state"] for one in told(found)["coverage"]["operations"]}
    assert states["mail sent (Send)"] == "covered" and states["mail read (MailItemsAccessed)"] == "not covered"
    assert any(gap.reason is GapReason.NOT_AUDITED and "MailItemsAccessed" in gap.why for gap in found.gaps)


def test_a_row_of_no_audit_log_is_counted_and_named(tmp_path: Path) -> None:
    found = look(
        write(
            tmp_path / "e.jsonl",
            json.dumps(ual(1, "Send")) + "\n" + json.dumps({"EventID": 4624, "Computer": "dc"}) + "\n",
        )
    )
    assert told(found)["records"]["unknown"] == 1 and any("row 2" in gap.why for gap in found.gaps)


def test_the_trace_adds_sender_subject_and_every_recipient(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", as_csv([bind(1, ("<a@x>",))]))
    trace = "origin_timestamp_utc,sender_address,recipient_status,message_subject,message_id\n2020-11-09T08:00:00.1234567Z,p@far.example,anna@lab.example##Receive;bram@lab.example##Receive,Deed,<a@x>\n"
    write(tmp_path / "t.csv", trace.encode("utf-16"))
    found = told(look(tmp_path))
    assert [(one["sender"], one["subject"], one["recipients"]) for one in found["messages"]] == [
        ("p@far.example", "Deed", ["anna@lab.example", "bram@lab.example"])
    ]
    assert {row["person"] for row in found["data_map"] if row["basis"] == "message trace"} == {
        "p@far.example",
        "bram@lab.example",
    }


def test_the_data_map_holds_no_formula(tmp_path: Path) -> None:
    found = look(write(tmp_path / "e.csv", as_csv([bind(1, ("<a@x>",), MailboxOwnerUPN="=cmd|' /C calc'!A0")])))
    write_data_map(found, tmp_path / "map.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "map.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0]["person"].startswith("'=") and harmless("-1+1") == "'-1+1" and harmless("anna") == "anna"


@given(content=st.one_of(st.binary(max_size=300), st.lists(st.dictionaries(st.sampled_from(("AuditData", "Operation", "RecordType", "Id", "Folders", "eventName", "eventSource", "userIdentity", "TargetResources", "ActivityDisplayName", "CreationTime")), st.one_of(st.none(), st.integers(), st.text(max_size=20), st.lists(st.text(max_size=5), max_size=2), st.dictionaries(st.text(max_size=4), st.integers(), max_size=2)), max_size=6), max_size=4).map(lambda rows: json.dumps(rows).encode())))  # fmt: skip
@settings(max_examples=80)
def test_whatever_is_in_a_file_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    found = told(look(write(tmp_path_factory.mktemp("fuzz") / "e", content)))
    counts = found["records"]
    assert counts["rows"] == counts["distinct"] + counts["duplicates"] + counts["unreadable"] + counts["unknown"]
    assert counts["distinct"] or found["gaps"]


def test_the_golden_saml_case_gives_the_expected_answers(real_data: Path) -> None:
    for paths in (
        [real_data / "golden_saml" / name for name in ("AADAuditEvents.json", "OfficeActivityEvents.json")],
        [real_data / "golden_saml"],
    ):
        found = told(look(*paths))
        assert found["operations"] == {
            "Add delegated permission grant": 1,
            "MailItemsAccessed": 1,
            "Update application": 1,
            "Update application – Certificates and secrets management": 1,
        }
        (box,) = found["mailboxes"]
        assert (box["items"], box["messages"], box["apps"]) == (7, 6, {"5a95e683-08ad-424e-a441-1d1aec52c02c": 1})
        (chain,) = found["chain"]
        assert [step["time"][11:19] for step in chain["steps"]] == ["13:25:12", "13:27:20", "13:29:25"]
        assert chain["access"][0]["first"] == "2021-08-02T13:32:07Z" and chain["certainty"] == "presumed"


def test_the_stratus_events_give_the_expected_answers(real_data: Path) -> None:
    found = told(look(real_data / "aws_stratus"))
    assert found["records"]["distinct"] == 2_900
    log = found["coverage"]["logs"]["cloudtrail"]
    assert (log["first"], log["last"]) == ("2023-07-10T11:42:18Z", "2023-07-10T12:37:50Z")
    ended = {one["operation"]: (one["succeeded"], one["failed"]) for one in found["operation_details"]}
    expected = {
        "ModifySnapshotAttribute": (2, 0),
        "ModifyImageAttribute": (2, 0),
        "PutBucketPolicy": (3, 0),
        "AuthorizeSecurityGroupIngress": (2, 0),
        "DeleteTrail": (2, 1),
        "PutEventSelectors": (2, 0),
        "StopLogging": (0, 3),
    }
    assert {name: ended[name] for name in expected} == expected
    assert any(gap["reason"] == "tampered" for gap in found["gaps"])

"""Hunting through raw files and through a lake gives the same hits, and says what was looked at."""

import gzip
import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import beartrap.flows.hunt as hunting
from beartrap.case.ledger import Case
from beartrap.cli.main import main
from beartrap.flows.errors import FlowError
from beartrap.flows.event_messages import Done
from beartrap.flows.hunt_document import document
from beartrap.flows.hunted import Hunted, Request
from beartrap.flows.matchers import load_matcher
from beartrap.model.coverage import GapReason, SourceKind
from beartrap.model.estate import Source
from beartrap.model.finding import Severity
from flows.lake_lab import event, events, here, take

RULE = """
title: Made up tool
id: 5af54681-df95-4c26-854f-2565e13cfab0
status: test
level: high
tags: [attack.execution, attack.t1059.001]
logsource: {product: windows, category: process_creation}
detection:
  selection: {CommandLine|contains: made-up-tool}
  condition: selection
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "one.yml").write_text(RULE)
    return folder


def in_process(jobs: Any, workers: int, first: dict[str, Any]) -> Any:
    return here(jobs, workers, load_matcher(first))


def hunt(rules: Path, tmp_path: Path, *paths: Path, **more: Any) -> Hunted:
    sources = tuple(Source(str(path), str(path), SourceKind.ENDPOINT) for path in paths)
    request = Request(sources, (rules,), cache=tmp_path / "cache.sqlite", **more)
    return hunting.hunt(request, execute=partial(in_process))


def a_log() -> bytes:
    """Sixty events, of which those of hours 12 and 33 (ids 1) hold the tool, and one near miss."""
    tool = event(12, "ws-1", CommandLine="c:\\MADE-UP-tool.exe /x") + event(33, "ws-2", CommandLine="made-up-tool")
    return (
        events(0, 30)
        + tool
        + event(34, "ws-2", CommandLine="made-up-tool")
        + events(35, 60, "ws-2")
        + event(36, CommandLine="made-up")
    )


def test_hits_of_raw_files_and_of_a_lake_are_the_same(rules: Path, tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(a_log())
    take(tmp_path / "lake", log)
    raw, lake = (document(hunt(rules, tmp_path, path)) for path in (log, tmp_path / "lake"))
    assert raw["hits"] == lake["hits"]
    (hit,) = raw["hits"]
    assert (hit["count"], hit["hosts"], hit["level"]) == (2, {"ws-1": 1, "ws-2": 1}, "high")
    assert (hit["first"], hit["last"]) == ("2020-06-01T12:00:00Z", "2020-06-02T09:00:00Z")
    assert [(one["row"], one["fields"]) for one in hit["events"]] == [
        (31, {"CommandLine": "c:\\MADE-UP-tool.exe /x"}),
        (32, {"CommandLine": "made-up-tool"}),
    ]


def test_compressed_logs_of_a_folder_are_hunted(rules: Path, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "a.jsonl.gz").write_bytes(gzip.compress(a_log()))
    (logs / "readme.txt").write_text("Dear reader,\n")
    hunted = hunt(rules, tmp_path, logs)
    assert [one.count for one in hunted.tally.rules.values()] == [2]
    assert GapReason.UNKNOWN_KIND in {gap.reason for gap in hunted.gaps}


def test_silent_days_and_dirty_rows_are_told(rules: Path, tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(events(0, 30) + b"{broken\n" + events(100, 110))
    hunted = hunt(rules, tmp_path, log)
    reasons = {gap.reason: gap for gap in hunted.gaps}
    assert reasons[GapReason.SILENT].hosts == ("ws-1",)
    assert reasons[GapReason.SILENT].count == 2
    assert reasons[GapReason.MALFORMED].count == 1
    (covered,) = document(hunted)["coverage"]
    assert covered["events"] == 40
    assert covered["hosts"]["ws-1"][0] == ["2020-06-01T00:00:00Z", "2020-06-03T00:00:00Z"]


def test_a_rule_that_cannot_be_used_is_counted(rules: Path, tmp_path: Path) -> None:
    (rules / "two.yml").write_text("title: broken\ndetection: {}\n")
    log = tmp_path / "a.jsonl"
    log.write_bytes(a_log())
    told = document(hunt(rules, tmp_path, log))["rules"]
    assert told["loaded"] == 1
    assert len(told["unsupported"]) == 1


def test_a_piece_that_is_gone_is_a_gap(rules: Path, tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(a_log())
    take(tmp_path / "lake", log, stretch=1 << 20)
    next((tmp_path / "lake" / "events" / "source=windows%2Fsysmon%2F1").rglob("*.parquet")).unlink()
    hunted = hunt(rules, tmp_path, tmp_path / "lake")
    assert any("missing or damaged" in gap.why for gap in hunted.gaps)


def test_the_door(
    rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    log = tmp_path / "a.jsonl"
    log.write_bytes(a_log())
    assert main(["hunt", str(log), "--sigma", str(rules), "--workers", "1", "--json"]) == 13
    assert json.loads(capsys.readouterr().out)["hits"][0]["count"] == 2
    assert main(["ingest", str(log), "--to", str(tmp_path / "lake"), "--workers", "1", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["hunt", str(tmp_path / "lake"), "--sigma", str(rules), "--workers", "2", "--quiet"]) == 13
    assert "Made up tool" in capsys.readouterr().out
    assert main(["hunt", str(tmp_path / "nothing"), "--sigma", str(rules)]) == 2


def test_sigmahqs_own_regression_files(real_data: Path, tmp_path: Path) -> None:
    expected = json.loads((real_data / "evtx" / "expected.json").read_text())
    rules = real_data / "sigma" / "sigmahq-rules.tar.gz"
    wanted = {one["rule"] for one in expected}
    folder = tmp_path / "regression"
    folder.mkdir()
    for number, text in enumerate(_rules_of(rules, wanted)):
        (folder / f"{number}.yml").write_bytes(text)
    hunted = hunt(folder, tmp_path, real_data / "evtx")
    found = {(one.rule, event.file.rpartition("/")[2]) for one in hunted.tally.rules.values() for event in one.events()}
    assert [one for one in expected if (one["rule"], one["evtx"]) not in found] == []


def _rules_of(archive: Path, wanted: set[str]) -> list[bytes]:
    """Return the rules of those ids: the whole set takes half a minute to compile."""
    import tarfile

    found = []
    with tarfile.open(archive) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            text = stream.read() if stream is not None else b""
            if any(f"id: {one}".encode() in text for one in wanted):
                found.append(text)
    return found


def test_a_hunt_is_kept_in_a_case(rules: Path, tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(a_log() + b"{broken\n")
    hunt(rules, tmp_path, log, case=tmp_path / "hunt.case")
    with Case.open(tmp_path / "hunt.case") as case:
        view = case.view()
    found = [kept.record for kept in view.records.findings]
    assert sorted((one.host, one.count, one.severity) for one in found) == [
        ("ws-1", 1, Severity.HIGH),
        ("ws-2", 1, Severity.HIGH),
    ]
    assert found[0].techniques == ("T1059.001",)
    assert any(kept.record.reason is GapReason.MALFORMED for kept in view.records.gaps)
    assert {host for kept in view.records.looked for host in kept.record.hosts} == {"ws-1", "ws-2"}
    (raw,) = (tmp_path / "hunt.case" / "hits" / "events").iterdir()
    assert pq.read_table(raw).num_rows == 2


def test_nothing_to_hunt_for_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(a_log())
    assert main(["hunt", str(log)]) == 2
    assert "--sigma" in capsys.readouterr().err


def test_an_indicator_is_sighted_with_its_subdomains(rules: Path, tmp_path: Path) -> None:
    log, indicators = tmp_path / "dns.jsonl", tmp_path / "iocs.csv"
    asked = [event(1, EventID=22, QueryName="a.evil.invalid"), event(2, EventID=22, QueryName="notevil.invalid")]
    log.write_bytes(b"".join(asked))
    indicators.write_text("type,value\ndomain,evil.invalid\n")
    told = document(hunt(rules, tmp_path, log, indicators=(indicators,)))
    assert [(one["indicator"], one["count"]) for one in told["sightings"]] == [("domain:evil.invalid", 1)]


ESTATE = """
version = 1
[organisation]
name = "A lab"

[[host]]
name = "ws-1"
addresses = ["10.0.0.1"]

[[source]]
kind = "jsonl"
path = "a.jsonl"

[[source]]
kind = "files"
path = "."
"""


def test_an_estate_names_the_logs_and_the_machines(rules: Path, tmp_path: Path, capsysbinary: Any) -> None:
    (tmp_path / "a.jsonl").write_bytes(a_log())
    (tmp_path / "estate.toml").write_text(ESTATE)
    assert main(["hunt", "--estate", str(tmp_path / "estate.toml"), "--sigma", str(rules), "--json"]) == 13
    told = json.loads(capsysbinary.readouterr().out)
    (looked,) = told["coverage"]  # the tree of files is no log
    assert looked["source"] == "a.jsonl" and looked["events"] == 59
    assert told["hits"][0]["hosts"] == {"ws-1": 1, "ws-2": 1}


def test_a_source_of_the_estate_that_has_no_reader_is_a_gap(rules: Path, tmp_path: Path, capsysbinary: Any) -> None:
    (tmp_path / "a.jsonl").write_bytes(a_log())
    (tmp_path / "estate.toml").write_text(ESTATE + '\n[[source]]\nkind = "netflow"\npath = "flows"\n')
    main(["hunt", "--estate", str(tmp_path / "estate.toml"), "--sigma", str(rules), "--json"])
    whys = [gap["why"] for gap in json.loads(capsysbinary.readouterr().out)["gaps"]]
    assert any("no reader for sources of kind 'netflow'" in why for why in whys)


@pytest.mark.parametrize("option", [("--format", "json"), ("--timezone", "Europe/Amsterdam")])
def test_how_logs_are_read_is_said_by_the_estate_that_names_them(
    rules: Path, tmp_path: Path, option: tuple[str, str]
) -> None:
    (tmp_path / "a.jsonl").write_bytes(a_log())
    (tmp_path / "estate.toml").write_text(ESTATE)
    assert main(["hunt", "--estate", str(tmp_path / "estate.toml"), "--sigma", str(rules), *option]) == 2


def test_without_a_log_and_with_an_estate_that_names_none_it_is_usage(rules: Path, tmp_path: Path) -> None:
    (tmp_path / "estate.toml").write_text("version = 1\n")
    assert main(["hunt", "--sigma", str(rules)]) == 2
    assert main(["hunt", "--estate", str(tmp_path / "estate.toml"), "--sigma", str(rules)]) == 2


def test_rules_are_mapped_to_the_names_of_our_own_fields(rules: Path, tmp_path: Path) -> None:
    log = tmp_path / "edr.jsonl"
    log.write_bytes(
        event(12, cmdline="made-up-tool") + event(33, CommandLine="made-up-tool") + event(36, cmdline="made-up")
    )
    mapping = tmp_path / "ours.yml"
    mapping.write_text("transformations: [{type: field_name_mapping, mapping: {CommandLine: cmdline}}]")
    plain = hunt(rules, tmp_path, log)
    mapped = hunt(rules, tmp_path, log, mappings=(mapping,))
    again = hunt(rules, tmp_path, log)  # the cache keeps the two apart
    assert [
        [one["row"] for hit in document(which)["hits"] for one in hit["events"]] for which in (plain, mapped, again)
    ] == [
        [2],
        [1],
        [2],
    ]
    mapping.write_text("transformations: 1")
    with pytest.raises(FlowError, match="no pipeline"):
        hunt(rules, tmp_path, log, mappings=(mapping,))


def test_values_that_no_rule_was_tried_on_are_a_gap(rules: Path, tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(a_log())

    def with_long_values(jobs: Any, workers: int, first: dict[str, Any]) -> Any:
        for job, said in in_process(jobs, workers, first):
            yield job, replace(said, untried=3) if isinstance(said, Done) else said

    source = Source(str(log), str(log), SourceKind.ENDPOINT)
    hunted = hunting.hunt(Request((source,), (rules,), cache=tmp_path / "cache.sqlite"), execute=with_long_values)
    (gap,) = [gap for gap in hunted.gaps if gap.reason is GapReason.LIMIT]
    assert "3 values are longer" in gap.why and gap.count == 3


HOSTILE = """
title: Takes forever elsewhere
id: 5af54681-df95-4c26-854f-2565e13cfab2
logsource: {product: windows, category: process_creation}
detection:
  a: {CommandLine|re: '^(a+)+$'}
  b: {CommandLine|re: '(.*a){20}$'}
  condition: 1 of them
---
title: Not linear
id: 5af54681-df95-4c26-854f-2565e13cfab3
logsource: {product: windows, category: process_creation}
detection:
  a: {CommandLine|re: '(a*)*\\1b'}
  condition: a
"""


def test_catastrophic_regexes_meet_values_made_for_them(rules: Path, tmp_path: Path) -> None:
    (rules / "hostile.yml").write_text(HOSTILE)
    log = tmp_path / "a.jsonl"
    log.write_bytes(
        event(12, CommandLine="a" * 50_000 + "!") + event(33, CommandLine="aaa") + event(36, CommandLine="x")
    )
    told = document(hunt(rules, tmp_path, log))
    assert [(hit["title"], hit["count"]) for hit in told["hits"]] == [("Takes forever elsewhere", 1)]
    assert ["Not linear" in one["why"] for one in told["rules"]["unsupported"]] == [True]


def test_of_a_field_of_ten_megabytes_the_beginning_is_matched_and_the_rest_is_a_gap(
    rules: Path, tmp_path: Path
) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(
        event(12, CommandLine="made-up-tool " + "x" * 10_000_000)
        + event(33, CommandLine="x" * 10_000_000 + "made-up-tool")
    )
    told = document(hunt(rules, tmp_path, log))
    assert [[one["row"] for one in hit["events"]] for hit in told["hits"]] == [[1]]
    assert any("2 values are longer than a megabyte" in gap["why"] for gap in told["gaps"])


def test_among_a_million_columns_the_ones_that_rules_name_are_found(rules: Path, tmp_path: Path) -> None:
    log = tmp_path / "a.jsonl"
    log.write_bytes(
        b"".join(event(12, **{f"f{number}-{part}": "x" for number in range(50_000)}) for part in range(20))
        + event(33, CommandLine="made-up-tool")
    )
    assert [hit["count"] for hit in document(hunt(rules, tmp_path, log))["hits"]] == [1]

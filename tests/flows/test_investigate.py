"""The main job as a function: what bounds it, what it keeps, what it says it did not do."""

import json
from pathlib import Path

import pytest

from beartrap.case.errors import CaseError
from beartrap.case.view import CaseView
from beartrap.engine.knowledge import Knowledge
from beartrap.flows import investigate as flow
from beartrap.flows.investigate import NothingToLookFor, Request, investigate
from beartrap.hunt.dns import DnsHunt
from beartrap.intel.errors import IntelError
from beartrap.model.coverage import GapReason

BEACON = "6a57jk2ba1d9keg15cbg.appsync-api.eu-west-1.avsvmcloud.com"


def zeek(name: str, moment: float = 1592040000.5) -> str:
    row = {"ts": moment, "id.orig_h": "10.0.0.1", "qtype_name": "A", "rcode_name": "NOERROR", "query": name}
    return json.dumps({**row, "answers": ["198.51.100.7"]}) + "\n"


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    (tmp_path / "estate.toml").write_text(
        'version = 1\n[[host]]\nname = "One"\naddresses = ["10.0.0.1"]\n'
        '[[source]]\nkind = "dns"\npath = "logs/*.log"\n[[source]]\nkind = "hashes"\npath = "hashes.csv"\n'
        '[[source]]\nkind = "files"\npath = "tree"\nhosts = ["One"]\n[[source]]\nkind = "netflow"\npath = "*.nf"\n'
    )
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.log").write_text(zeek("intranet.example"))
    (tmp_path / "logs" / "b.log").write_text(zeek(BEACON, 1592041000.5))
    (tmp_path / "hashes.csv").write_text("host,path,sha256\nONE.corp.example,C:\\x.dll," + "a" * 64 + "\n")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "x").write_text("x")
    return tmp_path


def look(lab: Path, **more: object) -> CaseView:
    return investigate(Request(case=lab / "c", packs=("solarwinds-2020",), estate=lab / "estate.toml", **more))


def reasons(view: CaseView) -> set[GapReason]:
    return {kept.record.reason for kept in view.records.gaps}


def test_a_spent_budget_leaves_a_gap_for_each_source_and_no_clean_answer(lab):
    view = look(lab, budget=0.0)
    left = [kept.record for kept in view.records.gaps if kept.record.reason is GapReason.BUDGET]
    assert len(left) == 3
    assert {answer.state for answer in view.answers if answer.id in ("exposed", "present", "active")} == {"not looked"}


def test_the_gaps_of_a_spent_budget_go_when_the_case_is_gone_on_with(lab):
    look(lab, budget=0.0)
    view = look(lab)
    assert GapReason.BUDGET not in reasons(view)
    assert {answer.state for answer in view.answers if answer.id in ("exposed", "present")} == {"no indication"}


def test_a_source_without_a_reader_is_a_gap(lab):
    assert GapReason.UNSUPPORTED in reasons(look(lab))


def test_a_host_goes_by_the_name_of_the_estate_whatever_an_inventory_calls_it(lab):
    hosts = {host for kept in look(lab).records.looked for host in kept.record.hosts}
    assert hosts == {"One"}


def test_a_detector_that_breaks_is_a_gap_and_the_rest_is_kept(lab, monkeypatch):
    class Broken(DnsHunt):
        def match(self, batch, label, clients=None):
            if label.endswith("a.log"):
                raise ZeroDivisionError("a fault of ours")
            return super().match(batch, label, clients)

    monkeypatch.setattr(flow, "DnsHunt", Broken, raising=False)
    monkeypatch.setattr("beartrap.hunt.dns.DnsHunt", Broken)
    view = look(lab)
    broken = [kept.record for kept in view.records.gaps if kept.record.reason is GapReason.CRASHED]
    assert len(broken) == 1 and "a fault of ours" in broken[0].why and broken[0].source.endswith("a.log")
    assert any(kept.record.detector == "hunt.sunburst" for kept in view.records.findings)
    assert {answer.id: answer.grade for answer in view.answers}["active"] == "partial"
    monkeypatch.undo()
    assert GapReason.CRASHED not in reasons(look(lab))  # looked at again, because it broke


def test_ctrl_c_keeps_what_was_found_and_names_what_is_left(lab, monkeypatch):
    def stop(desk, source):
        raise KeyboardInterrupt

    monkeypatch.setitem(flow.LOOKS, flow.SourceKind.FILES, stop)
    with pytest.raises(KeyboardInterrupt):
        look(lab)
    monkeypatch.undo()
    from beartrap.flows.reopen import answers

    view = answers(lab / "c")
    stopped = [kept.record for kept in view.records.gaps if kept.record.reason is GapReason.INTERRUPTED]
    assert [gap.source for gap in stopped] == ["tree (as a whole)"]
    assert any(
        kept.record.detector == "hunt.sunburst" or kept.record.detector == "hunt.dns" for kept in view.records.findings
    )
    assert view.records.runs[-1].record.outcome == "interrupted"
    assert GapReason.INTERRUPTED not in reasons(look(lab))


def test_other_knowledge_is_another_look(lab):
    first = look(lab)
    (lab / "ours.txt").write_text("intranet.example\n")
    second = look(lab, indicators=(lab / "ours.txt",))
    assert len(second.records.findings) > len(first.records.findings)


def test_the_case_itself_is_no_part_of_what_is_looked_at(lab):
    (lab / "estate.toml").write_text(
        'version = 1\n[[host]]\nname = "One"\n[[source]]\nkind = "files"\npath = "."\nhosts = ["One"]\n'
    )
    view = look(lab)
    files = [kept.record for kept in view.records.looked if kept.record.kind == "files"]
    assert {look.amount for look in files} == {5}
    assert "skipped" not in reasons(view)


def test_bad_input_is_told_before_anything_is_made(lab):
    (lab / "empty.txt").write_text("")
    with pytest.raises(IntelError):
        look(lab, reports=(lab / "empty.txt",))
    assert not (lab / "c").exists()


def test_too_little_space_is_told_before_long_work(lab, monkeypatch):
    monkeypatch.setattr(flow, "NEEDED_SPACE", 1 << 62)
    with pytest.raises(CaseError, match="free"):
        look(lab)


def test_nothing_to_look_for(lab):
    with pytest.raises(NothingToLookFor):
        investigate(Request(case=lab / "c", estate=lab / "estate.toml"))


def test_knowledge_digest_follows_what_is_looked_for():
    assert Knowledge().digest() == Knowledge().digest()
    assert Knowledge().digest() != Knowledge(yara={"a": "rule a { condition: true }"}).digest()

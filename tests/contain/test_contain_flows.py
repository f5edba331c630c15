"""The verbs on a whole case: what may be acted upon, what is proven, what opens it again."""

import json
import os
from pathlib import Path

import pytest

from beartrap.case.ledger import Case
from beartrap.cli.main import main
from beartrap.contain.errors import Refused, Tampered, VaultError
from beartrap.flows import contain_apply
from beartrap.flows.contain_apply import Result, apply
from beartrap.flows.contain_back import purge, restore, status
from beartrap.flows.contain_plan import PlanRequest, make_plan
from beartrap.flows.contain_tick import NoSuchStep, steps, tick
from beartrap.flows.contain_verify import VerifyRequest, verify
from beartrap.flows.errors import NoSuchFinding
from beartrap.flows.reopen import answers, mark
from beartrap.model.action import FOUND_AGAIN, GONE, NOT_EXAMINED
from contain.flow_lab import BAD, WORSE, Lab, answer


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def plan(lab: Lab, **more: object):
    return make_plan(PlanRequest(lab.case, "ana", **more))[0]


def do(lab: Lab, **more: object):
    return apply(lab.case, plan(lab, **more).id, "ana")


def proof(lab: Lab, **more: object):
    return verify(VerifyRequest(lab.case, "ana", workers=1, **more))


def test_the_whole_way_from_plan_to_contained(lab):
    view = lab.look()
    assert answer(view).verdict == "open"
    planned = plan(lab)
    assert (lab.tree / "opt/x/bad.sh").exists()
    (item,) = planned.items
    applied = apply(lab.case, planned.id, "ana")
    assert [one.result for one in applied.outcomes] == [Result.ISOLATED]
    assert not (lab.tree / "opt/x/bad.sh").exists()
    assert answer(answers(lab.case)).verdict == "open"  # isolated is not proven
    verified = proof(lab)
    assert [outcome for _, outcome in verified.outcomes] == [GONE]
    held = answer(verified.view)
    assert (held.state, held.verdict) == ("yes", "contained")
    assert held.grade == "partial"
    assert any("far-01" in line for line in held.missing)
    verbs = [kept.record.verb for kept in verified.view.records.actions]
    assert verbs == ["planned", "quarantined", "verified"]
    assert verified.view.records.actions[1].record.facts.get("item") == item.id
    assert main(["case", "verify", str(lab.case)]) == 0


def test_nothing_is_acted_upon_on_a_heuristic_until_a_person_answers_for_it(lab):
    lab.known(WORSE)
    lab.rule("inert stand-in for")
    view = lab.look()
    (kept,) = [kept for kept in view.records.findings if kept.record.detector == "sweep.yara"]
    planned = plan(lab)
    assert planned.items == ()
    assert "not confirmed" in planned.left[0].why
    assert plan(lab, findings=(kept.id,)).items == ()
    assert len(plan(lab, findings=(kept.id,), operator_confirms=True).items) == 1
    mark(lab.case, kept.id, "confirmed", "looked at it", "ana")
    (item,) = plan(lab).items
    assert "confirmed by ana: looked at it" in item.ground


def test_a_rule_that_is_as_good_as_a_hash_may_be_acted_upon(lab):
    lab.known(WORSE)
    lab.rule("inert stand-in for", " confirmed = true")
    lab.look()
    assert len(plan(lab).items) == 1


def test_a_false_positive_is_not_planned(lab):
    view = lab.look()
    mark(lab.case, view.records.findings[0].id, "false-positive", "our own", "ana")
    assert plan(lab).items == ()


def test_a_finding_of_an_inventory_on_another_host_is_told_and_never_acted_upon_here(lab, tmp_path):
    path = lab.put("opt/x/worse", WORSE)  # the same path exists in the tree of web-01
    lab.inventory("far-01", {str(path): WORSE})
    lab.look()
    planned = plan(lab)
    (left,) = [one for one in planned.left if one.place.host == "far-01"]
    assert "not within reach" in left.why
    assert {item.place.host for item in planned.items} == {"web-01"}


def test_an_inventory_that_is_still_the_old_one_proves_nothing_and_a_fresh_one_does(lab):
    lab.inventory("far-01", {"/opt/worse": WORSE})
    lab.look()
    do(lab)
    verified = proof(lab)
    assert sorted(outcome for _, outcome in verified.outcomes) == [GONE, NOT_EXAMINED]
    assert answer(verified.view).verdict == "open"
    lab.inventory("far-01", {"/opt/other": b"clean"})
    verified = proof(lab)
    assert {outcome for _, outcome in verified.outcomes} == {GONE}
    assert answer(verified.view).verdict == "contained"
    lab.inventory("far-01", {"/opt/worse": WORSE, "/x": b"more"})
    assert FOUND_AGAIN in {outcome for _, outcome in proof(lab).outcomes}


def test_a_later_sweep_that_finds_it_again_reopens_it(lab):
    lab.look()
    before = (lab.tree / "opt/x/bad.sh").stat()
    do(lab)
    assert answer(proof(lab).view).verdict == "contained"
    again = lab.put("opt/x/bad.sh", BAD)
    os.utime(again, ns=(before.st_atime_ns, before.st_mtime_ns))  # the finding is the same to the letter
    view = lab.look()
    assert answer(view).verdict == "open"
    assert "seen again since" in answer(view).statement


def test_a_verification_that_finds_it_again_says_so_and_exits_with_found(lab):
    lab.look()
    do(lab)
    lab.put("home/elsewhere.sh", BAD)
    verified = proof(lab)
    assert sorted(outcome for _, outcome in verified.outcomes) == [FOUND_AGAIN, GONE]
    assert main(["contain", "verify", str(lab.case), "-q", "--workers", "1", "--json"]) in (13, 14)


def test_a_verification_looks_at_what_starts_by_itself_too(lab):
    lab.look()
    do(lab)
    assert answer(proof(lab).view).verdict == "contained"
    looks = [kept.record for kept in answers(lab.case).records.looked if kept.record.kind == "verification"]
    assert "sweep.persistence" in {look.by for look in looks}


def test_what_is_restored_is_open_again(lab):
    lab.look()
    do(lab)
    proof(lab)
    (held,) = status(lab.case, "ana").held
    restore(lab.case, held.item, "ana")
    assert (lab.tree / "opt/x/bad.sh").read_bytes() == BAD
    assert answer(answers(lab.case)).verdict == "open"


def test_a_removed_tree_is_not_examined_and_not_gone(lab):
    lab.look()
    do(lab)
    lab.tree.rename(lab.root / "away")
    assert [outcome for _, outcome in proof(lab).outcomes] == [NOT_EXAMINED]


def test_an_empty_tree_as_a_disk_that_is_not_mounted_proves_nothing(lab):
    lab.look()
    do(lab)
    lab.tree.rename(lab.root / "away")
    lab.tree.mkdir()
    assert [outcome for _, outcome in proof(lab).outcomes] == [NOT_EXAMINED]


def test_an_excluded_place_is_not_examined(lab):
    lab.look()
    do(lab)
    assert [outcome for _, outcome in proof(lab, excludes=(b"/opt/x",)).outcomes] == [NOT_EXAMINED]
    assert [outcome for _, outcome in proof(lab).outcomes] == [GONE]


def test_content_exchanged_between_finding_and_plan_is_left_alone(lab):
    lab.look()
    lab.put("opt/x/bad.sh", b"an innocent file now\n")
    planned = plan(lab)
    assert planned.items == ()
    assert "no longer the one that was found" in planned.left[0].why


def test_content_exchanged_between_plan_and_apply_is_refused_and_told(lab):
    lab.look()
    planned = plan(lab)
    lab.put("opt/x/bad.sh", b"an innocent file now\n")
    applied = apply(lab.case, planned.id, "ana")
    assert [one.result for one in applied.outcomes] == [Result.REFUSED]
    assert (lab.tree / "opt/x/bad.sh").read_bytes() == b"an innocent file now\n"
    assert answers(lab.case).records.actions[-1].record.verb == "refused"


def test_hard_links_inside_and_outside_of_the_scope(lab, tmp_path):
    (tmp_path / "outside").mkdir()
    os.link(lab.tree / "opt/x/bad.sh", lab.tree / "etc/rc.bad")
    os.link(lab.tree / "opt/x/bad.sh", tmp_path / "outside/name")
    lab.look()
    (item,) = plan(lab).items
    assert (len(item.names), item.outside) == (2, 1)
    assert any("outside of the scope" in warning for warning in item.warnings)
    (wider,) = plan(lab, scope=(os.fsencode(tmp_path / "outside"),)).items
    assert (len(wider.names), wider.outside) == (3, 0)
    planned = plan(lab)
    apply(lab.case, planned.id, "ana")
    assert (tmp_path / "outside/name").exists()
    verified = proof(lab)
    assert answer(verified.view).verdict == "open"
    assert "further name remains" in answer(verified.view).statement


def test_a_plan_that_was_changed_is_not_carried_out(lab):
    lab.look()
    planned = plan(lab)
    path = lab.case / "quarantine" / "plan.json"
    path.write_bytes(path.read_bytes().replace(b"bad.sh", b"hostname"))
    with pytest.raises(Tampered):
        apply(lab.case, planned.id, "ana")


def test_a_plan_that_was_made_anew_is_to_be_read_first(lab):
    lab.look()
    old = plan(lab)
    plan(lab)
    with pytest.raises(VaultError, match="read it first"):
        apply(lab.case, old.id, "ana")


def test_applying_a_plan_twice_does_nothing_the_second_time(lab):
    lab.look()
    planned = plan(lab)
    apply(lab.case, planned.id, "ana")
    assert apply(lab.case, planned.id, "ana").outcomes == []


def test_ctrl_c_in_the_middle_of_an_item_leaves_it_settled(lab, monkeypatch):
    lab.put("opt/second", WORSE)
    lab.look()
    planned = plan(lab)
    real, calls = contain_apply.isolate, []

    def interrupted(vault, item, about):
        calls.append(item)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(vault, item, about)

    monkeypatch.setattr(contain_apply, "isolate", interrupted)
    applied = apply(lab.case, planned.id, "ana")
    assert applied.stopped
    assert [one.result for one in applied.outcomes] == [Result.ISOLATED, Result.NOT_REACHED]
    monkeypatch.undo()
    assert [one.result for one in apply(lab.case, planned.id, "ana").outcomes] == [Result.ISOLATED]


def test_a_purged_item_stays_proven_and_cannot_be_restored(lab):
    lab.look()
    do(lab)
    proof(lab)
    (held,) = status(lab.case, "ana").held
    purge(lab.case, (held.item,), "ana")
    with pytest.raises(Refused):
        restore(lab.case, held.item, "ana")
    assert answer(answers(lab.case)).verdict == "contained"


def test_status_tells_a_spoiled_blob(lab):
    lab.look()
    do(lab)
    (blob,) = (lab.case / "quarantine" / "blobs").iterdir()
    blob.write_bytes(blob.read_bytes()[:-1])
    assert status(lab.case, "ana").problems == ()
    assert len(status(lab.case, "ana", check=True).problems) == 1
    assert main(["contain", "status", str(lab.case), "--check"]) == 14


def test_the_checklist_is_ordered_fitted_and_ticked(lab):
    view = lab.look()
    assert [one for one in view.records.actions if one.record.verb == "ticked"] == []
    names = [step.id for step in steps(lab.case)]
    assert names.index("scope-first") < names.index("cut-off") < names.index("rebuild") < names.index("watch")
    assert "krbtgt-twice" not in names  # no domain controller, no AD domain in this estate
    step = tick(lab.case, "rebuild", "ana", "change 4711")
    assert step.tick is not None and (step.tick.operator, step.tick.evidence) == ("ana", "change 4711")
    with pytest.raises(NoSuchStep):
        tick(lab.case, "krbtgt-twice", "ana", "x")


def test_an_unknown_finding_is_usage(lab):
    lab.look()
    with pytest.raises(NoSuchFinding):
        plan(lab, findings=("finding-zzzz",))
    assert main(["contain", "plan", str(lab.case), "--finding", "zzzz"]) == 2


def test_exit_codes_and_json_of_the_door(lab, capsys):
    lab.look()
    case = str(lab.case)
    assert main(["contain", "status", case, "--json"]) == 4
    assert main(["contain", "apply", case, "--yes", "-q"]) == 1  # there is no plan yet
    assert main(["contain", "plan", case, "-q", "--json"]) == 0
    capsys.readouterr()
    assert main(["contain", "apply", case, "-q"]) == 4  # nobody is there to agree
    assert (lab.tree / "opt/x/bad.sh").exists()
    capsys.readouterr()
    assert main(["contain", "apply", case, "--yes", "-q", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["act"]) == ("beartrap.contain/1", "apply")
    assert document["outcomes"][0]["result"] == "isolated"
    assert main(["contain", "verify", case, "-q", "--workers", "1"]) == 4  # far-01's inventory is the old one
    assert main(["contain", "status", case]) == 0
    assert main(["contain", "checklist", case]) == 4


def test_the_case_itself_is_never_contained(lab, tmp_path):
    with Case.open(lab.case, create=True):
        pass
    lab.look()
    assert all(os.fsencode(lab.case) not in item.names[0].path for item in plan(lab).items)

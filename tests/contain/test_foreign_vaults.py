"""A vault of another product in a case: evidence of presence, never acted upon, its old place looked at."""

import hashlib

from beartrap.flows.contain_plan import PlanRequest, make_plan
from beartrap.flows.contain_verify import VerifyRequest, verify
from contain.flow_lab import Lab, answer

MOVED = b"an inert stand-in that a scanner moved away\n"


def test_what_a_scanner_took_before_is_present_left_alone_and_proven_gone_from_its_place(tmp_path):
    lab = Lab(tmp_path)
    (lab.tree / "opt/x/bad.sh").unlink()
    (tmp_path / "moved").mkdir()
    (tmp_path / "moved" / "bad.dll.001").write_bytes(MOVED)
    estate = tmp_path / "estate.toml"
    estate.write_text(estate.read_text() + '[[source]]\nkind = "vault"\npath = "moved"\nhosts = ["web-01"]\n')
    lab.known(MOVED)
    view = lab.look()
    (kept,) = view.records.findings
    assert (kept.record.detector, kept.record.confirmed) == ("sweep.quarantined-before", True)
    assert kept.record.evidence[0].place.member == (b"bad.dll.001",)
    assert kept.record.facts.get("sha256") == hashlib.sha256(MOVED).hexdigest()
    assert answer(view, "present").state == "yes"
    plan, _ = make_plan(PlanRequest(lab.case, "ana", containers=True))
    assert plan.items == ()
    assert "already" in plan.left[0].why
    verified = verify(VerifyRequest(lab.case, "ana", workers=1))
    assert [outcome for _, outcome in verified.outcomes] == ["gone"]
    assert (tmp_path / "moved" / "bad.dll.001").read_bytes() == MOVED

"""What Veldwater's tenant and its traffic tell, held against the table that states the truth."""

from test_truth import TRUTH, answer, folder, request_, view

from beartrap.case.view import CaseView
from beartrap.model.question import Question

__all__ = ["folder", "request_", "view"]  # fixtures of the demo, made once more for this file


def of(view: CaseView, detector: str) -> list:
    return [kept.record for kept in view.records.findings if kept.record.detector == detector]


def test_whose_mail_was_read_through_the_stolen_application(view: CaseView) -> None:
    lines = [
        one for one in of(view, "seen.data-map") if one.facts.get("tie") == "exact" and one.facts.get("role") == "owner"
    ]
    read = {one.facts.get("person"): one.facts.get("amount") for one in lines if one.facts.get("certainty") == "read"}
    assert read == TRUTH["seen"]["read"]
    assert [one.facts.get("person") for one in lines if one.facts.get("certainty") == "could have been read"] == TRUTH[
        "seen"
    ]["could"]


def test_the_trace_names_those_who_wrote_and_received(view: CaseView) -> None:
    lines = [one for one in of(view, "seen.data-map") if one.facts.get("basis") == "message trace"]
    assert {one.facts.get("person") for one in lines} == set(TRUTH["seen"]["correspondents"])


def test_one_chain_leads_from_the_role_to_the_mailboxes(view: CaseView) -> None:
    (chain,) = of(view, "seen.access-chain")
    assert chain.facts.get("chain") == " → ".join(TRUTH["seen"]["chain"])
    assert chain.facts.get("apps") == TRUTH["seen"]["application"]


def test_known_traffic_is_shown_and_makes_no_yes(view: CaseView) -> None:
    known = [one for one in of(view, "onward.brute-force") if one.facts.get("known")]
    assert {one.facts.get("known") for one in known} == set(TRUTH["onward"]["known"])
    assert "Pompwerk" in answer(view, Question.ONWARD).statement


def test_the_releases_are_what_was_built(view: CaseView) -> None:
    (look,) = [kept.record for kept in view.records.looked if kept.record.by == "onward.releases"]
    assert look.amount == TRUTH["onward"]["releases"] and of(view, "onward.releases") == []

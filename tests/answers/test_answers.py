"""The eight answers: what makes a yes, what makes it verified, and that nothing unlooked ever seems clean."""

from dataclasses import replace
from datetime import timedelta

import pytest

from answers.lab import (
    START,
    TWO_HOSTS,
    beacon,
    days,
    dns_gap,
    dns_look,
    file_look,
    kept,
    malware,
    records,
)
from beartrap.case.answers import answer_all
from beartrap.case.view import Records
from beartrap.model.answer import Grade, State
from beartrap.model.claim import Claim, ClaimKind, Document, Hedge
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.place import Place
from beartrap.model.question import Question


def board(given: Records):
    return {answer.id: answer for answer in answer_all(given)}


def test_an_empty_case_has_looked_at_nothing():
    answers = board(Records())
    assert list(answers) == list(Question)
    assert {answer.state for answer in answers.values()} == {State.NOT_LOOKED}
    assert {answer.grade for answer in answers.values()} == {None}


def test_what_nobody_looks_at_yet_says_what_it_would_need():
    answers = board(records(looked=(dns_look("one", "two"), file_look("one", "two"))))
    for question in (Question.SEEN, Question.ONWARD, Question.CONTAINED, Question.NEXT):
        assert answers[question].state is State.NOT_LOOKED
        assert answers[question].needed and answers[question].missing


def test_a_finding_for_a_question_without_rooms_would_still_be_a_yes():
    found = Finding("impact.mail", "mailbox:x", (Question.SEEN,), "mail was read", Severity.HIGH, "so the log says")
    assert board(records(findings=(found,)))[Question.SEEN].state is State.YES


def test_no_indication_is_verified_only_where_all_that_was_needed_was_looked_at():
    whole = board(records(looked=(dns_look("one", "two"), file_look("one", "two"))))
    assert (whole[Question.ACTIVE].state, whole[Question.ACTIVE].grade) == (State.NO_INDICATION, Grade.VERIFIED)
    assert (whole[Question.PRESENT].state, whole[Question.PRESENT].grade) == (State.NO_INDICATION, Grade.VERIFIED)


@pytest.mark.parametrize(
    "given",
    [
        records(looked=(dns_look("one"),)),
        records(looked=(dns_look("one", "two", windows=(days(0, 6),)),)),
        records(looked=(dns_look("one", "two"),), gaps=(dns_gap(windows=(days(3, 4),)),)),
        records(looked=(dns_look("one", "two"),), gaps=(dns_gap(),)),
        records(looked=(dns_look("one", "two"),), estate=replace(TWO_HOSTS, hosts_known=False)),
        records(looked=(dns_look("one", "two"),), incidents=()),
    ],
    ids=["host missing", "day missing", "silent day", "one bad row", "hosts not known", "no incident"],
)
def test_a_look_that_lacks_anything_is_partial_and_says_so(given):
    answer = board(given)[Question.ACTIVE]
    assert (answer.state, answer.grade) == (State.NO_INDICATION, Grade.PARTIAL)
    assert answer.missing or answer.gaps


@pytest.mark.parametrize("reason", [GapReason.BUDGET, GapReason.INTERRUPTED, GapReason.CRASHED])
def test_a_look_at_a_tree_that_was_broken_off_leaves_the_host_incomplete(reason):
    gap = Gap(reason, (Question.PRESENT,), "stopped", source="tree", kind=SourceKind.FILES)
    answer = board(records(looked=(file_look("one", "two"),), gaps=(gap,)))[Question.PRESENT]
    assert answer.grade is Grade.PARTIAL
    assert answer.covered.hosts_complete == 0


def test_a_yes_has_a_grade_too():
    given = records(looked=(file_look("one"),), findings=(malware("one"),))
    answer = board(given)[Question.PRESENT]
    assert (answer.state, answer.grade) == (State.YES, Grade.PARTIAL)
    assert "one" in answer.statement


def test_a_look_alike_is_no_yes_but_stays_with_the_answer():
    alike = malware("one", confirmed=False, severity=Severity.LOW)
    answer = board(records(looked=(file_look("one", "two"),), findings=(alike,)))[Question.PRESENT]
    assert answer.state is State.NO_INDICATION
    assert answer.findings == (kept(alike).id,)
    assert "look-alike" in answer.statement


def test_mere_context_is_no_look_alike():
    context = malware("one", confirmed=False, severity=Severity.INFO)
    answer = board(records(looked=(file_look("one", "two"),), findings=(context,)))[Question.PRESENT]
    assert answer.statement == "No malicious content was seen where we looked."


@pytest.mark.parametrize(("where", "named"), [("one", True), ("two", False)])
def test_credentials_on_a_host_that_was_hit_are_named_as_seen_and_on_others_not(where, named):
    store = replace(
        malware(where, confirmed=False, severity=Severity.INFO),
        detector="sweep.credential-store",
        subject="file:store",
        facts=Facts.of(kept="SSH keys"),
    )
    given = records(looked=(file_look("one", "two"),), findings=(malware("one"), store))
    mail = Looked(
        "seen.mail-read", (Question.SEEN,), SourceKind.MAIL_AUDIT, "export", "d", "r", ("*",), (), 10, "records"
    )
    statement = board(replace(given, looked=(*given.looked, kept(mail))))[Question.SEEN].statement
    assert "stored or used on one must be taken as seen" in statement
    assert ("1 file: SSH keys" in statement) is named


def test_a_suppressed_finding_makes_no_yes():
    given = replace(records(looked=(file_look("one", "two"),)), suppressed=(kept(malware("one")),))
    assert board(given)[Question.PRESENT].state is State.NO_INDICATION


def test_silence_within_the_known_sleep_is_explained_and_told():
    written = START + timedelta(days=6)
    looks = (dns_look("one", "two"), file_look("one", "two"))
    quiet = dns_gap("one", windows=(days(6, 7),))
    answer = board(records(looked=looks, gaps=(quiet,), findings=(malware("one", written),)))[Question.ACTIVE]
    assert (answer.state, answer.grade) == (State.NO_INDICATION, Grade.VERIFIED)
    assert {one.host: one.complete for one in answer.covered.by_host} == {"one": True, "two": True}
    assert "slept at least until 2020-06-08" in answer.statement


def test_near_miss_silence_before_the_file_was_written_is_not_explained():
    written = START + timedelta(days=6)
    quiet = dns_gap("one", windows=(days(4, 5),))
    given = records(looked=(dns_look("one", "two"),), gaps=(quiet,), findings=(malware("one", written),))
    assert not board(given)[Question.ACTIVE].covered.by_host[0].complete


def test_active_tells_each_host_its_rung():
    given = records(looked=(dns_look("one", "two"),), findings=(beacon("one"), beacon("two", Rung.ANSWERED)))
    answer = board(given)[Question.ACTIVE]
    assert answer.state is State.YES
    assert "on two it was answered by the actor" in answer.statement
    assert "on one it called home" in answer.statement
    assert (answer.since, answer.until) == (START, START + timedelta(days=1))


def test_contained_is_open_while_something_is_present_and_nothing_verified():
    answers = board(records(looked=(file_look("one"),), findings=(malware("one"),)))
    assert (answers[Question.CONTAINED].state, answers[Question.CONTAINED].verdict) == (State.NOT_LOOKED, "open")


def claim(kind: ClaimKind, **more: object) -> Claim:
    return Claim(
        kind, "s", "presumably Cozy Bear", Place("report.txt", offset=0, length=20), publisher="The Paper", **more
    )


def test_who_gives_claims_with_speaker_hedge_and_quote():
    named = claim(
        ClaimKind.ATTRIBUTION,
        object="Cozy Bear",
        aliases=("Cozy Bear", "APT29"),
        speaker="Washington Post",
        hedge=Hedge.LIKELY,
    )
    tie = claim(ClaimKind.SPONSOR, subject="Cozy Bear", object="SVR", reported=True)
    answer = board(replace(records(), claims=(kept(named), kept(tie))))[Question.WHO]
    assert (answer.state, answer.grade) == (State.YES, Grade.PARTIAL)
    assert "Washington Post names Cozy Bear, also called APT29 (likely): “presumably Cozy Bear”" in answer.statement
    assert "ties Cozy Bear to SVR, as hearsay" in answer.statement
    assert answer.verdict == "claimed: Cozy Bear; computed: not looked"


def test_near_miss_a_denied_attribution_names_nobody():
    document = Document("report.txt", "d", "text/plain")
    denied = claim(ClaimKind.ATTRIBUTION, object="Cozy Bear", denied=True)
    answer = board(replace(records(), claims=(kept(denied),), documents=(kept(document),)))[Question.WHO]
    assert answer.state is State.NO_INDICATION


def test_near_miss_a_group_without_a_name_is_no_actor():
    vague = claim(ClaimKind.ATTRIBUTION, object="the same group of hackers", hedge=Hedge.LIKELY, question=Question.WHO)
    document = Document("report.txt", "d", "text/plain")
    answer = board(replace(records(), claims=(kept(vague),), documents=(kept(document),)))[Question.WHO]
    assert (answer.state, answer.verdict) == (State.NO_INDICATION, None)
    assert answer.claims == (kept(vague).id,)


def test_a_look_that_met_nothing_on_no_host_is_none():
    nothing = replace(dns_look(), amount=0)
    assert board(records(looked=(nothing,)))[Question.ACTIVE].state is State.NOT_LOOKED


def test_a_silence_in_one_log_that_another_log_makes_up_for_costs_no_grade():
    looks = (dns_look("one", "two", source="a.log"), dns_look("one", "two", source="b.log"))
    silent = replace(dns_gap(windows=(days(3, 4),)), source="a.log")
    answer = board(records(looked=looks, gaps=(silent,)))[Question.ACTIVE]
    assert (answer.grade, answer.gaps) == (Grade.VERIFIED, (kept(silent).id,))

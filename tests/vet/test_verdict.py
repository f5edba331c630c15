"""Admit, hold or block: from evidence, never against it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.model.verdict import Admission
from beartrap.vet.behaviour import Family, When
from beartrap.vet.verdict import GROUNDS, judge
from vet.vet_lab import behaviour, gap

RANK = list(Admission)


def of_host(severity, kind, host):
    families = {
        "promise.endpoint": Family.PROMISE,
        "promise.install-hook": Family.PROMISE,
        "promise.binary": Family.PROMISE,
        "publisher.people": Family.PUBLISHER,
    }
    family = families.get(kind, Family.SOURCE_CODE)
    return replace(behaviour(severity, family, When.CALL), id=kind, key=f"{kind} {host}")


HOSTS = st.builds(
    of_host,
    st.sampled_from(Severity),
    st.sampled_from(
        [
            "promise.endpoint",
            "promise.install-hook",
            "promise.binary",
            "network.stranger",
            "publisher.people",
            "weakened.check",
        ]
    ),
    st.sampled_from(["a.invalid", "b.invalid"]),
)
SOME = st.builds(behaviour, st.sampled_from(Severity), st.sampled_from(Family), st.sampled_from(When)) | HOSTS
GAPS = st.lists(st.sampled_from([gap(), gap(Question.NEXT)]), max_size=3)


def rank(found, gaps=()):
    return RANK.index(judge(found, gaps).verdict)


@given(st.lists(SOME, max_size=6), GAPS, SOME, st.integers(0, 6))
def test_more_evidence_never_lowers_the_verdict_and_less_never_raises_it(found, gaps, one, at):
    more = [*found[:at], one, *found[at:]]
    assert rank(more, gaps) >= rank(found, gaps)
    assert rank(found, [*gaps, gap(Question.NEXT)]) >= rank(found, gaps)


@given(st.lists(SOME, max_size=6), st.randoms())
def test_the_order_of_evidence_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert rank(shuffled) == rank(found)


@given(st.lists(SOME, min_size=1, max_size=6), st.data())
def test_graver_or_earlier_evidence_never_lowers_the_verdict(found, data):
    index = data.draw(st.integers(0, len(found) - 1))
    one = found[index]
    graver = behaviour(
        max(one.severity, data.draw(st.sampled_from(Severity))),
        one.family,
        max(one.when, data.draw(st.sampled_from(When))),
    )
    graver = replace(graver, id=one.id, key=one.key)
    assert rank([*found[:index], graver, *found[index + 1 :]]) >= rank(found)


@pytest.mark.parametrize("when", [When.INSTALL, When.IMPORT, When.START])
def test_critical_code_that_runs_by_itself_blocks_alone(when):
    assert judge([behaviour(Severity.CRITICAL, when=when)]).verdict is Admission.BLOCK


@pytest.mark.parametrize("when", [When.CALL, When.UNKNOWN])
def test_critical_code_that_waits_to_be_called_holds(when):
    assert judge([behaviour(Severity.CRITICAL, when=when)]).verdict is Admission.HOLD


def test_two_independent_grounds_block():
    found = [behaviour(Severity.HIGH), behaviour(Severity.MEDIUM, Family.PROMISE, When.INSTALL)]
    assert judge(found).verdict is Admission.BLOCK


@pytest.mark.parametrize("kind", ["hidden.code", "hidden.file"])
@pytest.mark.parametrize(("when", "verdict"), [(When.CALL, Admission.HOLD), (When.IMPORT, Admission.BLOCK)])
def test_decoded_code_that_waits_to_be_called_is_what_the_chain_to_it_says(when, verdict, kind):
    hidden = behaviour(Severity.HIGH, Family.OBFUSCATION, when, id=kind)
    assert judge([hidden, behaviour(Severity.HIGH, Family.CHAIN, when)]).verdict is verdict
    assert judge([hidden, behaviour(Severity.MEDIUM, Family.PROMISE, When.INSTALL)]).verdict is Admission.BLOCK
    assert judge([hidden, behaviour(Severity.HIGH, Family.OBFUSCATION, when)]).verdict is Admission.HOLD


@pytest.mark.parametrize("other", [Family.PROMISE, Family.OBFUSCATION])
def test_what_waits_to_be_called_is_not_blocked_for_what_the_package_says_of_itself(other):
    waits = behaviour(Severity.HIGH, Family.CHAIN, When.CALL)
    told = behaviour(Severity.HIGH, other, When.CALL, id="hidden.name")
    assert judge([waits, told]).verdict is Admission.HOLD
    assert judge([replace(waits, severity=Severity.CRITICAL), told]).verdict is Admission.HOLD
    assert judge([waits, replace(told, when=When.IMPORT)]).verdict is Admission.BLOCK
    assert judge([replace(waits, when=When.START), told]).verdict is Admission.BLOCK
    hidden = behaviour(Severity.HIGH, Family.OBFUSCATION, When.CALL, id="hidden.act")
    assert judge([waits, hidden]).verdict is Admission.BLOCK  # a host or command that was decoded
    assert judge([waits, told, behaviour(Severity.MEDIUM, Family.PUBLISHER, When.UNKNOWN)]).verdict is Admission.BLOCK


def test_a_host_that_is_spoken_with_confirms_no_new_hook():
    hook = behaviour(Severity.HIGH, Family.PROMISE)
    contact = replace(behaviour(Severity.MEDIUM, Family.SOURCE_CODE, When.INSTALL), id="network.contact")
    assert judge([hook, contact]).verdict is Admission.HOLD
    assert judge([hook, contact, behaviour(Severity.MEDIUM, Family.CHAIN, When.INSTALL)]).verdict is Admission.BLOCK


def test_a_chain_is_not_confirmed_by_the_host_that_it_goes_to():
    chain = behaviour(Severity.HIGH, Family.CHAIN, When.CALL)
    host = replace(behaviour(Severity.MEDIUM, Family.PROMISE, When.UNKNOWN), id="promise.endpoint")
    assert judge([chain, host]).verdict is Admission.HOLD
    assert judge([chain, host, behaviour(Severity.MEDIUM, Family.PROMISE, When.INSTALL)]).verdict is Admission.BLOCK


def test_people_in_the_metadata_confirm_no_chain_and_agree_with_nothing():
    chain = behaviour(Severity.HIGH, Family.CHAIN, When.CALL)
    people = replace(behaviour(Severity.MEDIUM, Family.PUBLISHER, When.UNKNOWN), id="publisher.people")
    assert judge([chain, people]).verdict is Admission.HOLD
    assert judge([behaviour(Severity.MEDIUM, id="weakened.trust"), people]).verdict is Admission.ADMIT
    signer = replace(people, id="publisher.signer-changed")
    assert judge([chain, signer]).verdict is Admission.BLOCK


def test_code_of_medium_weight_that_waits_to_be_called_confirms_no_new_hook():
    hook = behaviour(Severity.HIGH, Family.PROMISE, When.INSTALL)
    assert judge([hook, behaviour(Severity.MEDIUM, Family.CHAIN, When.CALL)]).verdict is Admission.HOLD
    assert judge([hook, behaviour(Severity.MEDIUM, Family.CHAIN, When.INSTALL)]).verdict is Admission.BLOCK
    assert judge([hook, behaviour(Severity.HIGH, Family.CHAIN, When.CALL)]).verdict is Admission.BLOCK


def test_a_chain_and_its_own_steps_are_one_ground():
    found = [behaviour(Severity.HIGH, Family.CHAIN), behaviour(Severity.HIGH, Family.SOURCE_CODE)]
    assert judge(found).verdict is Admission.HOLD


def test_one_high_holds_and_so_does_one_medium_that_honest_updates_hardly_ever_bring():
    assert judge([behaviour(Severity.HIGH)]).verdict is Admission.HOLD
    assert judge([behaviour(Severity.MEDIUM, Family.BINARY)]).verdict is Admission.HOLD
    assert judge([behaviour(Severity.LOW, Family.BINARY)]).verdict is Admission.ADMIT
    assert judge([behaviour(Severity.MEDIUM)]).verdict is Admission.ADMIT


@pytest.mark.parametrize(
    ("kind", "host", "verdict"),
    [
        ("chain.caller-to-network", "audit.tool.example", Admission.HOLD),
        ("chain.caller-to-network", "api.github.com", Admission.ADMIT),
        ("chain.caller-to-network", "{endpoint}.tool.example", Admission.HOLD),
        ("chain.caller-to-network", "{endpoint}", Admission.ADMIT),
        ("chain.caller-to-network", "api.{event.config}", Admission.ADMIT),
        ("chain.caller-to-network", "afar", Admission.ADMIT),
        ("network.contact", "audit.tool.example", Admission.HOLD),
        ("network.contact", "huggingface.co", Admission.ADMIT),
    ],
)
def test_what_a_caller_hands_in_holds_where_it_goes_to_somebody_in_particular(kind, host, verdict):
    assert judge([of_host(Severity.MEDIUM, kind, host)]).verdict is verdict


def test_many_medium_of_one_kind_and_place_do_not_confirm_each_other():
    mild = behaviour(Severity.MEDIUM, Family.CHAIN, id="chain.network-to-code")
    assert judge([mild] * 9).verdict is Admission.ADMIT
    same_place = replace(mild, id="chain.word-to-process")
    assert judge([mild, same_place]).verdict is Admission.ADMIT
    elsewhere = replace(same_place, place=replace(same_place.place, row=(same_place.place.row or 0) + 1))
    assert judge([mild, elsewhere]).verdict is Admission.HOLD
    assert judge([mild, behaviour(Severity.MEDIUM, Family.PUBLISHER)]).verdict is Admission.HOLD


@pytest.mark.parametrize(
    ("found", "held"),
    [
        ([("promise.endpoint", "a"), ("network.stranger", "a")], False),
        ([("promise.endpoint", "a"), ("network.stranger", "b")], True),
        ([("promise.endpoint", "a"), ("network.stranger", "a"), ("network.stranger", "b")], True),
        ([("promise.endpoint", "a"), ("network.stranger", "a"), ("network.drop", "a")], True),
        ([("promise.endpoint", "a"), ("network.contact", "a")], True),
        ([("promise.endpoint", "a"), ("weakened.trust", "")], True),
        ([("promise.endpoint", "api.github.com"), ("weakened.trust", "")], False),
        ([("promise.endpoint", "lustre.googleapis.com"), ("network.stranger", "storage.googleapis.com")], False),
        ([("promise.endpoint", "a"), ("publisher.people", "")], False),
        ([("promise.endpoint", "a"), ("network.stranger", "a"), ("publisher.people", "")], False),
        ([("network.stranger", "a"), ("publisher.people", "")], False),
    ],
)
def test_that_one_host_is_new_is_one_thing(found, held):
    told = [of_host(Severity.MEDIUM, *one) for one in found]
    assert (judge(told).verdict is Admission.HOLD) == held


def test_code_that_was_not_looked_at_is_never_admitted():
    assert judge([], [gap(Question.NEXT)]).verdict is Admission.HOLD
    assert judge([], [gap()]).verdict is Admission.ADMIT


def test_every_family_has_its_ground():
    assert set(GROUNDS) == set(Family)


def test_a_hook_that_only_builds_says_nothing_of_code_that_waits_to_be_called():
    build = behaviour(Severity.MEDIUM, Family.PROMISE, When.INSTALL, id="promise.install-hook")
    assert judge([build, behaviour(Severity.HIGH, when=When.CALL)]).verdict is Admission.HOLD
    assert judge([build, behaviour(Severity.HIGH, when=When.IMPORT)]).verdict is Admission.BLOCK
    assert judge([build, behaviour(Severity.HIGH, Family.OBFUSCATION, When.CALL)]).verdict is Admission.BLOCK
    acts = replace(build, severity=Severity.HIGH)
    assert judge([acts, behaviour(Severity.HIGH, when=When.CALL)]).verdict is Admission.BLOCK


def test_a_first_binary_and_what_it_can_do_say_nothing_of_code_that_waits():
    first = behaviour(Severity.HIGH, Family.PROMISE, When.UNKNOWN, id="promise.binary")
    speaks = behaviour(Severity.MEDIUM, Family.BINARY, When.IMPORT)
    assert judge([first, speaks]).verdict is Admission.HOLD
    assert judge([first, speaks, behaviour(Severity.HIGH, when=When.CALL)]).verdict is Admission.HOLD
    assert judge([first, behaviour(Severity.HIGH, Family.BINARY, When.IMPORT)]).verdict is Admission.BLOCK
    assert judge([first, behaviour(Severity.HIGH, when=When.INSTALL)]).verdict is Admission.BLOCK
    assert judge([first, behaviour(Severity.MEDIUM, Family.PUBLISHER, When.UNKNOWN)]).verdict is Admission.BLOCK
    mild = replace(first, severity=Severity.MEDIUM)
    assert judge([mild]).verdict is Admission.ADMIT
    assert judge([mild, speaks]).verdict is Admission.HOLD
    assert judge([mild, speaks, behaviour(Severity.MEDIUM, when=When.CALL)]).verdict is Admission.HOLD


@pytest.mark.parametrize(
    ("beside", "family", "verdict"),
    [
        ("promise.endpoint", Family.PROMISE, Admission.ADMIT),
        ("promise.install-hook", Family.PROMISE, Admission.ADMIT),
        ("publisher.people", Family.PUBLISHER, Admission.ADMIT),
        ("publisher.signer", Family.PUBLISHER, Admission.HOLD),
    ],
)
def test_a_condition_that_asks_less_holds_only_where_other_people_are_at_work(beside, family, verdict):
    less = replace(behaviour(Severity.MEDIUM, Family.SOURCE_CODE, When.CALL), id="weakened.check")
    other = replace(behaviour(Severity.MEDIUM, family, When.UNKNOWN), id=beside, key=f"{beside} a.invalid")
    assert judge([less]).verdict is Admission.ADMIT
    assert judge([less, other]).verdict is verdict
    assert judge([replace(less, severity=Severity.HIGH)]).verdict is Admission.HOLD

"""How far each identifier got: what each rung rests on, and the traps."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hunt_lab import (
    ESTATE,
    ORION,
    UID,
    Log,
    Seen,
    at,
    block,
    climb,
    domain,
    fragments,
    known,
    row,
)

from beartrap.model.coverage import GapReason
from beartrap.model.estate import Host
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.record import from_json, kind_of, to_json

OTHER = "22334A7227544B1E"
LORE = known(domain("avsvmcloud.com", "beacon"), domain("freescanonline.com", "second-stage"))
T = "2020-06-11T08:00"
FRAGMENT = fragments()[0]
CONTINUE, STAGE_2, PASSIVE, KILL, UNKNOWN = "8.18.144.11", "18.130.1.1", "74.114.24.9", "20.140.0.1", "192.0.2.1"


def beacon(query: str, *answers: str, time: str = T + ":05", client: str = "10.1.0.5") -> dict:
    return row(time, client, query, *answers)


def grade(*rows: dict, lore=LORE) -> Finding:
    graded = [finding for finding in climb(lore, Log(rows)).findings if finding.subject.startswith("uid:")]
    assert len(graded) == 1, graded
    assert from_json("finding", to_json(graded[0])) == graded[0] and kind_of(graded[0]) == "finding"
    return graded[0]


def apart(seen: Seen) -> dict[str, int]:
    return {finding.subject: finding.count for finding in seen.findings if finding.subject.startswith("names:")}


@pytest.mark.parametrize(
    ("rows", "rung", "severity", "reached"),
    [
        ([beacon(FRAGMENT)], 2, Severity.HIGH, Rung.CALLED_HOME),
        ([beacon(FRAGMENT, UNKNOWN)], 2, Severity.HIGH, Rung.CALLED_HOME),
        ([beacon(FRAGMENT, "8.18.146.1")], 2, Severity.HIGH, Rung.CALLED_HOME),
        ([beacon(FRAGMENT, "freescanonline.com", UNKNOWN)], 2, Severity.HIGH, Rung.CALLED_HOME),
        ([beacon(FRAGMENT, CONTINUE)], 3, Severity.HIGH, Rung.ANSWERED),
        ([beacon(block(T))], 3, Severity.HIGH, Rung.ANSWERED),
        ([beacon(block(T), "freescanonline.com")], 3, Severity.HIGH, Rung.ANSWERED),
        ([beacon(block(T), STAGE_2)], 4, Severity.CRITICAL, Rung.ANSWERED),
        ([beacon(block(T, flag=True))], 4, Severity.CRITICAL, Rung.ANSWERED),
        ([beacon(block(T, flag=True), "ns1.avsvmcloud.com")], 4, Severity.CRITICAL, Rung.ANSWERED),
        ([beacon(block(T, flag=True), "freescanonline.com", UNKNOWN)], 5, Severity.CRITICAL, Rung.ANSWERED),
        ([beacon(FRAGMENT), beacon("freescanonline.com", UNKNOWN)], 5, Severity.CRITICAL, Rung.ANSWERED),
        (
            [beacon(FRAGMENT), beacon("freescanonline.com", UNKNOWN, client="10.1.0.7")],
            2,
            Severity.HIGH,
            Rung.CALLED_HOME,
        ),
        (
            [beacon(FRAGMENT), beacon("freescanonline.com", UNKNOWN, time="2020-06-10T08:00:00")],
            2,
            Severity.HIGH,
            Rung.CALLED_HOME,
        ),
    ],
)
def test_each_rung_and_the_step_just_below_it(rows: list[dict], rung: int, severity: Severity, reached: Rung) -> None:
    found = grade(*rows)
    assert (found.facts.get("ladder"), found.severity, found.rung) == (rung, severity, reached)
    assert found.confirmed and found.evidence and found.host == ORION.name


@pytest.mark.parametrize(
    ("answers", "rung", "ended"),
    [
        ([CONTINUE], 3, "none"),
        ([CONTINUE, PASSIVE], 3, "passive"),
        ([PASSIVE, CONTINUE], 3, "none"),
        ([CONTINUE, KILL], 3, "terminated"),
        ([KILL], 3, "terminated"),
        (["10.0.0.1", CONTINUE], 3, "terminated"),
        ([UNKNOWN], 3, "none"),
    ],
)
def test_how_it_ended_leaves_the_rung(answers: list[str], rung: int, ended: str) -> None:
    times = [f"2020-06-{day:02}T08:00" for day in range(1, len(answers) + 1)]
    rows = [beacon(block(t, seed=i), a, time=t + ":03") for i, (t, a) in enumerate(zip(times, answers, strict=True))]
    found = grade(*rows)
    assert (found.facts.get("ladder"), found.facts.get("ended")) == (rung, ended)


def test_the_title_says_who_where_and_how_far() -> None:
    found = grade(
        beacon(FRAGMENT), beacon(block(T), STAGE_2), beacon(block("2020-06-12T08:00", True), time="2020-06-12T08:00:01")
    )
    assert found.title == "SUNBURST on orion-01.corp.example (microsoft.com): offered and entered stage 2"
    assert (found.facts.get("domain"), found.facts.get("domain_complete")) == ("microsoft.com", "complete")
    assert found.facts.get("uid_is_own") is True and found.subject == f"uid:{UID}"
    assert (found.since, found.until) == (at("2020-06-11T08:00:05"), at("2020-06-12T08:00:01"))


def test_a_foreign_identifier_is_placed_by_its_client() -> None:
    found = grade(beacon(fragments("corp.example", OTHER)[0], client="10.1.0.7"))
    assert found.host == "laptop-07" and found.facts.get("uid_is_own") is False


def test_an_own_identifier_is_recognised_behind_a_resolver_and_a_foreign_one_is_not_pinned_on_it() -> None:
    assert grade(beacon(FRAGMENT, client="10.1.0.2")).host == ORION.name
    foreign = grade(beacon(fragments("corp.example", OTHER)[0], client="10.1.0.2"))
    assert foreign.host is None and "behind dns-01" in foreign.title


def test_a_client_with_two_identifiers_is_a_forwarder_for_second_stage_hosts() -> None:
    rows = [
        beacon(fragments("one.example", OTHER)[0], client="10.9.9.9"),
        beacon(fragments("two.example", "AB" * 8)[0], client="10.9.9.9"),
        beacon("freescanonline.com", UNKNOWN, client="10.9.9.9"),
    ]
    seen = climb(LORE, Log(rows))
    assert [finding.facts.get("ladder") for finding in seen.findings] == [2, 2]


def test_researchers_after_publication_are_reported_apart() -> None:
    seen = climb(LORE, Log([beacon(block(T), STAGE_2, time="2020-12-13T00:00:00")]))
    assert apart(seen) == {"names:after-publication": 1} and len(seen.findings) == 1
    assert seen.findings[0].severity is Severity.INFO
    assert grade(beacon(FRAGMENT, time="2020-12-12T23:59:59")).facts.get("ladder") == 2


def test_a_label_that_comes_again_later_is_a_replay_and_its_answer_counts_for_nothing() -> None:
    seen = climb(LORE, Log([beacon(FRAGMENT, UNKNOWN), beacon(FRAGMENT, STAGE_2, time="2020-06-12T08:00:05")]))
    assert apart(seen) == {"names:replayed": 1}
    assert [f.facts.get("ladder") for f in seen.findings if f.subject == f"uid:{UID}"] == [2]


def test_pairs_retries_and_forwarders_at_once_are_one_beacon() -> None:
    rows = [
        beacon(FRAGMENT),
        beacon(FRAGMENT, time=T + ":06", client="10.1.0.2"),
        {**beacon(FRAGMENT, CONTINUE, time=T + ":09"), "type": "AAAA"},
    ]
    seen = climb(LORE, Log(rows))
    assert apart(seen) == {}
    (found,) = seen.findings
    assert (found.facts.get("names"), found.count, found.facts.get("ladder")) == (1, 3, 3)
    assert found.facts.get("unanswered") == 0 and found.host == ORION.name


@pytest.mark.parametrize(("minutes", "fits"), [(0, True), (29, True), (30, False), (-1, False), (60 * 24, False)])
def test_a_block_must_fit_its_half_hour(minutes: int, fits: bool) -> None:
    time = (at(T) + timedelta(minutes=minutes)).isoformat()[:19]
    seen = climb(LORE, Log([beacon(block(T), STAGE_2, time=time)]))
    assert apart(seen) == ({} if fits else {"names:misfit": 1})
    assert any(finding.subject == f"uid:{UID}" for finding in seen.findings) is fits


def test_a_log_in_another_time_zone_is_suspected() -> None:
    rows = [beacon(block(f"2020-06-{d}T08:00", seed=d), time=f"2020-06-{d}T10:00:09") for d in (11, 12, 13)]
    (found,) = climb(LORE, Log(rows)).findings
    assert "+2:00 h" in found.why and "time zone" in found.why
    (single,) = climb(LORE, Log(rows[:1])).findings
    assert "time zone" not in single.why


def test_a_log_in_another_time_zone_is_a_gap_and_summer_time_hides_it_not() -> None:
    summer = [beacon(block(f"2020-06-{d}T08:00", seed=d), time=f"2020-06-{d}T10:00:09") for d in (11, 12)]
    winter = [beacon(block(f"2020-11-{d}T08:00", seed=d), time=f"2020-11-{d}T09:00:09") for d in (11, 12)]
    (gap,) = climb(LORE, Log(summer + winter)).gaps
    assert gap.reason is GapReason.NO_TIME and gap.count == 4
    assert "+2:00 h" in gap.why and "`timezone`" in gap.remedy


def test_near_miss_replays_at_other_hours_or_days_later_are_no_time_zone() -> None:
    spread = [beacon(block(f"2020-06-{d}T08:00", seed=d), time=f"2020-06-{d}T{d}:00:09") for d in (11, 12, 13)]
    later = [beacon(block(f"2020-06-{d}T08:00", seed=d), time=f"2020-06-{d + 3}T08:00:09") for d in (11, 12, 13)]
    assert climb(LORE, Log(spread)).gaps == climb(LORE, Log(later)).gaps == []


def test_mistyped_names_are_told_with_the_reason_and_never_graded() -> None:
    wrong = FRAGMENT.replace("us-east-1", "us-west-2")
    seen = climb(LORE, Log([beacon(wrong, STAGE_2), beacon("avsvmcloud.com", STAGE_2)]))
    (found,) = seen.findings
    assert (found.subject, found.count, found.severity) == ("names:rejected", 1, Severity.INFO)
    assert "asks in" in str(found.evidence[0].facts.get("means"))


def test_rows_without_a_time_are_not_graded() -> None:
    seen = climb(LORE, Log([row(None, "10.1.0.5", FRAGMENT, STAGE_2)]))
    assert apart(seen) == {"names:no-time": 1}


def test_an_unrecorded_answer_is_a_gap_and_a_recorded_failure_is_none() -> None:
    seen = climb(LORE, Log([beacon(FRAGMENT), beacon(block(T), CONTINUE)]))
    (gap,) = seen.gaps
    assert gap.reason is GapReason.UNANSWERED and "graded 3: no answer recorded for 1 of 2 queries" in gap.why
    failed = climb(LORE, Log([{**beacon(FRAGMENT), "rcode": "NXDOMAIN", "answers": []}]))
    assert failed.gaps == [] and failed.findings[0].facts.get("ladder") == 2
    top = climb(LORE, Log([beacon(FRAGMENT), beacon(block(T, True), "freescanonline.com")]))
    assert top.gaps == []


def test_a_row_that_matched_twice_counts_once() -> None:
    found = grade(beacon(block(T, flag=True), "freescanonline.com", UNKNOWN))
    assert found.count == 1


def test_logs_are_graded_together() -> None:
    one = Log([beacon(FRAGMENT)], label="a")
    other = Log([beacon(block(T), STAGE_2)], label="b")
    (found,) = climb(LORE, one, other).findings
    assert found.facts.get("ladder") == 4 and {item.place.source for item in found.evidence} == {"a", "b"}


def test_security_products_are_told() -> None:
    found = grade(beacon(block(T, products={"ESET": (True, True), "FireEye": (False, True)})))
    assert found.facts.get("av") == "ESET (stopped), FireEye (running)"


def test_hosts_of_a_domain_that_never_beacons_are_named() -> None:
    estate = replace(ESTATE, hosts=(Host("a", ad_domain="lab.local"), Host("b", ad_domain="latest.example")))
    (gap,) = climb(known(estate=estate)).gaps
    assert gap.hosts == ("a",) and "silence proves nothing" in gap.why
    assert climb(known(estate=estate, incidents=())).gaps == []


def test_no_hits_no_findings() -> None:
    assert climb(LORE, Log([beacon("www.example")])).findings == []

"""Indicators over DNS logs: what hits, what nearly does, and what a hit means at its time."""

from datetime import timedelta

import pytest
from hunt_lab import (
    ESTATE,
    INCIDENT,
    LAPTOP,
    ORION,
    PACK,
    PUBLIC,
    RESOLVER,
    Log,
    Seen,
    at,
    batch,
    block,
    domain,
    fragments,
    hunt,
    known,
    row,
)

from beartrap.engine.hit_columns import HITS_SCHEMA
from beartrap.engine.hits import Hits
from beartrap.engine.knowledge import Knowledge
from beartrap.hunt.dns import DnsHunt
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.window import Window

EVIL = domain("evil.example")
DAY = "2020-06-10T08:00:00"


def one(seen: Seen) -> Finding:
    assert len(seen.findings) == 1, seen.findings
    return seen.findings[0]


def asked(*names: str, **more: object) -> Log:
    return Log([row(DAY, "10.1.0.7", name, "192.0.2.1", **more) for name in names])


def test_a_domain_hits_itself_and_all_below_in_any_writing() -> None:
    seen = hunt(known(EVIL), asked("evil.example", "a.b.EVIL.example.", "Evil.Example"))
    found = one(seen)
    assert (found.count, found.host, found.severity) == (3, LAPTOP.name, Severity.HIGH)
    assert (found.rung, found.confirmed) == (Rung.CALLED_HOME, True)
    assert [item.place.row for item in found.evidence] == [1, 2, 3]
    assert seen.hits[0].schema == HITS_SCHEMA


def test_neighbours_of_a_domain_are_left_alone() -> None:
    seen = hunt(
        known(EVIL), asked("notevil.example", "evil.example.other.org", "evil-example", "example", "vil.example")
    )
    assert not seen.findings and not seen.hits


def test_rows_without_a_query_are_passed_over() -> None:
    assert not hunt(known(EVIL), Log([row(DAY, "10.1.0.7", None), row(DAY, "10.1.0.7", "")])).findings


def test_an_address_and_a_network_hit_in_answers_but_not_their_neighbours() -> None:
    ip = Indicator(IndicatorKind.IPV4, "192.0.2.66", PACK, "c2")
    net = Indicator(IndicatorKind.NETWORK, "2001:db8:bad::/48", PACK, "c2")
    log = Log(
        [
            row(DAY, "10.1.0.7", "a.example", "cdn.example", "192.0.2.66"),
            row(DAY, "10.1.0.7", "b.example", "2001:DB8:BAD:0::1"),
            row(DAY, "10.1.0.7", "c.example", "192.0.2.67", "2001:db8:bae::1", "192.0.2.6"),
        ]
    )
    seen = hunt(known(ip, net), log)
    assert [(one["row"], one["found_in"]) for one in seen.rows()] == [(1, "answer"), (2, "answer")]
    assert all(not finding.confirmed and finding.rung is None for finding in seen.findings)


def test_a_cname_to_an_indicator_hits_in_the_answer() -> None:
    seen = hunt(known(EVIL), Log([row(DAY, "10.1.0.7", "cdn.shop.example", "x.evil.example", "192.0.2.1")]))
    assert "an answer to laptop-07 led to evil.example" in one(seen).title


def test_of_a_url_only_the_very_host_is_looked_for() -> None:
    url = Indicator(IndicatorKind.URL, "https://files.example/tool.exe", PACK, "c2")
    seen = hunt(known(url), asked("files.example", "more.files.example"))
    found = one(seen)
    assert (found.count, found.severity, found.confirmed) == (1, Severity.MEDIUM, False)
    both = hunt(known(url, domain("files.example")), asked("files.example", "more.files.example"))
    assert one(both).count == 2


def test_a_hit_outside_the_indicators_time_is_kept_and_says_so() -> None:
    aged = Indicator(IndicatorKind.IPV4, "192.0.2.1", PACK, "c2", valid=Window(at("2016-01-01"), at("2017-01-01")))
    late = one(hunt(known(aged), asked("a.example")))
    assert late.severity is Severity.LOW and not late.confirmed and "outside the time" in late.title
    fresh = Indicator(IndicatorKind.IPV4, "192.0.2.1", PACK, "c2", valid=Window(at(DAY), at(DAY) + timedelta(hours=1)))
    assert one(hunt(known(fresh), asked("a.example"))).severity is Severity.HIGH


def test_a_source_that_gives_no_time_widens_nothing() -> None:
    aged = Indicator(IndicatorKind.DOMAIN, "evil.example", PACK, "c2", valid=Window(at("2016-01-01"), at("2017-01-01")))
    bare = Indicator(IndicatorKind.DOMAIN, "evil.example", "a report", "c2")
    found = one(hunt(known(aged, bare), asked("evil.example")))
    assert found.severity is Severity.LOW and len(found.indicators) == 2


def test_queries_from_the_day_of_publication_on_are_set_apart() -> None:
    before = (PUBLIC - timedelta(seconds=1)).isoformat()[:19]
    after = PUBLIC.isoformat()[:19]
    assert one(hunt(known(EVIL), Log([row(before, "10.1.0.7", "evil.example")]))).severity is Severity.HIGH
    late = one(hunt(known(EVIL), Log([row(after, "10.1.0.7", "evil.example")])))
    assert late.severity is Severity.INFO and late.rung is None
    mixed = one(hunt(known(EVIL), Log([row(t, "10.1.0.7", "evil.example") for t in (before, after)])))
    assert mixed.severity is Severity.HIGH and mixed.facts.get("after_publication") == 1


def test_another_incidents_publication_does_not_excuse() -> None:
    other = Incident("xz-2024", "xz", Window(at("2024-02-01"), at("2024-04-01")), public_since=Window(at("2024-03-29")))
    ours = Indicator(IndicatorKind.DOMAIN, "late.example", "xz-2024", "c2")
    lore = known(ours, incidents=(INCIDENT, other))
    assert one(hunt(lore, Log([row("2024-03-01T00:00:00", "10.1.0.7", "late.example")]))).severity is Severity.HIGH


def test_a_warning_list_demotes_and_never_drops() -> None:
    found = one(hunt(known(domain("evil.example", demoted="popular")), asked("evil.example")))
    assert found.severity is Severity.MEDIUM and not found.confirmed and "popular" in found.why


def test_a_sinkhole_is_context() -> None:
    assert one(hunt(known(domain("sink.example", "sinkhole")), asked("sink.example"))).severity is Severity.INFO


def test_names_under_a_decoders_domain_make_one_finding_a_host() -> None:
    names = [block(f"2020-06-{day:02}T08:00", seed=day) for day in range(1, 11)]
    listed = [Indicator(IndicatorKind.DOMAIN, name, "a list", "beacon") for name in names]
    log = Log([row(f"2020-06-{day + 1:02}T08:00:00", "10.1.0.5", name) for day, name in enumerate(names)])
    found = one(hunt(known(domain("avsvmcloud.com", "beacon", demoted="popular"), *listed), log))
    assert (found.count, found.severity, found.confirmed, found.host) == (10, Severity.HIGH, True, ORION.name)
    assert len(found.indicators) == 11


def test_the_bare_domain_and_its_servers_are_no_beacons() -> None:
    log = Log([row(DAY, "10.1.0.5", name) for name in ("avsvmcloud.com", "ns1.avsvmcloud.com", "xavsvmcloud.com")])
    found = one(hunt(known(), log))
    assert (found.severity, found.confirmed, found.rung, found.count) == (Severity.LOW, False, None, 2)


def test_who_asked_is_known_by_address_or_name_and_a_resolver_asks_for_others() -> None:
    clients = ["10.1.0.7", "2001:DB8:0::7", "LAPTOP-07", "laptop-07.corp.example", "::ffff:10.1.0.7"]
    found = one(hunt(known(EVIL), Log([row(DAY, client, "evil.example") for client in clients])))
    assert (found.host, found.count) == (LAPTOP.name, 5)
    behind = one(hunt(known(EVIL), Log([row(DAY, "10.1.0.2", "evil.example")])))
    assert behind.host is None and behind.facts.get("forwarder") == RESOLVER.name
    stranger = one(hunt(known(EVIL), Log([row(DAY, "10.9.9.9", "evil.example")])))
    assert stranger.host is None and stranger.facts.get("client") == "10.9.9.9"


def test_a_log_of_one_host_says_by_that_who_asked() -> None:
    source = Source("laptop.log", "/laptop.log", SourceKind.DNS, hosts=("laptop-07",))
    seen = hunt(known(EVIL), Log([row(DAY, None, "evil.example", "192.0.2.1")], source=source))
    assert one(seen).host == LAPTOP.name and seen.rows()[0]["host"] == LAPTOP.name
    assert not [gap for gap in seen.gaps if gap.reason is GapReason.LOST_CLIENTS]


def test_gaps_of_the_reader_pass_through_and_the_scope_tells_what_was_covered() -> None:
    broken = Gap(GapReason.MALFORMED, (), "line 3 is no JSON")
    hunter, log = DnsHunt(known(EVIL)), Log([row(DAY, "10.1.0.7", "a.example", "192.0.2.1")], gaps=[broken])
    assert broken in list(hunter.look(log))
    scope = hunter.scope(log)
    assert (scope.hosts, scope.amount, scope.unit) == ((LAPTOP.name,), 1, "rows")
    assert scope.windows == (Window(at("2020-06-10"), at("2020-06-11")),)
    assert DnsHunt(known(EVIL)).scope(log).hosts == ()


def test_calls_home_without_a_recorded_answer_are_unknown() -> None:
    gaps = hunt(known(EVIL), Log([row(DAY, "10.1.0.7", "evil.example")])).gaps
    assert [gap.count for gap in gaps if gap.reason is GapReason.UNANSWERED] == [1]
    answered = hunt(known(EVIL), asked("evil.example")).gaps
    assert not [gap for gap in answered if gap.reason is GapReason.UNANSWERED]


def test_what_cannot_be_looked_for_is_a_gap() -> None:
    bad = Indicator(IndicatorKind.NETWORK, "10.0.0.0/99", PACK)
    strange = Incident("tomorrow", "x", Window(), decoder="nobody-knows")
    gaps = hunt(Knowledge.of((bad, domain("a b")), (strange,), ESTATE), asked("x.example")).gaps
    assert sum(gap.reason is GapReason.UNSUPPORTED for gap in gaps) == 2


def test_matching_a_batch_is_pure() -> None:
    hunter, rows = DnsHunt(known(EVIL)), batch([row(DAY, "10.1.0.7", "evil.example"), row(DAY, None, "x.example")])
    assert hunter.match(rows, "log").equals(hunter.match(rows, "log"))
    assert hunter.match(rows.slice(1), "log").num_rows == 0
    assert hunter.match(rows.slice(0, 0), "log").num_rows == 0


def test_logs_one_after_the_other_keep_their_findings_apart() -> None:
    logs = [asked("evil.example"), asked("evil.example")]
    logs[1].label = "logs/other.jsonl"
    assert len({finding.subject for finding in hunt(known(EVIL), *logs).findings}) == 2


class Breaking(Log):
    """A log whose reader breaks after the rows that it holds."""

    def batches(self):
        yield from super().batches()
        raise ZeroDivisionError("a fault of ours")


def test_what_was_found_before_a_break_is_kept_and_the_break_goes_on() -> None:
    log = Breaking([row(DAY, "10.1.0.7", "a.evil.example")])
    detector, seen = DnsHunt(Knowledge.of((EVIL,))), Seen()
    with pytest.raises(ZeroDivisionError):
        for record in detector.look(log):
            seen.take(record)
    assert len(seen.rows()) == 1 and one(seen).count == 1
    assert detector.scope(log).hosts == ()


def test_near_miss_a_look_that_nobody_listens_to_ends_quietly() -> None:
    look = DnsHunt(Knowledge.of((EVIL,))).look(asked("a.evil.example"))
    assert isinstance(next(look), Hits)
    look.close()


def test_hostile_names_are_shown_harmless() -> None:
    found = one(hunt(known(EVIL), asked("\x1b[31m\u202e.evil.example")))
    assert "\x1b" not in found.evidence[0].quote and "\u202e" not in found.evidence[0].quote


def test_fragments_and_blocks_both_count_as_the_implants_names() -> None:
    names = [*fragments(), block("2020-06-10T08:00")]
    assert one(hunt(known(), asked(*names))).count == 2

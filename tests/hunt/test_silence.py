"""What a DNS log does not show becomes a Gap, unless a known silence explains it."""

from dataclasses import replace

from hunt_lab import ESTATE, LAPTOP, ORION, RESOLVER, Log, at, hunt, known, row

from beartrap.hunt.dns import DnsHunt
from beartrap.hunt.silence import never_seen
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Dormancy, Estate, Source
from beartrap.model.window import Window

SOURCE = Source("logs/dns.jsonl", "/logs/dns.jsonl", SourceKind.DNS)
TWO = replace(ESTATE, hosts=(ORION, LAPTOP))


def ask(day: int, *clients: str | None) -> list[dict]:
    return [row(f"2020-06-{day:02}T12:00:00", client, "www.example", "192.0.2.1") for client in clients]


def gaps(rows: list[dict], estate: Estate = TWO, source: Source = SOURCE) -> list[Gap]:
    return hunt(known(estate=estate), Log(rows, source=source)).gaps


def of(found: list[Gap], reason: GapReason) -> list[Gap]:
    return [gap for gap in found if gap.reason is reason]


BOTH = ("10.1.0.5", "10.1.0.7")


def test_a_complete_log_has_no_gap() -> None:
    assert gaps([*ask(1, *BOTH), *ask(2, *BOTH)]) == []


def test_a_silent_day_of_the_whole_log_is_one_gap_for_all() -> None:
    (gap,) = gaps([*ask(1, *BOTH), *ask(4, *BOTH)])
    assert (gap.reason, gap.hosts, gap.count) == (GapReason.SILENT, (), 2)
    assert gap.windows == (Window(at("2020-06-02"), at("2020-06-04")),)
    assert "2020-06-02 to 2020-06-03" in gap.why and gap.remedy


def test_a_day_on_which_one_host_keeps_silent_is_that_hosts_gap() -> None:
    (gap,) = gaps([*ask(1, *BOTH), *ask(2, "10.1.0.7"), *ask(3, *BOTH)])
    assert (gap.reason, gap.hosts) == (GapReason.SILENT, (ORION.name,))
    assert gap.windows == (Window(at("2020-06-02"), at("2020-06-03")),)


def test_the_days_before_a_hosts_first_query_count_too() -> None:
    (gap,) = gaps([*ask(1, "10.1.0.7"), *ask(2, *BOTH)])
    assert gap.hosts == (ORION.name,) and gap.windows[0].start == at("2020-06-01")


def test_a_known_silence_explains_exactly_its_own_time() -> None:
    dormant = replace(ORION, dormant=(Dormancy(Window(at("2020-06-02"), at("2020-06-03")), "switched off"),))
    estate = replace(TWO, hosts=(dormant, LAPTOP))
    rows = [*ask(1, *BOTH), *ask(2, "10.1.0.7"), *ask(3, *BOTH)]
    assert gaps(rows, estate) == []
    (gap,) = gaps([*rows, *ask(4, "10.1.0.7")], estate)
    assert gap.windows == (Window(at("2020-06-04"), at("2020-06-05")),)


def test_a_quiet_source_explains_a_silent_day() -> None:
    quiet = replace(SOURCE, quiet=(Dormancy(Window(at("2020-06-02"), at("2020-06-03")), "holiday"),))
    assert gaps([*ask(1, *BOTH), *ask(3, *BOTH)], source=quiet) == []
    half = replace(SOURCE, quiet=(Dormancy(Window(at("2020-06-02"), at("2020-06-02T12:00")), "until noon"),))
    (gap,) = gaps([*ask(1, *BOTH), *ask(3, *BOTH)], source=half)
    assert gap.windows == (Window(at("2020-06-02T12:00"), at("2020-06-03")),)


def test_a_host_that_never_shows_is_named() -> None:
    (gap,) = gaps(ask(1, "10.1.0.7"))
    assert (gap.reason, gap.hosts) == (GapReason.NEVER_SEEN, (ORION.name,))
    named = replace(SOURCE, hosts=(LAPTOP.name,))
    assert gaps(ask(1, "10.1.0.7"), source=named) == []


def test_over_many_logs_the_unseen_are_named_once() -> None:
    quiet = DnsHunt(known(estate=TWO), name_unseen=False)
    assert [record for record in quiet.look(Log(ask(1, "10.1.0.7"))) if isinstance(record, Gap)] == []
    (gap,) = never_seen(TWO, {LAPTOP.name})
    assert (gap.reason, gap.hosts) == (GapReason.NEVER_SEEN, (ORION.name,))
    assert list(never_seen(TWO, {LAPTOP.name, ORION.name})) == []


def test_rows_without_a_client_are_counted() -> None:
    (gap,) = gaps(ask(1, *BOTH, None))
    assert (gap.reason, gap.count, gap.windows) == (GapReason.LOST_CLIENTS, 1, ())
    all_lost = gaps(ask(1, None, None))
    assert [(gap.reason, gap.count) for gap in all_lost] == [(GapReason.LOST_CLIENTS, 2)]
    assert set(all_lost[0].hosts) == {ORION.name, LAPTOP.name}


def test_a_log_in_which_only_a_resolver_asks_has_lost_its_clients() -> None:
    (gap,) = gaps(ask(1, "10.1.0.2", "10.1.0.2"), ESTATE)
    assert (gap.reason, gap.count, set(gap.hosts)) == (GapReason.LOST_CLIENTS, 2, {ORION.name, LAPTOP.name})
    assert RESOLVER.name in gap.why


def test_a_resolver_among_others_has_lost_nothing() -> None:
    assert gaps(ask(1, "10.1.0.2", *BOTH), ESTATE) == []


def test_clients_that_are_no_host_of_ours_are_counted() -> None:
    (gap,) = gaps(ask(1, *BOTH, "10.9.9.9", "\x1b[2J"))
    assert (gap.reason, gap.count) == (GapReason.LOST_CLIENTS, 2)
    assert "10.9.9.9" in gap.why and "\x1b" not in gap.why


def test_rows_without_a_time_are_counted_and_cover_no_day() -> None:
    (gap,) = of(gaps([*ask(1, *BOTH), row(None, "10.1.0.7", "www.example", "192.0.2.1")]), GapReason.NO_TIME)
    assert gap.count == 1


def test_an_empty_log_proves_nothing() -> None:
    (gap,) = gaps([])
    assert gap.reason is GapReason.SILENT and "no row" in gap.why

"""The coverage map against hand-made cases and against a plain day-by-day oracle."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.case.view import CaseView, Records
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind
from beartrap.model.estate import Estate, Host
from beartrap.model.question import Question
from beartrap.model.window import Window
from beartrap.share.coverage_map import Standing, coverage_map, frame_of, slots
from beartrap.share.ordering import natural
from share.views import INCIDENT_TIME, at, clean, empty, huge, incident, keep, rich

START = at("2020-03-24")
ACTIVE = (Question.ACTIVE,)


def days(first: int, last: int) -> Window:
    return Window(START + timedelta(days=first), START + timedelta(days=last))


def look(hosts: tuple[str, ...], *windows: Window, source: str = "dns", kind: SourceKind = SourceKind.DNS) -> Looked:
    return Looked("d", ACTIVE, kind, source, "x", "y", hosts, windows, 1, "rows")


def gap(hosts: tuple[str, ...] = (), *windows: Window, source: str | None = "dns", **rest: object) -> Gap:
    base = Gap(GapReason.SILENT, ACTIVE, "why", source=source, kind=SourceKind.DNS, hosts=hosts, windows=windows)
    return replace(base, **rest)


def case(*records: Looked | Gap, hosts: tuple[str, ...] = ("a", "b")) -> CaseView:
    of = Records(
        incidents=keep((incident(),)),
        estate=Estate(hosts=tuple(Host(name) for name in hosts)),
        looked=keep(tuple(one for one in records if isinstance(one, Looked))),
        gaps=keep(tuple(one for one in records if isinstance(one, Gap))),
    )
    return CaseView("c", 1, "0", of)


def test_a_gap_takes_time_from_the_look_at_its_source() -> None:
    cell = coverage_map(case(look(("a",), days(0, 10)), gap((), days(3, 4)))).cells["a", SourceKind.DNS]
    assert cell.covered == (days(0, 3), days(4, 10))
    assert cell.lost == (days(3, 4),)


def test_a_gap_in_another_source_takes_nothing() -> None:
    cell = coverage_map(case(look(("a",), days(0, 10)), gap((), days(3, 4), source="other"))).cells["a", SourceKind.DNS]
    assert (cell.covered, cell.lost, cell.gaps) == ((days(0, 10),), (), 0)


def test_a_second_source_covers_what_the_first_lost() -> None:
    grid = coverage_map(case(look(("a",), days(0, 10)), look(("a",), days(2, 5), source="two"), gap((), days(3, 4))))
    cell = grid.cells["a", SourceKind.DNS]
    assert (cell.covered, cell.lost) == ((days(0, 10),), ())


def test_a_gap_on_one_host_leaves_the_other_alone() -> None:
    grid = coverage_map(case(look(("a", "b"), days(0, 10)), gap(("b",), days(0, 10))))
    assert grid.cells["a", SourceKind.DNS].lost == ()
    assert grid.cells["b", SourceKind.DNS].covered == ()
    assert grid.cells["b", SourceKind.DNS].lost == (days(0, 10),)


def test_a_gap_about_another_question_takes_nothing() -> None:
    grid = coverage_map(case(look(("a",), days(0, 10)), gap((), days(3, 4), questions=(Question.WHO,))))
    assert grid.cells["a", SourceKind.DNS].covered == (days(0, 10),)


def test_a_host_that_only_has_a_gap_is_a_gap_and_not_unlooked() -> None:
    grid = coverage_map(case(look(("a",), days(0, 10)), gap(("b",), days(0, 10), source=None)))
    assert grid.cells["b", SourceKind.DNS].standing is Standing.GAP


def test_nobody_looked_is_no_gap() -> None:
    assert coverage_map(case(look(("a",), days(0, 10)))).cells["b", SourceKind.DNS].standing is Standing.NOT_LOOKED


def test_a_look_at_any_host_covers_each_known_one() -> None:
    grid = coverage_map(case(look(("*",), INCIDENT_TIME)))
    assert {grid.cells[host, SourceKind.DNS].standing for host in grid.hosts} == {Standing.COVERED}
    assert "*" not in grid.hosts


def test_a_look_without_known_hosts_still_shows() -> None:
    grid = coverage_map(case(look(("*",), INCIDENT_TIME), hosts=()))
    assert grid.hosts == ("*",)


def test_a_look_past_the_frame_counts_no_more_than_the_frame() -> None:
    cell = coverage_map(case(look(("a",), days(-100, 1000)))).cells["a", SourceKind.DNS]
    assert cell.covered == (INCIDENT_TIME,)
    assert cell.standing is Standing.COVERED


def test_a_file_that_could_not_be_read_makes_its_host_partly_covered() -> None:
    lost = gap(("a",), kind=SourceKind.FILES, source="tree")
    grid = coverage_map(case(look(("a", "b"), kind=SourceKind.FILES, source="tree"), lost))
    assert grid.cells["a", SourceKind.FILES].standing is Standing.PARTLY
    assert grid.cells["b", SourceKind.FILES].standing is Standing.COVERED


def test_a_look_broken_off_covers_no_host_in_full() -> None:
    lost = gap((), kind=SourceKind.FILES, source="tree", reason=GapReason.BUDGET)
    grid = coverage_map(case(look(("a", "b"), kind=SourceKind.FILES, source="tree"), lost))
    assert {grid.cells[host, SourceKind.FILES].standing for host in ("a", "b")} == {Standing.PARTLY}


def test_gaps_that_name_no_host_are_counted_beside_the_map() -> None:
    assert coverage_map(case(gap((), count=41))).unplaced == {SourceKind.DNS: 41}


def test_explained_silence_is_told_apart() -> None:
    grid = coverage_map(rich())
    sleeper = grid.cells["orion-02", SourceKind.DNS]
    assert sleeper.explained == (Window(at("2020-05-23"), at("2020-05-24")),)
    assert sleeper.lost == ()
    assert grid.cells["orion-01", SourceKind.DNS].explained == ()


def test_kinds_that_are_needed_and_absent() -> None:
    absent = coverage_map(rich()).absent
    assert SourceKind.MAIL_AUDIT in absent
    assert SourceKind.DNS not in absent


def test_no_time_at_all() -> None:
    assert frame_of(empty()) is None
    assert coverage_map(empty()).kinds == ()
    assert coverage_map(clean()).cells["orion-01", SourceKind.HASHES].standing is Standing.COVERED


def test_a_slot_with_the_shortest_gap_in_it_shows_the_gap() -> None:
    cell = coverage_map(rich()).cells["dc-01", SourceKind.DNS]
    assert slots(cell, INCIDENT_TIME, 12).count(Standing.GAP) == 1


def test_hosts_in_the_order_people_count() -> None:
    assert sorted(["host-10", "host-2", "HOST-1"], key=natural) == ["HOST-1", "host-2", "host-10"]


def test_names_made_to_break_the_order_do_not() -> None:
    assert len(sorted(["1" * 5000, "٣", "²", "", "a" * 5000, "1a", "a1"], key=natural)) == 7


def test_five_thousand_hosts() -> None:
    grid = coverage_map(huge(10))
    assert len(grid.hosts) == 5000
    assert grid.tally(SourceKind.HASHES)[Standing.PARTLY] == 3000


spans = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: days(pair[0], pair[0] + pair[1]))
looks = st.builds(lambda w, s, h: look(h, *w, source=s), st.lists(spans, max_size=3), st.sampled_from("xy"), st.sampled_from([("a",), ("*",), ("a", "b")]))  # fmt: skip
lost = st.builds(lambda w, s, h: gap(h, *w, source=s), st.lists(spans, min_size=1, max_size=2), st.sampled_from(["x", "y", None]), st.sampled_from([(), ("a",), ("b",)]))  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(st.lists(looks, max_size=4), st.lists(lost, max_size=4))
def test_it_agrees_with_counting_day_by_day(made: list[Looked], missed: list[Gap]) -> None:
    grid = coverage_map(case(*made, *missed))
    for host in ("a", "b"):
        cell = grid.cells.get((host, SourceKind.DNS))
        for number in range(45):
            noon = START + timedelta(days=number, hours=12)
            seen = any(
                host in one.hosts + (("a", "b") if "*" in one.hosts else ())
                and any(window.holds(noon) for window in one.windows)
                and not any(
                    hole.source in (None, one.source)
                    and (not hole.hosts or host in hole.hosts)
                    and any(window.holds(noon) for window in hole.windows)
                    for hole in missed
                )
                for one in made
            )
            shown = cell is not None and any(window.holds(noon) for window in cell.covered)
            assert shown == seen
            assert cell is None or not (shown and any(window.holds(noon) for window in cell.lost))

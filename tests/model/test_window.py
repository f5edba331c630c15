"""The algebra of windows, held against sets of hours."""

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.model.window import Window, intersect, span, subtract, total, union

ORIGIN = datetime(2020, 3, 1, tzinfo=UTC)
HOURS = 12
BEFORE, AFTER = -1, HOURS
"""The hour before the first and the one after the last: only windows without a bound on that side reach them."""


def hour(number: int) -> datetime:
    return ORIGIN + timedelta(hours=number)


BOUNDS = st.none() | st.integers(0, HOURS)
WINDOWS = st.lists(
    st.builds(lambda a, b: Window(None if a is None else hour(a), None if b is None else hour(b)), BOUNDS, BOUNDS),
    max_size=6,
)


def cells(windows: Iterable[Window]) -> set[int]:
    """The plain oracle: which hours lie inside, one by one."""
    return {
        number
        for number in range(BEFORE, AFTER + 1)
        for window in windows
        if (window.start is None or (number != BEFORE and window.start <= hour(number)))
        and (window.end is None or (number != AFTER and hour(number) < window.end))
        and (window.start is None or window.end is None or window.start < window.end)
    }


def in_normal_form(windows: tuple[Window, ...]) -> bool:
    apart = all(one.high < other.low for one, other in itertools.pairwise(windows))
    return apart and not any(window.empty for window in windows)


@settings(deadline=None)
@given(WINDOWS)
def test_a_union_holds_the_same_hours(windows: list[Window]) -> None:
    joined = union(windows)
    assert cells(joined) == cells(windows)
    assert in_normal_form(joined)


@settings(deadline=None)
@given(WINDOWS, WINDOWS)
def test_an_intersection_holds_the_hours_of_both(first: list[Window], second: list[Window]) -> None:
    both = intersect(first, second)
    assert cells(both) == cells(first) & cells(second)
    assert in_normal_form(both)


@settings(deadline=None)
@given(WINDOWS, WINDOWS)
def test_a_difference_holds_the_hours_that_are_left(windows: list[Window], holes: list[Window]) -> None:
    left = subtract(windows, holes)
    assert cells(left) == cells(windows) - cells(holes)
    assert in_normal_form(left)


@settings(deadline=None)
@given(WINDOWS, WINDOWS)
def test_what_is_taken_out_and_what_is_left_make_the_whole(windows: list[Window], holes: list[Window]) -> None:
    assert union((*subtract(windows, holes), *intersect(windows, holes))) == union(windows)


@settings(deadline=None)
@given(WINDOWS)
def test_overlaps_are_counted_once(windows: list[Window]) -> None:
    inside = Window(hour(0), hour(HOURS))
    clipped = intersect(windows, [inside])
    assert total(clipped) == timedelta(hours=len(cells(windows) - {BEFORE, AFTER}))
    assert total((*clipped, *clipped)) == total(clipped)


@settings(deadline=None)
@given(WINDOWS, st.integers(0, HOURS - 1))
def test_a_moment_is_held_by_the_union_where_a_window_holds_it(windows: list[Window], number: int) -> None:
    moment = hour(number)
    assert any(window.holds(moment) for window in union(windows)) == any(window.holds(moment) for window in windows)


def test_windows_that_touch_become_one() -> None:
    assert union([Window(hour(1), hour(2)), Window(hour(2), hour(3))]) == (Window(hour(1), hour(3)),)


def test_windows_a_microsecond_apart_stay_two() -> None:
    second = Window(hour(2) + timedelta(microseconds=1), hour(3))
    assert len(union([Window(hour(1), hour(2)), second])) == 2


def test_the_end_is_outside_and_the_start_inside() -> None:
    window = Window(hour(1), hour(2))
    assert window.holds(hour(1))
    assert not window.holds(hour(2))


@pytest.mark.parametrize("window", [Window(hour(2), hour(2)), Window(hour(3), hour(2))])
def test_an_empty_window_holds_nothing(window: Window) -> None:
    assert window.empty
    assert window.length == timedelta(0)
    assert union([window]) == ()
    assert subtract([Window(hour(0), hour(4))], [window]) == (Window(hour(0), hour(4)),)


def test_all_time_less_a_day_is_unbounded_on_both_sides() -> None:
    assert subtract([Window()], [Window(hour(0), hour(1))]) == (Window(None, hour(0)), Window(hour(1), None))


@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=1))])
def test_a_time_that_is_not_utc_is_refused(zone: timezone | None) -> None:
    with pytest.raises(ValueError, match="UTC"):
        Window(datetime(2020, 3, 1, tzinfo=zone), None)


def test_the_span_passes_over_unknown_times() -> None:
    assert span([None, hour(3), hour(1), None]) == (hour(1), hour(3))
    assert span([None]) == (None, None)

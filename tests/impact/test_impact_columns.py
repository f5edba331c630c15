"""What is kept in columns comes to the same as counting row by row."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from impact_lab import event

from beartrap.impact.columns import NEVER, NOT_YET, BoundedNames, Groups, Numbers, moment_of, moments
from beartrap.impact.seen.reading_log import ReadingLog
from beartrap.impact.tally import Tally

NUMBERS = st.one_of(st.integers(0, 3), st.integers(-(2**62), 2**62 - 1))
TIMES = st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(0, 2)), min_size=1, max_size=60))
def test_rows_that_are_alike_make_groups_in_the_order_of_their_first(rows: list[tuple[int, int, int]]) -> None:
    groups = Groups(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))
    first = list(dict.fromkeys(rows))
    assert [rows[at] for at in groups.first] == first
    assert [first[group] for group in groups.of] == rows
    assert groups.total(np.ones(len(rows), dtype=np.int64)).tolist() == list(Counter(rows).values())


def test_no_rows_make_no_groups() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    groups = Groups(nothing, nothing)
    assert len(groups) == 0
    assert groups.least(nothing).tolist() == []


@given(TIMES)
def test_a_time_that_became_a_number_comes_back(time: datetime | None) -> None:
    assert moment_of(moments([time])[0]) == time
    assert moment_of(NOT_YET) is None


def test_names_beyond_the_bound_are_counted_together() -> None:
    names = BoundedNames(2, "(others)")
    tally = Tally[str](names)
    tally.take("abcda", [True, False, None, True, True], [1, 2, NEVER, 4, 5])
    counted = dict(tally.counted())
    assert {name: (one.count, one.succeeded, one.failed) for name, one in counted.items()} == {
        "a": (2, 2, 0),
        "b": (1, 0, 1),
        "(others)": (2, 1, 0),
    }
    assert (counted["(others)"].first, counted["(others)"].last) == (moment_of(4), moment_of(4))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, True, False]), TIMES)), max_size=4))
def test_a_tally_counts_as_one_does_row_by_row(parts: list[list[tuple[str, bool | None, datetime | None]]]) -> None:
    tally, plain = Tally[str](Numbers()), defaultdict[str, list[tuple[bool | None, datetime | None]]](list)
    for part in parts:
        tally.take([name for name, _, _ in part], [ok for _, ok, _ in part], moments([time for _, _, time in part]))
        for name, ok, time in part:
            plain[name].append((ok, time))
        list(tally.counted())  # asking in between changes nothing
    for name, counted in tally.counted():
        times = [time for _, time in plain[name] if time is not None]
        oks = Counter(ok for ok, _ in plain[name])
        assert (counted.count, counted.succeeded, counted.failed) == (len(plain[name]), oks[True], oks[False])
        assert (counted.first, counted.last) == (min(times, default=None), max(times, default=None))


def test_a_log_tells_each_item_once_with_all_ways_labels_and_times() -> None:
    noon = datetime(2020, 12, 13, 12, tzinfo=UTC)
    log = ReadingLog()
    first = event("x", app="app-1", user="anna", addresses=("192.0.2.1",), time=noon, row=7)
    later = event(
        "x", app="app-2", user="bram", addresses=("192.0.2.1", "192.0.2.2"), time=noon + timedelta(hours=1), row=8
    )
    copy = later._replace(repeat=True, row=9)
    start = log.take(["Box", "box", "box"], [first, later, copy])
    log.name([start, start + 1, start + 2], ["m-1", "m-1", "m-\ud800"], ["Inbox", "Sent", "Inbox"])
    read = log.sealed
    one, other = read.items()
    assert (one.id, one.place, one.labels, one.times) == ("m-1", "Box", ("Inbox", "Sent"), 2)
    assert [use.app for use in one.uses] == ["app-1", "app-2"]
    assert (one.first, one.last) == (noon, noon + timedelta(hours=1))
    assert (other.id, other.times) == ("m-\ud800", 1)
    assert read.uses.amount(read.uses.all) == (2, 0), "a copy is not counted"
    assert {name: count for name, _, count in read.uses.addresses(read.uses.all)} == {
        "192.0.2.1": 2,
        "192.0.2.2": 1,
    }
    assert (len(read), read.distinct_ids(), read.counts()) == (2, 2, [2])
    assert [(app, count) for (_, app), count in sorted(read.counts_by_app().items())] == [(0, 1), (1, 2)]


def test_a_log_that_goes_on_after_it_was_asked_tells_all() -> None:
    log = ReadingLog()
    assert list(log.sealed.items()) == []
    log.name([log.take(["site"], [event("x")])], ["file"], ["opened"])
    assert [item.id for item in log.sealed.items()] == ["file"]
    log.name([log.take(["site"], [event("x")])], ["other"], ["opened"])
    assert [item.id for item in log.sealed.items()] == ["file", "other"]

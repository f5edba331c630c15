"""Coverage against need: the arithmetic must equal a plain count of days."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from answers.lab import START, TWO_HOSTS, WEEK, days, dns_gap, dns_look, records
from beartrap.case.answers.measure import count, measure, names, periods
from beartrap.model.coverage import Need, SourceKind
from beartrap.model.question import Question
from beartrap.model.window import Window

NEED = Need(Question.ACTIVE, (SourceKind.DNS,), ("one", "two"), WEEK, "")

interval = st.tuples(st.integers(0, 7), st.integers(0, 7)).map(lambda pair: days(min(pair), max(pair)))
hosts = st.sets(st.sampled_from(["one", "two"]), min_size=1).map(lambda some: tuple(sorted(some)))
source = st.sampled_from(["a.log", "b.log"])


def plain(looks, gaps, host):
    """Return the covered days of one host by asking each day, each look and each gap."""
    covered = set()
    for day in range(7):
        moment = START + timedelta(days=day)
        for look in looks:
            seen = host in look.hosts and any(window.holds(moment) for window in look.windows)
            lost = any(
                gap.source in (None, look.source)
                and (not gap.hosts or host in gap.hosts)
                and any(w.holds(moment) for w in gap.windows)
                for gap in gaps
            )
            if seen and not lost:
                covered.add(day)
    return covered


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.builds(lambda h, w, s: dns_look(*h, windows=(w,), source=s), hosts, interval, source), max_size=4),
    st.lists(
        st.builds(
            lambda h, w, s: dns_gap(*h, windows=(w,), source=s),
            st.one_of(st.just(()), hosts),
            interval,
            st.one_of(st.none(), source),
        ),
        max_size=4,
    ),
)
def test_covered_days_equal_a_plain_count(looks, gaps):
    result = measure(records(looked=tuple(looks), gaps=tuple(gaps)), Question.ACTIVE, (NEED,))
    expected = {host: plain(looks, gaps, host) for host in NEED.hosts}
    assert result.covered.days_covered == sum(len(some) for some in expected.values())
    whole = {one.host for one in result.covered.by_host if one.complete}
    assert whole == {host for host, some in expected.items() if len(some) == 7}


def test_a_gap_takes_time_only_from_its_own_source():
    looks = (dns_look("one", "two", source="a.log"), dns_look("one", "two", source="b.log"))
    silent = dns_gap(windows=(days(2, 3),), source="a.log")
    assert measure(records(looked=looks, gaps=(silent,)), Question.ACTIVE, (NEED,)).complete
    everywhere = dns_gap(windows=(days(2, 3),), source=None)
    assert not measure(records(looked=looks, gaps=(everywhere,)), Question.ACTIVE, (NEED,)).complete


def test_what_is_missing_names_host_and_day():
    gap = dns_gap("two", windows=(days(2, 3),))
    result = measure(records(looked=(dns_look("one", "two"),), gaps=(gap,)), Question.ACTIVE, (NEED,))
    assert result.missing == ("DNS logs of two not covered: 2020-06-03.",)


def test_an_untouched_host_is_missing_by_name():
    result = measure(records(looked=(dns_look("one"),)), Question.ACTIVE, (NEED,))
    assert result.missing == ("DNS logs of 1 host not looked at: two.",)
    assert (result.covered.hosts_needed, result.covered.hosts_complete, result.covered.hosts_touched) == (2, 1, 1)


def test_explained_silence_counts_only_where_somebody_looked():
    explained = {"one": (days(0, 7),), "two": (days(0, 7),)}
    late = dns_look("one", windows=(days(6, 7),))
    result = measure(records(looked=(late,)), Question.ACTIVE, (NEED,), explained)
    assert {one.host: one.complete for one in result.covered.by_host} == {"one": True, "two": False}


def test_needs_without_hosts_fall_back_to_those_looked_at():
    need = Need(Question.ACTIVE, (SourceKind.DNS,), (), WEEK, "")
    result = measure(records(looked=(dns_look("somebody"),), estate=None), Question.ACTIVE, (need,))
    assert [one.host for one in result.covered.by_host] == ["somebody"]


def test_words():
    assert (count(1, "host"), count(2, "inventory"), count(1200, "host")) == ("1 host", "2 inventories", "1,200 hosts")
    assert names([str(number) for number in range(8)]) == "0, 1, 2, 3, 4, 5 and 2 more"
    assert periods((Window(START, None),)) == "2020-06-01 to now"
    assert TWO_HOSTS.hosts_known


def test_a_look_that_shows_no_host_of_ours_is_told_as_such():
    need = Need(Question.ACTIVE, (SourceKind.DNS,), (), WEEK, "")
    (nobody,) = measure(records(looked=(dns_look(),), estate=None), Question.ACTIVE, (need,)).missing
    (nothing,) = measure(records(estate=None), Question.ACTIVE, (need,)).missing
    assert "not known which of our hosts" in nobody and "none was looked at" in nothing

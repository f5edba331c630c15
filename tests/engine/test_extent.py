"""What a log covers, counted in columns, against a plain count of its rows."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from beartrap.engine.extent import EPOCH, Extent, days_to_windows
from beartrap.engine.tables import DNS_SCHEMA
from beartrap.model.window import Window

TIMES = st.none() | st.integers(0, 10 * 86_400).map(lambda s: datetime(2019, 12, 30, tzinfo=UTC) + timedelta(seconds=s))
ODD = st.sampled_from(
    [datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, tzinfo=UTC), datetime(9999, 12, 31, 1, tzinfo=UTC)]
)
CLIENTS = st.none() | st.sampled_from(["10.0.0.1", "10.0.0.2", "host", ""])
ROWS = st.lists(st.tuples(TIMES | ODD, CLIENTS), max_size=30)


def batch(rows: list[tuple[datetime | None, str | None]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"time": time, "client": client} for time, client in rows], DNS_SCHEMA)


def day(time: datetime) -> int:
    return (time - EPOCH) // timedelta(days=1)


@settings(deadline=None, max_examples=100)
@given(st.lists(ROWS, max_size=4))
def test_columns_and_rows_count_the_same(batches: list[list[tuple[datetime | None, str | None]]]) -> None:
    extent = Extent()
    for rows in batches:
        extent.add(batch(rows))
    every = [row for rows in batches for row in rows]
    times = [time for time, _ in every if time is not None]
    days: dict[str, set[int]] = defaultdict(set)
    for time, client in every:
        if client is not None:
            days[client].update([day(time)] if time is not None else [])
    assert (extent.rows, extent.timeless) == (len(every), len(every) - len(times))
    assert extent.clientless == sum(client is None for _, client in every)
    assert (extent.first, extent.last) == ((min(times), max(times)) if times else (None, None))
    assert extent.rows_by_day == Counter(day(time) for time in times)
    assert extent.clients == Counter(client for _, client in every if client is not None)
    assert extent.days_of_each({client: [client] for client in days}) == days


def test_silent_days_and_windows() -> None:
    extent = Extent()
    extent.add(batch([(datetime(2020, 6, d, 23, 59, tzinfo=UTC), "a") for d in (1, 2, 5)]))
    assert extent.silence() == (Window(datetime(2020, 6, 3, tzinfo=UTC), datetime(2020, 6, 5, tzinfo=UTC)),)
    whole = Window(datetime(2020, 6, 1, tzinfo=UTC), datetime(2020, 6, 6, tzinfo=UTC))
    assert extent.windows == (whole,)
    assert extent.days_of(["a", "nobody"]) == set(extent.rows_by_day)
    assert extent.days_of(["nobody"]) == set()


def test_nothing_covers_nothing() -> None:
    extent = Extent()
    extent.add(batch([]))
    extent.add(batch([(None, "a")]))
    assert extent.windows == () and extent.silence() == () and extent.days_of(["a"]) == set()


def test_days_join_into_windows() -> None:
    first, second = days_to_windows([3, 1, 2, 7, 3])
    assert (first.start, first.end) == (EPOCH + timedelta(days=1), EPOCH + timedelta(days=4))
    assert second.length == timedelta(days=1)

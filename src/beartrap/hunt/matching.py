"""From a batch of DNS rows to its hits: a pure function, the same in this process and in any other.

Each distinct query and each distinct answer is matched once; rows follow by their dictionary codes.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beartrap.engine.domains import canonical
from beartrap.engine.hit_columns import HITS_SCHEMA
from beartrap.engine.hits import Standing
from beartrap.hunt.watchlist import Watch, Watchlist

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Ints = npt.NDArray[np.int64]


def match(
    batch: pa.RecordBatch, watchlist: Watchlist, label: str, host_of: Callable[[str | None], str | None]
) -> pa.RecordBatch:
    """Return the hits of a batch in the DNS schema, in HITS_SCHEMA, sorted by row.

    `host_of` maps a client as logged to a host's name. One row that matches two indicators gives two hits; an
    indicator that stands both in query and answer gives one for each.
    """
    rows, watches, values, where = [], [], [], []
    for found_in, (row, watch, value) in (
        ("query", _in_queries(batch.column("query"), watchlist)),
        ("answer", _in_answers(batch.column("answers"), watchlist)),
    ):
        rows.append(row)
        watches.append(watch)
        values.append(value)
        where += [found_in] * len(row)
    all_rows, all_watches = np.concatenate(rows), np.concatenate(watches)
    if not len(all_rows):
        return pa.RecordBatch.from_pylist([], HITS_SCHEMA)
    order = np.lexsort((all_watches, all_rows))
    found = pa.array(where, pa.string()).take(pa.array(order))
    texts = pa.concat_arrays(values).take(pa.array(order))
    return _build(batch, all_rows[order], all_watches[order], texts, found, watchlist, label, host_of)


def _in_queries(queries: pa.Array, watchlist: Watchlist) -> tuple[Ints, Ints, pa.Array]:
    coded = queries.dictionary_encode()
    ones, others = watchlist.domains.match(coded.dictionary)
    pairs = _allowed(coded.dictionary, ones, np.array(watchlist.domain_watches, np.int64)[others], watchlist)
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return _rows_of(codes, np.arange(len(codes), dtype=np.int64), coded.dictionary, *pairs)


def _in_answers(answers: pa.Array, watchlist: Watchlist) -> tuple[Ints, Ints, pa.Array]:
    flat, parents = answers.flatten(), pc.list_parent_indices(answers)
    coded = flat.dictionary_encode()
    ones, others = watchlist.domains.match(coded.dictionary)
    names = _allowed(coded.dictionary, ones, np.array(watchlist.domain_watches, np.int64)[others], watchlist)
    places, nets = watchlist.addresses.match(coded.dictionary)
    matched = np.concatenate([names[0], places])
    watches = np.concatenate([names[1], np.array(watchlist.address_watches, np.int64)[nets]])
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return _rows_of(codes, parents.to_numpy(zero_copy_only=False).astype(np.int64), coded.dictionary, matched, watches)


def _allowed(values: pa.Array, ones: Ints, watches: Ints, watchlist: Watchlist) -> tuple[Ints, Ints]:
    """Leave out subdomains of what is looked for exactly."""
    keep = [
        not (watch := watchlist.watches[w]).exact or canonical(values[i].as_py()) == watch.value
        for i, w in zip(ones.tolist(), watches.tolist(), strict=True)
    ]
    mask = np.array(keep, np.bool_)
    return ones[mask], watches[mask]


def _rows_of(codes: Ints, owners: Ints, values: pa.Array, matched: Ints, watches: Ints) -> tuple[Ints, Ints, pa.Array]:
    """Spread (distinct value, watch) pairs over the rows that hold the value; `owners` gives each code's row."""
    order = np.argsort(matched, kind="stable")
    matched, watches = matched[order], watches[order]
    is_hit = np.zeros(len(values) + 1, np.bool_)  # the last place stands for null, code -1
    is_hit[matched] = True
    at = np.flatnonzero(is_hit[codes])
    low = np.searchsorted(matched, codes[at], side="left")
    counts = np.searchsorted(matched, codes[at], side="right") - low
    spread = np.repeat(at, counts)
    within = np.arange(len(spread)) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen = np.repeat(low, counts) + within
    return owners[spread], watches[chosen], values.take(pa.array(matched[chosen]))


def _build(
    batch: pa.RecordBatch,
    rows: Ints,
    watches: Ints,
    values: pa.Array,
    found_in: pa.Array,
    watchlist: Watchlist,
    label: str,
    host_of: Callable[[str | None], str | None],
) -> pa.RecordBatch:
    taken = batch.take(pa.array(rows))
    unique, inverse = np.unique(watches, return_inverse=True)
    keys = pa.array([watchlist.watches[w].key for w in unique.tolist()], pa.string()).take(pa.array(inverse))
    coded = taken.column("client").dictionary_encode()
    hosts = pa.array([host_of(client) for client in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)
    hosts = pc.fill_null(hosts, host_of(None)) if host_of(None) is not None and coded.null_count else hosts
    columns = {
        "indicator": keys,
        "value": values,
        "found_in": found_in,
        "standing": _standings(taken.column("time"), unique, inverse, watchlist),
        "host": hosts,
        "source": pa.array([label] * len(rows), pa.string()),
    }
    arrays = [columns[field.name] if field.name in columns else taken.column(field.name) for field in HITS_SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=HITS_SCHEMA)


def _standings(times: pa.Array, unique: Ints, inverse: Ints, watchlist: Watchlist) -> pa.Array:
    moments = pc.fill_null(times.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    standing = np.full(len(moments), Standing.IN_WINDOW.value, dtype=object)
    for place, number in enumerate(unique.tolist()):
        mine = np.flatnonzero(inverse == place)
        standing[mine[~_within(moments[mine], watchlist.watches[number])]] = Standing.OUT_OF_WINDOW.value
        public = watchlist.watches[number].public
        if public is not None:
            standing[mine[moments[mine] >= _microseconds(public)]] = Standing.AFTER_PUBLICATION.value
    if times.null_count:
        standing[times.is_null().to_numpy(zero_copy_only=False)] = Standing.NO_TIME.value
    return pa.array(standing, pa.string())


def _within(moments: Ints, watch: Watch) -> npt.NDArray[np.bool_]:
    if not watch.windows:
        return np.ones(len(moments), np.bool_)
    inside = np.zeros(len(moments), np.bool_)
    for window in watch.windows:
        low = _microseconds(window.start) if window.start is not None else np.iinfo(np.int64).min
        high = _microseconds(window.end) if window.end is not None else np.iinfo(np.int64).max
        inside |= (moments >= low) & (moments < high)
    return inside


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)

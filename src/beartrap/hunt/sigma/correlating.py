"""Correlations as SQL windows over the hit table (DuckDB), never over raw events.

Within each group the hits are put in order of time, and at each one the condition is asked of the hits of the time span
that ends there, both ends included. Each time it becomes true is one hit of the correlation, at the event that made it
true. Hits without a time, or without a field to group by, take no part. All that comes from rules reaches the database as
tables, never as text of a statement.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from beartrap.engine.events import EVENT_HITS
from beartrap.hunt.sigma.correlation import Correlation, Steps
from beartrap.hunt.sigma.ruleset import RuleSet

ALERT = "sigma"
"""The kind of a hit that alerts, of a rule or a correlation."""
BASE = "sigma-base"
"""The kind of a hit of a rule or correlation that only correlations look at."""
MEMORY = "512MB"
"""What DuckDB may hold; beyond it, it goes to disk."""
_RESULT = ("time", "host", "source", "file", "row", "key", "measure")
_OPS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "eq": "=", "neq": "<>"}
_MEASURES = {
    "event_count": "count(*) OVER span",
    "value_count": "count(DISTINCT value) OVER span",
    "value_sum": "sum(number) OVER span",
    "value_avg": "avg(number) OVER span",
    "value_median": "median(number) OVER span",
    "temporal": "count(DISTINCT ref) OVER span",
}


def correlate(rules: RuleSet, hits: pa.Table) -> pa.Table:
    """Return the hits of all correlations over `hits` (EVENT_HITS of every log), in EVENT_HITS, those of the base rules left out."""
    found: list[pa.Table] = []
    quiet = {name for one in rules.correlations if not one.generate for name in one.rules}
    for one in rules.correlations:  # in the order of linking: what one names comes before it
        kind = BASE if quiet & {one.head.id, one.head.name} else ALERT
        found.append(_one(rules, one, pa.concat_tables([hits, *found]), kind))
    return pa.concat_tables(found) if found else EVENT_HITS.empty_table()


def _one(rules: RuleSet, one: Correlation, hits: pa.Table, kind: str) -> pa.Table:
    import duckdb  # late: only sets with correlations need it

    references = pa.Table.from_pylist(list(_references(rules, one)), _schema(one))
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": "1", "enable_external_access": "false"}) as database:
        database.register("hits", hits)
        database.register("refs", references)
        rows = database.execute(statement(one)).fetchall()
    return pa.Table.from_pylist([_hit(one, kind, dict(zip(_RESULT, row, strict=True))) for row in rows], EVENT_HITS)


def _references(rules: RuleSet, one: Correlation) -> Iterator[dict[str, Any]]:
    """Yield for each rule that is meant its id, its place among the references, and its names of the groups and values."""
    for place, name in enumerate(one.rules):
        ids = [rules.heads[rule].id for rule in rules.named(name)]
        ids += [other.head.id for other in rules.correlations if name in (other.head.id, other.head.name)]
        for identity in ids:
            groups = {f"g{number}": one.field_of(group, name) for number, group in enumerate(one.groups)}
            fields = {f"v{number}": field for number, field in enumerate(one.fields)}
            yield {"rule": identity, "ref": place, **groups, **fields}


def _schema(one: Correlation) -> pa.Schema:
    names = [*(f"g{place}" for place in range(len(one.groups))), *(f"v{place}" for place in range(len(one.fields)))]
    return pa.schema([("rule", pa.utf8()), ("ref", pa.int32()), *((name, pa.utf8()) for name in names)])


def statement(one: Correlation) -> str:
    """Return the statement of a correlation; it is made of numbers and our own words alone."""
    groups = [f'h."values"[list_position(h.fields, r.g{place})]' for place in range(len(one.groups))]
    values = [f'h."values"[list_position(h.fields, r.v{place})]' for place in range(len(one.fields))]
    there = " AND ".join(["h.time IS NOT NULL", *(f"{part} IS NOT NULL" for part in (*groups, *values))])
    events = f"""
        SELECT h.time, h.host, h.source, h.file, h."row", r.ref,
               {_listed(groups)} AS key, {_listed(values)} AS value,
               try_cast({values[0] if values else "NULL"} AS DOUBLE) AS number
        FROM hits AS h JOIN refs AS r ON h.rule = r.rule
        WHERE {there}
    """
    ordered = one.kind == "temporal_ordered"
    judged = _ordered(one, "events") if ordered else _judged(one)
    return f"""
        WITH events AS ({events}), judged AS ({judged}),
        turned AS (
            SELECT *, lag(holds, 1, false) OVER (PARTITION BY key ORDER BY time, last) AS before
            FROM (SELECT *, row_number() OVER (PARTITION BY key, time ORDER BY ref, source, file, "row") AS last,
                  count(*) OVER (PARTITION BY key, time) AS same FROM judged)
            WHERE last = same
        )
        SELECT time, host, source, file, "row", key, measure FROM turned WHERE holds AND NOT before ORDER BY time, key
    """


def _listed(parts: Sequence[str]) -> str:
    return f"[{', '.join(parts)}]" if parts else "['']"


def _judged(one: Correlation) -> str:
    """Return the events with `measure` and whether the condition `holds`."""
    span = (
        f"WINDOW span AS (PARTITION BY key ORDER BY time RANGE BETWEEN INTERVAL {one.seconds:d} SECONDS PRECEDING "
        "AND CURRENT ROW)"
    )
    if one.steps is not None:
        seen = [f"(count(*) FILTER (WHERE ref = {place:d}) OVER span > 0)" for place in range(len(one.rules))]
        holds = _steps(one.steps, dict(zip(one.rules, seen, strict=True)))
        return f"SELECT *, {holds} AS holds, count(DISTINCT ref) OVER span AS measure FROM events {span}"
    if one.kind == "value_percentile":
        measure = f"quantile_cont(number, {one.percentile / 100:f}) OVER span"
    else:
        measure = _MEASURES[one.kind]
    holds = f"coalesce(measure {_OPS[one.op]} {one.count:d}, false)"
    return f"SELECT *, {holds} AS holds FROM (SELECT *, {measure} AS measure FROM events {span})"


def _steps(steps: Steps, seen: dict[str, str]) -> str:
    if isinstance(steps, str):
        return seen[steps]
    word, parts = steps
    if word == "not":
        return f"(NOT {_steps(parts[0], seen)})"
    return "(" + f" {word.upper()} ".join(_steps(part, seen) for part in parts) + ")"


def _ordered(one: Correlation, source: str) -> str:
    """Return the events that end a chain: for each, when the latest chain through all rules before it began."""
    for place in range(len(one.rules)):
        begun = "time" if place == 0 else f"max(begun) FILTER (WHERE stage = {place - 1:d}) OVER up"
        keep = f"stage IS NOT NULL AND stage < {place:d}"
        first = f"SELECT *, NULL::INTEGER AS stage, NULL::TIMESTAMPTZ AS begun FROM {source}" if place == 0 else source
        source = f"""
            SELECT * REPLACE (CASE WHEN {keep} THEN begun WHEN ref = {place:d} THEN {begun} ELSE begun END AS begun,
                              CASE WHEN ref = {place:d} THEN {place:d} ELSE stage END AS stage)
            FROM ({first}) WINDOW up AS (PARTITION BY key ORDER BY time RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
        """
    last = len(one.rules) - 1
    return f"""
        SELECT *, coalesce(stage = {last:d} AND time - begun <= INTERVAL {one.seconds:d} SECONDS, false) AS holds,
               {len(one.rules):d} AS measure FROM ({source})
    """


def _hit(one: Correlation, kind: str, row: dict[str, Any]) -> dict[str, Any]:
    measure = row["measure"]
    shown = f"{measure:g}" if isinstance(measure, float) else str(measure)
    place = {name: row[name] for name in ("time", "host", "source", "file", "row")}
    values = [*row["key"], shown] if one.groups else [shown]
    return {"kind": kind, "rule": one.head.id, **place, "fields": [*one.groups, one.kind], "values": values}

"""The plain oracle of correlations: loops over hits, one condition at a time. Slow and obvious."""

import operator
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import mean, median
from typing import Any

OPS: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "eq": operator.eq,
    "neq": operator.ne,
}
Hit = dict[str, Any]
"""`rule` (its name), `time`, and the fields of its event."""


def alerts(
    kind: str,
    names: Sequence[str],
    group: str | None,
    seconds: int,
    op: str,
    count: int,
    field: str,
    hits: Sequence[Hit],
) -> list[tuple[str, datetime]]:
    """The groups and times at which a correlation becomes true."""
    groups: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        key = hit.get(group) if group else ""
        if key is not None and hit["rule"] in names and (not kind.startswith("value") or hit.get(field) is not None):
            groups[key].append(hit)
    found = []
    for key, own in groups.items():
        before = False
        for time in sorted({hit["time"] for hit in own}):
            span = [hit for hit in own if time - timedelta(seconds=seconds) <= hit["time"] <= time]
            now = holds(kind, names, op, count, field, span, time)
            if now and not before:
                found.append((key, time))
            before = now
    return sorted(found)


def holds(kind: str, names: Sequence[str], op: str, count: int, field: str, span: list[Hit], time: datetime) -> bool:
    if kind == "temporal_ordered":
        return chain(list(names), sorted(span, key=lambda hit: hit["time"]), time)
    if kind == "event_count":
        return OPS[op](len(span), count)
    if kind == "temporal":
        return OPS[op](len({hit["rule"] for hit in span}), count)
    if kind == "value_count":
        return OPS[op](len({hit[field] for hit in span}), count)
    numbers = [float(hit[field]) for hit in span if hit[field].lstrip("-").isdigit()]
    measure = {"value_sum": sum, "value_avg": mean, "value_median": median}[kind]
    return bool(numbers) and OPS[op](measure(numbers), count)


def chain(names: list[str], span: list[Hit], end: datetime) -> bool:
    """Whether the rules come one after the other, the last of them at `end`."""
    if not any(hit["rule"] == names[-1] and hit["time"] == end for hit in span):
        return False
    reached = [False] * (len(names) + 1)
    reached[0] = True
    for time in sorted({hit["time"] for hit in span}):
        rules = {hit["rule"] for hit in span if hit["time"] == time}
        for place, name in enumerate(names):
            if reached[place] and name in rules:
                reached[place + 1] = True
    return reached[-1]

"""A hunt as one JSON document (schema `beartrap.hunt/1`) and as lines for a terminal."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from beartrap.engine.extent import days_to_windows
from beartrap.flows.hunted import Hunted
from beartrap.hunt.event_tally import EventRef, OfRule
from beartrap.hunt.sigma.rule import Head
from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.record import to_json

SCHEMA = "beartrap.hunt/1"
INDICATOR = "indicator"
BASE = "sigma-base"
"""Hits that only feed correlations."""
MOST_HOSTS = 1000
"""Machines of one rule, and of one log source, that the document names with their counts."""


def document(hunted: Hunted) -> dict[str, Any]:
    """Return the document: what hit, what was sighted, what was looked at, what was not, and with which rules."""
    return {
        "schema": SCHEMA,
        "events": hunted.events,
        "scanned": sum(looked.scanned for looked, _ in hunted.looks),
        "hits": [_hit(one, hunted.rules.get(one.rule)) for one in by_weight(hunted)],
        "sightings": [_sighting(one) for one in sightings(hunted)],
        "coverage": list(_coverage(hunted)),
        "gaps": [to_json(gap) for gap in hunted.gaps],
        "rules": {
            "loaded": len(hunted.rules),
            "unsupported": [{"rule": gap.source, "why": gap.why} for gap in hunted.unused],
        },
    }


def by_weight(hunted: Hunted) -> list[OfRule]:
    """Return the rules that hit, the most severe first, and of those the rarest first."""
    found = [one for one in hunted.tally.rules.values() if one.kind not in (INDICATOR, BASE)]
    return sorted(found, key=lambda one: (-severity(hunted, one.rule), one.count, one.rule))


def sightings(hunted: Hunted) -> list[OfRule]:
    """Return the indicators that were seen."""
    found = [one for one in hunted.tally.rules.values() if one.kind == INDICATOR]
    return sorted(found, key=lambda one: one.rule)


def severity(hunted: Hunted, rule: str) -> Severity:
    """Return how much a hit of a rule matters."""
    head = hunted.rules.get(rule)
    return head.severity if head is not None else Severity.MEDIUM


def _hit(one: OfRule, head: Head | None) -> dict[str, Any]:
    return {
        "rule_id": one.rule,
        "title": head.title if head is not None else one.rule,
        "level": head.level if head is not None else "",
        "techniques": list(head.techniques) if head is not None else [],
        **_counts(one),
    }


def _sighting(one: OfRule) -> dict[str, Any]:
    kind, _, value = one.rule.partition(":")
    return {"indicator": one.rule, "kind": kind, "value": value, **_counts(one)}


def _counts(one: OfRule) -> dict[str, Any]:
    hosts = sorted(one.hosts.values(), key=lambda host: (-host.count, host.host or ""))[:MOST_HOSTS]
    return {
        "count": one.count,
        "hosts": {host.host or "": host.count for host in hosts},
        "first": _time(one.first),
        "last": _time(one.last),
        "events": [_event(event) for event in one.events()],
    }


def _event(event: EventRef) -> dict[str, Any]:
    return {
        "file": event.file,
        "row": event.row,
        "time": _time(event.time),
        "host": event.host,
        "source": event.source,
        "fields": dict(event.fields),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def _coverage(hunted: Hunted) -> Iterator[dict[str, Any]]:
    for looked, shown in hunted.looks:
        sources: dict[str, int] = {}
        for (name, _, _), cell in looked.cover.cells.items():
            sources[name] = sources.get(name, 0) + cell.rows
        yield {
            "source": looked.source.label,
            "kind": looked.source.kind.value,
            "files": looked.files,
            "events": shown.rows,
            "log_sources": dict(sorted(sources.items(), key=lambda item: -item[1])),
            "hosts": {
                host: [[_time(window.start), _time(window.end)] for window in days_to_windows(days)]
                for host, days in sorted(shown.days.items())[:MOST_HOSTS]
            },
            "hosts_in_all": len(shown.days),
            "per_day": _per_day(looked.cover.cells),
        }


def _per_day(cells: Any) -> dict[str, int]:
    counts: dict[int, int] = {}
    for (_, _, day), cell in cells.items():
        if abs(day) < 1_000_000:
            counts[day] = counts.get(day, 0) + cell.rows
    days = sorted(counts)[:4000]
    return {f"{days_to_windows([day])[0].low:%Y-%m-%d}": counts[day] for day in days}


def bearing(gaps: list[Gap]) -> list[Gap]:
    """Return the gaps that bear on the hunt's answer."""
    return [gap for gap in gaps if gap.questions]

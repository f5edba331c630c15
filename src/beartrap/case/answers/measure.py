"""Covered against needed: the arithmetic behind every grade.

Covered is the union of the looks minus the gaps, per host and kind of source. A gap takes time only from looks at
its own source (from all looks of its kind where it names none) and only on the hosts that it names (on all, where it
names none).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from beartrap.case.view import Records
from beartrap.model.answer import Covered, HostCoverage
from beartrap.model.coverage import Gap, GapReason, Looked, Need, SourceKind
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.model.window import Window, intersect, subtract, total, union

DAY = timedelta(days=1)
MOST_NAMED = 6
"""Hosts or periods that a sentence names before it says how many more there are."""


BROKEN_OFF = frozenset({GapReason.BUDGET, GapReason.INTERRUPTED, GapReason.CRASHED})
"""A look at a state with such a gap was not carried to its end: the host is touched, not complete."""


@frozen
class Measure:
    """What the needs of one question come to. `complete` is true where nothing that was needed is missing."""

    covered: Covered
    missing: tuple[str, ...]
    complete: bool


def looks_for(records: Records, question: Question) -> tuple[Looked, ...]:
    """Return the looks that bear on a question; one that met nothing on no host is none."""
    looks = (kept.record for kept in records.looked if question in kept.record.questions)
    return tuple(look for look in looks if look.amount or look.hosts)


def gaps_for(records: Records, question: Question) -> tuple[Gap, ...]:
    """Return the gaps that bear on a question."""
    return tuple(kept.record for kept in records.gaps if question in kept.record.questions)


def measure(
    records: Records,
    question: Question,
    needs: Sequence[Need],
    explained: Mapping[str, tuple[Window, ...]] | None = None,
) -> Measure:
    """Return what of `needs` the case's looks cover.

    `explained` gives, host by host, time in which silence is explained (a known dormancy) and so counts as covered.
    """
    looks, gaps = looks_for(records, question), gaps_for(records, question)
    by_host: dict[str, HostCoverage] = {}
    missing: list[str] = []
    days_needed = days_covered = 0.0
    for need in needs:
        hosts = need.hosts or _hosts_of(looks, need.kinds)
        coverage = _cover(need, hosts, looks, gaps, explained or {})
        for one in coverage:
            by_host[one.host] = _both(by_host.get(one.host), one)
        if _is_timed(need) and need.window.start and need.window.end:
            days_needed += len(hosts) * (need.window.length / DAY)
            days_covered += sum(total(one.windows) / DAY for one in coverage)
        touched = any(look.kind in need.kinds for look in looks)
        missing += _what_is_missing(need, hosts, coverage, touched)
    complete = bool(by_host) and all(one.complete for one in by_host.values()) and not missing
    return Measure(
        Covered(
            hosts_needed=len(by_host),
            hosts_complete=sum(one.complete for one in by_host.values()),
            hosts_touched=sum(bool(one.kinds) for one in by_host.values()),
            days_needed=round(days_needed, 2),
            days_covered=round(days_covered, 2),
            by_host=tuple(by_host.values()),
        ),
        tuple(missing),
        complete,
    )


def _hosts_of(looks: Iterable[Looked], kinds: tuple[SourceKind, ...]) -> tuple[str, ...]:
    return tuple(sorted({host for look in looks if look.kind in kinds for host in look.hosts if host != "*"}))


def _is_timed(need: Need) -> bool:
    return any(kind.timed for kind in need.kinds)


def _both(before: HostCoverage | None, now: HostCoverage) -> HostCoverage:
    if before is None:
        return now
    kinds = tuple(dict.fromkeys(before.kinds + now.kinds))
    return HostCoverage(now.host, before.complete and now.complete, before.windows + now.windows, kinds)


def _cover(
    need: Need,
    hosts: Sequence[str],
    looks: Iterable[Looked],
    gaps: Iterable[Gap],
    explained: Mapping[str, tuple[Window, ...]],
) -> list[HostCoverage]:
    on_host: dict[str, list[Looked]] = defaultdict(list)
    for look in looks:
        if look.kind in need.kinds:
            for host in look.hosts:
                on_host[host].append(look)
    losing = [gap for gap in gaps if gap.windows or gap.reason in BROKEN_OFF]
    return [_cover_host(need, host, on_host[host] + on_host["*"], losing, explained.get(host, ())) for host in hosts]


def _cover_host(
    need: Need, host: str, looks: Sequence[Looked], gaps: Sequence[Gap], explained: tuple[Window, ...]
) -> HostCoverage:
    kinds = tuple(sorted({look.kind.value for look in looks}))
    states = [look for look in looks if not look.kind.timed]
    if states and not any(kind.timed for kind in need.kinds):
        whole = any(not _broken_off(look, host, gaps) for look in states)
        return HostCoverage(host, complete=whole, kinds=kinds)
    seen = union(window for look in looks for window in subtract(look.windows, _lost(look, host, gaps)))
    covered = intersect(seen + (explained if looks else ()), (need.window,))
    return HostCoverage(host, bool(looks) and not subtract((need.window,), covered), covered, kinds)


def _broken_off(look: Looked, host: str, gaps: Sequence[Gap]) -> bool:
    return any(gap.reason in BROKEN_OFF and _bears_on(gap, look, host) for gap in gaps)


def _lost(look: Looked, host: str, gaps: Sequence[Gap]) -> list[Window]:
    return [window for gap in gaps if _bears_on(gap, look, host) for window in gap.windows]


def _bears_on(gap: Gap, look: Looked, host: str) -> bool:
    same_source = gap.source in (None, look.source) and gap.kind in (None, look.kind)
    return same_source and (not gap.hosts or host in gap.hosts)


def _what_is_missing(need: Need, hosts: Sequence[str], coverage: Sequence[HostCoverage], touched: bool) -> list[str]:
    kinds = " or ".join(kind.says for kind in need.kinds)
    if not hosts:
        seen = "looked at, but it is not known which of our hosts they show" if touched else "none was looked at"
        return [f"{_upper(kinds)}: {seen}."]
    untouched = [one.host for one in coverage if not one.kinds]
    lines = []
    if untouched:
        lines.append(f"{_upper(kinds)} of {count(len(untouched), 'host')} not looked at: {names(untouched)}.")
    for one in coverage:
        if one.kinds and not one.complete:
            lines.append(_not_whole(need, kinds, one))
    return lines


def _not_whole(need: Need, kinds: str, one: HostCoverage) -> str:
    if not _is_timed(need):
        return f"{_upper(kinds)} of {one.host} looked at only in part."
    return f"{_upper(kinds)} of {one.host} not covered: {periods(subtract((need.window,), one.windows))}."


def count(number: int, noun: str) -> str:
    """Return `1 host`, `2 hosts`, `1,200 hosts`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def names(items: Sequence[str]) -> str:
    """Return the items as a list in words, cut with the number that is left."""
    shown = ", ".join(items[:MOST_NAMED])
    return shown if len(items) <= MOST_NAMED else f"{shown} and {len(items) - MOST_NAMED:,} more"


def periods(windows: Sequence[Window]) -> str:
    """Return windows in words, to the day where they lie on days."""
    shown = [_period(window) for window in windows[:MOST_NAMED]]
    left = len(windows) - MOST_NAMED
    return ", ".join(shown) + (f" and {left:,} more periods" if left > 0 else "")


def _period(window: Window) -> str:
    if window.start is None and window.end is None:
        return "an unknown period"
    start = "the beginning" if window.start is None else _moment(window.start.isoformat())
    end = "now" if window.end is None else _moment(window.end.isoformat())
    if window.start and window.end and window.length == DAY and end.isdigit() is False and "T" not in start:
        return start
    return f"{start} to {end}"


def _moment(text: str) -> str:
    day, _, clock = text.partition("T")
    return day if clock.startswith("00:00:00+") else f"{day} {clock[:5]} UTC"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]

"""What events cover of an estate: for each machine the days that a log shows, and the days on which it is silent."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from beartrap.engine.event_cover import NO_DAY, Cover
from beartrap.engine.extent import days_to_windows
from beartrap.engine.hosts import HostNames
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Dormancy, Estate, Host
from beartrap.model.question import Question
from beartrap.model.text import printable
from beartrap.model.window import Window, subtract

MOST_NAMED = 6
"""Machines or periods that a sentence names before it says how many more there are."""
MOST_SILENT_TOLD = 100
"""Machines whose silence gets a gap of its own; beyond, one gap tells all."""
BY = "hunt.events"


@dataclass(slots=True)
class Covered:
    """What logs of one kind cover. `days` maps a machine (as the estate names it, else as logged) to its days since 1970."""

    rows: int = 0
    timeless: int = 0
    nameless: int = 0
    days: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    strangers: set[str] = field(default_factory=set)

    def windows(self) -> Mapping[tuple[Window, ...], list[str]]:
        """Return the machines by the time that they cover: those with the same days together."""
        found: dict[tuple[Window, ...], list[str]] = defaultdict(list)
        for host, days in sorted(self.days.items()):
            found[days_to_windows(days)].append(host)
        return found


def covered(cover: Cover, names: HostNames, only: str | None = None) -> Covered:
    """Return what a cover shows of the estate; `only` is the machine of events that name none."""
    result = Covered()
    known: dict[str, str] = {}
    for (_, host, day), cell in cover.cells.items():
        result.rows += cell.rows
        if day == NO_DAY:
            result.timeless += cell.rows
        written = host if host is not None else only
        if written is None:
            result.nameless += cell.rows
            continue
        if written not in known:
            ours = names.find(written)
            known[written] = ours.name if ours is not None else written
            if ours is None:
                result.strangers.add(written)
        if day != NO_DAY:
            result.days[known[written]].add(day)
    return result


def coverage_gaps(
    shown: Covered, estate: Estate, label: str, kind: SourceKind, quiet: Sequence[Dormancy] = ()
) -> Iterator[Gap]:
    """Yield what the logs of a source do not show: silent days, events without a time or a machine."""
    if not shown.rows:
        yield _gap(label, kind, GapReason.SILENT, f"{label} holds no event", "Was logging switched off?")
        return
    yield from _silent(shown, estate, label, kind, quiet)
    if shown.timeless:
        why = f"{label}: {shown.timeless:,} events have no time that could be read"
        yield _gap(
            label, kind, GapReason.NO_TIME, why, "They were looked at, but prove nothing for any day.", shown.timeless
        )
    if shown.nameless:
        why = f"{label}: {shown.nameless:,} events do not say which machine they are from"
        yield _gap(
            label, kind, GapReason.LOST_CLIENTS, why, "Name the machine under `hosts` of the source.", shown.nameless
        )
    if shown.strangers and estate.hosts:
        why = f"{label}: machines that are no host of the estate: {len(shown.strangers):,} ({_names(sorted(shown.strangers))})"
        remedy = "Add them to the hosts in estate.toml. Their events were looked at all the same."
        yield _gap(label, kind, GapReason.LOST_CLIENTS, why, remedy, len(shown.strangers))


def _silent(shown: Covered, estate: Estate, label: str, kind: SourceKind, quiet: Sequence[Dormancy]) -> Iterator[Gap]:
    """Silence between a machine's first and last day: it may have been off, or its log may be gone."""
    hosts = {host.name: host for host in estate.hosts}
    told = 0
    more: list[str] = []
    for name, days in sorted(shown.days.items()):
        missing = set(range(min(days), max(days) + 1)) - days if max(days) - min(days) < 40_000 else set()
        explained = [one.window for one in (*hosts.get(name, Host(name)).dormant, *quiet)]
        lost = subtract(days_to_windows(missing), explained)
        if not lost:
            continue
        told += 1
        if told > MOST_SILENT_TOLD:
            more.append(name)
            continue
        why = f"{label} shows no event of {printable(name)} on {len(missing):,} days between its first and its last"
        remedy = "Was it off? Find the log of that time, or write under `dormant` why it was silent."
        yield _gap(label, kind, GapReason.SILENT, why, remedy, len(missing), (name,), lost)
    if more:
        why = f"{label} has silent days of {len(more):,} more machines ({_names(more)})"
        yield _gap(label, kind, GapReason.SILENT, why, "See the coverage in --json.", len(more), tuple(more))


def _gap(
    label: str,
    kind: SourceKind,
    reason: GapReason,
    why: str,
    remedy: str,
    count: int = 1,
    hosts: tuple[str, ...] = (),
    windows: tuple[Window, ...] = (),
) -> Gap:
    return Gap(reason, (Question.ACTIVE,), why, remedy, label, kind, hosts, windows, count=count, by=BY)


def _names(items: Sequence[str]) -> str:
    shown = ", ".join(printable(item) for item in items[:MOST_NAMED])
    return shown if len(items) <= MOST_NAMED else f"{shown} and {len(items) - MOST_NAMED:,} more"

"""From hits to findings: one for each thing looked for and each client that asked for it, in one log."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from beartrap.engine.hits import Standing
from beartrap.hunt.clients import Clients, Who
from beartrap.hunt.rows import Row, quote, rows_of
from beartrap.hunt.watchlist import Watch
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import printable
from beartrap.model.window import span

MOST_EVIDENCE = 5
"""Rows that a finding quotes; the rest stand in the hits."""
MOST_IDS = 50
"""Indicators for single names that one finding for the domain above them names."""
TECHNIQUES = ("T1071.004",)
DECODED_TECHNIQUES = ("T1071.004", "T1568.002")


@dataclass(slots=True)
class _Count:
    """Hits of one standing: how many, when, and the first few rows."""

    number: int = 0
    since: datetime | None = None
    until: datetime | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def add(self, row: Row, host: str | None, value: str) -> None:
        """Count one hit."""
        self.number += 1
        if row.time is not None:
            self.since = row.time if self.since is None else min(self.since, row.time)
            self.until = row.time if self.until is None else max(self.until, row.time)
        if len(self.evidence) < MOST_EVIDENCE:
            place = Place(source=row.source, host=host, row=row.row)
            self.evidence.append(Evidence(place, quote(row), row.time, Facts.of(matched=printable(value))))


@dataclass(slots=True)
class _Group:
    """All hits of one watch by one client. `true` tells names that the decoder reads from others under its domain."""

    watch: Watch
    who: Who
    true: bool
    counts: dict[str, _Count] = field(default_factory=lambda: defaultdict(_Count))
    found_in: set[str] = field(default_factory=set)
    ids: dict[str, None] = field(default_factory=dict)
    unanswered: int = 0


class Tally:
    """The hits of one log, as they come."""

    def __init__(self, detector: str, label: str, watches: Mapping[str, Watch], clients: Clients) -> None:
        self._detector = detector
        self._label = label
        self._watches = watches
        self._clients = clients
        self._groups: dict[tuple[str, str, bool], _Group] = {}
        self._read: dict[str, bool] = {}
        self.unanswered = 0
        """Calls home, outside of a decoder's domain, whose answer was not recorded."""

    def add(self, hits: pa.RecordBatch) -> None:
        """Count a batch in HITS_SCHEMA."""
        for row, indicator, value, found_in, standing in rows_of(hits):
            watch = self._watches[indicator]
            who = self._clients.who(row.client)
            group = self._group(watch, who, self._is_true(watch, value) if found_in == "query" else False)
            group.counts[standing].add(row, who.host, value)
            group.found_in.add(found_in)
            if watch.beneath and len(group.ids) < MOST_IDS:
                group.ids.update(dict.fromkeys(watch.beneath.get(value.lower().rstrip("."), ())))
            self.unanswered += _is_unanswered_call(watch, row, found_in, standing)

    def _is_true(self, watch: Watch, value: str) -> bool:
        if watch.decoder is None:
            return False
        if value not in self._read:
            self._read[value] = watch.decoder.reads(value)
        return self._read[value]

    def _group(self, watch: Watch, who: Who, true: bool) -> _Group:
        key = (watch.key, f"{who.host}|{'' if who.host else who.client}", true)
        found = self._groups.get(key)
        if found is None:
            found = self._groups[key] = _Group(watch, who, true)
        return found

    def findings(self) -> Iterator[Finding]:
        """Yield one finding for each watch and client, what counts most first."""
        found = [self._finding(group) for group in self._groups.values()]
        yield from sorted(found, key=lambda finding: (-finding.severity, finding.subject))

    def _finding(self, group: _Group) -> Finding:
        watch, who = group.watch, group.who
        live = [group.counts[s] for s in (Standing.IN_WINDOW, Standing.NO_TIME) if s in group.counts]
        counts = live or list(group.counts.values())
        since, until = span(moment for count in counts for moment in (count.since, count.until))
        severity = _severity(group, bool(live))
        sure = bool(live) and (group.true if watch.decoder else watch.calls_home and not watch.is_address)
        subject = f"{watch.key}@{who.shown}" + ("" if group.true or not watch.decoder else "#other")
        return Finding(
            detector=self._detector,
            subject=f"{subject}:{self._label}",
            questions=(Question.ACTIVE,),
            title=_title(group, bool(live)),
            severity=severity,
            why=_why(group, bool(live)),
            rung=Rung.CALLED_HOME if sure and watch.calls_home else None,
            host=who.host,
            since=since,
            until=until,
            count=sum(count.number for count in counts),
            confirmed=sure and (group.true or (watch.demoted is None and not watch.exact)),
            evidence=tuple(item for count in counts for item in count.evidence)[:MOST_EVIDENCE],
            indicators=(*watch.ids, *group.ids),
            techniques=() if not sure else DECODED_TECHNIQUES if group.true else TECHNIQUES,
            facts=self._facts(group),
        )

    def _facts(self, group: _Group) -> Facts:
        numbers = {name.replace("-", "_"): count.number for name, count in group.counts.items()}
        return Facts.of(
            client=group.who.client and printable(group.who.client),
            forwarder=group.who.forwarder,
            found_in=" and ".join(sorted(group.found_in, reverse=True)),
            roles=", ".join(sorted(group.watch.roles)),
            demoted=group.watch.demoted,
            decoded=group.true if group.watch.decoder else None,
            **numbers,
        )


def _is_unanswered_call(watch: Watch, row: Row, found_in: str, standing: str) -> bool:
    """Whether a call home has no recorded answer; names under a decoder's domain are counted where they are graded."""
    live = standing in (Standing.IN_WINDOW, Standing.NO_TIME)
    return live and watch.calls_home and watch.decoder is None and found_in == "query" and row.answers is None


def _severity(group: _Group, live: bool) -> Severity:
    watch = group.watch
    if not live:
        return Severity.INFO if Standing.OUT_OF_WINDOW not in group.counts else min(Severity.LOW, watch.severity)
    if watch.harmless:
        return Severity.INFO
    if watch.decoder is not None:
        return min(watch.severity, Severity.HIGH) if group.true else Severity.LOW  # more only the grading can tell
    lowered = watch.severity - (watch.demoted is not None) - watch.exact
    return Severity(max(lowered, min(Severity.LOW, watch.severity)))


def _title(group: _Group, live: bool) -> str:
    watch, who = group.watch, group.who
    value = printable(watch.value)
    name = f"{watch.malware}: " if watch.malware else ""
    whom = printable(who.shown) + (f" (asks for others: {who.forwarder})" if who.forwarder else "")
    if watch.decoder is not None and group.true:
        return f"{name}{whom} asked for the implant's names under {value}{_late(group, live)}"
    if watch.decoder is not None:
        return f"{whom} asked for {value} or names under it that are none of the implant's{_late(group, live)}"
    if group.found_in == {"answer"}:
        return f"{name}an answer to {whom} led to {value}{_late(group, live)}"
    return f"{name}{whom} asked for {value}{_late(group, live)}"


def _late(group: _Group, live: bool) -> str:
    if live:
        return ""
    if Standing.OUT_OF_WINDOW in group.counts:
        return ", outside the time in which it was the actor's"
    return ", only after the incident was public"


def _why(group: _Group, live: bool) -> str:
    watch = group.watch
    if not live:
        return _why_late(group)
    if watch.decoder is not None and not group.true:
        return "The domain is the actor's, but the implant does not ask for such names: research, a typing error, a resolver."
    parts = ["The log shows the host part of a URL only, not what was fetched."] if watch.exact else []
    if watch.roles:
        parts.append(f"What is looked for serves as: {', '.join(sorted(watch.roles))}.")
    if watch.demoted is not None and not group.true:
        parts.append(f"Trusted less: {watch.demoted}.")
    if watch.is_address:
        parts.append("An address can serve many names: check which one was asked for.")
    return " ".join(parts) or "A source names it as an indicator and does not say what it is for."


def _why_late(group: _Group) -> str:
    if Standing.OUT_OF_WINDOW in group.counts:
        spans = ", ".join(f"{w.start or 'ever'} to {w.end or 'now'}" for w in group.watch.windows)
        return f"The indicator holds for {spans}: at another time it may have been anybody's."
    return (
        f"Public since {group.watch.public}: from then on researchers, scanners and sandboxes ask for published names."
    )

"""SUNBURST over the hits of all logs together: each identifier decoded, joined, placed on a host and graded.

Steps: 1 take the rows that asked for names under the implant's domain, each once; 2 set apart what proves nothing;
3 join fragments into domains; 4 say which host it is: by own identifiers computed from the estate, else by the client;
5 grade; 6 say what was set apart and what could not be known.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyarrow as pa

from beartrap.engine import domains
from beartrap.engine.detector import Meta
from beartrap.engine.hits import Standing
from beartrap.engine.knowledge import Knowledge
from beartrap.hunt.clients import Clients, Who
from beartrap.hunt.rows import Row, rows_of
from beartrap.hunt.sunburst import uid as uids
from beartrap.hunt.sunburst.assemble import assemble
from beartrap.hunt.sunburst.fnv import why_silent
from beartrap.hunt.sunburst.grade import HANDED_OVER, grade
from beartrap.hunt.sunburst.names import is_beneath
from beartrap.hunt.sunburst.reporting import Case, apart_finding, uid_finding
from beartrap.hunt.sunburst.sightings import Apart, Beacon, Sighting, Sorted, in_hours, shared_offset, sort_out
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.finding import Finding
from beartrap.model.indicator import IndicatorKind
from beartrap.model.question import Question
from beartrap.model.text import printable

DECODER = "sunburst"
MOST_ROWS = 1_000_000
"""Rows held for grading, about 600 MB; more beacons than that are a flood, not an implant."""


class SunburstLadder:
    """Grades every identifier in the hits that `hunt.dns` left."""

    meta = Meta(
        id="hunt.sunburst",
        title="SUNBURST: how far it got",
        why="The names that the implant asked for tell who it was, when, and whether its operator took it further.",
        needs=(SourceKind.DNS,),
        questions=(Question.ACTIVE,),
        techniques=("T1071.004", "T1568.002"),
        references=("https://attack.mitre.org/software/S0559/", "https://attack.mitre.org/campaigns/C0024/"),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        """Compute own identifiers and learn the second-stage hosts."""
        self._estate = knowledge.estate
        self._clients = Clients(knowledge.estate)
        self._own = uids.own(knowledge.estate.hosts)
        self._known = {host.ad_domain for host in knowledge.estate.hosts if host.ad_domain} | set(
            knowledge.estate.organisation.domains
        )
        incidents = [incident for incident in knowledge.incidents if incident.decoder == DECODER]
        self._has_pack = bool(incidents)
        self._public = min((i.public_since.start for i in incidents if i.public_since.start), default=None)
        self._second = _second_stage(knowledge)
        self._ids = tuple(
            identity
            for identity, item in knowledge.indicators.items()
            if item.kind is IndicatorKind.DOMAIN and item.role == "beacon" and is_beneath(item.value)
        )[:1]

    def look_all(self, hits: Iterable[pa.RecordBatch]) -> Iterator[Finding | Gap]:
        """Yield one finding for each identifier, one for each reason to set rows apart, and gaps for what is unknown."""
        beacons, follow_ups, dropped = self._collect(hits)  # 1
        result = sort_out(beacons, self._public)  # 2
        by_client = _uids_by_client(result)
        for uid in sorted(result.beacons):
            yield from self._judge(uid, result.beacons[uid], follow_ups, by_client)
        for why, rows in sorted(result.apart.items()):  # 6
            yield apart_finding(self.meta, why, rows, self._own)
        yield from self._wrong_zones(result)
        if dropped:
            yield self._flood(dropped)
        yield from self._never_beaconing()

    def _collect(self, hits: Iterable[pa.RecordBatch]) -> tuple[list[Row], list[Row], int]:
        """Return the rows that asked under the implant's domain, those that asked for second-stage hosts, and how many too many."""
        beacons: dict[tuple[object, ...], Row] = {}
        follow_ups: list[Row] = []
        dropped = 0
        for batch in hits:
            for row, indicator, _, found_in, standing in rows_of(batch):
                if is_beneath(row.query or ""):
                    if len(beacons) < MOST_ROWS:
                        beacons.setdefault((row.source, row.row, row.query, row.time, row.client, row.answers), row)
                    else:
                        dropped += 1
                elif indicator in self._second and (found_in, standing) == ("query", Standing.IN_WINDOW):
                    follow_ups += [row] if len(follow_ups) < MOST_ROWS else []
        return list(beacons.values()), follow_ups, dropped

    def _judge(
        self, uid: str, beacons: list[Beacon], follow_ups: list[Row], by_client: dict[str | None, set[str]]
    ) -> Iterator[Finding | Gap]:
        asked_by = [self._who(row) for beacon in beacons for row in beacon.rows]
        own = self._own.get(uid)
        hosts = {who.host for who in asked_by if who.host is not None}
        host = own.name if own is not None else hosts.pop() if len(hosts) == 1 else None  # 4
        alone = {who.client for who in asked_by if who.forwarder is None and by_client[who.client] == {uid}}
        mine = [row for row in follow_ups if row.client in alone or (host is not None and row.host == host)]
        known = self._known | ({own.ad_domain} if own is not None and own.ad_domain else set())
        result = grade(beacons, mine)  # 5
        domain = assemble((beacon.name for beacon in beacons), known)  # 3
        case = Case(uid, host, own is not None, tuple(beacons), result, domain, tuple(dict.fromkeys(asked_by)))
        yield uid_finding(self.meta, case, self._ids)
        if result.rung < HANDED_OVER and result.unanswered:
            yield Gap(
                reason=GapReason.UNANSWERED,
                questions=self.meta.questions,
                why=f"SUNBURST {uid}: graded {result.rung}: no answer recorded for {result.unanswered} of {result.asked} queries",
                remedy="Find a log that records answers (a resolver's, a sensor's, passive DNS): it may have got further.",
                kind=SourceKind.DNS,
                hosts=(host,) if host is not None else (),
                count=result.unanswered,
                by=self.meta.id,
            )

    def _who(self, row: Row) -> Who:
        """Return who asked; the hit knows the host where the log was that of one host alone."""
        who = self._clients.who(row.client)
        return Who(row.client, row.host) if who.host is None and row.host is not None else who

    def _wrong_zones(self, result: Sorted) -> Iterator[Gap]:
        """Say of which logs the clock is not what the estate says: their beacons could not be graded, nor their days trusted."""
        by_source: dict[str, list[Sighting]] = defaultdict(list)
        for sighting, _ in result.apart.get(Apart.MISFIT, ()):
            by_source[sighting.row.source].append(sighting)
        for source, sightings in sorted(by_source.items()):
            offset = shared_offset(sightings)
            if offset is not None:
                yield Gap(
                    reason=GapReason.NO_TIME,
                    questions=self.meta.questions,
                    why=f"{source}: the blocks of {len(sightings):,} rows all miss their half hour by about {in_hours(offset)}: "
                    "the log seems to be in another time zone than estate.toml says, and they were not graded",
                    remedy="Correct `timezone` of that source in estate.toml and run again.",
                    kind=SourceKind.DNS,
                    count=len(sightings),
                    by=self.meta.id,
                )

    def _flood(self, dropped: int) -> Gap:
        return Gap(
            reason=GapReason.LIMIT,
            questions=self.meta.questions,
            why=f"more than {MOST_ROWS:,} rows ask under the implant's domain: {dropped:,} were not graded",
            remedy="Grade the logs in parts, each in a case of its own.",
            kind=SourceKind.DNS,
            count=dropped,
            by=self.meta.id,
        )

    def _never_beaconing(self) -> Iterator[Gap]:
        """Say on which hosts the implant would have kept silent whatever happened: there a silent DNS log proves nothing."""
        if not self._has_pack:
            return
        by_reason: dict[str, list[str]] = defaultdict(list)
        for host in self._estate.hosts:
            reason = why_silent(host.ad_domain) if host.ad_domain else None
            if reason is not None:
                by_reason[reason].append(host.name)
        for reason, hosts in by_reason.items():
            yield Gap(
                reason=GapReason.SILENT,
                questions=self.meta.questions,
                why=f"on {printable(', '.join(hosts[:6]))}{' and more' if len(hosts) > 6 else ''} silence proves nothing: {reason}",
                remedy="Look for the implant's files on these hosts instead.",
                kind=SourceKind.DNS,
                hosts=tuple(hosts),
                count=len(hosts),
                by=self.meta.id,
            )


def _second_stage(knowledge: Knowledge) -> set[str]:
    """Return the keys of SUNBURST's second-stage hosts: what another incident's pack names so is another story."""
    others = [incident.id for incident in knowledge.incidents if incident.decoder != DECODER]
    return {
        f"{item.kind}:{domains.canonical(item.value)}"
        for item in knowledge.indicators.values()
        if item.kind is IndicatorKind.DOMAIN
        and item.role == "second-stage"
        and not any(other in item.source for other in others)
    }


def _uids_by_client(result: Sorted) -> dict[str | None, set[str]]:
    """Return which identifiers each client asked for: a client with several is a forwarder, whatever the estate says."""
    by_client: dict[str | None, set[str]] = defaultdict(set)
    for uid, beacons in result.beacons.items():
        for beacon in beacons:
            for row in beacon.rows:
                by_client[row.client].add(uid)
    return by_client

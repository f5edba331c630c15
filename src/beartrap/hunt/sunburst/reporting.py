"""The findings on SUNBURST identifiers: what was seen, in words, with the rows that decide it."""

from collections.abc import Mapping, Sequence

from beartrap.engine.detector import Meta
from beartrap.hunt.clients import Who
from beartrap.hunt.rows import Row, quote
from beartrap.hunt.sunburst.assemble import Assembly
from beartrap.hunt.sunburst.grade import CONTINUED, FRAGMENTS, HANDED_OVER, STAGE_2, Ended, Grade
from beartrap.hunt.sunburst.sightings import Apart, Beacon, Sighting, in_hours, shared_offset
from beartrap.model.estate import Host
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten
from beartrap.model.window import span

MOST_EVIDENCE = 12
"""Rows that a finding quotes; the rest stand in the hits."""

_SAYS = {
    FRAGMENTS: "told its domain, no sign that it was taken further",
    CONTINUED: "told to continue",
    STAGE_2: "offered and entered stage 2",
    HANDED_OVER: "entered stage 2 and was handed over to a second host",
}
_WITHOUT_FLAG = {STAGE_2: "offered stage 2", HANDED_OVER: "the same client asked for a second-stage host"}
_SEVERITIES = {
    FRAGMENTS: Severity.HIGH,
    CONTINUED: Severity.HIGH,
    STAGE_2: Severity.CRITICAL,
    HANDED_OVER: Severity.CRITICAL,
}
_ENDED = {
    Ended.NOT: "",
    Ended.PASSIVE: "; sent back to passive",
    Ended.TERMINATED: "; ended by the actor",
}
_APART = {
    Apart.REJECTED: ("under the implant's domain that it cannot have made", "mistyped or invented: not graded"),
    Apart.AFTER_PUBLICATION: (
        "of the implant asked for after the incident was public",
        "researchers and scanners ask for published names: not graded; from 2020-12-15 the domain was a kill switch",
    ),
    Apart.REPLAYED: (
        "of the implant asked for again, later",
        "the implant draws each name anew, so this is somebody else's repeat: not a second beacon",
    ),
    Apart.MISFIT: (
        "with a time that does not fit the query",
        "a replay, a forgery, or a wrong clock: not graded",
    ),
    Apart.NO_TIME: ("of the implant in rows without a time", "not graded: they may be replays"),
}


@frozen
class Case:
    """One identifier with all that is known of it. `own` is true where the estate's own values give the identifier."""

    uid: str
    host: str | None
    own: bool
    beacons: tuple[Beacon, ...]
    grade: Grade
    domain: Assembly | None
    asked_by: tuple[Who, ...]


def uid_finding(meta: Meta, case: Case, indicators: tuple[str, ...]) -> Finding:
    """Return the finding on one identifier."""
    result = case.grade
    times = [row.time for beacon in case.beacons for row in beacon.rows] + [sign.row.time for sign in result.signs]
    since, until = span(times)
    return Finding(
        detector=meta.id,
        subject=f"uid:{case.uid}",
        questions=meta.questions,
        title=_title(case),
        severity=_SEVERITIES[result.rung],
        why=_why(case),
        rung=Rung.CALLED_HOME if result.rung == FRAGMENTS else Rung.ANSWERED,
        host=case.host,
        since=since,
        until=until,
        count=sum(len(beacon.rows) for beacon in case.beacons),
        confirmed=True,
        evidence=tuple(
            _evidence(sign.row, case.host, sign.meaning, sign.rung) for sign in result.signs[:MOST_EVIDENCE]
        ),
        indicators=indicators,
        techniques=meta.techniques,
        facts=_facts(case),
    )


def _title(case: Case) -> str:
    said = _SAYS[case.grade.rung]
    if not case.grade.flag and case.grade.rung in _WITHOUT_FLAG:
        said = _WITHOUT_FLAG[case.grade.rung]
    where = case.host or _by(case) or "an unknown host"
    known = case.domain.domain or case.domain.text if case.domain is not None else None
    domain = f" ({printable(shorten(known, 80))})" if known else ""
    return f"SUNBURST on {printable(where)}{domain}: {said}{_ENDED[case.grade.ended]}"


def _by(case: Case) -> str | None:
    """Name the machine where it is no host of ours or hides behind a forwarder."""
    forwarders = sorted({who.forwarder for who in case.asked_by if who.forwarder})
    if forwarders:
        return f"an unknown host behind {', '.join(forwarders)}"
    clients = sorted({who.client for who in case.asked_by if who.client})
    return clients[0] if len(clients) == 1 else None


def _why(case: Case) -> str:
    parts = [f"The names decode to identifier {case.uid}, graded {case.grade.rung} of 6."]
    if case.own:
        parts.append("The identifier is the one that this host's MAC, domain and MachineGuid give.")
    if case.domain is not None:
        parts.append(f"Domain {case.domain.standing}: {case.domain.why}.")
    if len({who.client for who in case.asked_by if who.client is not None}) > 1:
        parts.append("Several clients asked for its names: forwarders, or a changed address.")
    if case.grade.unanswered:
        parts.append(f"No answer is recorded for {case.grade.unanswered} of {case.grade.asked} names.")
    if case.grade.ended is Ended.TERMINATED:
        parts.append("What ended it can also be an own resolver's block list, where the answer is a private address.")
    return " ".join(parts)


def _facts(case: Case) -> Facts:
    result, domain = case.grade, case.domain
    products = {
        f"{product.name} ({'stopped' if product.stopped else 'running'})"
        for beacon in case.beacons
        for product in beacon.name.products or ()
    }
    return Facts.of(
        uid=case.uid,
        uid_is_own=case.own,
        ladder=result.rung,
        domain=printable(domain.domain or domain.text) if domain is not None else None,
        domain_complete=domain.standing.value if domain is not None else None,
        ended=result.ended.value,
        flag=result.flag,
        av=", ".join(sorted(products)) or None,
        second_hosts=", ".join(printable(host) for host in result.second_hosts) or None,
        clients=", ".join(sorted({printable(who.client) for who in case.asked_by if who.client})) or None,
        names=result.asked,
        unanswered=result.unanswered,
    )


def _evidence(row: Row, host: str | None, meaning: str, rung: int | None = None) -> Evidence:
    facts = Facts.of(client=row.client and printable(row.client), means=printable(meaning), ladder=rung)
    return Evidence(Place(source=row.source, host=host, row=row.row), quote(row), row.time, facts)


def apart_finding(meta: Meta, why: Apart, rows: Sequence[tuple[Sighting, str]], own: Mapping[str, Host]) -> Finding:
    """Return the one finding, for context, on all rows that were set apart for one reason."""
    title, explained = _APART[why]
    since, until = span(sighting.row.time for sighting, _ in rows)
    names = {sighting.name.name for sighting, _ in rows}
    ours = sorted({own[uid].name for s, _ in rows if (uid := s.name.uid) is not None and uid in own})
    offset = shared_offset(sighting for sighting, _ in rows) if why is Apart.MISFIT else None
    words = [explained[0].upper() + explained[1:] + "."]
    if offset is not None:
        words.append(f"All are off by about {in_hours(offset)}: is the time zone of the log right?")
    if ours:
        words.append(f"Identifiers of own hosts are among them: {', '.join(ours)}.")
    return Finding(
        detector=meta.id,
        subject=f"names:{why.value}",
        questions=meta.questions,
        title=f"{len(names):,} {'name' if len(names) == 1 else 'names'} {title}",
        severity=Severity.INFO,
        why=" ".join(words),
        since=since,
        until=until,
        count=len(rows),
        evidence=tuple(_evidence(s.row, s.row.host, reason) for s, reason in rows[:MOST_EVIDENCE]),
        facts=Facts.of(names=len(names), clients=len({s.row.client for s, _ in rows})),
    )

"""`beartrap onward`: were our systems used against others, from traffic and audit logs, without a case."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from beartrap import __version__
from beartrap.estate.toml_file import load
from beartrap.flows.audit_look import AuditLook
from beartrap.flows.evidence_sources import traffic_and_audit
from beartrap.flows.impact import records
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.traffic_look import TrafficLook, outside
from beartrap.impact.onward import audit_detectors
from beartrap.impact.seen import account
from beartrap.impact.sides import Sides
from beartrap.model.coverage import Gap, Looked, SourceKind
from beartrap.model.finding import Finding, Severity
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.model.record import to_json

SCHEMA = "beartrap.onward/1"
BESIDE = frozenset({"seen.archives-staged", "seen.bytes-to-actor"})
"""Findings about what was seen that the same logs tell: shown beside, for they are no answer to this question."""
OTHERS_KNOW = (
    "What customers' and partners' own logs show (their tenants, their networks) is not ours to see.",
    "Traffic that no sensor of ours stands on, and hosts that left our networks.",
)
"""What only others' logs could show: it belongs to every answer to this question."""


@frozen
class Onward:
    """What a look came to."""

    traffic: TrafficLook
    audit: AuditLook
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    beside: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> int:
        """3 where nothing was read, 11 to 14 by the highest finding, 4 where something was not looked at, else 0."""
        pairs = self.traffic.pairs
        if not (pairs.records or self.audit.run.survey.events):
            return 3
        highest = max((finding.severity for finding in self.findings), default=Severity.INFO)
        return 10 + highest if highest > Severity.INFO else 4 if self.gaps else 0


def examine(paths: Sequence[Path], estate_file: Path | None, progress: Progress | None = None) -> Onward:
    """Read traffic and audit logs and return what went outward. Raises NoSource, EstateError."""
    estate = load(estate_file) if estate_file else None
    traffic_sources, audit_sources = traffic_and_audit(paths, estate)
    sides = Sides(estate)
    traffic = TrafficLook("connection logs", "", "", sides)
    audit = AuditLook("audit logs", "", "", audit_detectors(sides))
    found: list[Any] = []
    telling = progress or Silent()
    if traffic_sources:
        found += traffic.records(traffic_sources, SourceKind.CONNECTIONS, telling)
    if audit_sources:
        found += audit.records(audit_sources, telling)
    kept = [one for one in found if not isinstance(one, Looked)]
    findings = [one for one in kept if isinstance(one, Finding) and Question.ONWARD in one.questions]
    gaps = [one for one in kept if isinstance(one, Gap) and (Question.ONWARD in one.questions or not one.questions)]
    beside = tuple(one for one in kept if isinstance(one, Finding) and one.detector in BESIDE)
    findings.sort(key=lambda one: (-one.severity, one.detector, one.subject))
    return Onward(traffic, audit, tuple(findings), tuple(gaps), beside)


def document(onward: Onward) -> Iterator[tuple[str, Any]]:
    """Yield the members of the JSON document in their order; a value that is an iterator may be very long."""
    pairs = onward.traffic.pairs
    yield "schema", SCHEMA
    yield "generator", {"name": "beartrap", "version": __version__}
    yield "exit_code", onward.exit_code
    yield "networks_known", onward.traffic.sides.known
    yield (
        "records",
        {
            "connections": pairs.connections,
            "requests": pairs.requests,
            "alerts": pairs.alerts,
            "commands_and_logons": pairs.events,
            "first": account.when(pairs.first),
            "last": account.when(pairs.last),
            "files": onward.traffic.reader.told(),
            "audit": records(onward.audit),
        },
    )
    yield "operations", account.operations(onward.audit.run.survey)
    yield "operation_details", account.operation_details(onward.audit.run.survey)
    yield "coverage", account.coverage(onward.audit.run.survey)
    yield "findings", [to_json(one, full=True) for one in onward.findings]
    yield "seen_beside", [to_json(one, full=True) for one in onward.beside]
    yield "gaps", [to_json(one, full=True) for one in onward.gaps]
    yield "only_others_know", list(OTHERS_KNOW)
    yield "pairs", _pairs(onward)


def _pairs(onward: Onward) -> Iterator[dict[str, Any]]:
    sides = onward.traffic.sides
    for (source, target, port, protocol), pair in sorted(onward.traffic.pairs.known.items()):
        known = sides.neighbour(target) or sides.neighbour(source)
        yield {
            "source": source,
            "target": target,
            "port": port,
            "protocol": protocol,
            "source_side": sides.side(source).value,
            "target_side": sides.side(target).value,
            "outside": outside(onward.traffic, target),
            "known": f"{known.role} {known.name}" if known else None,
            "connections": pair.connections,
            "failed": pair.failed,
            "empty": pair.empty,
            "without_bytes": pair.unknown,
            "bytes_out": pair.bytes_out,
            "bytes_in": pair.bytes_in,
            "first": account.when(pair.first),
            "last": account.when(pair.last),
        }

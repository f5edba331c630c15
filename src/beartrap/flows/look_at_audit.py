"""Looking at audit logs, traffic and releases: each kind as a whole, for what one file tells another explains.

Copies of records are told over all files, an application's secret in one log explains a reading in the other, and a host's
traffic is held against its own past: so all sources of the kind make one look, with one digest over all of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from beartrap.engine.detector import Found
from beartrap.estate.inputs import expand
from beartrap.flows.audit_look import AuditLook
from beartrap.flows.evidence_sources import AUDIT_KINDS
from beartrap.flows.looking import Desk, bracket
from beartrap.flows.releases import ReleaseLook
from beartrap.flows.traffic_look import TrafficLook
from beartrap.impact.onward import audit_detectors
from beartrap.impact.sides import Sides
from beartrap.model.coverage import Gap, Looked, SourceKind
from beartrap.model.estate import Source
from beartrap.model.indicator import IndicatorKind

ALL_AUDIT = "all audit logs"
ALL_TRAFFIC = {SourceKind.CONNECTIONS: "all connection logs", SourceKind.PROXY: "all proxy logs"}
_HARMLESS = frozenset({"legitimate", "sinkhole", "test-build"})


def look_at_audit(desk: Desk, source: Source) -> None:
    """Look at all audit logs of the estate, when the first of them comes."""

    def look(sources: Sequence[Source], digest: str) -> Iterable[Found | Looked]:
        sides = Sides(desk.knowledge.estate)
        return AuditLook(ALL_AUDIT, digest, desk.rules, audit_detectors(sides)).records(sources, desk.progress)

    _together(desk, source, AUDIT_KINDS, ALL_AUDIT, look)


def look_at_traffic(desk: Desk, source: Source) -> None:
    """Look at all connection logs of the estate, or all proxy logs, when the first of them comes."""
    label = ALL_TRAFFIC[source.kind]

    def look(sources: Sequence[Source], digest: str) -> Iterable[Found | Looked]:
        sides = Sides(desk.knowledge.estate)
        return TrafficLook(label, digest, desk.rules, sides, _actors(desk)).records(sources, source.kind, desk.progress)

    _together(desk, source, (source.kind,), label, look)


def look_at_releases(desk: Desk, source: Source) -> None:
    """Compare one place of publication with its records."""
    records = [replace(source, path=source.records)] if source.records else []
    signing = [replace(source, path=source.signing_log)] if source.signing_log else []
    digest = _digest([source, *records, *signing])
    look = ReleaseLook(source.label, digest, desk.rules)
    bracket(desk, source, source.label, digest, lambda: look.records(records, [source], signing, desk.progress))


def _together(
    desk: Desk,
    source: Source,
    kinds: Sequence[SourceKind],
    label: str,
    look: Callable[[Sequence[Source], str], Iterable[Found | Looked]],
) -> None:
    sources = sorted(
        (one for one in desk.knowledge.estate.sources if one.kind in kinds), key=lambda one: kinds.index(one.kind)
    )
    if any(one.label in desk.finished for one in sources):
        return  # they were looked at together with the first of them
    digest = _digest(sources)
    bracket(desk, source, label, digest, lambda: look(sources, digest))


def _digest(sources: Sequence[Source]) -> str:
    parts = []
    for source in sources:
        for found in expand(source):
            parts.append(found.why if isinstance(found, Gap) else f"{found.label}\0{found.digest}")
    return hashlib.sha256("\n".join(sorted(parts)).encode("utf-8", "backslashreplace")).hexdigest()


def _actors(desk: Desk) -> frozenset[str]:
    """Return the addresses that are the actor's by what is known; names are the business of the hunt in DNS."""
    kinds = (IndicatorKind.IPV4, IndicatorKind.IPV6)
    return frozenset(
        one.value
        for one in desk.knowledge.indicators.values()
        if one.kind in kinds and one.role not in _HARMLESS and not one.demoted
    )

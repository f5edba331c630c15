"""`onward.scan`: one of our hosts that knocks at many doors outside, held against its own past."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from beartrap.engine.detector import Found, Meta
from beartrap.impact.onward.references import ATTACK, ONWARD, TRAFFIC, ZEEK
from beartrap.impact.onward.watching import TrafficDetector, shown
from beartrap.impact.sides import Sides
from beartrap.impact.times import earlier, later, micros
from beartrap.model.connection import Connection, Traffic
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Severity

HOUR = 3_600_000_000
MANY_TARGETS = 25
"""Outside hosts on one port in an hour, most of them not answering: no program that knows whom it wants does that."""
MANY_OF_SERVICE = 15
"""Outside hosts on a port of administration or files in an hour, answering or not."""
MANY_PORTS = 50
"""Ports of one outside host in an hour, most of them closed."""
MOSTLY = 2 / 3
"""The part that fails or stays short."""
LIKE_BEFORE = 3.0
"""So many times as many as in the fullest hour of its earlier days is still its own way."""
SERVICES = frozenset({21, 22, 23, 135, 139, 445, 1433, 3306, 3389, 5432, 5900, 5985, 5986, 6379, 27017})
MOST_KEPT = 3_000_000
"""Targets within hours that are kept, some 100 bytes each."""


@dataclass(slots=True)
class _Hour:
    targets: set[str] = field(default_factory=set)
    count: int = 0
    failed: int = 0
    since: datetime | None = None
    until: datetime | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def add(self, target: str, record: Connection, bad: bool) -> bool:
        """Count a record; return whether its target is new."""
        self.count += 1
        self.failed += bad
        self.since, self.until = earlier(self.since, record.time), later(self.until, record.time)
        if len(self.evidence) < 5:
            self.evidence.append(shown(record))
        if target in self.targets:
            return False
        self.targets.add(target)
        return True


class Scan(TrafficDetector):
    """Counts distinct targets by source, port and hour, and distinct ports by source, target and hour."""

    meta = Meta(
        id="onward.scan",
        title="Scan outward",
        why="A host of ours that tries many others is looking for the next victim, or for the way there.",
        needs=TRAFFIC,
        questions=ONWARD,
        techniques=("T1046", "T1595.001"),
        references=(ZEEK, ATTACK),
    )

    def __init__(self, sides: Sides) -> None:
        super().__init__(sides)
        self._wide: dict[tuple[str, int, str], dict[int, _Hour]] = {}
        self._deep: dict[tuple[str, str], dict[int, _Hour]] = {}
        self._kept = 0
        self._dropped = 0

    def take(self, record: Connection) -> None:
        """Count one connection; replies and records without a time stand in no hour."""
        if (
            record.kind is not Traffic.CONNECTION
            or record.reply
            or record.time is None
            or record.protocol.startswith("icmp")
        ):
            return
        if self._kept >= MOST_KEPT:
            self._dropped += 1
            return
        hour = micros(record.time) // HOUR
        bad = (
            record.failed is True
            or (record.bytes_in == 0 and record.failed is not False)
            or (record.bytes_in == 0 and not record.bytes_out)
        )
        wide = self._wide.setdefault((record.source, record.port, record.protocol), {}).setdefault(hour, _Hour())
        deep = self._deep.setdefault((record.source, record.target), {}).setdefault(hour, _Hour())
        self._kept += wide.add(record.target, record, bad) + deep.add(str(record.port), record, bad)

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each source and port, and each source and target, whose fullest hour is past the bounds."""
        for (source, port, protocol), hours in sorted(self._wide.items()):
            yield from self._wide_finding(source, port, protocol, hours)
        for (source, target), hours in sorted(self._deep.items()):
            hour, seen = max(hours.items(), key=lambda one: len(one[1].targets))
            if len(seen.targets) >= MANY_PORTS and seen.failed >= seen.count * MOSTLY:
                title = f"{source} tried {len(seen.targets)} ports of {target} within an hour"
                yield self.finding(
                    f"ports:{source}:{target}", title, Severity.HIGH, source, seen.since, seen.until, seen.count, tuple(seen.evidence), target,
                    ports=len(seen.targets), failed=seen.failed, before=_before(hours, hour),
                )  # fmt: skip
        if self._dropped:
            why = f"{self._dropped:,} connections came after {MOST_KEPT:,} targets were kept: they were not held against scans"
            yield Gap(
                GapReason.LIMIT,
                ONWARD,
                why,
                "Look at shorter periods.",
                kind=SourceKind.CONNECTIONS,
                count=self._dropped,
                by=self.meta.id,
            )

    def _wide_finding(self, source: str, port: int, protocol: str, hours: dict[int, _Hour]) -> Iterator[Found]:
        hour, seen = max(hours.items(), key=lambda one: (len(one[1].targets), -one[0]))
        mostly = seen.failed >= seen.count * MOSTLY
        many = len(seen.targets)
        if not (many >= MANY_TARGETS and mostly) and not (many >= MANY_OF_SERVICE and port in SERVICES):
            return
        before = _before(hours, hour)
        usual = before > 0 and many <= before * LIKE_BEFORE
        severity = Severity.LOW if usual else Severity.HIGH
        title = f"{source} tried {many} outside hosts on port {port} within an hour{', as on earlier days' if usual else ''}"
        yield self.finding(
            f"hosts:{source}:{port}/{protocol}", title, severity, source, seen.since, seen.until, seen.count, tuple(seen.evidence),
            targets=many, port=port, failed=seen.failed, before=before, as_before=usual,
            partners=sum(self.sides.neighbour(target) is not None for target in seen.targets),
        )  # fmt: skip


def _before(hours: dict[int, _Hour], hour: int) -> int:
    """Return the number of targets in the fullest hour that lies at least a day before `hour`."""
    return max((len(seen.targets) for at, seen in hours.items() if at <= hour - 24), default=0)

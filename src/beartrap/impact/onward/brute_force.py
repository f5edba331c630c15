"""`onward.brute-force`: one of our hosts that tries to log in somewhere outside, again and again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from beartrap.engine.detector import Found, Meta
from beartrap.impact.onward.references import ATTACK, ONWARD, TRAFFIC
from beartrap.impact.onward.watching import TrafficDetector, shown
from beartrap.impact.sides import Sides
from beartrap.impact.times import earlier, later, micros
from beartrap.model.connection import Connection, Traffic
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Severity

PORTS = frozenset({21, 22, 23, 110, 143, 389, 445, 587, 636, 993, 995, 1433, 3306, 3389, 5432, 5900, 5985, 5986})
"""Ports at which one logs in."""
HOUR = 3_600_000_000
MANY = 60
"""Attempts an hour at one place: one a minute. A person types fewer, a program that knows its password needs one."""
SHORT = 20_000
"""Bytes that come back at most of a session in which nobody got in."""


@dataclass(slots=True)
class _Attempts:
    count: int = 0
    since: datetime | None = None
    until: datetime | None = None
    evidence: list[Evidence] = field(default_factory=list)


class BruteForce(TrafficDetector):
    """Counts short sessions by source, target, port and hour; refused logins of requests beside them."""

    meta = Meta(
        id="onward.brute-force",
        title="Guessing passwords outward",
        why="Many short sessions at a place where one logs in are guesses; that they come from us makes us the attacker there.",
        needs=TRAFFIC,
        questions=ONWARD,
        techniques=("T1110",),
        references=(ATTACK,),
    )

    def __init__(self, sides: Sides) -> None:
        super().__init__(sides)
        self._hours: dict[tuple[str, str, int, int], _Attempts] = {}

    def take(self, record: Connection) -> None:
        """Count a short session at such a port, a request that was answered with 401, or credentials tried elsewhere (Windows 4648)."""
        if record.time is None or record.reply:
            return
        if record.kind is Traffic.CONNECTION:
            if record.port not in PORTS or (record.bytes_in or 0) > SHORT:
                return
        elif record.kind is not Traffic.LOGON and record.status != 401:
            return
        key = (record.source, record.target, record.port, micros(record.time) // HOUR)
        seen = self._hours.setdefault(key, _Attempts())
        seen.count += 1
        seen.since, seen.until = earlier(seen.since, record.time), later(seen.until, record.time)
        if len(seen.evidence) < 5:
            seen.evidence.append(shown(record))

    def tell(self) -> Iterator[Found]:
        """Yield a finding for each source, target and port whose fullest hour is past the bound."""
        fullest: dict[tuple[str, str, int], _Attempts] = {}
        for (source, target, port, _), seen in sorted(self._hours.items()):
            key = (source, target, port)
            if key not in fullest or seen.count > fullest[key].count:
                fullest[key] = seen
        for (source, target, port), seen in sorted(fullest.items()):
            if seen.count >= MANY:
                title = f"{source} began {seen.count} short sessions at {target}:{port} within an hour"
                yield self.finding(
                    f"{source}:{target}:{port}", title, Severity.HIGH, source, seen.since, seen.until, seen.count, tuple(seen.evidence), target,
                    port=port, attempts=seen.count,
                )  # fmt: skip

"""A small lab: a DNS log in memory, an estate, what is known of the incident."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import pyarrow as pa

from beartrap.engine.hits import Hits
from beartrap.engine.knowledge import Knowledge
from beartrap.engine.tables import DNS_SCHEMA
from beartrap.hunt.dns import DnsHunt
from beartrap.hunt.sunburst import encode
from beartrap.hunt.sunburst.ladder import SunburstLadder
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Estate, Host, Organisation, Source
from beartrap.model.finding import Finding
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.window import Window

PUBLIC = datetime(2020, 12, 13, tzinfo=UTC)
PACK = "solarwinds-2020"
INCIDENT = Incident(
    PACK,
    "SolarWinds Orion",
    Window(datetime(2020, 3, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)),
    decoder="sunburst",
    public_since=Window(PUBLIC),
)
UID = "5A49A56C600EE78C"
ORION = Host(
    "orion-01.corp.example",
    addresses=("10.1.0.5",),
    mac="00:11:22:AA:BB:CC",
    machine_guid="aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    ad_domain="microsoft.com",
)
LAPTOP = Host("laptop-07", addresses=("10.1.0.7", "2001:db8::7"))
RESOLVER = Host("dns-01", addresses=("10.1.0.2",), roles=("resolver",))
ESTATE = Estate(Organisation("Example", ("corp.example",)), (ORION, LAPTOP, RESOLVER), hosts_known=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def domain(value: str, role: str = "c2", **more: Any) -> Indicator:
    return Indicator(IndicatorKind.DOMAIN, value, PACK, role, **more)


def row(time: str | None, client: str | None, query: str | None, *answers: str, **more: Any) -> dict[str, Any]:
    """One DNS row; `answers` given as none at all means that the log recorded none."""
    return {
        "time": at(time) if time else None,
        "client": client,
        "query": query,
        "type": "A",
        "rcode": "NOERROR",
        "answers": list(answers) or None,
        **more,
    }


def batch(rows: Sequence[dict[str, Any]], first: int = 1) -> pa.RecordBatch:
    numbered = [{"row": first + i, **one} for i, one in enumerate(rows)]
    return pa.RecordBatch.from_pylist(numbered, DNS_SCHEMA)


@dataclass
class Log:
    """A DNS log that holds the rows it is given; satisfies `Table`."""

    rows: Sequence[dict[str, Any]]
    source: Source = Source("logs/dns.jsonl", "/logs/dns.jsonl", SourceKind.DNS)
    label: str = "logs/dns.jsonl"
    kind: SourceKind = SourceKind.DNS
    format: str = "lab"
    digest: str = "0" * 64
    gaps: Sequence[Gap] = ()
    size: int = 1000

    def batches(self) -> Iterator[pa.RecordBatch | Gap]:
        yield from self.gaps
        for start in range(0, len(self.rows), self.size):
            yield batch(self.rows[start : start + self.size], start + 1)


@dataclass
class Seen:
    """What a look at logs gave."""

    findings: list[Finding] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    hits: list[pa.RecordBatch] = field(default_factory=list)

    def take(self, record: Finding | Gap | Hits) -> None:
        if isinstance(record, Hits):
            self.hits.append(record.batch)
        elif isinstance(record, Gap):
            self.gaps.append(record)
        else:
            self.findings.append(record)

    def rows(self) -> list[dict[str, Any]]:
        return [one for hits in self.hits for one in hits.to_pylist()]


def known(*indicators: Indicator, estate: Estate = ESTATE, incidents: tuple[Incident, ...] = (INCIDENT,)) -> Knowledge:
    return Knowledge.of(indicators, incidents, estate)


def hunt(knowledge: Knowledge, *logs: Log) -> Seen:
    """Hunt in logs, without the ladder."""
    seen, hunter = Seen(), DnsHunt(knowledge)
    for log in logs:
        for record in hunter.look(log):
            seen.take(record)
    return seen


def climb(knowledge: Knowledge, *logs: Log) -> Seen:
    """Hunt in logs, then grade: what the ladder alone says."""
    graded = Seen()
    for record in SunburstLadder(knowledge).look_all(hunt(knowledge, *logs).hits):
        graded.take(record)
    return graded


def fragments(name: str = "microsoft.com", uid: str = UID, seed: int = 1) -> list[str]:
    return encode.fragments(uid, name, Random(seed))


def block(time: str, flag: bool = False, uid: str = UID, seed: int = 1, products: Any = None) -> str:
    return encode.block(uid, at(time), flag=flag, random=Random(seed), products=products)

"""Small records, and a case to put them in."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from beartrap.case.chain import START, Entry, link
from beartrap.case.envelope import wrap
from beartrap.case.ledger import Case
from beartrap.model.action import Began, Mark, Run
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind
from beartrap.model.finding import Finding, Severity
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.question import Question
from beartrap.model.record import Record

AT = "2020-12-14T08:00:00Z"
NOON = datetime(2020, 12, 13, 12, tzinfo=UTC)


def finding(subject: str = "file:orion-01:/opt/x", why: str = "its digest is on the list", **more: Any) -> Finding:
    fields: dict[str, Any] = {"questions": (Question.PRESENT,), "title": "Bad file", "severity": Severity.HIGH}
    return Finding("sweep.hash", subject, why=why, **fields | more)


def looked(
    source: str = "dns.log", by: str = "hunt.dns", digest: str = "d1", rules: str = "r1", amount: int = 7
) -> Looked:
    return Looked(by, (Question.ACTIVE,), SourceKind.DNS, source, digest, rules, ("orion-01",), (), amount, "rows")


def gap(source: str | None = "dns.log", reason: GapReason = GapReason.SILENT, why: str = "no rows", **more: Any) -> Gap:
    return Gap(reason, (Question.ACTIVE,), why, source=source, **more)


def began(source: str = "dns.log", digest: str = "d1", rules: str = "r1") -> Began:
    return Began(source, digest, rules)


def mark(finding_id: str, judgement: str = "false-positive", reason: str = "our own test file") -> Mark:
    return Mark(finding_id, judgement, reason, "ana")


def run(number: int, outcome: str | None = None) -> Run:
    return Run(f"run-{number}", "investigate", "0.1.0", NOON, outcome=outcome)


def indicators(count: int, source: str = "list.csv") -> list[Record]:
    return [Indicator(IndicatorKind.DOMAIN, f"d{number}.example", source) for number in range(count)]


def chained(records: Iterable[Record], after: int = 0, prev: str = START) -> list[Entry]:
    """Return the rows that a ledger would have for these records."""
    entries = []
    for seq, record in enumerate(records, after + 1):
        _, kind, content = wrap(record, AT)
        digest = link(prev, seq, kind, content)
        entries.append(Entry(seq, kind, content, prev, digest))
        prev = digest
    return entries


def fill(folder: Path, count: int = 6, batches: int = 2) -> tuple[int, str]:
    """Make a case with `count` indicators in `batches` appends and return its head."""
    records = indicators(count)
    size = count // batches
    with Case.open(folder, create=True) as case:
        for start in range(0, count, size):
            case.append(records[start : start + size])
        return case.head()


@contextmanager
def as_attacker(folder: Path, *, neat: bool = True) -> Iterator[sqlite3.Connection]:
    """Open the database as one who holds the file: the guards come off, and (if `neat`) are put back afterwards."""
    database = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        database.execute(f"DROP TRIGGER {name}")
    try:
        yield database
        for _, sql in guards if neat else ():
            database.execute(sql)
    finally:
        database.close()

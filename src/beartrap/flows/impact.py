"""`beartrap impact`: what logs alone say of what was seen, without a case."""

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from beartrap import __version__
from beartrap.engine.memory import uncollected
from beartrap.flows.audit_look import AuditLook
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.traffic_look import TrafficLook
from beartrap.impact.seen import account
from beartrap.impact.seen.data_map import data_map
from beartrap.impact.sides import Sides
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Estate, Source
from beartrap.model.finding import Finding, Severity
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.model.record import to_json

SCHEMA = "beartrap.impact/1"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula (OWASP, CSV injection)."""


@frozen
class Impact:
    """What a look came to."""

    look: AuditLook
    traffic: TrafficLook
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]

    @property
    def exit_code(self) -> int:
        """3 where no record was read, 11 to 14 by the highest finding, 4 where something was not looked at, else 0."""
        if not self.look.run.survey.events and not self.traffic.pairs.records:
            return 3
        highest = max((finding.severity for finding in self.findings), default=Severity.INFO)
        return 10 + highest if highest > Severity.INFO else 4 if self.gaps else 0


def examine(
    audit: Sequence[Source],
    progress: Progress | None = None,
    traffic: Sequence[Source] = (),
    estate: Estate | None = None,
) -> Impact:
    """Read audit logs, and traffic where there is some, and return what they say. The estate tells which networks are ours."""
    look, beside = AuditLook("audit logs", "", ""), TrafficLook("connection logs", "", "", Sides(estate))
    findings: list[Finding] = []
    gaps: list[Gap] = []
    telling = progress or Silent()
    read = look.records(audit, telling) if audit else ()
    for record in chain(read, beside.records(traffic, SourceKind.CONNECTIONS, telling) if traffic else ()):
        if isinstance(record, Finding) and Question.SEEN in record.questions:
            findings.append(record)
        elif isinstance(record, Gap) and (not record.questions or Question.SEEN in record.questions):
            gaps.append(record)
    findings.sort(key=lambda one: (-one.severity, one.detector, one.subject))
    return Impact(look, beside, tuple(findings), tuple(gaps))


def document(impact: Impact) -> Iterator[tuple[str, Any]]:
    """Yield the members of the JSON document in their order; a value that is an iterator is a list that may be very long."""
    with uncollected():
        yield from _members(impact)


def _members(impact: Impact) -> Iterator[tuple[str, Any]]:
    run = impact.look.run
    yield "schema", SCHEMA
    yield "generator", {"name": "beartrap", "version": __version__}
    yield "exit_code", impact.exit_code
    yield "records", records(impact.look)
    yield "traffic", {"records": impact.traffic.pairs.records, "files": impact.traffic.reader.told()}
    yield "operations", account.operations(run.survey)
    yield "operation_details", account.operation_details(run.survey)
    yield "mailboxes", account.mailboxes(run)
    yield "apps", account.apps(run)
    yield "addresses", account.addresses(run)
    yield "sites", account.places(run.files.log.sealed, "site", "files")
    yield "chains", account.chain(run.chain.chains)
    yield "chain", account.chain([one for one in run.chain.chains if one.readings] or run.chain.chains)
    yield "coverage", account.coverage(run.survey)
    yield "findings", [to_json(one, full=True) for one in impact.findings]
    yield "gaps", [to_json(one, full=True) for one in impact.gaps]
    yield "unreadable", [to_json(one, full=True) for one in impact.look.unreadable]
    yield "conflicts", [to_json(one, full=True) for one in impact.look.conflicts]
    yield "counts", {"distinct_message_ids": run.mail.log.sealed.distinct_ids(), "messages": len(run.mail.log.sealed)}
    yield "messages", account.messages(run)
    yield "files", account.objects(run.files.log.sealed, "site", "file")
    yield "chats", account.places(run.chats.log.sealed, "chat", "messages")
    yield "chat_messages", account.objects(run.chats.log.sealed, "chat", "message")
    yield "data_map", (account.map_row(row) for row in data_map(run))


def records(look: AuditLook) -> dict[str, Any]:
    """Return what became of every row: `rows` is the sum of `distinct`, `duplicates`, `unreadable` and `unknown`."""
    names = ("rows", "distinct", "duplicates", "conflicts", "unreadable", "unknown", "without_id", "timeless")
    tallies = look.reader.tallies
    return {
        **{name: sum(getattr(tally, name) for tally in tallies) for name in names},
        "services": look.run.survey.services,
        "files": [
            {
                "file": tally.file,
                "form": tally.form,
                "logs": dict(tally.logs),
                **{name: getattr(tally, name) for name in names},
            }
            for tally in tallies
        ],
    }


def write_data_map(impact: Impact, path: Path) -> int:
    """Write the data map as CSV that no spreadsheet takes for formulas; returns the number of lines. Raises OSError."""
    rows = (account.map_row(row) for row in data_map(impact.look.run))
    first = next(rows, None)
    header = list(first or ()) or ["person"]
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        for row in chain([first] if first else [], rows):
            writer.writerow([harmless(row[name]) for name in header])
            count += 1
    return count


def harmless(value: Any) -> str:
    """Return a cell as text; one that begins like a formula with an apostrophe in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text

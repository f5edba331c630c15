"""A small lab: records of a case with two hosts and a week of incident, made in memory."""

from datetime import UTC, datetime, timedelta

from beartrap.case.view import Kept, Records
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind
from beartrap.model.estate import Estate, Host
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.incident import Affected, Incident
from beartrap.model.question import Question
from beartrap.model.record import Record, record_id
from beartrap.model.window import Window

START = datetime(2020, 6, 1, tzinfo=UTC)
WEEK = Window(START, START + timedelta(days=7))
INCIDENT = Incident("lab", "the lab's incident", WEEK, (Affected("Vendor", "Product"),), dormant_hours=(24, 48))
TWO_HOSTS = Estate(hosts=(Host("one"), Host("two")), hosts_known=True)


def days(first: int, last: int) -> Window:
    """Return the incident's days from `first` up to but not including `last`, counted from 0."""
    return Window(START + timedelta(days=first), START + timedelta(days=last))


def kept(record: Record, seq: int = 1) -> Kept:
    return Kept(record_id(record), seq, START, record)


def records(
    *,
    looked: tuple[Looked, ...] = (),
    gaps: tuple[Gap, ...] = (),
    findings: tuple[Finding, ...] = (),
    estate: Estate | None = TWO_HOSTS,
    incidents: tuple[Incident, ...] = (INCIDENT,),
) -> Records:
    return Records(
        incidents=tuple(kept(one) for one in incidents),
        estate=estate,
        looked=tuple(kept(one) for one in looked),
        gaps=tuple(kept(one) for one in gaps),
        findings=tuple(kept(one) for one in findings),
    )


def dns_look(*hosts: str, windows: tuple[Window, ...] = (WEEK,), source: str = "dns.log") -> Looked:
    return Looked("hunt.dns", (Question.ACTIVE,), SourceKind.DNS, source, "d", "r", hosts, windows, 10, "rows")


def file_look(*hosts: str, source: str = "tree") -> Looked:
    questions = (Question.EXPOSED, Question.PRESENT)
    return Looked("sweep.hash", questions, SourceKind.FILES, source, "d", "r", hosts, (), 10, "files")


def dns_gap(*hosts: str, windows: tuple[Window, ...] = (), source: str | None = "dns.log") -> Gap:
    return Gap(
        GapReason.SILENT,
        (Question.ACTIVE,),
        "nothing logged",
        source=source,
        kind=SourceKind.DNS,
        hosts=hosts,
        windows=windows,
    )


def malware(
    host: str, written: datetime | None = None, *, confirmed: bool = True, severity: Severity = Severity.CRITICAL
) -> Finding:
    return Finding(
        "sweep.hash", f"file:{host}:x.dll", (Question.PRESENT,), "a known file", severity, "its hash is published",
        rung=Rung.ON_DISK, host=host, confirmed=confirmed, since=written,
        facts=Facts.of(written=written.isoformat()) if written else Facts(),
    )  # fmt: skip


def beacon(host: str, rung: Rung = Rung.CALLED_HOME) -> Finding:
    return Finding(
        "hunt.sunburst", f"uid:{host}", (Question.ACTIVE,), "a beacon", Severity.HIGH, "it called home",
        rung=rung, host=host, confirmed=True, since=START, until=START + timedelta(days=1),
    )  # fmt: skip

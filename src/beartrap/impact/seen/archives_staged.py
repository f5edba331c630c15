"""`seen.archives-staged`: files packed together on our hosts, and archives or much else sent out by the web."""

import re
from collections.abc import Iterator

from beartrap.engine.detector import Found, Meta
from beartrap.impact.sides import Side, Sides
from beartrap.impact.times import earlier, later
from beartrap.impact.traffic import TrafficEnded, Traffics
from beartrap.model.connection import Connection, Traffic
from beartrap.model.coverage import SourceKind
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Severity
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten

LARGE = 10_000_000
"""Bytes sent in one request: more than a form or a message has."""
_PACKS = re.compile(
    r"(?:\b(?:7z[ar]?|rar|winrar|wzzip)(?:\.exe)?[\"']?\s+a\b|compress-archive\b|createfromdirectory|\bmakecab(?:\.exe)?\b|\btar(?:\.exe)?[\"']?\s+-?\w*c\w*f\b|\bzip(?:\.exe)?[\"']?\s+-\w*r)",
    re.IGNORECASE,
)
_LOCKED = re.compile(r"\s-(?:hp|p)\S+|\s-v\d+[kmg]\b|\s-m[0-5]\b|\s-df\b|\s-sdel\b", re.IGNORECASE)
"""A password, volumes, or the deletion of what was packed: for carrying away, not for keeping."""
_ARCHIVE = re.compile(r"\.(?:zip|7z|rar|cab|tar|gz|tgz|ost|pst)(?:$|[?&\"' ])", re.IGNORECASE)
_SENDING = frozenset({"POST", "PUT", "PATCH"})


class ArchivesStaged:
    """Looks at commands that pack files, and at requests outward that send archives or very much."""

    meta = Meta(
        id="seen.archives-staged",
        title="Files packed and sent",
        why="What is carried away is packed first, often with a password, and sent in one piece: its content must be taken as seen.",
        needs=(SourceKind.PROXY, SourceKind.CONNECTIONS),
        questions=(Question.SEEN,),
        techniques=("T1560.001", "T1567"),
        references=("https://attack.mitre.org/techniques/T1560/001/",),
    )

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._found: dict[tuple[str, str], list[Connection]] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def look(self, subject: Traffics) -> Iterator[Found]:
        """Take commands and outward requests; at the end yield a finding for each host and what it did."""
        if not isinstance(subject, TrafficEnded):
            for record in subject.records:
                if what := self._what(record):
                    key = (record.source, what)
                    self._counts[key] = self._counts.get(key, 0) + 1
                    if len(kept := self._found.setdefault(key, [])) < 5:
                        kept.append(record)
            return
        for (source, what), records in sorted(self._found.items()):
            yield self._finding(source, what, records)

    def _what(self, record: Connection) -> str:
        if record.kind is Traffic.COMMAND:
            if _PACKS.search(record.uri):
                return (
                    "packed files with a password, in volumes or to be gone"
                    if _LOCKED.search(record.uri)
                    else "packed files"
                )
        elif record.kind is Traffic.REQUEST and record.method.upper() in _SENDING:
            if self._sides.side(record.source) is Side.OUTSIDE or self._sides.side(record.target) is Side.OURS:
                return ""
            if (record.bytes_out or 0) >= LARGE:
                return f"sent more than {LARGE // 1_000_000} MB in one request"
            if _ARCHIVE.search(record.uri):
                return "sent an archive"
        return ""

    def _finding(self, source: str, what: str, records: list[Connection]) -> Finding:
        since, until = None, None
        for record in records:
            since, until = earlier(since, record.time), later(until, record.time)
        evidence = tuple(
            Evidence(
                Place(one.file, row=one.row),
                shorten(printable(f"{one.method} {one.host} {one.uri}".strip()), 300),
                one.time,
            )
            for one in records
        )
        severity = Severity.LOW if what == "packed files" else Severity.MEDIUM
        return Finding(
            self.meta.id, f"{self.meta.id}:{source}:{what}", self.meta.questions, f"{source} {what}", severity, self.meta.why,
            host=self._sides.host(source), since=since, until=until, count=self._counts[source, what], evidence=evidence,
            techniques=self.meta.techniques, facts=Facts.of(source=source, what=what),
        )  # fmt: skip

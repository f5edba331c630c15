"""`sweep.persistence`: what starts by itself, listed as facts, and matched against what is known."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.autostart import Autostart
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten
from beartrap.sweep.subjects import encoded

_KINDS = frozenset(
    {
        IndicatorKind.DOMAIN, IndicatorKind.IPV4, IndicatorKind.IPV6, IndicatorKind.URL, IndicatorKind.FILENAME, IndicatorKind.PATH,
    }
)  # fmt: skip
_HARMLESS = frozenset({"legitimate", "test-build", "sinkhole"})
_WORD = re.compile(r"[^\s\"'=;,|&<>()]+")
MOST_SHOWN = 20


class Persistence:
    """Lists what starts by itself: one finding of context a mechanism, and one for each entry that names an indicator."""

    meta = Meta(
        id="sweep.persistence",
        title="What starts by itself",
        why="Malicious code that is to stay must start again: what starts by itself is short, and worth reading.",
        needs=(SourceKind.FILES,),
        questions=(Question.PRESENT,),
        techniques=("T1543", "T1053", "T1547", "T1546"),
        references=("https://attack.mitre.org/tactics/TA0003/",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._known: dict[str, tuple[str, Indicator]] = {}
        for identifier, indicator in knowledge.indicators.items():
            if indicator.kind in _KINDS and indicator.role not in _HARMLESS and indicator.demoted is None:
                self._known[indicator.value.lower()] = (identifier, indicator)

    def look_all(self, subjects: Iterable[Autostart | Gap]) -> Iterator[Finding | Gap]:
        """Yield a finding for each entry that names an indicator, then one of context for each mechanism."""
        listed: dict[tuple[str, str | None], list[Autostart]] = defaultdict(list)
        counted: Counter[tuple[str, str | None]] = Counter()
        for subject in subjects:
            if isinstance(subject, Gap):
                yield subject
                continue
            key = (subject.mechanism, subject.place.host)
            counted[key] += 1
            if len(listed[key]) < MOST_SHOWN:
                listed[key].append(subject)
            yield from self._match(subject)
        for key, entries in listed.items():
            yield _context(entries, counted[key])

    def _match(self, entry: Autostart) -> Iterator[Finding]:
        found = {}
        for word in _WORD.findall(entry.command.lower()):
            for part in _parts(word):
                if part in self._known:
                    found[part] = self._known[part]
        if not found:
            return
        values = ", ".join(indicator.value for _, indicator in found.values())
        yield Finding(
            detector=self.meta.id,
            subject=_subject(entry, entry.name, entry.command[:200]),
            questions=self.meta.questions,
            title=f"{entry.mechanism} starts what names {shorten(printable(values), 120)}: {entry.name}",
            severity=min(max(indicator.severity for _, indicator in found.values()), Severity.HIGH),
            why="An entry that starts by itself names what a source names.",
            rung=Rung.ON_DISK,
            host=entry.place.host,
            since=entry.modified,
            evidence=(Evidence(entry.place, shorten(entry.command, 300), entry.modified),),
            indicators=tuple(identifier for identifier, _ in found.values()),
            techniques=self.meta.techniques,
            facts=Facts.of(mechanism=entry.mechanism, name=entry.name),
        )


def _parts(word: str) -> Iterator[str]:
    """Yield what an indicator could be in a word: the word, its host, its path, its last part."""
    yield word
    yield word.replace("\\", "/").rpartition("/")[2]
    host = re.match(r"[a-z][a-z0-9+.\-]*://(?:[^@/]*@)?([^/:?#]+)", word)
    if host is not None:
        yield host[1]
    yield word.partition(":")[0]


def _context(entries: list[Autostart], count: int) -> Finding:
    first = entries[0]
    return Finding(
        detector=Persistence.meta.id,
        subject=_subject(first, "all"),
        questions=(),
        title=f"{first.mechanism}: {count} entries start by themselves",
        severity=Severity.INFO,
        why="A list for a person to read: none of it is a finding by itself.",
        host=first.place.host,
        count=count,
        evidence=tuple(
            Evidence(one.place, shorten(f"{one.name}: {one.command}", 300), one.modified) for one in entries
        ),
        facts=Facts.of(mechanism=first.mechanism),
    )


def _subject(entry: Autostart, *more: str) -> str:
    path = encoded(entry.place.path or b"", path=True) if more != ("all",) else ""
    return "#".join(
        (f"autostart:{encoded(entry.place.host or '')}:{entry.mechanism}:{path}", *(encoded(one) for one in more))
    )

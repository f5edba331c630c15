"""Matches a compiled pack of YARA rules against the files of an update."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.evidence import Facts
from beartrap.model.finding import Severity
from beartrap.model.question import Question
from beartrap.vet.analyser import FileSubject, Meta, Seen
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.kinds import Kind

if TYPE_CHECKING:
    from beartrap.engine.yara import RuleSet

SCAN_SECONDS = 20
"""One scan of one content."""
MATCH = Meta(
    "rules.match",
    "A YARA rule of yours matches",
    "A rule from the folder that you gave matches this file and no file of the older version. How much it weighs comes "
    "from the rule's own tags and metadata; a rule alone never blocks.",
    Family.RULES,
    Severity.HIGH,
    (),
    ("YARA-X documentation",),
)
BEHAVIOURS: tuple[Meta, ...] = (MATCH,)

_WORDS: Mapping[str, Severity] = {
    "critical": Severity.HIGH, "high": Severity.HIGH, "malware": Severity.HIGH, "malicious": Severity.HIGH, "severe": Severity.HIGH,
    "medium": Severity.MEDIUM, "notable": Severity.MEDIUM, "suspicious": Severity.MEDIUM, "moderate": Severity.MEDIUM,
    "low": Severity.LOW, "info": Severity.INFO, "informational": Severity.INFO, "harmless": Severity.INFO, "override": Severity.INFO,
}  # fmt: skip
"""Words in a rule's tags (malcontent) or metadata (`severity`, `threat_level`) and what they weigh here."""
_META_KEYS = ("severity", "risk", "threat_level", "criticality", "level")
_SCORE_HIGH, _SCORE_MEDIUM = 75, 50
"""`score` runs from 0 to 100 in the rule sets that have one (YARA Forge: quality and relevance)."""
_SKIPPED = frozenset({Kind.EMPTY, Kind.ARCHIVE})


class RuleAnalyser:
    """Looks at one file with all rules of a pack; `compiled` is the pack's file in our own cache."""

    id = "rules.yara"

    def __init__(self, compiled: str) -> None:
        self._compiled = compiled

    def takes(self, kind: Kind) -> bool:
        """Take every file; archives are matched member by member."""
        return kind not in _SKIPPED

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield each rule that matches, and a gap where the scan came to no end."""
        result = _rules(self._compiled).scan(subject.content)
        if result["why"] or result["more"]:
            yield _gap(subject, result)
        for match in result["matches"]:
            yield _behaviour(subject, match)


@lru_cache(maxsize=1)
def _rules(path: str) -> "RuleSet":
    from beartrap.engine.yara import RuleSet  # late: most runs have no rules

    return RuleSet.load(Path(path).read_bytes(), SCAN_SECONDS)


def analysers(compiled: str | None) -> tuple[RuleAnalyser, ...]:
    """Return the analyser of a compiled pack, none where there is no pack."""
    return () if compiled is None else (RuleAnalyser(compiled),)


def _behaviour(subject: FileSubject, match: dict[str, Any]) -> Behaviour:
    name = f"{match['namespace']}:{match['rule']}"
    meta = dict(match["meta"])
    severity = weigh(match["tags"], meta)
    if not subject.kind.runs and subject.kind is not Kind.DATA:
        severity = min(severity, Severity.LOW)  # prose and pictures run nothing
    described = meta.get("description") or meta.get("desc") or ""
    return Behaviour(
        id=MATCH.id,
        key=f"{MATCH.id}:{name}",
        family=Family.RULES,
        when=subject.facts.when(subject.path) or When.UNKNOWN,
        place=replace(subject.place, offset=match["offset"] if match["offset"] is not None else 0),
        quote=f"{match['rule']}: {described or match['sample']}",
        severity=severity,
        facts=Facts.of(rule=match["rule"], source=match["namespace"], sample=match["sample"]),
    )


def weigh(tags: list[str], meta: Mapping[str, str]) -> Severity:
    """Return what a rule says of its own weight, medium where it says nothing."""
    said = [tag.lower() for tag in tags] + [meta[key].lower() for key in _META_KEYS if key in meta]
    known = [_WORDS[word] for word in said if word in _WORDS]
    if known:
        return max(known)
    score = meta.get("score", "")
    if score.isdigit():
        number = int(score)
        return Severity.HIGH if number >= _SCORE_HIGH else Severity.MEDIUM if number >= _SCORE_MEDIUM else Severity.LOW
    return Severity.MEDIUM


def _gap(subject: FileSubject, result: dict[str, Any]) -> Gap:
    why = result["why"] or f"{result['more']} more rules matched than are named"
    timed = "too long" in result["why"]
    return Gap(
        reason=GapReason.TIMED_OUT if timed else GapReason.LIMIT,
        questions=(Question.NEXT,) if result["why"] and subject.kind.runs else (),
        why=f"{subject.place.show()}: {why}",
        remedy="Match it by itself, with fewer rules.",
        place=subject.place,
    )

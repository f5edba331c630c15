"""`sweep.known-name`: a file whose name or path a source names. A name proves nothing: it says where to compare."""

from collections import defaultdict
from collections.abc import Sequence

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Artifact, ContentState
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.indicator import HASHES, Indicator, IndicatorKind
from beartrap.model.question import Question
from beartrap.sweep.hashes import KnownHashes, by_tie, distinct, has_digest
from beartrap.sweep.paths import last, same_path
from beartrap.sweep.subjects import file_facts, named, of_file, proof, sentence

_KINDS = (IndicatorKind.FILENAME, IndicatorKind.PATH)
_SHARED = frozenset({"legitimate", "test-build"})
"""Roles of a name that clean files have too."""


class KnownName:
    """Compares the names and paths of files with those of indicators; silent where the content itself is known."""

    meta = Meta(
        id="sweep.known-name",
        title="Known name",
        why="Malicious files keep their names more often than one would think; a name alone is a reason to compare, no proof.",
        needs=(SourceKind.FILES, SourceKind.HASHES),
        questions=(Question.PRESENT,),
        techniques=("T1036.005",),
        references=("https://attack.mitre.org/techniques/T1036/005/",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._hashes = KnownHashes(knowledge.indicators)
        self._rules = bool(knowledge.yara)
        self._names: dict[str, list[tuple[str, Indicator]]] = defaultdict(list)
        for identifier, indicator in knowledge.indicators.items():
            if indicator.kind in _KINDS and (name := last(indicator.value)):
                self._names[name].append((identifier, indicator))
        hashed = by_tie(knowledge.indicators)
        self._compared = {tie: any(one.kind in HASHES for one in together) for tie, together in hashed.items()}

    def look(self, subject: Artifact) -> Sequence[Finding]:
        """Return one finding for a file with a known name or path and a content that no source names."""
        named = self._names.get(last(subject.name)) if self._names else None
        found = [pair for pair in named or () if _fits(pair[1], subject)]
        return (self._finding(subject, found),) if found and not self._hashes.find(subject) else ()

    def _finding(self, artifact: Artifact, found: list[tuple[str, Indicator]]) -> Finding:
        severities = [self._severity(indicator, artifact) for _, indicator in found]
        malware = ", ".join(distinct(indicator.malware for _, indicator in found))
        shared = all(indicator.role in _SHARED for _, indicator in found)
        kind = "path" if any(indicator.kind is IndicatorKind.PATH for _, indicator in found) else "name"
        title = f"Look-alike: {named(artifact)} has a {kind} that is named for {malware or 'the incident'}; compare"
        notes = " ".join(distinct(sentence(indicator.note) for _, indicator in found))
        return Finding(
            detector=self.meta.id,
            subject=of_file(artifact),
            questions=self.meta.questions,
            title=title,
            severity=max(severities),
            why=f"{self._why(artifact, shared)} {notes[:600]}".strip(),
            rung=Rung.ON_DISK,
            host=artifact.place.host,
            evidence=(proof(artifact, "; ".join(distinct(indicator.value for _, indicator in found))),),
            indicators=tuple(identifier for identifier, _ in found),
            facts=file_facts(artifact, malware=malware or None, matched=kind),
        )

    def _severity(self, indicator: Indicator, artifact: Artifact) -> Severity:
        """Grade a name: never above medium, and low where a content that is known to differ has it.

        A name that clean files share is mere context once the content was read and no rule of ours matches it.
        """
        if indicator.role in _SHARED:
            judged = self._rules and artifact.examined and artifact.state is ContentState.CLEAN
            return Severity.INFO if judged else Severity.LOW
        most = Severity.MEDIUM
        differs = indicator.tie is not None and self._compared.get(indicator.tie, False) and has_digest(artifact)
        if indicator.demoted is not None or (differs and indicator.kind is IndicatorKind.FILENAME):
            most = Severity.LOW
        return min(indicator.severity, most)

    def _why(self, artifact: Artifact, shared: bool) -> str:
        if not has_digest(artifact):
            return "Its content is not known: hash the file and compare."
        if shared:
            return (
                "Clean files have this name too. Its content is none that a source names; compare it with the vendor's."
            )
        return "Its content is none that a source names: a variant, or a harmless file of the same name."


def _fits(indicator: Indicator, artifact: Artifact) -> bool:
    if indicator.kind is IndicatorKind.FILENAME:
        return True
    return (
        artifact.place.path is not None
        and not artifact.place.member
        and same_path(indicator.value, artifact.place.path)
    )

"""`sweep.known-hash`: a content whose SHA-256, SHA-1 or MD5 a source names."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Artifact
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.indicator import Indicator
from beartrap.model.question import Question
from beartrap.sweep.hashes import KnownHashes, distinct
from beartrap.sweep.subjects import file_facts, named, of_file, proof, sentence

HARMLESS = {
    "test-build": "A harmless test build: the actor's trial run, without malicious code. It shows that the actor was at the vendor.",
    "legitimate": "A legitimate content that a source names for context only.",
    "sinkhole": "A content that a source names for context only.",
}
"""Roles whose content does no harm, and what seeing it means."""


class KnownHash:
    """Compares every digest of every content with every hash indicator."""

    meta = Meta(
        id="sweep.known-hash",
        title="Known hash",
        why="The content is byte for byte one that a source names: no name, path or signature can change that.",
        needs=(SourceKind.FILES, SourceKind.HASHES),
        questions=(Question.EXPOSED, Question.PRESENT),
        techniques=("T1195.002",),
        references=("NIST SP 800-86, section 4.2.2 (hash sets)",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._indicators = knowledge.indicators
        self._hashes = KnownHashes(knowledge.indicators)
        self._of_product = {
            name.lower().encode()
            for incident in knowledge.incidents
            for affected in incident.affected
            for name in affected.names
        }

    def look(self, subject: Artifact) -> Iterator[Finding]:
        """Yield one finding for a content that is known, however many sources and digests name it."""
        ids = self._hashes.find(subject)
        if ids:
            found = _finding(subject, ids, [self._indicators[one] for one in ids])
            if found.severity > Severity.INFO and subject.name.lower() in self._of_product:
                # a part of the product itself: whoever has it runs an affected build
                found = replace(found, questions=(Question.EXPOSED, Question.PRESENT))
            yield found


def _finding(artifact: Artifact, ids: tuple[str, ...], found: Sequence[Indicator]) -> Finding:
    worst = max(found, key=weight)
    malware = ", ".join(distinct(one.malware for one in found))
    role = worst.role
    what = malware or "Content that a source names"
    if role in HARMLESS:
        title = f"{what}: harmless {'test build' if role == 'test-build' else 'content'} {named(artifact)}"
    else:
        title = f"{what}: {named(artifact)} has a known {worst.kind.value.upper()}"
    return Finding(
        detector=KnownHash.meta.id,
        subject=of_file(artifact),
        questions=(Question.PRESENT,),
        title=title,
        severity=severity_of(worst),
        why=_why(worst, artifact),
        rung=Rung.ON_DISK,
        host=artifact.place.host,
        since=artifact.modified,
        confirmed=worst.demoted is None,
        evidence=(proof(artifact, f"{worst.kind.value} {worst.value}"),),
        indicators=ids,
        facts=file_facts(
            artifact,
            role=role or None,
            malware=malware or None,
            matched=", ".join(distinct(one.kind.value for one in found)),
            sources=", ".join(distinct(one.source for one in found))[:300],
        ),
    )


def severity_of(indicator: Indicator) -> Severity:
    """Return how much a content with that hash matters: its role and a warning list can only lower it."""
    if indicator.role in HARMLESS:
        return Severity.INFO
    return indicator.severity if indicator.demoted is None else min(indicator.severity, Severity.LOW)


def weight(indicator: Indicator) -> tuple[Severity, int]:
    """Order indicators of one content: the most severe first, of those the strongest digest."""
    return (severity_of(indicator), len(indicator.value))


def _why(indicator: Indicator, artifact: Artifact) -> str:
    if indicator.role in HARMLESS:
        why = HARMLESS[indicator.role]
    else:
        role = f" as {indicator.role}" if indicator.role else ""
        why = f"The content has a hash that {indicator.source} names{role}."
    if indicator.note:
        why += f" {sentence(indicator.note)}"
    if indicator.demoted is not None:
        why += f" Trusted less: {indicator.demoted}."
    if not artifact.examined:
        why += " The hash is the inventory's; the file itself was not read."
    return why

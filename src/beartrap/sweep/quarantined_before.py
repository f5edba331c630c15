"""`sweep.quarantined-before`: what another product isolated before this case began."""

from collections.abc import Iterator, Sequence

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Quarantined
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.indicator import Indicator
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten
from beartrap.sweep.hashes import KnownHashes
from beartrap.sweep.known_hash import severity_of
from beartrap.sweep.subjects import file_facts, named, of_file, proof, written


class QuarantinedBefore:
    """Compares what lies in foreign vaults with the hashes that sources name; all else there is another engine's word."""

    meta = Meta(
        id="sweep.quarantined-before",
        title="Quarantined before",
        why="What a virus scanner took away months ago shows that it was there, since when, and on which host.",
        needs=(SourceKind.VAULT,),
        questions=(Question.PRESENT,),
        techniques=("T1195.002",),
        references=("https://github.com/ernw/quarantine-formats",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._indicators = knowledge.indicators
        self._hashes = KnownHashes(knowledge.indicators)

    def look(self, subject: Quarantined) -> Iterator[Finding]:
        """Yield one finding for a content that is known; for one that another engine named, one that asks to be checked."""
        ids = self._hashes.find(subject.artifact)
        if ids or subject.threat:
            yield _finding(subject, ids, [self._indicators[one] for one in ids])


def _finding(subject: Quarantined, ids: tuple[str, ...], known: Sequence[Indicator]) -> Finding:
    artifact = subject.artifact
    threat = shorten(printable(subject.threat), 120)
    called = f" as {threat}" if threat else ""
    worst = max(known, key=severity_of) if known else None
    malware = (worst.malware if worst is not None else None) or "Content that a source names"
    if worst is not None:
        title = f"{malware}: {named(artifact)} was quarantined before, by {subject.product}"
        why = f"The content in the vault has a hash that {worst.source} names; it was isolated{called}."
    else:
        title = f"{named(artifact)} was quarantined before, by {subject.product}{called}"
        why = "Another engine's word: its hash is on no list that was given here."
    return Finding(
        detector=QuarantinedBefore.meta.id,
        subject=of_file(artifact),
        questions=QuarantinedBefore.meta.questions,
        title=title,
        severity=Severity.INFO if worst is None else severity_of(worst),
        why=why,
        rung=Rung.ON_DISK,
        host=artifact.place.host,
        since=artifact.modified or subject.taken,
        until=subject.taken,
        confirmed=worst is not None and worst.demoted is None,
        evidence=(proof(artifact, called.strip() or subject.product),),
        indicators=ids,
        facts=file_facts(
            artifact, quarantined_by=subject.product, quarantined=written(subject.taken), threat=threat or None
        ),
    )

"""`sweep.affected-version`: a file that an inventory gives with the version of an affected build."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Artifact
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.frozen import frozen
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.question import Question
from beartrap.sweep.hashes import KnownHashes, by_tie, has_digest
from beartrap.sweep.paths import last
from beartrap.sweep.standing import Standing, judge
from beartrap.sweep.subjects import file_facts, named, of_file, proof


@frozen
class _Build:
    """Versions of a file of that name which are affected or fixed, and who says so."""

    versions: tuple[str, ...]
    fixed: tuple[str, ...]
    says: str
    indicator: str | None = None
    harmless: bool = False


class AffectedVersion:
    """Compares the version that an inventory gives for a file; silent where the content itself is known.

    The files are those that an incident's product has among its names, and those whose indicator gives versions (its
    own, or those of the hashes that it is tied to).
    """

    meta = Meta(
        id="sweep.affected-version",
        title="File of an affected build",
        why="Builds are numbered one by one, so a file's version tells the build even where nobody kept its hash.",
        needs=(SourceKind.HASHES,),
        questions=(Question.EXPOSED, Question.PRESENT),
        techniques=("T1195.002",),
        references=("https://www.cisa.gov/news-events/cybersecurity-advisories/aa20-352a",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._hashes = KnownHashes(knowledge.indicators)
        self._builds: dict[str, list[_Build]] = defaultdict(list)
        for incident in knowledge.incidents:
            for affected in incident.affected:
                build = _Build(affected.versions, affected.fixed, incident.title)
                for name in affected.names:
                    self._builds[last(name)].append(build)
        tied = by_tie(knowledge.indicators)
        for identifier, indicator in knowledge.indicators.items():
            if indicator.kind in (IndicatorKind.FILENAME, IndicatorKind.PATH):
                self._builds[last(indicator.value)] += _of_indicator(identifier, indicator, tied)

    def look(self, subject: Artifact) -> Iterator[Finding]:
        """Yield a finding for a file whose version is that of an affected (or a harmless, or a fixed) build."""
        if subject.version is None or self._hashes.find(subject):
            return
        builds = self._builds.get(last(subject.name), ())
        judged = [(judge(subject.version, "application", one.versions, one.fixed).standing, one) for one in builds]
        told = [pair for pair in judged if pair[0] in (Standing.AFFECTED, Standing.FIXED)]
        if told:
            standing, build = max(told, key=lambda pair: (pair[0], not pair[1].harmless))
            yield _finding(subject, standing, build)


def _of_indicator(identifier: str, indicator: Indicator, tied: dict[str, list[Indicator]]) -> Iterator[_Build]:
    together: Sequence[Indicator] = tied.get(indicator.tie, ()) if indicator.tie is not None else ()
    for one in (indicator, *(other for other in together if other is not indicator)):
        if one.versions is not None:
            yield _Build((one.versions,), (), one.source, identifier, one.role == "test-build")


def _finding(artifact: Artifact, standing: Standing, build: _Build) -> Finding:
    differs = has_digest(artifact)
    harmless = standing is Standing.FIXED or build.harmless
    word = "fixed" if standing is Standing.FIXED else "harmless test" if build.harmless else "affected"
    why = f"{build.says} names this version of the file."
    if not harmless:
        why += (
            " Its hash is none that a source names: compare it with the vendor's."
            if differs
            else " Its hash is not known: hash the file to be sure."
        )
    return Finding(
        detector=AffectedVersion.meta.id,
        subject=of_file(artifact),
        questions=AffectedVersion.meta.questions,
        title=f"{named(artifact)} has the version of {'an' if word == 'affected' else 'a'} {word} build",
        severity=Severity.INFO if harmless else Severity.MEDIUM if differs else Severity.HIGH,
        why=why,
        rung=Rung.NAMED,
        host=artifact.place.host,
        since=artifact.modified,
        evidence=(proof(artifact, f"version {artifact.version}"),),
        indicators=() if build.indicator is None else (build.indicator,),
        facts=file_facts(artifact, standing=word),
    )

"""`beartrap onward releases`: what we published against what we built, and the two vetted where both lie at hand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beartrap import __version__
from beartrap.engine.detector import Found, Scope
from beartrap.engine.run import run
from beartrap.estate.releases import published, recorded
from beartrap.flows.errors import FlowError
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.vet import BadUpdate, Settings, Subject, vet
from beartrap.impact.onward.releases import Compared, OwnReleases, Releases, Standing
from beartrap.impact.onward.signing_keys import SigningKeys
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind
from beartrap.model.estate import Source
from beartrap.model.finding import Finding, Severity
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.model.record import to_json
from beartrap.model.release import Artefact
from beartrap.model.vetting import Vetted

SCHEMA = "beartrap.releases/1"


class NoRecords(FlowError):
    """Nothing was published or recorded where the command looked."""


@dataclass
class ReleaseLook:
    """What one comparison needs and keeps."""

    label: str
    digest: str
    rules: str
    detector: OwnReleases = field(default_factory=OwnReleases)
    releases: Releases = field(default_factory=Releases)
    signed: list[Artefact] = field(default_factory=list)
    vetted: list[tuple[Compared, Vetted]] = field(default_factory=list)

    def records(
        self, records: Sequence[Source], shipped: Sequence[Source], signing: Sequence[Source], progress: Progress
    ) -> Iterator[Found | Looked]:
        """Yield findings, gaps and looks: hashes first, then the signing log, then a vetting of each changed pair."""
        progress.stage("Reading release records")
        yield from _kept(self.releases.recorded, (one for source in records for one in recorded(source)))
        yield from _kept(self.releases.published, (one for source in shipped for one in published(source)))
        yield from _kept(self.signed, (one for source in signing for one in recorded(source)))
        if self.releases.published:
            yield from run([self.detector], [self.releases], self._scope, self.rules)
        if self.signed:
            log = Releases(self.releases.recorded, self.signed)
            yield from run([SigningKeys()], [log], self._scope, self.rules)
        yield from self._vet(progress)

    def _scope(self) -> Scope:
        amount = len(self.releases.published) or len(self.signed)
        return Scope(self.label, SourceKind.RELEASES, self.digest, ("*",), (), amount, "artefacts")

    def _vet(self, progress: Progress) -> Iterator[Found]:
        for one in self.detector.compared:
            if one.standing is not Standing.CHANGED or one.published is None or one.recorded is None:
                continue
            ours, theirs = one.recorded.place.path, one.published.place.path
            if ours is None or theirs is None:
                why = (
                    f"{one.name}: the build itself is not at hand, only its digest: what was changed in it is not known"
                )
                yield Gap(
                    GapReason.MISSING,
                    (Question.ONWARD,),
                    why,
                    "Rebuild it and put it among the records.",
                    kind=SourceKind.RELEASES,
                )
                continue
            try:
                told = vet(
                    Subject(Path(ours.decode("utf-8", "surrogateescape")), f"{one.name} (built)"),
                    Subject(Path(theirs.decode("utf-8", "surrogateescape")), f"{one.name} (published)"),
                    Settings(),
                    progress,
                )
            except (BadUpdate, OSError) as error:
                yield Gap(
                    GapReason.UNREADABLE,
                    (Question.ONWARD,),
                    f"{one.name}: could not be vetted: {error}",
                    "",
                    kind=SourceKind.RELEASES,
                )
                continue
            self.vetted.append((one, told))


def _kept(into: list[Artefact], found: Iterable[Artefact | Gap]) -> Iterator[Gap]:
    for one in found:
        if isinstance(one, Gap):
            yield one
        else:
            into.append(one)


@frozen
class Compare:
    """What a comparison came to."""

    look: ReleaseLook
    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]

    @property
    def exit_code(self) -> int:
        """3 where nothing is published, 11 to 14 by the highest finding, 4 where something could not be compared, else 0."""
        if not self.look.releases.published and not self.look.signed:
            return 3
        highest = max((finding.severity for finding in self.findings), default=Severity.INFO)
        return 10 + highest if highest > Severity.INFO else 4 if self.gaps else 0


def compare(records: Path, shipped: Path, signing: Path | None, progress: Progress | None = None) -> Compare:
    """Compare what is published with what was recorded, and vet what differs."""
    look = ReleaseLook("releases", "", "")
    findings: list[Finding] = []
    gaps: list[Gap] = []
    sources = [
        [Source(str(path), str(path), SourceKind.RELEASES)] if path else [] for path in (records, shipped, signing)
    ]
    for one in look.records(sources[0], sources[1], sources[2], progress or Silent()):
        if isinstance(one, Finding):
            findings.append(one)
        elif isinstance(one, Gap):
            gaps.append(one)
    return Compare(look, tuple(findings), tuple(gaps))


def document(found: Compare) -> Iterator[tuple[str, Any]]:
    """Yield the members of the JSON document."""
    look = found.look
    yield "schema", SCHEMA
    yield "generator", {"name": "beartrap", "version": __version__}
    yield "exit_code", found.exit_code
    yield "recorded", len(look.releases.recorded)
    yield "published", len(look.releases.published)
    yield "signed", len(look.signed)
    yield "releases", [_compared(one) for one in look.detector.compared]
    yield (
        "vetted",
        [
            {"artefact": one.name, "verdict": told.verdict.value, "vetting": to_json(told, full=True)}
            for one, told in look.vetted
        ],
    )
    yield "findings", [to_json(one, full=True) for one in found.findings]
    yield "gaps", [to_json(one, full=True) for one in found.gaps]


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "artefact": one.name,
        "standing": one.standing.value,
        "compared_by": one.kind or None,
        "published": dict(one.published.digests) if one.published else None,
        "recorded": dict(one.recorded.digests) if one.recorded else None,
        "record": one.recorded.place.show() if one.recorded else None,
    }

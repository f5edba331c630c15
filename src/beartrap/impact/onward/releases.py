"""`onward.releases`: what we published, held against what we built.

A build that was changed while it ran (SUNSPOT, 2020) leaves the repository clean: only the published file differs from
what an honest rebuild of the same source gives.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from beartrap.engine.detector import Found, Meta
from beartrap.impact.onward.references import IN_TOTO, ONWARD, SUNSPOT
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Severity
from beartrap.model.frozen import frozen
from beartrap.model.release import STRENGTH, Artefact

WEAK = frozenset({"sha1", "md5"})
"""Digests for which two files with one value can be made."""


class Standing(StrEnum):
    """How a published artefact stands to the records."""

    SAME = "same"
    CHANGED = "changed"
    RENAMED = "renamed"
    UNRECORDED = "unrecorded"
    UNPUBLISHED = "unpublished"
    WEAKLY = "same by a weak digest"


@frozen
class Compared:
    """One artefact: how it stands, as published and as recorded (each None where it is only the other)."""

    name: str
    standing: Standing
    published: Artefact | None = None
    recorded: Artefact | None = None
    kind: str = ""


@dataclass(slots=True)
class Releases:
    """What was recorded and what was published."""

    recorded: list[Artefact] = field(default_factory=list)
    published: list[Artefact] = field(default_factory=list)


def compare(releases: Releases) -> Iterator[Compared]:
    """Yield each published artefact with its standing, then what was recorded and lies nowhere."""
    by_name: dict[str, list[Artefact]] = {}
    by_digest: dict[tuple[str, str], Artefact] = {}
    for record in releases.recorded:
        by_name.setdefault(base(record.name), []).append(record)
        for digest in record.digests:
            by_digest.setdefault(digest, record)
    met: set[str] = set()
    for artefact in releases.published:
        name = base(artefact.name)
        met.add(name)
        yield _standing(artefact, by_name.get(name, []), by_digest)
    for name, records in sorted(by_name.items()):
        if name not in met:
            yield Compared(name, Standing.UNPUBLISHED, recorded=records[0])


def _standing(artefact: Artefact, records: list[Artefact], by_digest: dict[tuple[str, str], Artefact]) -> Compared:
    for kind in STRENGTH:
        mine = artefact.digest(kind)
        comparable = [record for record in records if record.digest(kind)]
        if mine is None or not comparable:
            continue
        same = next((record for record in comparable if record.digest(kind) == mine), None)
        if same is None:
            return Compared(artefact.name, Standing.CHANGED, artefact, comparable[0], kind)
        return Compared(artefact.name, Standing.WEAKLY if kind in WEAK else Standing.SAME, artefact, same, kind)
    found = next(
        (by_digest[kind, value] for kind, value in artefact.digests if (kind, value) in by_digest and kind not in WEAK),
        None,
    )
    if found is not None:
        return Compared(artefact.name, Standing.RENAMED, artefact, found)
    return Compared(artefact.name, Standing.UNRECORDED, artefact)


def base(name: str) -> str:
    """Return a file's name without the folders before it, with the part of a purl or address that names the file."""
    return name.replace("\\", "/").split("?")[0].rstrip("/").rsplit("/", 1)[-1].removeprefix("./")


class OwnReleases:
    """Compares, and tells what differs. The subject is all records and all that is published, together."""

    meta = Meta(
        id="onward.releases",
        title="Published is not what was built",
        why="Customers run what is published. Where it differs from what was built, whoever changed it reaches all of them.",
        needs=(SourceKind.RELEASES,),
        questions=ONWARD,
        techniques=("T1195.002",),
        references=(SUNSPOT, IN_TOTO),
    )

    def __init__(self) -> None:
        self.compared: tuple[Compared, ...] = ()

    def look(self, subject: Releases) -> Iterable[Found]:
        """Yield a finding for each published artefact that differs or is in no record, and gaps for what could not be compared."""
        self.compared = tuple(compare(subject))
        for one in self.compared:
            if one.standing is Standing.CHANGED:
                yield self._finding(one, f"{one.name}: published is not what was built", Severity.CRITICAL)
            elif one.standing is Standing.UNRECORDED:
                yield self._finding(
                    one,
                    f"{one.name}: published, and in no build record",
                    Severity.HIGH if subject.recorded else Severity.MEDIUM,
                )
            elif one.standing is Standing.RENAMED:
                yield self._finding(one, f"{one.name}: published under another name than it was built", Severity.LOW)
            elif one.standing is Standing.WEAKLY:
                why = f"{one.name}: the record has only {one.kind}, for which two files can be made alike"
                yield Gap(
                    GapReason.UNSUPPORTED,
                    ONWARD,
                    why,
                    "Keep SHA-256 in the build record.",
                    kind=SourceKind.RELEASES,
                    by=self.meta.id,
                )
        unpublished = [one.name for one in self.compared if one.standing is Standing.UNPUBLISHED]
        if unpublished:
            why = (
                f"{len(unpublished)} recorded artefacts lie nowhere in what was published: {', '.join(unpublished[:5])}"
            )
            yield Gap(
                GapReason.MISSING,
                ONWARD,
                why,
                "Fetch what customers fetch, and compare it too.",
                kind=SourceKind.RELEASES,
                count=len(unpublished),
                by=self.meta.id,
            )

    def _finding(self, one: Compared, title: str, severity: Severity) -> Finding:
        assert one.published is not None
        evidence = [Evidence(one.published.place, _told("published", one.published))]
        if one.recorded is not None:
            evidence.append(Evidence(one.recorded.place, _told("recorded", one.recorded)))
        return Finding(
            self.meta.id, f"release:{one.name}", self.meta.questions, title, severity, self.meta.why, confirmed=one.standing is Standing.CHANGED,
            evidence=tuple(evidence), techniques=self.meta.techniques, facts=Facts.of(artefact=one.name, standing=one.standing.value),
        )  # fmt: skip


def _told(what: str, artefact: Artefact) -> str:
    kind, digest = next(
        ((kind, artefact.digest(kind)) for kind in ("sha256", *STRENGTH) if artefact.digest(kind)), ("", "")
    )
    return f"{what}: {artefact.name} {kind} {digest}"

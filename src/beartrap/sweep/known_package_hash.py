"""`sweep.known-package-hash`: a package, or a component of an SBOM, whose digest a source names."""

from collections.abc import Iterator, Sequence

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Package
from beartrap.model.coverage import SourceKind
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung
from beartrap.model.indicator import Indicator
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten
from beartrap.sweep.hashes import KnownHashes, distinct
from beartrap.sweep.known_hash import HARMLESS, severity_of, weight
from beartrap.sweep.subjects import LONGEST_QUOTE, of_package, sentence

_SAYS = {
    "installed": "The hash is the inventory's; the package's own files were not read.",
    "component": "The hash is the SBOM's: it tells what was built in, not what lies on a host now.",
}
_PINNED = (
    "The hash is pinned by a manifest, which may pin a file for each platform: which of them was fetched is not told."
)


class KnownPackageHash:
    """Compares the digests that inventories, lock files and SBOMs give for packages with every hash indicator."""

    meta = Meta(
        id="sweep.known-package-hash",
        title="Known hash of a package",
        why="The package is byte for byte one that a source names, whatever name and version it carries.",
        needs=(SourceKind.PACKAGES, SourceKind.SBOM),
        questions=(Question.EXPOSED,),
        techniques=("T1195.002",),
        references=("https://cyclonedx.org/specification/overview/", "NIST SP 800-86, section 4.2.2 (hash sets)"),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._indicators = knowledge.indicators
        self._hashes = KnownHashes(knowledge.indicators)

    def look(self, subject: Package) -> Iterator[Finding]:
        """Yield one finding for a package that is known, however many sources and digests name it."""
        ids = self._hashes.among(subject.digests)
        if ids:
            yield _finding(subject, ids, [self._indicators[one] for one in ids])


def _finding(package: Package, ids: tuple[str, ...], found: Sequence[Indicator]) -> Finding:
    worst = max(found, key=weight)
    malware = ", ".join(distinct(one.malware for one in found))
    harmless = worst.role in HARMLESS
    installed = package.standing == "installed" and not harmless
    shown = shorten(printable(f"{package.name} {package.version or ''}".strip()), 200)
    quote = shorten(f"{shown}: {worst.kind.value} {worst.value}", LONGEST_QUOTE)
    return Finding(
        detector=KnownPackageHash.meta.id,
        subject=of_package(package, worst.value.lower()),
        questions=(Question.EXPOSED, Question.PRESENT) if installed else (Question.EXPOSED,),
        title=f"{malware or 'Content that a source names'}: {shown} has a known {worst.kind.value.upper()}",
        severity=severity_of(worst),
        why=_why(worst, package),
        rung=Rung.NAMED,
        host=package.place.host,
        since=package.installed,
        confirmed=worst.demoted is None,
        evidence=(Evidence(package.place, quote, package.installed),),
        indicators=ids,
        facts=_facts(package, found, worst.role, malware),
    )


def _why(indicator: Indicator, package: Package) -> str:
    as_what = f" as {indicator.role}" if indicator.role else ""
    why = HARMLESS.get(indicator.role, f"The package has a hash that {indicator.source} names{as_what}.")
    if indicator.note:
        why += f" {sentence(indicator.note)}"
    if indicator.demoted is not None:
        why += f" Trusted less: {indicator.demoted}."
    return f"{why} {_SAYS.get(package.standing, _PINNED)}"


def _facts(package: Package, found: Sequence[Indicator], role: str, malware: str) -> Facts:
    values = {
        "role": role,
        "malware": malware,
        "matched": ", ".join(distinct(one.kind.value for one in found)),
        "sources": ", ".join(distinct(one.source for one in found))[:300],
        "version": shorten(printable(package.version or ""), 100),
        "ecosystem": printable(package.ecosystem),
        "listed": package.standing,
    }
    return Facts.of(**{name: value for name, value in values.items() if value})

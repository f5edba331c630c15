"""`sweep.affected-package`: a product or package that an inventory, a package manager or an SBOM names."""

from collections.abc import Iterator
from dataclasses import replace

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.question import Question
from beartrap.model.text import printable, shorten
from beartrap.sweep.product_names import named
from beartrap.sweep.standing import Judgement, Standing, judge
from beartrap.sweep.subjects import of_package
from beartrap.sweep.wanted import Wanted, WantedPackages

_TITLES = {
    Standing.AFFECTED: "in an affected version",
    Standing.FIXED: "in a fixed version",
    Standing.UNKNOWN: "in a version that cannot be judged",
    Standing.OTHER: "in a version that is not named as affected",
}
_STANDS = {"installed": "installed", "locked": "locked", "declared": "declared", "component": "a component"}


class AffectedPackage:
    """Compares every package with the products that incidents call affected and with indicators of packages."""

    meta = Meta(
        id="sweep.affected-package",
        title="Affected product or package",
        why="Whoever runs an affected version was handed the malicious code, whether or not it was seen since.",
        needs=(SourceKind.PACKAGES, SourceKind.SBOM),
        questions=(Question.EXPOSED,),
        techniques=("T1195.002",),
        references=("https://github.com/package-url/vers-spec",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self._wanted = WantedPackages(knowledge)

    def look(self, subject: Package) -> Iterator[Finding | Gap]:
        """Yield a finding for each incident or indicator that names the package, and a Gap where its version tells nothing."""
        for package, entries in self._wanted.match(subject):
            judged = [(_judge_both(package, wanted), wanted) for wanted in entries]
            judgement, wanted = max(judged, key=lambda pair: pair[0].standing)
            yield _finding(package, wanted, judgement)
            if judgement.standing is Standing.UNKNOWN:
                yield _gap(package, wanted, judgement)


def _judge_both(package: Package, wanted: Wanted) -> Judgement:
    """Judge the version of the inventory's column; where that tells nothing, the one that stands in the program's name.

    Installers number themselves their own way: `Product 2019.4 HF5` has the version `119.4.1.1` in the registry.
    """
    judgement = _judge(package, wanted)
    inside = named(package.name).version
    if judgement.standing in (Standing.AFFECTED, Standing.FIXED) or inside in (None, package.version):
        return judgement
    other = _judge(replace(package, version=inside), wanted)
    return max(judgement, other, key=lambda one: one.standing)


def _judge(package: Package, wanted: Wanted) -> Judgement:
    if wanted.any_version:
        return Judgement(Standing.AFFECTED, "the package is named in any version")
    return judge(package.version, package.ecosystem, wanted.versions, wanted.fixed)


def _finding(package: Package, wanted: Wanted, judgement: Judgement) -> Finding:
    shown = _shown(package)
    what = wanted.malware or wanted.product
    return Finding(
        detector=AffectedPackage.meta.id,
        subject=of_package(package, wanted.about),
        questions=_questions(package, wanted, judgement.standing),
        title=f"{what}: {shown}, {_STANDS.get(package.standing, 'named')}, {_TITLES[judgement.standing]}",
        severity=_severity(wanted, judgement.standing),
        why=f"{judgement.why} ({wanted.says}).",
        rung=Rung.NAMED,
        host=package.place.host,
        since=package.installed,
        evidence=(Evidence(package.place, shown, package.installed),),
        indicators=() if wanted.indicator is None else (wanted.indicator,),
        facts=_facts(package, wanted, judgement),
    )


def _questions(package: Package, wanted: Wanted, standing: Standing) -> tuple[Question, ...]:
    """A package that is malicious itself, and installed, is the code that got in."""
    malicious = wanted.role == "malware" and standing is Standing.AFFECTED and package.standing == "installed"
    return (Question.EXPOSED, Question.PRESENT) if malicious else (Question.EXPOSED,)


def _severity(wanted: Wanted, standing: Standing) -> Severity:
    if standing is Standing.AFFECTED:
        return wanted.severity
    return min(Severity.MEDIUM, wanted.severity) if standing is Standing.UNKNOWN else Severity.INFO


def _gap(package: Package, wanted: Wanted, judgement: Judgement) -> Gap:
    return Gap(
        reason=judgement.reason,
        questions=(Question.EXPOSED,),
        why=f"{package.place.show()}: {_shown(package)} may be affected ({wanted.product}): {judgement.why}",
        remedy="Look up the exact version on the host, or compare the hash of its files.",
        source=package.place.source,
        hosts=() if package.place.host is None else (package.place.host,),
        place=package.place,
        by=AffectedPackage.meta.id,
    )


def _shown(package: Package) -> str:
    known = package.version is None or package.version in package.name
    version = "" if known else f" {package.version}"
    return shorten(printable(f"{package.name}{version}"), 200)


def _facts(package: Package, wanted: Wanted, judgement: Judgement) -> Facts:
    values = {
        "product": wanted.product,
        "vendor": wanted.vendor,
        "about": wanted.about,
        "version": None if package.version is None else shorten(printable(package.version), 100),
        "standing": judgement.standing.name.lower(),
        "ecosystem": printable(package.ecosystem),
        "listed": package.standing,
    }
    return Facts.of(**{name: value for name, value in values.items() if value})

"""`sweep.package-integrity`: files that are not as their package's own sums say."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from beartrap.engine.detector import Meta
from beartrap.engine.knowledge import Knowledge
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Rung, Severity
from beartrap.model.question import Question
from beartrap.model.sums import Altered
from beartrap.model.text import printable, shorten
from beartrap.sweep.subjects import encoded

MOST_SHOWN = 20
_LEFT_OUT = re.compile(rb"/usr/(?:share|lib)/(?:doc|man|locale|info|lintian|bug|help|gnome/help)/|/\.deps/|\.pyc\Z")
"""What small images leave out when they install: nothing is missed there."""


class PackageIntegrity:
    """One finding for each package with changed files, one for each with missing ones, and one for each with added ones."""

    meta = Meta(
        id="sweep.package-integrity",
        title="Not as the package says",
        why="A file that differs from the sums of its own package was changed after it was installed, by whomever.",
        needs=(SourceKind.FILES,),
        questions=(Question.PRESENT,),
        techniques=("T1554",),
        references=("https://attack.mitre.org/techniques/T1554/",),
    )

    def __init__(self, knowledge: Knowledge) -> None:
        """Need nothing of `knowledge`: the packages tell."""

    def look_all(self, subjects: Iterable[Altered | Gap]) -> Iterator[Finding | Gap]:
        """Yield the findings, package by package."""
        groups: dict[tuple[str, str, str], list[Altered]] = defaultdict(list)
        for subject in subjects:
            if isinstance(subject, Gap):
                yield subject
            else:
                groups[subject.by, subject.owner, _kind(subject)].append(subject)
        for (by, owner, kind), altered in groups.items():
            yield _finding(by, owner, kind, altered)


def _kind(altered: Altered) -> str:
    if altered.configuration:
        return "edited"
    if altered.added:
        return "added"
    if altered.missing:
        return "left out" if _LEFT_OUT.search(altered.place.path or b"") else "missing"
    return "changed"


_SEVERITIES = {
    "changed": Severity.MEDIUM,
    "missing": Severity.LOW,
    "added": Severity.LOW,
    "edited": Severity.INFO,
    "left out": Severity.INFO,
}
_WHY = {
    "changed": "The content differs from the sum in the package's own list. An update that was done by hand does that too; compare "
    "with the vendor's package.",
    "missing": "The package's list names files that are not there.",
    "added": "Files that run lie in the package's own folder, or start with Python, and no list names them. Programs put files there too.",
    "edited": "A configuration file that is meant to be edited was.",
    "left out": "Documentation that the package's list names is not there, as in small images.",
}


def _finding(by: str, owner: str, kind: str, altered: list[Altered]) -> Finding:
    host = altered[0].place.host
    counts = kind in ("changed", "missing", "added")
    return Finding(
        detector=PackageIntegrity.meta.id,
        subject=f"package:{encoded(host or '')}:{by}:{encoded(owner)}#{encoded(kind)}",
        questions=PackageIntegrity.meta.questions if counts else (),
        title=f"{shorten(printable(owner), 100)}: {len(altered)} files {kind} against the sums of {by}",
        severity=_SEVERITIES[kind],
        why=_WHY[kind] + " Whoever may change the file may change the list.",
        rung=Rung.ON_DISK if kind in ("changed", "added") else None,
        host=host,
        count=len(altered),
        evidence=tuple(
            Evidence(one.place, f"expected {one.expected or 'no such file'}, found {one.actual or 'nothing'}")
            for one in altered[:MOST_SHOWN]
        ),
        techniques=PackageIntegrity.meta.techniques if kind == "changed" else (),
        facts=Facts.of(package=shorten(printable(owner), 200), by=by, state=kind),
    )

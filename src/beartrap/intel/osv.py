"""OSV advisories (one, a list, or what the API answers): malicious packages above all, and vulnerabilities.

Groundwork: the OSV schema 1.6. A `MAL-` advisory says that the package itself is malicious: critical. Ranges become
`vers:`; explicit versions that no range covers stay a list of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from packageurl import PackageURL

from beartrap.intel import moments, shape, versions
from beartrap.intel.mint import Once, Told, mint
from beartrap.intel.refused import Refused
from beartrap.intel.shape import Json
from beartrap.intel.values import NoIndicatorError, Typed, classify
from beartrap.intel.versions import VersionError
from beartrap.model.claim import Claim, ClaimKind, Document
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Severity
from beartrap.model.indicator import HASHES, Indicator, IndicatorKind
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import printable

MEDIA = "application/json; profile=osv"
_ECOSYSTEMS: Mapping[str, str] = {
    "npm": "npm",
    "pypi": "pypi",
    "maven": "maven",
    "go": "golang",
    "crates.io": "cargo",
    "rubygems": "gem",
    "nuget": "nuget",
    "packagist": "composer",
    "hex": "hex",
    "pub": "pub",
    "debian": "deb",
    "ubuntu": "deb",
    "alpine": "apk",
    "wolfi": "apk",
    "chainguard": "apk",
    "red hat": "rpm",
    "rocky linux": "rpm",
    "almalinux": "rpm",
    "opensuse": "rpm",
    "suse": "rpm",
    "mageia": "rpm",
    "openeuler": "rpm",
    "github actions": "github",
    "hackage": "hackage",
    "cran": "cran",
    "conancenter": "conan",
    "swifturl": "swift",
    "vscode": "vscode-extension",
    "bitnami": "bitnami",
}
"""purl types by OSV ecosystem, in lower case and without the release after the colon."""
_NAMESPACED = frozenset({"npm", "composer", "golang", "github", "swift"})
_DISTRIBUTIONS: Mapping[str, str] = {"debian": "debian", "ubuntu": "ubuntu", "alpine": "alpine", "wolfi": "wolfi"}
_SCANNED_DEPTH = 4
"""How deep hashes are looked for in `database_specific`, whose shape is its author's."""
_MOST_HASHES = 10_000


def advisories_of(document: Json) -> list[dict[str, Json]]:
    """Return the advisories in a JSON value: one, a list of them, or `{"vulns": […]}`."""
    if isinstance(document, dict) and isinstance(document.get("vulns"), list):
        return advisories_of(document["vulns"])
    found = document if isinstance(document, list) else [document]
    return [item for item in found if isinstance(item, dict) and _is_one(item)]


def _is_one(item: dict[str, Json]) -> bool:
    return bool(shape.text(item, "id")) and (isinstance(item.get("affected"), list) or "schema_version" in item)


def is_advisory(document: Json) -> bool:
    """Whether a JSON value holds an OSV advisory."""
    return bool(advisories_of(document))


def read_advisories(label: str, document: Json, digest: str) -> Iterator[Document | Claim | Indicator | Gap]:
    """Yield for each advisory its document, claims about versions and fixes, and indicators; Gaps come last."""
    refused, once = Refused(label, "package"), Once()
    found = advisories_of(document)
    if isinstance(document, list) and len(document) > len(found):
        refused.add("no OSV advisory", f"{len(document) - len(found)} entries of the list")
    for row, advisory in enumerate(found, 1):
        yield _document(label, digest, advisory)
        for item in _records(label, row, advisory, refused):
            if not isinstance(item, Indicator) or once.new(item):
                yield item
    yield from refused.gaps()


def _document(label: str, digest: str, advisory: dict[str, Json]) -> Document:
    published = shape.text(advisory, "published") or shape.text(advisory, "modified")
    name, summary = shape.text(advisory, "id"), shape.text(advisory, "summary")
    return Document(
        source=label,
        digest=digest,
        media=MEDIA,
        publisher=next(
            (shape.text(item, "name") for item in shape.objects(advisory, "credits") if shape.text(item, "name")), None
        ),
        title=f"{name}: {summary}" if summary else name,
        published=moments.day(published),
        published_text=published or None,
        characters=len(shape.text(advisory, "details")),
    )


def _records(label: str, row: int, advisory: dict[str, Json], refused: Refused) -> Iterator[Claim | Indicator]:
    told, tie = _told(advisory), f"osv:{shape.text(advisory, 'id')}"
    names = [shape.text(advisory, "id"), *shape.texts(advisory, "aliases"), *shape.texts(advisory, "upstream")]
    cves = [(IndicatorKind.VULNERABILITY, name.upper()) for name in names if name.upper().startswith("CVE-")]
    yield from mint(label, row, cves, told, None)
    for entry in shape.objects(advisory, "affected"):
        yield from _affected(label, row, advisory, entry, told, refused)
        yield from mint(label, row, _hashes(entry.get("database_specific")), told, tie)
    yield from mint(label, row, _hashes(advisory.get("database_specific")), told, tie)


def _told(advisory: dict[str, Json]) -> Told:
    malicious = _malicious(advisory)
    withdrawn = shape.text(advisory, "withdrawn")
    title = f"{shape.text(advisory, 'id')}: {shape.text(advisory, 'summary')}"
    return Told(
        role="malware" if malicious else "",
        note=shape.quoted(title.rstrip(": ")),
        demoted=f"withdrawn by its author ({printable(withdrawn[:40])})" if withdrawn else None,
        severity=Severity.CRITICAL if malicious else Severity.HIGH,
        bare=not malicious,
    )


def _malicious(advisory: dict[str, Json]) -> bool:
    names = [shape.text(advisory, "id"), *shape.texts(advisory, "aliases")]
    return any(name.upper().startswith("MAL-") for name in names)


def _affected(
    label: str, row: int, advisory: dict[str, Json], entry: dict[str, Json], told: Told, refused: Refused
) -> Iterator[Claim | Indicator]:
    package = shape.member(entry, "package")
    name, ecosystem = shape.text(package, "name"), shape.text(package, "ecosystem")
    try:
        purl = _purl(package)
    except ValueError:
        why = (
            f"the ecosystem “{printable(ecosystem[:40])}” is not known"
            if ecosystem
            else "an affected package without a name"
        )
        refused.add(why, shape.text(advisory, "id"), name, reason=GapReason.UNSUPPORTED)
        return
    kind = PackageURL.from_string(purl).type
    for written in _version_texts(kind, entry, shape.text(advisory, "id"), name, refused):
        for item in mint(label, row, [(IndicatorKind.PACKAGE, purl)], told, None):
            yield replace(item, versions=written)
        yield _claim(label, row, advisory, ClaimKind.VERSION, name, written)
    for version in _fixes(entry):
        yield _claim(label, row, advisory, ClaimKind.FIX, name, version)


def _purl(package: dict[str, Json]) -> str:
    """Return the package URL without version; raises ValueError where the package is not named well enough."""
    given = shape.text(package, "purl")
    if given:
        found = PackageURL.from_string(given)
        return PackageURL(found.type, found.namespace, found.name, None, None, found.subpath).to_string()
    name, ecosystem = shape.text(package, "name"), shape.text(package, "ecosystem").partition(":")[0].lower()
    kind = _ECOSYSTEMS.get(ecosystem)
    if kind is None or not name:
        raise ValueError("no known ecosystem or no name")
    namespace = _DISTRIBUTIONS.get(ecosystem)
    if kind == "maven" and ":" in name:
        namespace, _, name = name.partition(":")
    elif kind in _NAMESPACED and "/" in name:
        namespace, _, name = name.rpartition("/")
    if not name.strip("/"):
        raise ValueError("a name of slashes alone")  # packageurl would break on it
    return PackageURL(kind, namespace, name).to_string()


def _version_texts(kind: str, entry: dict[str, Json], advisory: str, name: str, refused: Refused) -> Iterator[str]:
    """Yield the vers ranges of one affected package: its ranges as one, and what versions they leave out."""
    listed = list(dict.fromkeys(shape.texts(entry, "versions")))
    ranges = [span for span in shape.objects(entry, "ranges") if shape.text(span, "type") != "GIT"]
    if not listed and not ranges:
        why = "only a range of git commits" if shape.items(entry, "ranges") else "neither a version nor a range"
        refused.add(why, advisory, name, "Compare by hand what you have.", GapReason.UNSUPPORTED)
    for span in ranges:
        try:
            written = versions.between(kind, _bounds(shape.objects(span, "events")))
        except VersionError as error:
            remedy = "The explicit versions of the advisory were used." if listed else "Compare by hand what you have."
            refused.add(str(error), advisory, name, remedy, GapReason.UNSUPPORTED)
            continue
        yield written
        listed = [version for version in listed[: versions.MOST_VERSIONS] if not versions.contains(written, version)]
    if listed:
        try:
            yield versions.explicit(kind, listed)
        except VersionError as error:
            refused.add(str(error), advisory, name)


def _bounds(events: Iterator[dict[str, Json]]) -> list[tuple[str, str]]:
    """Return OSV's events as comparators, in their order.

    An `introduced` without an end stays open; of two in a row the first counts, of two ends the last.
    """
    found: list[tuple[str, str]] = []
    for event in events:
        for key, comparator in (("introduced", ">="), ("fixed", "<"), ("last_affected", "<=")):
            version = shape.text(event, key)
            if not version or (comparator == ">=" and found and found[-1][0] == ">="):
                continue
            if comparator != ">=" and found and found[-1][0] != ">=":
                found.pop()
            found.append((comparator, version))
    return found


def _fixes(entry: dict[str, Json]) -> list[str]:
    found = [
        shape.text(event, "fixed")
        for span in shape.objects(entry, "ranges")
        if shape.text(span, "type") != "GIT"
        for event in shape.objects(span, "events")
    ]
    return list(dict.fromkeys(version for version in found if version))


def _claim(label: str, row: int, advisory: dict[str, Json], kind: ClaimKind, name: str, version: str) -> Claim:
    verb = "is affected" if kind is ClaimKind.VERSION else "is fixed"
    return Claim(
        kind=kind,
        statement=shape.quoted(f"{name} {version} {verb}"),
        quote=shape.quoted(shape.text(advisory, "summary") or shape.text(advisory, "id")),
        place=Place(source=label, row=row),
        subject=shape.quoted(name),
        object=shape.quoted(version),
        question=Question.EXPOSED,
    )


def _hashes(thing: Json) -> list[Typed]:
    """Return the file hashes that stand anywhere in `database_specific`, whatever their keys are called."""
    found: list[Typed] = []
    level = [thing]
    for _ in range(_SCANNED_DEPTH):
        deeper: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                deeper += item.values()
            elif isinstance(item, list):
                deeper += item
            elif isinstance(item, str):
                found += _hash(item)
        level = deeper[:_MOST_HASHES]
    return found[:_MOST_HASHES]


def _hash(text: str) -> list[Typed]:
    try:
        pair = classify(text)
    except NoIndicatorError:
        return []
    return [pair] if pair[0] in HASHES else []

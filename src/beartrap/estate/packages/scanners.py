"""The own JSON of two scanners that make SBOMs: Syft (`artifacts`) and Trivy (`Results`, with `--list-all-pkgs`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.component import Component, to_package
from beartrap.estate.packages.manifest import MOST_PACKAGES, Broken, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_TRIVY_TYPES = {"debian": "deb", "ubuntu": "deb", "alpine": "apk", "wolfi": "apk", "chainguard": "apk"} | dict.fromkeys(
    ("redhat", "centos", "fedora", "rocky", "alma", "amazon", "oracle", "suse", "opensuse"), "rpm"
)
"""Trivy's names of distributions, by the purl type of their packages."""
_REMEDY = "Export CycloneDX instead (-o cyclonedx-json, --format cyclonedx)."


def recognises(manifest: Manifest) -> bool:
    """Whether it is a document of Syft or Trivy."""
    document = manifest.document
    return isinstance(document, dict) and (
        (isinstance(document.get("artifacts"), list) and "descriptor" in document)
        or ("SchemaVersion" in document and "ArtifactName" in document)
    )


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package. The host is the source's, else what was scanned, as Trivy names it."""
    complaints, document = Complaints(), manifest.document
    host = manifest.host or a_name(document.get("ArtifactName"))
    row = 0
    for row, item in enumerate(_components(document), 1):
        if row > MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        package = to_package(manifest, row, item, complaints, host) if item is not None else None
        if package is not None:
            yield package
        elif item is None:
            complaints.add(row, "no object")
    if not row:
        raise Broken("it lists no packages; Trivy does so with --list-all-pkgs, or as CycloneDX")
    yield from manifest.complained(complaints, _REMEDY, "package", host)


def _components(document: Mapping[str, Any]) -> Iterator[Component | None]:
    artifacts = document.get("artifacts")
    for item in artifacts if isinstance(artifacts, list) else ():
        yield _of_syft(item) if isinstance(item, dict) else None
    results = document.get("Results")
    for result in results if isinstance(results, list) else ():
        packages = result.get("Packages") if isinstance(result, dict) else None
        for item in packages if isinstance(packages, list) else ():
            yield _of_trivy(item, str(result.get("Type", "")).lower()) if isinstance(item, dict) else None


def _of_syft(item: Mapping[str, Any]) -> Component:
    purl = item.get("purl")
    return Component(
        a_name(item.get("name")), a_name(item.get("version")), purl=purl if isinstance(purl, str) else None
    )


def _of_trivy(item: Mapping[str, Any], scanned: str) -> Component:
    identifier = item.get("Identifier")
    purl = identifier.get("PURL") if isinstance(identifier, dict) else None
    name, version, release = (a_name(item.get(key)) for key in ("Name", "Version", "Release"))
    if version and release:
        version = f"{version}-{release}"
    kind = _TRIVY_TYPES.get(scanned)
    if not isinstance(purl, str) and kind is not None and name:
        purl = f"pkg:{kind}/{scanned}/{name}"
    return Component(name, version, purl=purl if isinstance(purl, str) else None)


READER = Reader("scanner-json", recognises, read)

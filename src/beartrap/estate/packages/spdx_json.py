"""SPDX in JSON: 2.2 and 2.3 (`packages`, `files`), and the software profile of 3.0 (`@graph`). spdx.github.io/spdx-spec."""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.component import Component, to_package
from beartrap.estate.packages.digests import from_pairs
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

REMEDY = "Make the SBOM anew, or correct the package."
_SAYS_NOTHING = frozenset({"NOASSERTION", "NONE"})


def recognises(manifest: Manifest) -> bool:
    """Whether the document says that it is SPDX."""
    document = _document(manifest)
    if document is None:
        return False
    context = document.get("@context")
    return "spdxVersion" in document or (isinstance(document.get("@graph"), list) and "spdx" in str(context)[:200])


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package and each file that has digests. The host is the source's."""
    complaints, document = Complaints(), _document(manifest) or {}
    for index, (item, convert) in enumerate(_all(document, complaints), 1):
        if index > MOST_PACKAGES:
            complaints.add(index, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        if not isinstance(item, dict):
            complaints.add(index, "no object")
            continue
        package = to_package(manifest, index, convert(item), complaints, manifest.host)
        if package is not None:
            yield package
    yield from manifest.complained(complaints, REMEDY, "element")


def _document(manifest: Manifest) -> Mapping[str, Any] | None:
    """Return the SPDX document; GitHub's API puts it under `sbom`."""
    document = manifest.document
    inner = document.get("sbom") if isinstance(document, dict) else None
    if isinstance(inner, dict) and "spdxVersion" in inner:
        return inner
    return document if isinstance(document, dict) else None


def _all(document: Mapping[str, Any], complaints: Complaints) -> Iterator[tuple[Any, Any]]:
    for key, convert in (("packages", _package), ("files", _file)):
        listed = document.get(key)
        if listed is not None and not isinstance(listed, list):
            complaints.add(0, f"{key} are no list")
        yield from ((item, convert) for item in (listed if isinstance(listed, list) else ()))
    graph = document.get("@graph")
    for item in graph if isinstance(graph, list) else ():
        kind = item.get("type", item.get("@type")) if isinstance(item, dict) else None
        if isinstance(kind, str) and kind.endswith(("software_Package", "software_File", "software/Package")):
            yield item, _element


def said(value: Any) -> str | None:
    """Return a text of SPDX, None where it says that nothing is said."""
    name = a_name(value)
    return None if name in _SAYS_NOTHING else name


def supplier(value: Any) -> str | None:
    """Return the name in `Organization: ACME (mail)`."""
    told = said(value)
    return told.partition(":")[2].partition("(")[0].strip() or None if told and ":" in told else told


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _package(item: Mapping[str, Any]) -> Component:
    references = _objects(item.get("externalRefs"))
    purls = [ref.get("referenceLocator") for ref in references if str(ref.get("referenceType")) == "purl"]
    kind = item.get("primaryPackagePurpose")
    return Component(
        name=said(item.get("name")),
        version=said(item.get("versionInfo")),
        purl=next((purl for purl in purls if isinstance(purl, str)), None),
        vendor=supplier(item.get("supplier")) or supplier(item.get("originator")),
        kind=kind.lower() if isinstance(kind, str) else None,
        digests=from_pairs((one.get("algorithm"), one.get("checksumValue")) for one in _objects(item.get("checksums"))),
    )


def _file(item: Mapping[str, Any]) -> Component:
    checksums = _objects(item.get("checksums"))
    return Component(
        name=said(item.get("fileName")),
        kind="file",
        digests=from_pairs((one.get("algorithm"), one.get("checksumValue")) for one in checksums),
    )


def _element(item: Mapping[str, Any]) -> Component:
    """Read an element of SPDX 3."""
    hashes = _objects(item.get("verifiedUsing"))
    told = _objects(item.get("externalIdentifier"))
    identifiers = [
        one.get("identifier") for one in told if str(one.get("externalIdentifierType")).endswith("packageUrl")
    ]
    purl = next((one for one in (item.get("software_packageUrl"), *identifiers) if isinstance(one, str)), None)
    kind = item.get("software_primaryPurpose")
    return Component(
        name=said(item.get("name")),
        version=said(item.get("software_packageVersion")),
        purl=purl,
        kind=kind.lower() if isinstance(kind, str) else None,
        digests=from_pairs((one.get("algorithm"), one.get("hashValue")) for one in hashes),
    )


READER = Reader("spdx-json", recognises, read)

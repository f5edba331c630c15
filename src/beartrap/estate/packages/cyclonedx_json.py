"""CycloneDX in JSON, versions 1.2 to 1.6 (cyclonedx.org/specification): components, also nested, and the main one."""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.component import Component, to_package
from beartrap.estate.packages.digests import from_pairs
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

REMEDY = "Make the SBOM anew, or correct the component."


def recognises(manifest: Manifest) -> bool:
    """Whether the document says that it is CycloneDX."""
    document = manifest.document
    if not isinstance(document, dict):
        return False
    schema = document.get("$schema")
    return document.get("bomFormat") == "CycloneDX" or (isinstance(schema, str) and "cyclonedx.org" in schema)


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each component. The host is the source's, else what the SBOM as a whole is about."""
    complaints, document = Complaints(), manifest.document
    metadata = document.get("metadata")
    main = metadata.get("component") if isinstance(metadata, dict) else None
    host = manifest.host or (a_name(main.get("name")) if isinstance(main, dict) else None)
    for index, item in enumerate(_all(main, document.get("components"), complaints), 1):
        if index > MOST_PACKAGES:
            complaints.add(index, f"more than {MOST_PACKAGES} components: the rest was not read")
            break
        if not isinstance(item, dict):
            complaints.add(index, "no object")
            continue
        package = to_package(manifest, index, _component(item), complaints, host)
        if package is not None:
            yield package
    yield from manifest.complained(complaints, REMEDY, "component", host)


def _all(main: Any, components: Any, complaints: Complaints) -> Iterator[Any]:
    """Yield every component in the order of the document, those inside others after them; no recursion."""
    if components is not None and not isinstance(components, list):
        complaints.add(0, "components are no list")
    stack = list(reversed(components)) if isinstance(components, list) else []
    if main is not None:
        stack.append(main)
    while stack:
        item = stack.pop()
        yield item
        inner = item.get("components") if isinstance(item, dict) else None
        if isinstance(inner, list):
            stack += reversed(inner)


def _component(item: Mapping[str, Any]) -> Component:
    supplier = item.get("supplier") or item.get("manufacturer")
    vendor = a_name(item.get("publisher")) or (a_name(supplier.get("name")) if isinstance(supplier, dict) else None)
    hashes = item.get("hashes")
    pairs = (
        [(entry.get("alg"), entry.get("content")) for entry in hashes if isinstance(entry, dict)]
        if isinstance(hashes, list)
        else []
    )
    purl, kind = item.get("purl"), item.get("type")
    return Component(
        name=a_name(item.get("name")),
        version=a_name(item.get("version")),
        group=a_name(item.get("group")),
        purl=purl if isinstance(purl, str) else None,
        vendor=vendor,
        kind=kind if isinstance(kind, str) else None,
        digests=from_pairs(pairs),
    )


READER = Reader("cyclonedx-json", recognises, read)

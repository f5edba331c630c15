"""CycloneDX in XML, read piece by piece by defusedxml: no entities, no DTD, and what stood before a break counts."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.component import Component, to_package
from beartrap.estate.packages.cyclonedx_json import REMEDY
from beartrap.estate.packages.digests import from_pairs
from beartrap.estate.packages.manifest import MOST_PACKAGES, Broken, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

MOST_NESTING = 500
"""Elements inside elements; an SBOM has tens."""

_ELSEWHERE = frozenset({"pedigree", "tools", "formulation", "evidence", "annotations"})
"""Elements in which a component is one that was used or changed, and none of the product."""


def recognises(manifest: Manifest) -> bool:
    """Whether it is XML in CycloneDX's namespace."""
    shown = manifest.shown.lstrip()
    return shown.startswith("<") and "http://cyclonedx.org/schema/bom" in shown[:5000]


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each component, one inside another before it. The host is the source's, else what the SBOM is about."""
    complaints = Complaints()
    host, index = manifest.host, 0
    try:
        for element, about in _components(manifest):
            index += 1
            if index > MOST_PACKAGES:
                complaints.add(index, f"more than {MOST_PACKAGES} components: the rest was not read")
                break
            component = _component(element)
            host = host or (component.name if about else None)
            package = to_package(manifest, index, component, complaints, host)
            element.clear()
            if package is not None:
                yield package
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Broken(f"its XML is broken or not allowed after {index} components ({error})") from error
    yield from manifest.complained(complaints, REMEDY, "component", host)


def _components(manifest: Manifest) -> Iterator[tuple[Element, bool]]:
    """Yield each component's element when it ends, and whether it is the one that the SBOM is about."""
    way: list[str] = []
    events: Any = iterparse(manifest.again(), ("start", "end"), forbid_dtd=True)
    for event, element in events:
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if event == "start":
            way.append(tag)
            if len(way) > MOST_NESTING:
                raise ValueError(f"more than {MOST_NESTING} elements inside each other")
            continue
        way.pop()
        if tag == "component" and not _ELSEWHERE.intersection(way):
            yield element, way[-1:] == ["metadata"]


def _component(element: Element) -> Component:
    told: dict[str, str | None] = {}
    vendor, pairs = None, list[tuple[Any, Any]]()
    for child in element:
        tag = child.tag.rpartition("}")[2]
        if tag in ("supplier", "manufacturer"):
            vendor = next((a_name(part.text) for part in child if part.tag.rpartition("}")[2] == "name"), None)
        elif tag == "hashes":
            pairs = [(part.get("alg"), part.text) for part in child]
        else:
            told.setdefault(tag, child.text)
    return Component(
        name=a_name(told.get("name")),
        version=a_name(told.get("version")),
        group=a_name(told.get("group")),
        purl=a_name(told.get("purl")),
        vendor=a_name(told.get("publisher")) or vendor,
        kind=element.get("type"),
        digests=from_pairs(pairs),
    )


READER = Reader("cyclonedx-xml", recognises, read)

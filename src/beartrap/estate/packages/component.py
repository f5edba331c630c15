"""A component of an SBOM as both CycloneDX and SPDX know it, turned into a Package."""

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.digests import Digests
from beartrap.estate.packages.manifest import Manifest
from beartrap.estate.packages.purls import full_name, parse_purl
from beartrap.model.artifact import Package
from beartrap.model.frozen import frozen

_PROGRAMS = frozenset({"application", "operating-system", "firmware", "platform", "install"})
"""Types of component that are programs and no packages, where no purl says otherwise."""


@frozen
class Component:
    """What an SBOM says of one component; texts are hostile, None where it says nothing."""

    name: str | None
    version: str | None = None
    group: str | None = None
    purl: str | None = None
    vendor: str | None = None
    kind: str | None = None
    digests: Digests = ()


def to_package(
    manifest: Manifest, index: int, component: Component, complaints: Complaints, host: str | None
) -> Package | None:
    """Return the package that a component is, None where it has no name; complaints are counted by its index, from 1."""
    purl = parse_purl(component.purl) if component.purl else None
    if component.purl and purl is None:
        complaints.add(index, "a package URL that is none")
    name = component.name or (purl.name if purl is not None else None)
    if name is None:
        complaints.add(index, "a component without a name")
        return None
    ecosystem = purl.type if purl is not None else "application" if component.kind in _PROGRAMS else "generic"
    namespace = (purl.namespace if purl is not None else None) or component.group
    return manifest.package(
        full_name(ecosystem, namespace, name),
        component.version or (purl.version if purl is not None else None),
        ecosystem,
        namespace=namespace,
        row=index,
        standing="component",
        vendor=component.vendor or component.group,
        digests=component.digests,
        purl=purl.to_string() if purl is not None else None,
        host=host,
    )

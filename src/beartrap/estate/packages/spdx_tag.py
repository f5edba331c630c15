"""SPDX 2 as tags and values: a package begins with `PackageName:`, a file with `FileName:`."""

import re
from collections.abc import Iterator

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.component import Component, to_package
from beartrap.estate.packages.digests import from_pairs
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader
from beartrap.estate.packages.spdx_json import REMEDY, said, supplier
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_REFERENCE = re.compile(r"PACKAGE[-_]MANAGER\s+purl\s+(\S+)")
_CHECKSUM = re.compile(r"([A-Za-z0-9\-]{2,20}):\s*([0-9A-Fa-f]{32,128})")
_KEPT = frozenset(
    {
        "PackageVersion",
        "PackageSupplier",
        "PackageOriginator",
        "PrimaryPackagePurpose",
        "ExternalRef",
        "PackageChecksum",
        "FileChecksum",
    }
)


def recognises(manifest: Manifest) -> bool:
    """Whether it tells its version as a tag."""
    return re.search(r"^SPDXVersion: *SPDX-", manifest.shown[:5000], re.MULTILINE) is not None


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package and each file that it lists. Rows are lines."""
    complaints = Complaints()
    for count, (row, name, fields) in enumerate(_sections(manifest.text())):
        if count >= MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        package = to_package(manifest, row, _component(name, fields), complaints, manifest.host)
        if package is not None:
            yield package
    yield from manifest.complained(complaints, REMEDY, "line")


def _sections(text: str) -> Iterator[tuple[int, str, list[tuple[str, str]]]]:
    """Yield line, name and fields of each package or file; texts over several lines are passed over."""
    row, name, fields, inside = 0, "", list[tuple[str, str]](), False
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            inside = "</text>" not in line
            continue
        tag, _, value = line.strip().partition(":")
        inside = "<text>" in value and "</text>" not in value
        if tag in ("PackageName", "FileName"):
            if row:
                yield row, name, fields
            row, name, fields = number, value.strip(), []
        elif tag in _KEPT:
            fields.append((tag, value.strip()))
    if row:
        yield row, name, fields


def _component(name: str, fields: list[tuple[str, str]]) -> Component:
    told = dict(fields)
    found = [_REFERENCE.match(value) for tag, value in fields if tag == "ExternalRef"]
    sums = [_CHECKSUM.fullmatch(value) for tag, value in fields if tag.endswith("Checksum")]
    return Component(
        name=said(name),
        version=said(told.get("PackageVersion")),
        purl=next((match[1] for match in found if match is not None), None),
        vendor=supplier(told.get("PackageSupplier")) or supplier(told.get("PackageOriginator")),
        kind=told.get("PrimaryPackagePurpose", "").lower() or None,
        digests=from_pairs((match[1], match[2]) for match in sums if match is not None),
    )


READER = Reader("spdx-tag", recognises, read)

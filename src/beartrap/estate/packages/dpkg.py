"""Debian's list of installed packages: `/var/lib/dpkg/status` and the files of `status.d` (deb-control(5))."""

from collections.abc import Iterator

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_GONE = ("not-installed", "config-files")
"""States in which nothing of the package but its configuration is left."""


def recognises(manifest: Manifest) -> bool:
    """Whether the first stanza begins as dpkg writes it."""
    shown = manifest.shown.lstrip("\n")
    return shown.startswith("Package: ") and ("\nVersion:" in shown or "\nStatus:" in shown)


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package that is installed, also half; those of which only the configuration is left are passed over."""
    complaints = Complaints()
    for count, (row, stanza) in enumerate(_stanzas(manifest.text())):
        if count >= MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        status = stanza.get("Status", "install ok installed").split()
        if status and status[-1] in _GONE:
            continue
        name, version = a_name(stanza.get("Package")), a_name(stanza.get("Version"))
        if name is None:
            complaints.add(row, "a stanza without a package's name")
            continue
        if version is None:
            complaints.add(row, "a package without a version")
        yield _package(manifest, row, name, version, stanza)
    yield from manifest.complained(complaints, "Compare with `dpkg -l` on the host.", "line")


def _package(manifest: Manifest, row: int, name: str, version: str | None, stanza: dict[str, str]) -> Package:
    distribution = manifest.distribution or ("ubuntu" if version and "ubuntu" in version else "debian")
    qualifiers = {"arch": stanza["Architecture"]} if stanza.get("Architecture") else {}
    origin = stanza.get("Source", "").partition(" ")[0]
    if origin and origin != name:
        qualifiers["upstream"] = origin
    vendor = stanza.get("Maintainer", "").partition(" <")[0]
    return manifest.package(name, version, "deb", namespace=distribution, row=row, vendor=vendor, qualifiers=qualifiers)


def _stanzas(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each stanza with the line on which it begins; of a field that goes on, the first line."""
    fields: dict[str, str] = {}
    began = 1
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if fields:
                yield began, fields
            fields, began = {}, number + 1
        elif not line.startswith((" ", "\t")):
            key, colon, value = line.partition(":")
            if colon:
                fields.setdefault(key, value.strip())
    if fields:
        yield began, fields


READER = Reader("dpkg", recognises, read)

"""An installed Python distribution: `*.dist-info/METADATA` or egg-info's `PKG-INFO` (core metadata, PEP 643)."""

from collections.abc import Iterator
from email.errors import MessageError
from email.parser import HeaderParser

from beartrap.estate.packages.manifest import Broken, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

LONGEST_HEADERS = 256 * 1024
"""Characters of headers that are read; the description that follows is of no use here."""


def recognises(manifest: Manifest) -> bool:
    """Whether it begins with the version of its metadata."""
    return manifest.shown.startswith("Metadata-Version:")


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield the one distribution."""
    try:
        headers = HeaderParser().parsestr(manifest.text().partition("\n\n")[0][:LONGEST_HEADERS])
        name, version = a_name(str(headers["Name"] or "")), a_name(str(headers["Version"] or ""))
        vendor = a_name(str(headers["Author"] or headers["Maintainer"] or ""))
    except (MessageError, ValueError) as error:
        raise Broken(f"its headers cannot be read ({error})") from error
    if name is None or version is None:
        raise Broken("it has no name or no version")
    yield manifest.package(name, version, "pypi", vendor=vendor)


READER = Reader("python-installed", recognises, read)

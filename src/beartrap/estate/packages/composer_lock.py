"""Composer's `composer.lock` (getcomposer.org): the packages of a PHP project, those for its development too."""

from collections.abc import Iterator
from dataclasses import replace

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.digests import from_pairs
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_LISTS = ("packages", "packages-dev")


def recognises(manifest: Manifest) -> bool:
    """Whether it is an object with both of Composer's lists, or with its content hash."""
    document = manifest.document
    return (
        isinstance(document, dict)
        and "packages" in document
        and bool({"packages-dev", "content-hash"} & document.keys())
    )


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package that is locked."""
    complaints, document = Complaints(), manifest.document
    lists = [document[name] for name in _LISTS if isinstance(document.get(name), list)]
    for row, item in enumerate((item for listed in lists for item in listed), 1):
        if row > MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        told = item if isinstance(item, dict) else {}
        name, version = a_name(told.get("name")), a_name(told.get("version"))
        if name is None or version is None:
            complaints.add(row, "a package without a name or a version")
            continue
        vendor, slash, short = name.rpartition("/")
        dist = told.get("dist")
        digests = from_pairs([("sha1", dist.get("shasum"))]) if isinstance(dist, dict) else ()
        purl_name = short if slash else name
        package = manifest.package(
            purl_name, version, "composer", namespace=vendor or None, row=row, standing="locked", digests=digests
        )
        yield replace(package, name=name)
    yield from manifest.complained(complaints, "Write the lock file anew with Composer.", "entry")


READER = Reader("composer-lock", recognises, read)

"""npm's `package-lock.json` and `npm-shrinkwrap.json`, lockfileVersion 1 to 3 (npm documentation, package-lock-json)."""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.digests import from_integrity
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

MOST_NESTING = 200
"""Dependencies inside dependencies of a lock file of version 1."""


def recognises(manifest: Manifest) -> bool:
    """Whether it is an object that tells its version as a lock file."""
    document = manifest.document
    return isinstance(document, dict) and "lockfileVersion" in document


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package that is locked; links to folders of one's own are passed over."""
    document, complaints = manifest.document, Complaints()
    entries = _flat(document["packages"]) if isinstance(document.get("packages"), dict) else _nested(document)
    for index, (name, entry) in enumerate(entries, 1):
        if index > MOST_PACKAGES:
            complaints.add(index, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        if not isinstance(entry, dict):
            complaints.add(index, "no object")
        elif not entry.get("link"):
            package = _package(manifest, index, name, entry)
            if package is None:
                complaints.add(index, "a package without a name or a version")
            else:
                yield package
    yield from manifest.complained(complaints, "Write the lock file anew with npm.", "entry")


def _package(manifest: Manifest, index: int, key: str, entry: Mapping[str, Any]) -> Package | None:
    name, version = a_name(entry.get("name")) or a_name(key), a_name(entry.get("version"))
    if version is not None and version.startswith("npm:"):  # version 1 writes an alias so: npm:real@1.0.0
        real, _, version = version.removeprefix("npm:").rpartition("@")
        name = real or name
    if name is None or version is None:
        return None
    digests = from_integrity(entry.get("integrity"))
    origin = _origin(entry.get("resolved"))
    return manifest.package(name, version, "npm", row=index, standing="locked", digests=digests, origin=origin)


def _origin(resolved: Any) -> str | None:
    """Return where a package is taken from, None for a registry: those have their files below `/-/`."""
    if not isinstance(resolved, str) or (resolved.startswith(("https://", "http://")) and "/-/" in resolved):
        return None
    return resolved[:300]


def _flat(packages: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield version 2 and 3: keys are paths; the empty one is the project itself."""
    for path, entry in packages.items():
        _, slash, name = path.rpartition("node_modules/")
        if slash:
            yield name, entry


def _nested(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield version 1: dependencies inside dependencies, outermost first."""
    stack = [(document, 0)]
    while stack:
        holder, depth = stack.pop()
        dependencies = holder.get("dependencies")
        if not isinstance(dependencies, dict):
            continue
        yield from dependencies.items()
        if depth < MOST_NESTING:
            stack += [(entry, depth + 1) for entry in dependencies.values() if isinstance(entry, dict)]


READER = Reader("npm-lock", recognises, read)

"""What `npm ls --json` prints: dependencies inside dependencies, with the versions that are installed (npm documentation)."""

from collections.abc import Iterator, Mapping
from typing import Any

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

MOST_NESTING = 500
"""Dependencies inside each other; real trees have tens."""
_OF_AN_ENTRY = frozenset(
    {"version", "resolved", "from", "missing", "required", "dependencies", "overridden", "invalid"}
)


def recognises(manifest: Manifest) -> bool:
    """Whether its `dependencies` are objects as npm prints them (those of a `package.json` are texts)."""
    document = manifest.document
    dependencies = document.get("dependencies") if isinstance(document, dict) else None
    if not isinstance(dependencies, dict) or "lockfileVersion" in document or not dependencies:
        return False
    return all(isinstance(entry, dict) and entry.keys() & _OF_AN_ENTRY for entry in dependencies.values())


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package once for each version; what is missing is none. Rows count the entries."""
    complaints, seen = Complaints(), set[tuple[str, str]]()
    for row, (key, entry) in enumerate(_entries(manifest.document, complaints), 1):
        if row > MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        if not isinstance(entry, dict):
            complaints.add(row, "no object")
            continue
        name, version = a_name(entry.get("name")) or a_name(key), a_name(entry.get("version"))
        if name is not None and version is not None:
            if (name, version) not in seen:
                seen.add((name, version))
                yield manifest.package(name, version, "npm", row=row)
        elif entry and not entry.get("missing"):
            complaints.add(row, "a package without a version")
    yield from manifest.complained(complaints, "Run npm ls --all --json again.", "entry")


def _entries(document: Mapping[str, Any], complaints: Complaints) -> Iterator[tuple[str, Any]]:
    """Yield the dependencies of all depths, outermost first."""
    stack = [(document, 0)]
    while stack:
        holder, depth = stack.pop()
        dependencies = holder.get("dependencies")
        if not isinstance(dependencies, dict):
            continue
        if depth >= MOST_NESTING:
            complaints.add(0, f"dependencies more than {MOST_NESTING} deep: not read")
            continue
        yield from dependencies.items()
        stack += [(entry, depth + 1) for entry in dependencies.values() if isinstance(entry, dict)]


READER = Reader("npm-tree", recognises, read)

"""What pip says is installed: `pip list` in columns or as JSON, and `pip inspect` (pip.pypa.io, CLI reference)."""

import re
from collections.abc import Iterator
from typing import Any

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_HEADER = re.compile(r"\s*Package +Version\b[^\n,;\t|]*\n *-{2,}(?: +-{2,})+ *\r?\n")
_LINE = re.compile(r"([A-Za-z0-9][\w.\-]{0,300}) +(\S{1,200})(?: .*)?")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._\-]{0,300}[A-Za-z0-9])?")
_KEYS = frozenset(
    {"name", "version", "editable_project_location", "latest_version", "latest_filetype", "installer", "location"}
)
_TELLTALES = frozenset({"pip", "setuptools", "wheel"})
"""What every environment of pip has had in it: tells its list from another program's names and versions."""


def recognises(manifest: Manifest) -> bool:
    """Whether it is one of the three. A JSON list of names and versions is pip's where it holds pip's own parts or is called so."""
    if _HEADER.match(manifest.shown.replace("\r\n", "\n")):
        return True
    document = manifest.document
    if isinstance(document, dict):
        return "pip_version" in document and isinstance(document.get("installed"), list)
    if not isinstance(document, list) or not all(_fits(item) for item in document):
        return False
    names = {str(item["name"]).lower() for item in document}
    return bool(names & _TELLTALES) or re.search(r"(?<![a-z])pip(?![a-z])", manifest.name.lower()) is not None


def _fits(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and {"name", "version"} <= item.keys() <= _KEYS
        and isinstance(item["name"], str)
        and _NAME.fullmatch(item["name"]) is not None
    )


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package. Rows are lines, or places in the list of the JSON."""
    complaints = Complaints()
    for count, (row, name, version) in enumerate(_entries(manifest)):
        if count >= MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        if name is None:
            complaints.add(row, "no package as pip lists it")
            continue
        if version is None:
            complaints.add(row, "a package without a version")
        yield manifest.package(name, version, "pypi", row=row)
    yield from manifest.complained(complaints, "Correct the rows, or run pip again.")


def _entries(manifest: Manifest) -> Iterator[tuple[int, str | None, str | None]]:
    document = manifest.document
    if document is None:
        lines = manifest.text().lstrip("\ufeff").split("\n")
        header = next(row for row, line in enumerate(lines) if line.strip())
        for row, line in enumerate(lines[header + 2 :], header + 3):
            if line.strip():
                found = _LINE.fullmatch(line.rstrip())
                yield row, *((found[1], found[2]) if found is not None else (None, None))
        return
    listed = document if isinstance(document, list) else [_metadata(item) for item in document["installed"]]
    for row, item in enumerate(listed, 1):
        told = item if isinstance(item, dict) else {}
        yield row, a_name(told.get("name")), a_name(told.get("version"))


def _metadata(item: Any) -> Any:
    return item.get("metadata") if isinstance(item, dict) else None


READER = Reader("pip-list", recognises, read)

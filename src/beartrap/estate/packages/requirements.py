"""`requirements.txt` (pip's requirements file format; each requirement is PEP 508, read by packaging)."""

import re
from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.digests import from_pairs
from beartrap.estate.packages.manifest import LONGEST_NAME, MOST_PACKAGES, Manifest, Reader
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_HASH = re.compile(r"--hash[= ](\w+):([0-9A-Fa-f]{32,128})")
_OPTION = re.compile(r"\s--?[a-z].*", re.DOTALL)
_COMMENT = re.compile(r"(^|\s)#.*")
_FILE_NAME = re.compile(r"(requirements|constraints)[\w.\-]*\.(txt|in)|[\w.\-]*requirements\.(txt|in)", re.IGNORECASE)
_PINNED = re.compile(
    r"^[A-Za-z0-9][\w.\-]*(\[[\w,\-. ]*\])? ?(===?[\w.!+\-]+|@ (?:file|https?|git\+\w+):)", re.MULTILINE
)
LONGEST_REQUIREMENT = 100_000
"""Characters of one requirement with its hashes; a package with a hundred wheels has 8,000."""


def recognises(manifest: Manifest) -> bool:
    """Whether it is called so, or the first lines pin packages."""
    if _FILE_NAME.fullmatch(manifest.name):
        return True
    lines = [line for line in manifest.shown.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-"))]
    return bool(lines) and all(_PINNED.match(line) for line in lines[:3])


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each requirement: `locked` with its version where it is pinned, else `declared` without."""
    complaints = Complaints()
    for count, (row, line) in enumerate(_requirements(manifest.text())):
        if count >= MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        if line.startswith(("-r", "-c", "--requirement", "--constraint", "-e", "--editable")):
            complaints.add(row, "names another file or folder, which was not followed")
            continue
        if line.startswith("-"):
            continue
        package = _package(manifest, row, line)
        if package is None:
            complaints.add(row, "no requirement")
        else:
            yield package
    yield from manifest.complained(complaints, "Name the other files as sources too.", "line")


def _package(manifest: Manifest, row: int, line: str) -> Package | None:
    if len(line) > LONGEST_REQUIREMENT:
        return None
    digests = from_pairs(_HASH.findall(line))
    try:
        requirement = Requirement(_OPTION.sub("", line).strip())
    except (InvalidRequirement, RecursionError):
        return None
    pins = [
        item.version for item in requirement.specifier if item.operator in ("==", "===") and "*" not in item.version
    ]
    version = pins[0] if len(pins) == 1 and len(pins[0]) <= LONGEST_NAME else None
    standing = "locked" if version else "declared"
    origin = requirement.url[:300] if requirement.url else None
    return manifest.package(
        requirement.name, version, "pypi", row=row, standing=standing, digests=digests, origin=origin
    )


def _requirements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each logical line with the number of its first; a backslash at the end joins the next."""
    began, parts = 0, list[str]()
    for number, raw in enumerate(text.split("\n"), 1):
        line = _COMMENT.sub("", raw).rstrip()
        began = began or number
        parts.append(line.removesuffix("\\"))
        if line.endswith("\\"):
            continue
        joined = " ".join(part.strip() for part in parts).strip()
        if joined:
            yield began, joined
        began, parts = 0, []
    if parts:
        yield began, " ".join(part.strip() for part in parts).strip()


READER = Reader("requirements", recognises, read)

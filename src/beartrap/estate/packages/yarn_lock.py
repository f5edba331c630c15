"""`yarn.lock`, of Yarn 1 and of Berry: blocks of two-space indented fields under the ranges they stand for."""

import re
from collections.abc import Iterator

from beartrap.estate.complaints import Complaints
from beartrap.estate.packages.digests import from_integrity
from beartrap.estate.packages.manifest import MOST_PACKAGES, Manifest, Reader, a_name
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap

_NAME = re.compile(r'"?((?:@[^/@"\s]{1,300}/)?[^@/",:\s]{1,300})@')
_ALIAS = re.compile(r'"?(?:@[^/@"\s]{1,300}/)?[^@/",:\s]{1,300}@npm:((?:@[^/@"\s]{1,300}/)?[^@/",:\s]{1,300})@')
"""`alias@npm:real@range`: under another name than its own. Berry's `name@npm:range` is none."""
_FIELD = re.compile(r' {2}"?(version|integrity|resolution|resolved)"?:? +"?([^"\r\n]{1,2000})"?')


def recognises(manifest: Manifest) -> bool:
    """Whether it says that it is Yarn's, or is called so and does not."""
    return "# yarn lockfile v1" in manifest.shown[:300] or "\n__metadata:\n" in f"\n{manifest.shown[:2000]}"


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each package that is locked; the project's own workspaces are passed over."""
    complaints = Complaints()
    for count, (row, head, fields) in enumerate(_blocks(manifest.text())):
        if count >= MOST_PACKAGES:
            complaints.add(row, f"more than {MOST_PACKAGES} packages: the rest was not read")
            break
        resolution = fields.get("resolution", "")
        if head.startswith("__metadata") or "@workspace:" in resolution or "@workspace:" in head:
            continue
        found = _NAME.match(resolution) or _ALIAS.match(head) or _NAME.match(head)
        version = a_name(fields.get("version"))
        if found is None or version is None:
            complaints.add(row, "a block without a name or a version")
            continue
        digests = from_integrity(fields.get("integrity"))
        origin = _origin(fields)
        yield manifest.package(found[1], version, "npm", row=row, standing="locked", digests=digests, origin=origin)
    yield from manifest.complained(complaints, "Write the lock file anew with yarn.", "line")


def _origin(fields: dict[str, str]) -> str | None:
    """Return where a package is taken from, None for a registry."""
    resolved, resolution = fields.get("resolved", ""), fields.get("resolution", "")
    if resolved and not (resolved.startswith(("https://", "http://")) and "/-/" in resolved):
        return resolved[:300]
    return resolution[:300] if resolution and "@npm:" not in resolution else None


def _blocks(text: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yield the line on which a block begins, its head, and those of its fields that we need."""
    row, head, fields = 0, "", dict[str, str]()
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] not in ("", " ", "#", "\r"):
            if head:
                yield row, head, fields
            row, head, fields = number, line.strip(), {}
        elif (found := _FIELD.fullmatch(line.rstrip("\r"))) is not None:
            fields.setdefault(found[1], found[2])
    if head:
        yield row, head, fields


READER = Reader("yarn-lock", recognises, read)

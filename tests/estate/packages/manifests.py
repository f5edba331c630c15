"""What the tests of the package readers share: a file, read as a source."""

from collections.abc import Sequence
from pathlib import Path

from beartrap.estate import packages
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Source


def look(
    path: Path,
    content: str | bytes,
    hosts: Sequence[str] = ("h1",),
    *,
    kind: SourceKind = SourceKind.PACKAGES,
    form: str | None = None,
    columns: tuple[tuple[str, str], ...] = (),
) -> tuple[list[Package], list[Gap]]:
    """Write `content` to `path` and read it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    source = Source("packages", str(path), kind, format=form, hosts=tuple(hosts), columns=columns)
    found = list(packages.read(source))
    return [one for one in found if isinstance(one, Package)], [one for one in found if isinstance(one, Gap)]


def told(found: Sequence[Package]) -> list[tuple[str, str | None, str | None]]:
    """Return name, version and purl of each."""
    return [(one.name, one.version, one.purl) for one in found]

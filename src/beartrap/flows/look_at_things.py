"""Looking at states: file trees, hash inventories, package inventories, SBOMs."""

import hashlib
from collections.abc import Iterable, Iterator

from beartrap.engine.content_cache import ContentCache
from beartrap.engine.contents import examine
from beartrap.engine.detector import Found, Scope
from beartrap.engine.run import run
from beartrap.estate import inventories, packages, trees
from beartrap.estate.inputs import expand
from beartrap.flows.counting import Counted
from beartrap.flows.looking import Desk, bracket, keep_gap
from beartrap.model.artifact import Artifact, FileEntry, Package
from beartrap.model.coverage import Gap, Looked
from beartrap.model.estate import Source
from beartrap.sweep import ALL_ARTIFACT, ALL_PACKAGE

TOLD_EVERY = 5000
"""Files listed between two signs of progress."""


def look_at_packages(desk: Desk, source: Source) -> None:
    """Look at a package inventory, an SBOM, or the packages installed in a tree."""
    desk.progress.stage(f"Reading {source.label}")
    digest = _digest(desk, source)
    if digest is None:
        return

    def look() -> Iterator[Found | Looked]:
        counted: Counted[Package] = Counted(packages.read(source), lambda done: _tell(desk, done, "packages"))
        detectors = [detector(desk.knowledge) for detector in ALL_PACKAGE]
        scope = lambda: _scope(source, digest, counted, "packages")  # noqa: E731
        yield from run(detectors, counted, scope, desk.rules)

    bracket(desk, source, source.label, digest, look)


def look_at_inventory(desk: Desk, source: Source) -> None:
    """Look at a hash inventory."""
    desk.progress.stage(f"Reading {source.label}")
    digest = _digest(desk, source)
    if digest is None:
        return

    def look() -> Iterator[Found | Looked]:
        counted: Counted[Artifact] = Counted(inventories.read(source), lambda done: _tell(desk, done, "rows"))
        yield from _sweep(desk, source, digest, counted, "rows")

    bracket(desk, source, source.label, digest, look)


def look_at_trees(desk: Desk, source: Source) -> None:
    """Look at the file trees of a source, host by host."""
    for root in trees.roots(source):
        if isinstance(root, Gap):
            keep_gap(desk, source, root)
            continue
        host, folder = root
        label = source.label if source.hosts == (host,) else f"{source.label} ({host})"
        desk.progress.stage(f"Listing {label}")
        digest, files = _listing(desk, trees.walk(source, host, folder, excludes=desk.excludes))
        desk.progress.stage(f"Examining {label}")
        bracket(desk, source, label, digest, lambda: _examine(desk, source, host, folder, digest, files))  # noqa: B023


def _examine(desk: Desk, source: Source, host: str, folder: bytes, digest: str, files: int) -> Iterator[Found | Looked]:
    entries = trees.walk(source, host, folder, excludes=desk.excludes)
    with ContentCache(desk.case.cache_path) as cache:
        artifacts = examine(
            entries,
            desk.knowledge.yara,
            cache=cache,
            workers=desk.workers,
            deadline=desk.deadline,
            progress=lambda done, _: desk.progress.advance(done, files, "files"),
        )
        counted: Counted[Artifact] = Counted(artifacts, lambda _: None)
        yield from _sweep(desk, source, digest, counted, "files", host)


def _sweep(
    desk: Desk, source: Source, digest: str, counted: Counted[Artifact], unit: str, host: str | None = None
) -> Iterator[Found | Looked]:
    detectors = [detector(desk.knowledge) for detector in ALL_ARTIFACT]
    yield from run(detectors, counted, lambda: _scope(source, digest, counted, unit, host), desk.rules)


def _scope(
    source: Source, digest: str, counted: Counted[Artifact] | Counted[Package], unit: str, host: str | None = None
) -> Scope:
    hosts = (host,) if host is not None and counted.amount else counted.covered(source.hosts)
    return Scope(source.label, source.kind, digest, hosts, (), counted.amount, unit, counted.facts())


def _digest(desk: Desk, source: Source) -> str | None:
    """Return one digest over all inputs of a source; keeps a gap for each that cannot be opened, None where none can."""
    digests = []
    for found in expand(source):
        if isinstance(found, Gap):
            keep_gap(desk, source, found)
        else:
            digests.append(f"{found.label}\0{found.digest}")
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest() if digests else None


def _listing(desk: Desk, entries: Iterable[FileEntry | Gap]) -> tuple[str, int]:
    """Return a digest over the names and identities of a tree, and how many files it holds."""
    digest, files = hashlib.sha256(), 0
    for entry in entries:
        if isinstance(entry, Gap):
            digest.update(entry.why.encode("utf-8", "surrogateescape"))
            continue
        files += 1
        digest.update(b"%r %r\n" % (entry.place.path, entry.identity))
        if files % TOLD_EVERY == 0:
            desk.progress.advance(files, None, "files")
    return digest.hexdigest(), files


def _tell(desk: Desk, done: int, unit: str) -> None:
    desk.progress.advance(done, None, unit)

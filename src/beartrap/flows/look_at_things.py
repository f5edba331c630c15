"""Looking at states: file trees, hash inventories, package inventories, SBOMs."""

import hashlib
import os
from collections.abc import Iterator, Sequence

from beartrap.engine.detector import Detector, Found, Scope
from beartrap.engine.run import run
from beartrap.estate import inventories, packages, trees
from beartrap.estate.gaps import only_host
from beartrap.estate.inputs import expand
from beartrap.flows.counting import Counted
from beartrap.flows.listing import label_of
from beartrap.flows.looking import Desk, bracket, keep_gap
from beartrap.flows.tree_look import TreeLook
from beartrap.model.artifact import Artifact, Package
from beartrap.model.coverage import Gap, GapReason, Looked
from beartrap.model.estate import Source
from beartrap.model.frozen import frozen
from beartrap.sweep import ALL_PACKAGE, of_artifacts


@frozen
class Part:
    """What one look is about: a source, or one host's tree of it."""

    source: Source
    label: str
    digest: str
    unit: str
    host: str | None = None

    def scope(self, counted: Counted[Artifact] | Counted[Package]) -> Scope:
        """Return what was covered, once the stream is through."""
        hosts = (self.host,) if self.host is not None and counted.amount else counted.covered(self.source.hosts)
        return Scope(self.label, self.source.kind, self.digest, hosts, (), counted.amount, self.unit, counted.facts())


def look_at_packages(desk: Desk, source: Source) -> None:
    """Look at a package inventory, an SBOM, or the packages installed in a tree."""
    desk.progress.stage(f"Reading {source.label}")
    part = _installed(desk, source) if os.path.isdir(source.path) else _inputs(desk, source, "packages")  # noqa: PTH112
    if part is not None:
        bracket(desk, source, part.label, part.digest, lambda: _packages(desk, part))


def _installed(desk: Desk, source: Source) -> Part:
    """Return the part that the packages installed in a tree make up: they change as its files do."""
    digest, _ = desk.listings.of(source, *_tree_of(source))
    return Part(source, source.label, digest, "packages")


def _tree_of(source: Source) -> tuple[str, bytes]:
    folder = os.fsencode(source.path)
    return only_host(source) or trees.named_after(folder), folder


def _read(desk: Desk, source: Source) -> Iterator[Package | Gap]:
    """Return what a list names, or what is installed in a tree, as that was listed for all looks."""
    if not os.path.isdir(source.path):  # noqa: PTH112
        return packages.read(source)
    entries = desk.listings.glance(source, *_tree_of(source), packages.may_tell)
    return packages.find_packages(*_tree_of(source), source, entries=entries)


def _packages(desk: Desk, part: Part) -> Iterator[Found | Looked]:
    read = _read(desk, part.source)
    kept = (item for item in read if not (desk.bare and isinstance(item, Gap) and item.reason is GapReason.MISSING))
    stream = desk.hosts.settled(kept)
    counted: Counted[Package] = Counted(stream, lambda done: desk.progress.advance(done, None, part.unit))
    detectors: Sequence[Detector[Package]] = [detector(desk.knowledge) for detector in ALL_PACKAGE]
    yield from run(detectors, counted, lambda: part.scope(counted), desk.rules)


def look_at_inventory(desk: Desk, source: Source) -> None:
    """Look at a hash inventory."""
    desk.progress.stage(f"Reading {source.label}")
    part = _inputs(desk, source, "rows")
    if part is not None:
        bracket(desk, source, part.label, part.digest, lambda: _inventory(desk, part))


def _inventory(desk: Desk, part: Part) -> Iterator[Found | Looked]:
    stream = desk.hosts.settled(inventories.read(part.source))
    yield from _sweep(desk, part, Counted(stream, lambda done: desk.progress.advance(done, None, part.unit)))


def look_at_trees(desk: Desk, source: Source) -> None:
    """Look at the file trees of a source, host by host."""
    for root in trees.roots(source):
        if isinstance(root, Gap):
            keep_gap(desk, source, root)
            continue
        host, folder = root
        label = label_of(source, host)
        desk.progress.stage(f"Listing {label}")
        digest, files = desk.listings.of(source, host, folder)
        desk.progress.stage(f"Examining {label}")
        part = Part(source, label, digest, "files", host)
        bracket(desk, source, label, digest, lambda: _tree(desk, part, folder, files))  # noqa: B023 (called at once)


def _tree(desk: Desk, part: Part, folder: bytes, files: int) -> Iterator[Found | Looked]:
    host = part.host or ""
    look = TreeLook(
        part.source,
        host,
        folder,
        desk.examiner,
        told=lambda done: desk.progress.advance(done, files, "files"),
        deadline=desk.deadline,
        rehash=desk.rehash,
    )
    entries = desk.listings.entries(part.source, host, folder)
    counted = Counted(look.contents(entries), lambda _: None)
    yield from _sweep(desk, part, counted)
    yield from look.afterwards(desk.knowledge, lambda: part.scope(counted), desk.rules)


def _sweep(desk: Desk, part: Part, counted: Counted[Artifact]) -> Iterator[Found | Looked]:
    detectors: Sequence[Detector[Artifact]] = [one(desk.knowledge) for one in of_artifacts(part.source.kind)]
    yield from run(detectors, counted, lambda: part.scope(counted), desk.rules)


def _inputs(desk: Desk, source: Source, unit: str) -> Part | None:
    """Return the part that a source's inputs make up, with one digest over all; None, with gaps, where none can be opened."""
    digests, gaps = [], []
    for found in expand(source):
        if isinstance(found, Gap):
            gaps.append(found)
        else:
            digests.append(f"{found.label}\0{found.digest}")
    if not digests:
        for gap in gaps:
            keep_gap(desk, source, gap)
        return None
    whole = "\n".join(sorted([*digests, *(gap.why for gap in gaps)]))
    return Part(source, source.label, hashlib.sha256(whole.encode("utf-8", "backslashreplace")).hexdigest(), unit)

"""Looking at states: file trees, hash inventories, package inventories, SBOMs."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from beartrap.engine.detector import Detector, Found, Scope
from beartrap.engine.run import run, run_all
from beartrap.estate import inventories, packages, trees
from beartrap.estate.autostarts import autostarts, starts_something
from beartrap.estate.disk_images import kind_of_image, met_in_tree
from beartrap.estate.gaps import only_host
from beartrap.estate.inputs import expand
from beartrap.estate.sums.vendor_sums import VendorSums
from beartrap.flows.counting import Counted
from beartrap.flows.listing import label_of
from beartrap.flows.looking import Desk, bracket, keep_gap
from beartrap.flows.progress import Progress
from beartrap.model.artifact import Artifact, FileEntry, Package
from beartrap.model.coverage import Gap, GapReason, Looked
from beartrap.model.estate import Source
from beartrap.sweep import ALL_ALTERED, ALL_ARTIFACT, ALL_AUTOSTART, ALL_PACKAGE


@dataclass(frozen=True, slots=True)
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
    folder = os.fsencode(source.path)
    digest, _ = desk.listings.of(source, only_host(source) or trees.named_after(folder), folder)
    return Part(source, source.label, digest, "packages")


def _packages(desk: Desk, part: Part) -> Iterator[Found | Looked]:
    read = packages.read(part.source)
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
    entries = trees.walk(part.source, part.host or "", folder, excludes=desk.excludes, own=desk.own)
    starting: list[FileEntry] = []
    sums = VendorSums(part.source, part.host or "", folder)
    sums.begin()
    artifacts = desk.examiner.examine(
        _noting(entries, starting, sums, part.source if os.path.isdir(folder) else None),  # noqa: PTH112 - raw bytes
        deadline=desk.deadline,
        rehash=desk.rehash,
        progress=lambda done, _: desk.progress.advance(done, files, "files"),
    )
    stream = _compared(artifacts, sums)
    if not os.path.isdir(folder) and kind_of_image(folder) is not None:  # noqa: PTH112 - raw bytes
        stream = _with_disk(desk, part, folder, stream)
    counted = Counted(stream, lambda _: None)
    yield from _sweep(desk, part, counted)
    for detector in ALL_AUTOSTART:
        found = list(autostarts(part.source, starting))
        yield from run_all(detector(desk.knowledge), found, lambda: part.scope(counted), desk.rules)
    for checker in ALL_ALTERED:
        altered = list(sums.altered())
        yield from run_all(checker(desk.knowledge), altered, lambda: part.scope(counted), desk.rules)


def _with_disk(desk: Desk, part: Part, image: bytes, artifacts: Iterable[Artifact | Gap]) -> Iterator[Artifact | Gap]:
    """Pass on what becomes of a disk image itself, then what it holds."""
    yield from artifacts
    for entry in trees.walk(part.source, part.host or "", image):
        if isinstance(entry, FileEntry):
            yield from desk.examiner.examine_disk(entry, told=_files_of(desk.progress), deadline=desk.deadline)


def _files_of(progress: Progress) -> Callable[[int], None]:
    return lambda done: progress.advance(done, None, "files")


def _compared(artifacts: Iterable[Artifact | Gap], sums: VendorSums) -> Iterator[Artifact | Gap]:
    """Pass artifacts on, and compare them with what their packages say."""
    for item in artifacts:
        sums.examined(item)
        yield item


def _noting(
    entries: Iterable[FileEntry | Gap], starting: list[FileEntry], sums: VendorSums, tree: Source | None
) -> Iterator[FileEntry | Gap]:
    """Pass entries on, and note those that start something, or list the sums of a package; in a tree, tell disk images."""
    for entry in entries:
        if isinstance(entry, FileEntry):
            sums.met(entry)
            if tree is not None and (gap := met_in_tree(tree, entry)) is not None:
                yield gap
            if starts_something(entry.real):
                starting.append(entry)
        yield entry


def _sweep(desk: Desk, part: Part, counted: Counted[Artifact]) -> Iterator[Found | Looked]:
    detectors: Sequence[Detector[Artifact]] = [detector(desk.knowledge) for detector in ALL_ARTIFACT]
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

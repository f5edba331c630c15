"""Where each package version of one advisory stands: in the estate, in named places, or on this machine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from beartrap.estate import packages, trees
from beartrap.estate.package_stands import stands
from beartrap.estate.toml_file import load
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.sweep import KINDS, estate_of
from beartrap.intel.package_lists import read_package_list
from beartrap.model.advisory import Match, PackageEntry, Stand
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source
from beartrap.sweep.compromised import Advisory

TREES = frozenset({SourceKind.FILES, SourceKind.PACKAGES})
CLEAN, NOTHING_LOOKED_AT, WITH_GAPS = 0, 3, 4
PERMITTED, LYING, ON_DISK = 12, 13, 14
"""Exit codes: a range permits a named version; one is locked, cached or in an image; one is installed."""


@dataclass(slots=True)
class Standing:
    """What was found. `looked` counts the packages that were compared, `hosts` where; `entries` are the advisory's."""

    entries: tuple[PackageEntry, ...]
    stands: list[Stand] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    looked: int = 0
    hosts: set[str] = field(default_factory=set)

    @property
    def exit_code(self) -> int:
        """14 where a named version is installed, 13 where it lies elsewhere, 12 where a range permits it, else 0, 3 or 4."""
        exact = [one for one in self.stands if one.match is Match.EXACT]
        if any(one.package.standing == "installed" and not one.package.place.member for one in exact):
            return ON_DISK
        if exact:
            return LYING
        if any(one.match is Match.PERMITS for one in self.stands):
            return PERMITTED
        if not self.looked:
            return NOTHING_LOOKED_AT
        return WITH_GAPS if self.gaps else CLEAN


def check_advisory(
    advisory: Path,
    places: tuple[str, ...],
    estate: Path | None,
    excludes: tuple[bytes, ...] = (),
    progress: Progress | None = None,
) -> Standing:
    """Say where the packages of an advisory stand. Raises IntelError, EstateError or FlowError for bad input."""
    progress = progress or Silent()
    progress.stage("Reading the advisory")
    entries, unread = read_package_list(advisory)
    known = Advisory(entries)
    standing = Standing(entries, gaps=list(unread))
    own = frozenset({os.fsencode(os.path.realpath(advisory))})
    seen: set[tuple[bytes, str]] = set()
    for source in estate_of(places, load(estate) if estate is not None else None).sources:
        if source.kind not in KINDS or source.kind is SourceKind.HASHES:
            continue
        progress.stage(f"Looking in {source.label}")
        found = _packages(source, excludes, own, seen, progress)
        standing.stands += known.stands(_counted(found, standing))
    standing.stands = list(dict.fromkeys(standing.stands))
    return standing


def _packages(
    source: Source,
    excludes: tuple[bytes, ...],
    own: frozenset[bytes],
    seen: set[tuple[bytes, str]],
    progress: Progress,
) -> Iterator[Package | Gap]:
    """Yield the packages of a source; a tree that two sources name is walked once."""
    if source.kind not in TREES or (source.kind is SourceKind.PACKAGES and not os.path.isdir(source.path)):  # noqa: PTH112
        yield from packages.read(source)
        return
    for root in trees.roots(source):
        if isinstance(root, Gap):
            yield root
            continue
        host, folder = root
        if (folder, host) not in seen:
            seen.add((folder, host))
            yield from stands(
                source,
                host,
                folder,
                excludes=excludes,
                own=own,
                told=lambda done: progress.advance(done, None, "files"),
            )


def _counted(found: Iterator[Package | Gap], standing: Standing) -> Iterator[Package]:
    for item in found:
        if isinstance(item, Gap):
            if item.reason is not GapReason.MISSING:
                standing.gaps.append(item)
            continue
        standing.looked += 1
        if item.place.host is not None:
            standing.hosts.add(item.place.host)
        yield item

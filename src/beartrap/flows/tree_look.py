"""One tree on its way through the examiner: what a first sweep and a verification look at must be the same."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from beartrap.engine.contents import Examiner
from beartrap.engine.detector import Found, Scope
from beartrap.engine.knowledge import Knowledge
from beartrap.engine.run import run, run_all
from beartrap.estate.autostarts import autostarts, starts_something
from beartrap.estate.disk_images import kind_of_image, met_in_tree
from beartrap.estate.sums.vendor_sums import VendorSums
from beartrap.model.artifact import Artifact, FileEntry, Package
from beartrap.model.coverage import Gap, GapReason, Looked
from beartrap.model.estate import Source
from beartrap.sweep import ALL_ALTERED, ALL_AUTOSTART, ALL_PACKAGE


def _never() -> bool:
    return False


@dataclass(slots=True)
class TreeLook:
    """The tree (or the one file, or disk image) at `root`, as `source` names it for `host`; `told` is told files so far."""

    source: Source
    host: str
    root: bytes
    examiner: Examiner
    told: Callable[[int], None]
    deadline: Callable[[], bool] = _never
    rehash: bool = False
    _starting: list[FileEntry] = field(default_factory=list)
    _disks: list[FileEntry] = field(default_factory=list)
    _sums: VendorSums = field(init=False)

    def __post_init__(self) -> None:
        self._sums = VendorSums(self.source, self.host, self.root)

    def contents(self, entries: Iterable[FileEntry | Gap]) -> Iterator[Artifact | Gap]:
        """Yield what becomes of each entry; where the root is a disk image, then what that holds."""
        self._sums.begin()
        examined = self.examiner.examine(
            self._noting(entries, is_tree=os.path.isdir(self.root)),  # noqa: PTH112 - raw bytes
            deadline=self.deadline,
            rehash=self.rehash,
            progress=lambda done, _: self.told(done),
        )
        for item in examined:
            self._sums.examined(item)
            yield item
        for disk in self._disks:
            yield from self.examiner.examine_disk(disk, told=self.told, deadline=self.deadline)

    def afterwards(self, knowledge: Knowledge, scope: Callable[[], Scope], rules: str) -> Iterator[Found | Looked]:
        """Yield what the whole tree tells once it is through: what starts by itself, what differs from its package's
        sums, and which packages a disk image has installed."""
        for detector in ALL_AUTOSTART:
            found = list(autostarts(self.source, self._starting))
            yield from run_all(detector(knowledge), found, scope, rules)
        for checker in ALL_ALTERED:
            yield from run_all(checker(knowledge), list(self._sums.altered()), scope, rules)
        if self._disks:
            detectors = [detector(knowledge) for detector in ALL_PACKAGE]
            yield from run(detectors, self._packages(), scope, rules)

    def _packages(self) -> Iterator[Package | Gap]:
        """Yield what is installed in a disk image. What of it cannot be read, the look at its files has told."""
        from beartrap.estate.package_stands import stands  # late: images are rare, and its readers many

        for one in stands(self.source, self.host, self.root):
            if one.reason is GapReason.CRASHED if isinstance(one, Gap) else one.standing == "installed":
                yield one

    def _noting(self, entries: Iterable[FileEntry | Gap], *, is_tree: bool) -> Iterator[FileEntry | Gap]:
        """Pass entries on; note those that start something, list a package's sums, or are disk images."""
        for entry in entries:
            if isinstance(entry, FileEntry):
                self._sums.met(entry)
                if starts_something(entry.real):
                    self._starting.append(entry)
                if is_tree and (gap := met_in_tree(self.source, entry)) is not None:
                    yield gap
                if not is_tree and kind_of_image(entry.real) is not None:
                    self._disks.append(entry)
            yield entry

"""A folder of packages (a wheelhouse, a mirror, a pool of debs): each is vetted beside the one of its name in the old folder."""

import filecmp
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from beartrap.flows.package_files import PACKED, packages_in
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.ranks import rank
from beartrap.flows.vet import Settings, Subject, vet
from beartrap.flows.vet_each import vet_each
from beartrap.model.frozen import frozen
from beartrap.model.regex import regex
from beartrap.model.vetting import Vetted
from beartrap.vet.combine import combine

_NAMED = regex(r"(?P<name>.+?)[-_]v?(?P<version>\d[0-9A-Za-z.+~!:]*(?:-[0-9][0-9A-Za-z.+~]*)?)(?P<rest>.*)")
"""How ecosystems call their files: `name-1.0-py3-none-any`, `name_1.0-2_amd64`, `name-1.0`, `name-1.0-sources`."""


@frozen
class Pair:
    """One package of the new folder and what it is compared with; `old` None: the old folder has none of its name."""

    old: Path | None
    new: Path


@frozen
class Pairs:
    """What two folders of packages differ in: `same` counts the packages that both hold byte for byte."""

    pairs: tuple[Pair, ...]
    same: int
    removed: tuple[str, ...]


def compare_folders(old: Path | None, new: Path) -> Pairs:
    """Return each package of the new folder with its counterpart: of the same name and build, the nearest version below."""
    packages, before = packages_in(new), [] if old is None else packages_in(old) if old.is_dir() else [old]
    known = defaultdict[str, list[Path]](list)
    for one in before:
        known[_name(one)].append(one)
    pairs, same = list[Pair](), 0
    for package in packages:
        near = known.get(_name(package), [])
        if any(_equal(one, package) for one in near):
            same += 1
        else:
            pairs.append(Pair(_nearest(package, near), package))
    kept = {_name(one) for one in packages}
    removed = tuple(one.name for one in before if _name(one) not in kept)
    return Pairs(tuple(pairs), same, removed)


def vet_folder(
    old: Subject | None, new: Subject, settings: Settings, workers: int, progress: Progress
) -> tuple[Vetted, tuple[Vetted, ...], tuple[str, ...]]:
    """Return the verdict over a folder of packages, that over each package that changed, and the names of those that are gone."""
    found = compare_folders(old.path if old is not None else None, new.path)
    progress.stage(f"vetting {len(found.pairs)} packages of {new.label}")
    updates, _ = vet_each([partial(_one, pair, settings) for pair in found.pairs], workers, progress)
    whole = combine(old.label if old is not None else None, new.label, updates, (), found.removed, same=found.same)
    return whole, updates, found.removed


def _one(pair: Pair, settings: Settings) -> Vetted:
    old = Subject(pair.old, str(pair.old)) if pair.old is not None else None
    return vet(old, Subject(pair.new, str(pair.new)), settings, Silent())


def _parts(path: Path) -> tuple[str, str, str]:
    """Return the name, the version and what follows it (platform, kind of build) as the file's name has them."""
    lower = path.name.lower()
    stem = path.name[: -len(max((one for one in PACKED if lower.endswith(one)), key=len, default=""))]
    found = _NAMED.fullmatch(stem)
    return (found["name"], found["version"], found["rest"]) if found is not None else (stem, "", "")


def _name(path: Path) -> str:
    return re.sub(r"[-_.]+", "-", _parts(path)[0]).lower()


def _equal(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and filecmp.cmp(one, other, shallow=False)


def _nearest(new: Path, known: Sequence[Path]) -> Path | None:
    """Return the counterpart: of the same form and build where there is one, of the highest version that is not above."""
    _, version, rest = _parts(new)

    def fits(one: Path) -> tuple[bool, bool, bool]:
        _, other, build = _parts(one)
        return one.suffix == new.suffix, build == rest, rank(other) <= rank(version)

    best = max((fits(one) for one in known), default=None)
    alike = [one for one in known if fits(one) == best]
    ranked = sorted(alike, key=lambda one: rank(_parts(one)[1]))
    if not ranked or best is None:
        return None
    return ranked[-1] if best[-1] else ranked[0]

"""What a lock file changes: every package that is new in it or has another version, fetched and vetted."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from beartrap.estate.packages import read
from beartrap.flows.fetch import NotFetched, fetch_pair
from beartrap.flows.named import Named, named
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.ranks import rank
from beartrap.flows.vet import BadUpdate, Settings, Subject, vet
from beartrap.flows.vet_each import vet_each
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.vetting import Vetted

_OWN = ("editable", "virtual", "directory", "path", "file:", "link:", "portal:", "workspace:")
"""Origins that are folders of one's own: nothing that an index could have changed."""
_REMEDY = "Fetch it yourself and vet the two files."


@frozen
class Change:
    """One package of a lock file: the version before (None: there was none) and after, and what the new lock says of it."""

    old: Named | None
    new: Named
    digests: tuple[tuple[str, str], ...]


@frozen
class Changes:
    """All that differs between two lock files, and what of it cannot be fetched from an index."""

    changes: tuple[Change, ...]
    removed: tuple[str, ...]
    gaps: tuple[Gap, ...]


def compare(old: Path, new: Path) -> Changes:
    """Return what two lock files differ in. Raises BadUpdate where one of them is none."""
    (listed, _), (listed_now, unread) = _packages(old), _packages(new)
    before, after = _by_name(listed), _by_name(listed_now)
    changes, gaps = list[Change](), [replace(gap, questions=(Question.NEXT,)) for gap in unread]
    for key, packages in after.items():
        known = before.get(key, [])
        for package in packages:
            for one in _change(package, known, str(new)):
                if isinstance(one, Gap):
                    gaps.append(one)
                else:
                    changes.append(one)
    removed = tuple(f"{key[0]}:{packages[0].name}" for key, packages in before.items() if key not in after)
    return Changes(tuple(changes), removed, tuple(gaps))


def _packages(path: Path) -> tuple[list[Package], list[Gap]]:
    """Return what a lock file lists, and gaps for entries that cannot be read: each may be a package that changed."""
    if not path.is_file():
        raise BadUpdate(f"{path}: there is no such lock file")
    source = Source(str(path), str(path.resolve()), SourceKind.PACKAGES, hosts=("lock",))
    found, gaps = list[Package](), list[Gap]()
    for item in read(source):
        if isinstance(item, Package):
            found.append(item)
        else:
            gaps.append(item)
    if gaps and not found:
        raise BadUpdate(f"{path}: {gaps[0].why}. {gaps[0].remedy}")
    return found, gaps


def _by_name(packages: Sequence[Package]) -> dict[tuple[str, str], list[Package]]:
    found = defaultdict[tuple[str, str], list[Package]](list)
    for package in packages:
        name = re.sub(r"[-_.]+", "-", package.name).lower() if package.ecosystem == "pypi" else package.name
        if all(package.version != other.version for other in found[package.ecosystem, name]):
            found[package.ecosystem, name].append(package)
    return dict(found)


def _change(package: Package, known: Sequence[Package], label: str) -> Iterator[Change | Gap]:
    same = next((one for one in known if one.version == package.version), None)
    if same is not None and same.origin == package.origin:
        if same.digests and package.digests and not set(same.digests) & set(package.digests):
            why = (
                f"{package.name} {package.version}: the same version, but no file of it has a digest that it had before"
            )
            yield _gap(GapReason.CHANGED, why, "Ask the publisher, and do not install it.", label, package)
        return
    if package.origin is not None:
        own = package.origin.startswith(_OWN)
        why = f"{package.name}: taken from {package.origin}, which no index hands out"
        gap = _gap(GapReason.SKIPPED if own else GapReason.UNSUPPORTED, why, _REMEDY, label, package)
        yield replace(gap, questions=()) if own else gap
        return
    wanted = named(package.ecosystem, package.name, package.version or "")
    if wanted is None:
        why = f"{package.name} {package.version or ''}: {package.ecosystem} packages are not fetched, or its version is none"
        yield _gap(GapReason.UNSUPPORTED, why, _REMEDY, label, package)
        return
    yield Change(_nearest(wanted, known), wanted, package.digests)


def _nearest(wanted: Named, known: Sequence[Package]) -> Named | None:
    """Return the old version that is closest below the new one, else the highest."""
    ranked = sorted((one for one in known if one.version and one.origin is None), key=lambda one: rank(one.version))
    lower = [one for one in ranked if rank(one.version) <= rank(wanted.version)]
    best = (lower or ranked)[-1:]
    return named(wanted.ecosystem, wanted.name, best[0].version or "") if best else None


def vet_changes(
    changes: Sequence[Change], settings: Settings, folder: Path, workers: int, progress: Progress, label: str
) -> tuple[tuple[Vetted, ...], tuple[Gap, ...]]:
    """Fetch and vet every change, several at a time; what cannot be fetched is a gap."""
    progress.stage(f"vetting {len(changes)} packages of {label}")
    return vet_each([partial(_one, change, settings, folder, label) for change in changes], workers, progress)


def _one(change: Change, settings: Settings, folder: Path, label: str) -> Vetted | Gap:
    try:
        old, new = fetch_pair(change.old, change.new, folder)
        _check(change, new)
    except NotFetched as error:
        why = f"{change.new.label}: could not be fetched: {error}"
        return _gap(GapReason.MISSING, why, _REMEDY, label, None)
    return vet(old, new, settings, Silent())


def _check(change: Change, subject: Subject) -> None:
    """Raise NotFetched where the lock file names digests and what the index hands out has none of them."""
    known = [(name, value) for name, value in change.digests if name in hashlib.algorithms_guaranteed]
    if not known:
        return
    content = subject.path.read_bytes()
    wanted = dict.fromkeys(name for name, _ in known)
    computed = {(name, hashlib.new(name, content, usedforsecurity=False).hexdigest()) for name in wanted}
    if not computed & set(known):
        raise NotFetched(f"{subject.path.name} is not what the lock file names: none of its digests fits")


def _gap(reason: GapReason, why: str, remedy: str, label: str, package: Package | None) -> Gap:
    place = package.place if package is not None else Place(label)
    return Gap(reason, (Question.NEXT,), why, remedy, label, SourceKind.UPDATE, place=place)

"""What is given to `vet` on the command line, and what comes of it: one update, a folder of them, or all that a lock file changes."""

from collections.abc import Sequence
from pathlib import Path

from beartrap.flows.named import Named, parse_named
from beartrap.flows.package_files import holds_packages_alone, packages_in
from beartrap.flows.progress import Progress
from beartrap.flows.vet import BadUpdate, Settings, Subject, vet
from beartrap.model.frozen import frozen
from beartrap.model.verdict import Admission
from beartrap.model.vetting import Vetted
from beartrap.vet.combine import combine


@frozen
class Vetting:
    """One run of `vet`: `whole` is what is shown, `packages` the single updates of a lock file or a folder (empty for one update)."""

    whole: Vetted
    packages: tuple[Vetted, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def verdict(self) -> Admission:
        """The verdict over all of it."""
        return self.whole.verdict


def vet_given(words: Sequence[str], settings: Settings, workers: int, progress: Progress) -> Vetting:
    """Vet what the command line names: `OLD NEW`, or `NEW` alone. Raises BadUpdate."""
    if not 1 <= len(words) <= 2:
        raise BadUpdate("give what you trust and the update: two names, or one where there is nothing to compare with")
    first = None if Path(words[0]).exists() else parse_named(words[0])
    if first is None:
        subjects = [Subject(Path(word), word) for word in words]
        return _vet_paths(subjects[0] if len(words) == 2 else None, subjects[-1], settings, workers, progress)
    second = parse_named(words[1], first) if len(words) == 2 else None
    if len(words) == 2 and second is None:
        raise BadUpdate(f"{words[1]}: a version, or a package of the same form as {words[0]}")
    import tempfile  # late, as below: files that are there already are not fetched

    with tempfile.TemporaryDirectory(prefix="beartrap-vet-") as folder:
        old, new = _fetched(first if second is not None else None, second or first, Path(folder), progress)
        return Vetting(vet(old, new, settings, progress))


def _vet_paths(old: Subject | None, new: Subject, settings: Settings, workers: int, progress: Progress) -> Vetting:
    """Vet files and folders; a folder of several packages and nothing else is vetted package by package."""
    if len(packages_in(new.path)) < 2 or not holds_packages_alone(new.path) or not _is_shelf(old):
        return Vetting(vet(old, new, settings, progress))
    _of_one(settings, new.label)
    from beartrap.flows.vet_folder import vet_folder  # late, as below

    whole, packages, removed = vet_folder(old, new, settings, workers, progress)
    return Vetting(whole, packages, removed)


def _is_shelf(old: Subject | None) -> bool:
    """Tell whether what is trusted has packages to compare with: one, a folder of them, or none where nothing is given."""
    if old is None or not old.path.exists():
        return old is None
    return old.path.is_file() or holds_packages_alone(old.path)


def _of_one(settings: Settings, label: str) -> None:
    if settings.source is not None:
        raise BadUpdate(f"{label} is of several packages, and --source is the source of one: vet that one by itself")


def _fetched(old: Named | None, new: Named, folder: Path, progress: Progress) -> tuple[Subject | None, Subject]:
    if old is not None and old.ecosystem != new.ecosystem:
        raise BadUpdate(f"{old.label} and {new.label} are of two ecosystems")
    from beartrap.flows.fetch import (
        fetch_pair,  # late, as below: files on disk need neither network nor readers of locks
    )

    progress.stage(f"fetching {new.label}")
    return fetch_pair(old, new, folder)


def vet_locks(paths: Sequence[Path], settings: Settings, workers: int, progress: Progress) -> Vetting:
    """Vet every package that differs between two lock files; of one alone, every package in it. Raises BadUpdate."""
    if len(paths) != 2:
        raise BadUpdate("--lock wants the old lock file and the new one")
    from beartrap.flows.vet_lock import compare, vet_changes

    old, new = paths
    _of_one(settings, str(new))
    progress.stage(f"reading {new}")
    changes = compare(old, new)
    import tempfile

    with tempfile.TemporaryDirectory(prefix="beartrap-vet-") as folder:
        updates, gaps = vet_changes(changes.changes, settings, Path(folder), workers, progress, str(new))
    whole = combine(str(old), str(new), updates, (*changes.gaps, *gaps), changes.removed)
    return Vetting(whole, updates, changes.removed)

"""Vetting one update: what is new in it against what one trusts, judged; nothing of it is run, installed or written out."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from beartrap.flows.errors import FlowError
from beartrap.flows.package_files import BESIDE, holds_packages_alone, packages_in
from beartrap.flows.progress import Progress, Silent
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.evidence import Facts
from beartrap.model.frozen import frozen
from beartrap.model.vetting import Suppression, Vetted
from beartrap.vet.analyser import Meta
from beartrap.vet.conclude import conclude
from beartrap.vet.examine import examine
from beartrap.vet.suppressions import LONGEST, SuppressionError, read_suppressions
from beartrap.vet.talk import Identity, Order, Outcome


class BadUpdate(FlowError):
    """What is to be vetted cannot be taken as given; the message says what to do."""


@frozen
class Subject:
    """One thing to vet or to compare with: where it is, how it is called in what is shown, and what came with it.

    `beside` are files that tell of it: attestations, the registry's own document.
    """

    path: Path
    label: str
    beside: tuple[Path, ...] = ()


@frozen
class Settings:
    """What holds for every update of one run: `rules` is a file of compiled YARA rules, `rule_gaps` what is not in it."""

    suppressions: tuple[Suppression, ...] = ()
    rules: str | None = None
    rule_gaps: tuple[Gap, ...] = ()
    source: Path | None = None


def vet(old: Subject | None, new: Subject, settings: Settings, progress: Progress | None = None) -> Vetted:
    """Return the judged update. Raises BadUpdate where an input is not there, OSError where no worker can be started."""
    telling = progress or Silent()
    new, old = _only(new), _only(old) if old is not None else None
    telling.stage(f"vetting {new.label}")
    outcome = examine(_order(old, new, settings), lambda what, done: telling.advance(done, None, what.split(" ")[0]))
    return conclude(
        new.label,
        old.label if old is not None else None,
        outcome.found,
        (*outcome.gaps, *settings.rule_gaps, *_not_asked(new)),
        metas=_metas(outcome),
        suppressions=settings.suppressions,
        today=datetime.now(UTC).date(),
        counts=_counts(outcome),
    )


def _only(subject: Subject) -> Subject:
    """Return the one package that a folder holds, where it holds nothing else: what a package says of itself is asked of a package."""
    packages = packages_in(subject.path)
    if len(packages) != 1 or not holds_packages_alone(subject.path):
        return subject
    return replace(subject, path=packages[0], label=f"{subject.label}/{packages[0].name}")


def _not_asked(new: Subject) -> Sequence[Gap]:
    """Return the gap of a folder in which packages lie: their code is looked at, what they say of themselves is not compared."""
    packages = [one.name for one in packages_in(new.path)]
    if not packages:
        return ()
    told = f"{packages[0]} and {len(packages) - 1} more" if len(packages) > 1 else packages[0]
    why = f"{new.label} is a folder in which packages lie ({told}): what they need and have run was not compared"
    remedy = "Put the packages into a folder of their own, old and new, or vet each by itself."
    return (Gap(GapReason.LIMIT, (), why, remedy, source=new.label, kind=SourceKind.UPDATE),)


def _metas(outcome: Outcome) -> Mapping[str, Meta]:
    if not outcome.found:
        return {}
    from beartrap.vet.lineup import meanings  # late: most updates have nothing to name

    return meanings({one.id for one in outcome.found})


def _order(old: Subject | None, new: Subject, settings: Settings) -> Order:
    sides = [("new", new)] + ([("old", old)] if old is not None else [])
    return Order(
        new=_real(new.path),
        new_label=new.label,
        old=_real(old.path) if old is not None else None,
        old_label=old.label if old is not None else "",
        source=_real(settings.source) if settings.source is not None else None,
        beside=tuple((side, _real(path)) for side, subject in sides for path in _beside(subject)),
        rules=settings.rules,
    )


def _real(path: Path) -> bytes:
    """Return the absolute path: a worker runs in another folder. A link that the user names is followed."""
    if not path.exists():
        raise BadUpdate(f"{path}: there is no such file or folder")
    return os.fsencode(path.resolve())


def _beside(subject: Subject) -> Sequence[Path]:
    near = [subject.path.with_name(subject.path.name + suffix) for suffix in BESIDE]
    return [*subject.beside, *(path for path in near if path.is_file())]


def _counts(outcome: Outcome) -> Facts:
    told = dict(outcome.counts.pairs)
    for side, identity in (("new", outcome.new), ("old", outcome.old)):
        told.update(_named(side, identity) if identity is not None else {})
    return Facts(tuple(sorted(told.items())))


def _named(side: str, identity: Identity) -> dict[str, str]:
    told = {"name": identity.name, "version": identity.version, "ecosystem": identity.ecosystem}
    return {f"{side}_{key}": value for key, value in told.items() if value}


def load_suppressions(path: Path | None) -> tuple[Suppression, ...]:
    """Return the suppressions of the user's file, none where none is named. Raises BadUpdate."""
    if path is None:
        return ()
    try:
        with path.open("rb") as stream:
            raw = stream.read(LONGEST + 1)
        return read_suppressions(raw.decode("utf-8"), str(path))
    except (OSError, UnicodeDecodeError, SuppressionError) as error:
        raise BadUpdate(f"{path}: {getattr(error, 'strerror', None) or error}") from error

"""`beartrap contain verify`: sweep again, by hash, rule, name and what starts by itself, and say for each finding whether it is gone (step 12).

Every file is read anew, whatever a cache knows. An inventory that is still the one in which a finding was seen proves
nothing about the time after, and is a gap.
"""

import fnmatch
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from beartrap.case import rules
from beartrap.case.answers.contained import to_contain
from beartrap.case.view import CaseView, Kept, Records
from beartrap.engine.contents import Examiner
from beartrap.engine.detector import Found, Scope
from beartrap.engine.hosts import HostNames
from beartrap.engine.knowledge import Knowledge
from beartrap.engine.run import run
from beartrap.estate import inventories, packages, trees
from beartrap.estate.inputs import expand
from beartrap.flows.contain_bench import Bench, bench
from beartrap.flows.counting import Counted
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.recorder import Recorder
from beartrap.flows.tree_look import TreeLook
from beartrap.model.action import FOUND_AGAIN, GONE, NAMES_LEFT, NOT_EXAMINED, Action, Began, Verb
from beartrap.model.artifact import Artifact, Package
from beartrap.model.coverage import Gap, GapReason, Looked, SourceKind, verification_of
from beartrap.model.estate import Estate, Source
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.sweep import ALL_PACKAGE, of_artifacts

BREAKING = frozenset(
    {GapReason.BUDGET, GapReason.INTERRUPTED, GapReason.CRASHED, GapReason.MISSING, GapReason.OUTDATED}
)
"""Gaps after which a sweep of a source proves nothing about places that it did not come to."""
PACKAGE_KINDS = (SourceKind.PACKAGES, SourceKind.SBOM)


@frozen
class VerifyRequest:
    """What to verify: the case, who does it, worker processes, folders of paths that are left out (a gap each)."""

    case: Path
    operator: str
    workers: int = 2
    excludes: tuple[bytes, ...] = ()


@dataclass(slots=True)
class _Sweep:
    """What one verification saw: findings by detector and subject, places swept to the end, unread places."""

    knowledge: Knowledge
    hosts: HostNames
    recorder: Recorder
    progress: Progress
    digest: str
    excludes: tuple[bytes, ...] = ()
    seen: set[tuple[str, str]] = field(default_factory=set)
    whole: set[tuple[str, str | None]] = field(default_factory=set)
    trees: set[str | None] = field(default_factory=set)
    unread: set[tuple[str | None, bytes | None]] = field(default_factory=set)


@frozen
class Verified:
    """The outcome of a verification: for each finding `gone`, `found again` or `not examined`, and the case as it stands."""

    outcomes: tuple[tuple[Kept[Finding], str], ...]
    view: CaseView
    settled: tuple[str, ...] = ()

    def those(self, outcome: str) -> tuple[Kept[Finding], ...]:
        """Return the findings that ended so."""
        return tuple(kept for kept, ended in self.outcomes if ended == outcome)


def verify(request: VerifyRequest, progress: Progress | None = None) -> Verified:
    """Sweep the estate again and record what came out. Raises CaseError, ContainError, EstateError."""
    progress = progress or Silent()
    with bench(request.case, request.operator) as at:
        records = at.case.view().records
        estate = records.estate or Estate()
        knowledge = Knowledge.of(
            tuple(kept.record for kept in records.indicators),
            tuple(kept.record for kept in records.incidents),
            estate,
            rules.kept(at.case.folder),
        )
        sweep = _Sweep(knowledge, HostNames(estate), Recorder(at.case), progress, knowledge.digest(), request.excludes)
        with Examiner(knowledge.yara, workers=request.workers, signers=knowledge.wants_signers) as examiner:
            for source in estate.sources:
                _sweep_source(at, sweep, source, examiner, records, request)
        sweep.recorder.flush()
        found = to_contain(at.case.view().records)
        outcomes = tuple((kept, _outcome(sweep, kept, at)) for kept in found)
        at.case.append(_proof(at, kept, outcome, sweep) for kept, outcome in outcomes)
        return Verified(outcomes, at.case.view(), at.settled)


def _proof(at: Bench, kept: Kept[Finding], outcome: str, sweep: _Sweep) -> Action:
    place = kept.record.evidence[0].place if kept.record.evidence else None
    facts = Facts.of(rules=sweep.digest, at=at.about.now.isoformat())
    return Action(str(Verb.VERIFIED), place, at.about.operator, outcome, kept.id, facts)


def _outcome(sweep: _Sweep, kept: Kept[Finding], at: Bench) -> str:
    """Say how the sweep ended for one finding: never `gone` where its place was not come to."""
    finding = kept.record
    place = finding.evidence[0].place if finding.evidence else None
    if (finding.detector, finding.subject) in sweep.seen:
        return FOUND_AGAIN
    if _names_left(at, kept):
        return NAMES_LEFT
    if finding.facts.get("quarantined_by") is not None:  # it lies in another's vault; its old place is what counts
        whole = finding.host in sweep.trees and not _unread(sweep, finding.host, place.path if place else None)
        return GONE if whole else NOT_EXAMINED
    if place is None or (place.source, finding.host) not in sweep.whole:
        return NOT_EXAMINED
    return NOT_EXAMINED if _unread(sweep, finding.host, place.path) else GONE


def _unread(sweep: _Sweep, host: str | None, path: bytes | None) -> bool:
    """Whether a path, or a folder above it, was left out or could not be read."""
    if path is None:
        return False
    above = [path, *(path[:end] for end, byte in enumerate(path) if byte in b"/\\")]
    if any((host, one) in sweep.unread for one in (*above, b"/", *(one + b"\\" for one in above))):
        return True
    return any(fnmatch.fnmatchcase(one, pattern) for one in above for pattern in sweep.excludes)


def _names_left(at: Bench, kept: Kept[Finding]) -> bool:
    """Whether a name of the same file is known to lie outside of what was planned: the last item of the file decides."""
    last: dict[tuple[int, int], int] = {}
    mine = set()
    for state in at.vault.states().values():
        if state.held:
            file = (state.planned.binding.device, state.planned.binding.inode)
            last[file] = state.planned.outside
            if kept.id in state.planned.findings:
                mine.add(file)
    return any(last[file] for file in mine)


def _sweep_source(
    at: Bench, sweep: _Sweep, source: Source, examiner: Examiner, records: Records, request: VerifyRequest
) -> None:
    if source.kind is SourceKind.FILES:
        own = frozenset({os.fsencode(os.path.realpath(at.case.folder))})
        for root in trees.roots(source):
            if isinstance(root, Gap):
                _keep(sweep, source, source.label, iter((root,)))
                continue
            host, folder = root
            label = source.label if source.hosts == (host,) else f"{source.label} ({host})"
            sweep.progress.stage(f"Examining {label} again")
            entries = trees.walk(source, host, folder, excludes=request.excludes, own=own)
            look = TreeLook(
                source,
                host,
                folder,
                examiner,
                told=lambda done: sweep.progress.advance(done, None, "files"),
                rehash=True,
            )
            found = _files(sweep, label, host, look, _watched(sweep, look.contents(entries)))
            _keep(sweep, source, label, found, host)
    elif source.kind in (SourceKind.HASHES, *PACKAGE_KINDS):
        _sweep_inventory(sweep, source, records)


def _sweep_inventory(sweep: _Sweep, source: Source, records: Records) -> None:
    """Sweep an inventory, if it is another one than that in which findings were seen."""
    sweep.progress.stage(f"Reading {source.label} again")
    digest = _digest_of(source)
    before = {kept.record.digest for kept in records.looked if kept.record.source == source.label}
    if digest is None or digest in before:
        why = (
            f"{source.label}: it is the inventory in which was looked before: it tells nothing of the time after a removal"
            if digest is not None
            else f"{source.label}: it cannot be read"
        )
        remedy = "Fetch a fresh inventory from the hosts, in place of this one, and verify again."
        gap = Gap(GapReason.OUTDATED, (), why, remedy, hosts=tuple(one for one in source.hosts if one != "*"))
        _keep(sweep, source, source.label, iter((gap,)))
        return
    if source.kind is SourceKind.HASHES:
        rows = _watched(sweep, sweep.hosts.settled(inventories.read(source)))
        _keep(sweep, source, source.label, _rows(sweep, source, rows, digest))
    else:
        _keep(sweep, source, source.label, _packages(sweep, source, digest))


def _digest_of(source: Source) -> str | None:
    """Return one digest over a source's inputs, made as `look_at_things` makes it; None where none can be opened."""
    digests, gaps = [], []
    for found in expand(source):
        if isinstance(found, Gap):
            gaps.append(found.why)
        else:
            digests.append(f"{found.label}\0{found.digest}")
    whole = "\n".join(sorted([*digests, *gaps]))
    return hashlib.sha256(whole.encode("utf-8", "backslashreplace")).hexdigest() if digests else None


def _watched(sweep: _Sweep, artifacts: Iterable[Artifact | Gap]) -> Iterator[Artifact | Gap]:
    """Note unread places on the way: a file that could not be read is not gone."""
    for one in artifacts:
        if isinstance(one, Gap) and one.place is not None:
            sweep.unread.add((one.place.host, one.place.path))
        yield one


def _files(
    sweep: _Sweep, label: str, host: str, look: TreeLook, artifacts: Iterable[Artifact | Gap]
) -> Iterator[Found | Looked]:
    counted: Counted[Artifact] = Counted(artifacts, lambda _: None)
    detectors = [detector(sweep.knowledge) for detector in of_artifacts(SourceKind.FILES)]

    def scope() -> Scope:
        return _scope(label, "", (host,), counted, "files")

    yield from run(detectors, counted, scope, sweep.digest)
    yield from look.afterwards(sweep.knowledge, scope, sweep.digest)


def _rows(sweep: _Sweep, source: Source, rows: Iterable[Artifact | Gap], digest: str) -> Iterator[Found | Looked]:
    counted: Counted[Artifact] = Counted(rows, lambda done: sweep.progress.advance(done, None, "rows"))
    detectors = [detector(sweep.knowledge) for detector in of_artifacts(source.kind)]
    scope = _scoped(source, digest, counted, "rows")
    yield from run(detectors, counted, scope, sweep.digest)


def _packages(sweep: _Sweep, source: Source, digest: str) -> Iterator[Found | Looked]:
    counted: Counted[Package] = Counted(sweep.hosts.settled(packages.read(source)), lambda _: None)
    detectors = [detector(sweep.knowledge) for detector in ALL_PACKAGE]
    yield from run(detectors, counted, _scoped(source, digest, counted, "packages"), sweep.digest)


def _scoped(
    source: Source, digest: str, counted: Counted[Artifact] | Counted[Package], unit: str
) -> Callable[[], Scope]:
    return lambda: _scope(source.label, digest, counted.covered(source.hosts), counted, unit)


def _scope(
    label: str, digest: str, hosts: tuple[str, ...], counted: Counted[Artifact] | Counted[Package], unit: str
) -> Scope:
    return Scope(label, SourceKind.VERIFICATION, digest, hosts, (), counted.amount, unit, counted.facts())


def _keep(sweep: _Sweep, source: Source, label: str, found: Iterator[Found | Looked], host: str | None = None) -> None:
    """Record one look of the verification; its looks and gaps bear on `contained` alone, its findings on what they are."""
    kept_as = verification_of(label)
    sweep.recorder.add(Began(kept_as, "", sweep.digest))
    gaps: list[Gap] = []
    looks: list[Looked] = []
    for record in found:
        if isinstance(record, Finding):
            sweep.seen.add((record.detector, record.subject))
            sweep.recorder.add(record)
        elif isinstance(record, Gap):
            gaps.append(record)
            sweep.recorder.add(
                replace(record, source=kept_as, kind=SourceKind.VERIFICATION, questions=(Question.CONTAINED,))
            )
        elif isinstance(record, Looked):
            looks.append(replace(record, source=kept_as, questions=(Question.CONTAINED,)))
    sweep.recorder.add(*looks)
    breaking = any(gap.reason in BREAKING or source.kind is not SourceKind.FILES for gap in gaps)
    empty = not looks or not looks[0].amount  # a disk that is not mounted is an empty folder: nothing was seen there
    if not empty and not breaking:  # a row of an inventory that cannot be read may be the one
        _note_whole(sweep, source, looks, host)


def _note_whole(sweep: _Sweep, source: Source, looks: Sequence[Looked], host: str | None) -> None:
    if source.kind is SourceKind.FILES:
        sweep.trees.add(host)
    for name in (host,) if host is not None else (*looks[0].hosts, None):
        sweep.whole.add((source.label, name))

"""The main job: from the news to the board of eight answers."""

import os
import secrets
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from beartrap import __version__
from beartrap.case import rules
from beartrap.case.errors import CaseError
from beartrap.case.ledger import Case
from beartrap.case.view import CaseView
from beartrap.engine.content_cache import ContentCache
from beartrap.engine.contents import Examiner
from beartrap.engine.hashing import OTHERS
from beartrap.engine.hosts import HostNames
from beartrap.engine.knowledge import Knowledge
from beartrap.estate.sums.vendor_sums import wants_md5
from beartrap.estate.toml_file import load
from beartrap.flows.errors import NothingToLookFor
from beartrap.flows.listing import Listings
from beartrap.flows.looking import Desk, finish, not_looked
from beartrap.flows.looks import LOOKS, correlate
from beartrap.flows.lore import Lore
from beartrap.flows.progress import Progress, Silent
from beartrap.flows.recorder import Recorder
from beartrap.flows.unread import without_reader
from beartrap.model.action import Run
from beartrap.model.coverage import GapReason, SourceKind
from beartrap.model.estate import Estate, Source
from beartrap.model.frozen import frozen
from beartrap.model.record import Record

NEEDED_SPACE = 200 * 1024 * 1024
"""Bytes that must be free where the case lies before long work begins: ledger, hits and cache of a large estate."""


@frozen
class Request:
    """What to investigate. `budget` is seconds for looking, None for no limit; `command` is kept in the ledger.

    `rehash`: every file is read, whatever its times say. `own` are real paths of ours that are no part of what is looked at,
    beside the case. `cache` is where contents are remembered, None for the case's own.
    `bare` as the desk has it; `listings` are trees that were listed already.
    """

    case: Path
    reports: tuple[Path, ...] = ()
    packs: tuple[str, ...] = ()
    indicators: tuple[Path, ...] = ()
    estate: Path | None = None
    budget: float | None = None
    match_packs: bool = True
    workers: int = 2
    excludes: tuple[bytes, ...] = ()
    command: str = "investigate"
    rehash: bool = False
    own: tuple[bytes, ...] = ()
    cache: Path | None = None
    bare: bool = False
    listings: Listings | None = None


def investigate(request: Request, progress: Progress | None = None) -> CaseView:
    """Read the news, look at the estate, and return the case with its eight answers.

    Everything given is read before the case is touched, so that bad input costs nothing: raises IntelError,
    EstateError or CaseError. KeyboardInterrupt passes through after all that was found is kept.
    """
    progress = progress or Silent()
    progress.stage("Reading what is known")
    from beartrap.flows.reading import gather  # late: a sweep with rules alone needs no reader of reports

    lore = gather(request.reports, request.indicators, request.packs, match_packs=request.match_packs)
    estate = load(request.estate) if request.estate else None
    _check_space(request.case)
    with Case.open(request.case, create=True) as case:
        lore, estate = _with_case(case, lore, estate)
        for name in lore.matched:
            progress.note(f"The report is about an incident that the pack {name} describes: it is used")
        return carry_out(case, lore, estate, request, progress)


def _check_space(case: Path) -> None:
    folder = next(folder for folder in (case, *case.absolute().parents) if folder.exists())
    free = shutil.disk_usage(folder).free
    if free < NEEDED_SPACE:
        raise CaseError(
            case,
            f"only {free // 2**20} MiB are free in {folder}, and an investigation needs up to {NEEDED_SPACE // 2**20} MiB",
            "Free some space, or put the case elsewhere with --case.",
        )


def _with_case(case: Case, lore: Lore, estate: Estate | None) -> tuple[Lore, Estate]:
    """Add what the case already knows: a resumed case needs nothing but its folder."""
    records = case.view().records
    before: tuple[Record, ...] = (
        *(kept.record for kept in records.documents),
        *(kept.record for kept in records.claims),
        *(kept.record for kept in records.indicators),
        *(kept.record for kept in records.incidents),
    )
    yara = {**rules.kept(case.folder), **lore.yara}
    merged = tuple(dict.fromkeys((*before, *lore.records)))
    if not merged and not yara:
        raise NothingToLookFor
    rules.keep(case.folder, yara)
    sigma = {**rules.kept(case.folder, rules.SIGMA), **lore.sigma}
    rules.keep(case.folder, sigma, rules.SIGMA)
    estate = estate or records.estate
    if estate is None:
        from beartrap.estate.discover import this_machine  # late: asks the adapters, which a named estate needs not

        estate = this_machine()
    return Lore(merged, yara, lore.matched, sigma), estate


def carry_out(case: Case, lore: Lore, estate: Estate, request: Request, progress: Progress) -> CaseView:
    """Look at an estate with what is known, and return the case as it stands then."""
    recorder = Recorder(case)
    run = Run(secrets.token_hex(6), request.command, __version__, datetime.now(UTC))
    recorder.add(run, *(lore.records if lore.new is None else lore.new))
    if case.view().records.estate != estate:
        recorder.add(estate)
    recorder.flush()
    knowledge = lore.knowledge(estate)
    with (
        ContentCache(request.cache or case.cache_path) as cache,
        Examiner(
            knowledge.yara,
            cache=cache,
            workers=request.workers,
            also=_digests_for(knowledge, estate),
            folder=(request.cache or case.cache_path).parent,
            signers=knowledge.wants_signers,
        ) as examiner,
    ):
        if cache.problem is not None:
            progress.note(cache.problem)
        _look(_desk(case, recorder, knowledge, examiner, request, progress), estate, run)
    return case.view()


def _digests_for(knowledge: Knowledge, estate: Estate) -> tuple[str, ...]:
    """Return the digests beside SHA-256 that an indicator names, or a tree's packages: making the others costs as much again."""
    named = {indicator.kind.value for indicator in knowledge.indicators.values()}
    if any(source.kind is SourceKind.FILES and wants_md5(source.path) for source in estate.sources):
        named.add("md5")
    return tuple(name for name in OTHERS if name in named)


def _look(desk: Desk, estate: Estate, run: Run) -> None:
    """Look everywhere; however that ends, the ledger tells how, and what was left."""
    outcome = "broke"
    try:
        _look_everywhere(desk, estate)
        outcome = "finished"
    except KeyboardInterrupt:
        outcome = "interrupted"
        raise
    finally:
        if outcome != "finished":
            why = "stopped by the user" if outcome == "interrupted" else "Beartrap broke"
            desk.recorder.add_all(not_looked(_left(desk, estate), GapReason.INTERRUPTED, why))
        desk.recorder.add(Run(run.id, run.command, run.version, run.started, datetime.now(UTC), outcome))
        desk.recorder.flush()


def _desk(
    case: Case, recorder: Recorder, knowledge: Knowledge, examiner: Examiner, request: Request, progress: Progress
) -> Desk:
    ends = None if request.budget is None else time.monotonic() + request.budget
    return Desk(
        case=case,
        recorder=recorder,
        knowledge=knowledge,
        rules=knowledge.digest(),
        deadline=lambda: ends is not None and time.monotonic() >= ends,
        progress=progress,
        examiner=examiner,
        hosts=HostNames(knowledge.estate),
        own=frozenset({os.fsencode(os.path.realpath(case.folder)), *request.own}),
        rehash=request.rehash,
        bare=request.bare,
        listings=request.listings
        or Listings(
            request.excludes,
            frozenset({os.fsencode(os.path.realpath(case.folder)), *request.own}),
            lambda files: progress.advance(files, None, "files"),
            lambda: ends is not None and time.monotonic() >= ends,
        ),
        excludes=request.excludes,
        unfinished_before=frozenset(kept.record.source or "" for kept in case.view().records.gaps),
    )


def _look_everywhere(desk: Desk, estate: Estate) -> None:
    desk.recorder.add_all(without_reader(estate))
    for source in _in_order(estate):
        if desk.deadline():
            break
        LOOKS[source.kind](desk, source)
        finish(desk, source)
    correlate(desk)
    desk.recorder.add_all(not_looked(_left(desk, estate), GapReason.BUDGET, "the time given by --budget was used up"))


def _in_order(estate: Estate) -> list[Source]:
    order = list(LOOKS)
    return sorted((source for source in estate.sources if source.kind in LOOKS), key=lambda one: order.index(one.kind))


def _left(desk: Desk, estate: Estate) -> list[Source]:
    return [source for source in _in_order(estate) if source.label not in desk.finished]

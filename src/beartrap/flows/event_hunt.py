"""Hunting in events, whether they lie in a lake or in raw files: jobs to workers, hits to a table, coverage and gaps told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from beartrap.effects.lake import Lake, StoredPiece
from beartrap.engine.event_cover import Cell, Cover
from beartrap.engine.events import EVENT_HITS
from beartrap.engine.workers import Failure
from beartrap.estate.events.work import Task, Told
from beartrap.estate.gaps import only_host
from beartrap.estate.inputs import Input, file_gap
from beartrap.flows.event_gaps import told_gaps
from beartrap.flows.event_messages import Done, HuntJob, Job, Part, ScanJob
from beartrap.flows.event_pool import Executor
from beartrap.flows.ingest import NO_KIND, log_source
from beartrap.flows.ingest_plan import look_at, stretches
from beartrap.flows.lake_told import lake_gaps
from beartrap.flows.progress import Progress
from beartrap.hunt.event_tally import EventTally
from beartrap.hunt.match.fields import LONGEST_VALUE
from beartrap.hunt.sigma.correlating import BASE
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source

STRETCH = 64 << 20
"""Bytes of a file of lines that one job hunts through."""
HITS_AT_ONCE, TABLES_AT_ONCE = 1 << 15, 4096
"""Hits, and tables of them, that are counted and written together."""
SCAN_ROWS = 160_000
"""Events of a lake that one job scans: enough that a job's fixed costs vanish, few enough that workers end together."""


class HitTable:
    """All hits of one hunt in a Parquet file, written as they come, and counted: `tally` is whole once it is closed.

    Hits of the rules that correlations name (`correlated`, by id) are kept for them beside it; those that do not alert on
    their own stand in the file, and are not counted.
    """

    def __init__(self, path: Path, correlated: frozenset[str] = frozenset()) -> None:
        self.path = path
        self.tally = EventTally()
        self._writer = pq.ParquetWriter(path, EVENT_HITS, compression="zstd")
        self._correlated = pa.array(sorted(correlated), pa.utf8())
        self._kept: list[pa.Table] = []
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def add(self, hits: pa.Table) -> None:
        """Take a table in EVENT_HITS. Small ones are written together: a hostile log can make each hit one of its own."""
        self._waiting.append(hits)
        self._rows += hits.num_rows
        if self._rows >= HITS_AT_ONCE or len(self._waiting) >= TABLES_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        hits = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting, self._rows = [], 0
        self._writer.write_table(hits)
        if len(self._correlated):
            self._kept.append(hits.filter(pc.is_in(hits.column("rule"), self._correlated)))
        self.tally.add(hits.filter(pc.invert(pc.equal(hits.column("kind"), BASE))))

    def correlated(self) -> pa.Table:
        """Return the hits that correlations look at, from all that was added."""
        self._flush()
        return pa.concat_tables([EVENT_HITS.empty_table(), *self._kept])

    def close(self) -> None:
        """Count and write what still waits, and end the file."""
        self._flush()
        self._writer.close()


@dataclass(slots=True)
class Looked:
    """What one hunt through one source came to: its coverage, gaps, events seen, and files looked at."""

    source: Source
    cover: Cover = field(default_factory=Cover)
    gaps: list[Gap] = field(default_factory=list)
    files: int = 0
    scanned: int = 0
    """Events that rules looked at; `cover` counts all, also those that no rule is for."""
    untried: int = 0
    """Values that were too long for rules."""

    def untried_gap(self) -> Iterator[Gap]:
        """Yield the gap for values that no rule was tried on, where there are any."""
        if self.untried:
            why = f"{self.untried} values are longer than {LONGEST_VALUE:,} characters: no rule was tried on them"
            remedy = "Look at them by hand: honest logs hold none of that length."
            yield file_gap(self.source, self.source.label, GapReason.LIMIT, why, remedy, count=self.untried)


def hunt_files(
    source: Source, inputs: Iterable[Input | Gap], hits: HitTable, workers: int, execute: Executor, progress: Progress
) -> Looked:
    """Hunt through raw files of one source; each is read once, and nothing of it is kept but hits."""
    looked = Looked(source)
    labels: dict[Job, Input] = {}

    def jobs() -> Iterator[Job]:
        for item in inputs:
            if isinstance(item, Gap):
                looked.gaps.append(item)
                continue
            try:
                for job in _jobs_of(source, item, looked):
                    labels[job] = item
                    yield job
            except OSError as error:
                why = f"cannot be read: {error.strerror or error}"
                looked.gaps.append(
                    file_gap(source, item.label, GapReason.UNREADABLE, why, "Give this account the right to read it.")
                )

    told: dict[str, Told] = {}
    for job, said in execute(jobs(), workers):
        match said:
            case Part(hits=table) if table is not None:
                hits.add(table)
            case Done(told=one, untried=untried):
                label = labels.pop(job).label
                looked.untried += untried
                _merge(told.setdefault(label, Told()), one)
                looked.cover.merge(one.cover.table())
                progress.advance(sum(cell.rows for cell in looked.cover.cells.values()), None, "events")
            case Failure(why=why):
                item = labels.pop(job)
                looked.gaps.append(
                    file_gap(source, item.label, GapReason.UNREADABLE, f"reading it failed: {why}", "Split the file.")
                )
    for label, one in told.items():
        looked.gaps += told_gaps(source, label, one)
    looked.gaps += looked.untried_gap()
    looked.scanned = sum(cell.rows for cell in looked.cover.cells.values())
    return looked


def _jobs_of(source: Source, item: Input, looked: Looked) -> Iterator[Job]:
    look = look_at(item, source.format)
    if look is None:
        remedy = "See docs/hunt.md for the kinds; `format` of the source (or --format) names one."
        looked.gaps.append(file_gap(source, item.label, GapReason.UNKNOWN_KIND, NO_KIND, remedy))
        return
    looked.files += 1
    common = Task(
        str(item.path),
        item.label,
        reader=look.reader,
        kind=log_source(source),
        timezone=source.timezone,
        host=only_host(source),
        until=item.modified / 1e9,
    )
    if not look.by_line or item.size <= STRETCH:
        yield HuntJob(common, item.size)
        return
    for part in stretches(item.path, None, STRETCH, digested=False):
        yield HuntJob(replace(common, start=part.start, end=part.end, row=part.row), part.end - part.start)


def _merge(whole: Told, part: Told) -> None:
    """Add what reading a stretch told to what is known of its file."""
    for why, (count, *rows) in part.dirty.items():
        known = whole.dirty.setdefault(why, [0])
        known[0] += count
        known += rows[: 6 - len(known)]
    whole.stops += part.stops
    whole.fault = whole.fault or part.fault
    whole.problem = whole.problem or part.problem
    whole.cover.merge(part.cover.table())
    whole.cover.crowded += part.cover.crowded


def hunt_lake(
    source: Source,
    lake: Lake,
    hits: HitTable,
    workers: int,
    execute: Executor,
    progress: Progress,
) -> Looked:
    """Hunt through a lake; workers do not open pieces of log sources that no rule is for."""
    looked = Looked(source)
    total = 0

    for job, said in execute(scans(lake), workers):
        match said:
            case Part(hits=table) if table is not None:
                hits.add(table)
            case Done(rows=rows, damaged=damaged, untried=untried):
                total += rows
                looked.untried += untried
                progress.advance(total, None, "events")
                for path in damaged:
                    why = f"a piece of the lake is missing or damaged: {path}"
                    looked.gaps.append(
                        file_gap(source, source.label, GapReason.MALFORMED, why, "Ingest its log again.")
                    )
            case Failure(why=why):
                assert isinstance(job, ScanJob)
                text = f"{len(job.paths)} pieces of {job.source} were not looked at: {why}"
                looked.gaps.append(
                    file_gap(source, source.label, GapReason.UNREADABLE, text, "Run again with fewer workers.")
                )
    looked.scanned = total
    for key, cell in lake_cells(lake):
        looked.cover.cells[key] = cell
    looked.gaps += (*lake_gaps(source, lake), *looked.untried_gap())
    return looked


def lake_cells(lake: Lake) -> Iterator[tuple[tuple[str, str | None, int], Cell]]:
    """Yield the cells of a lake's coverage."""
    for name, host, day, rows, first, last in lake.cover():
        yield (name, host, day), Cell(rows, first, last)


def scans(lake: Lake) -> Iterator[ScanJob]:
    """Yield what is to be scanned of a lake."""
    for name, pieces in groupby(lake.pieces(), lambda piece: piece.source):
        yield from _scans(name, list(pieces))


def _scans(name: str, pieces: Sequence[StoredPiece]) -> Iterator[ScanJob]:
    paths: list[str] = []
    rows = size = 0
    for piece in pieces:
        paths.append(str(piece.path.absolute()))
        rows += piece.rows
        size += piece.bytes
        if rows >= SCAN_ROWS:
            yield ScanJob(name, tuple(paths), size)
            paths, rows, size = [], 0, 0
    if paths:
        yield ScanJob(name, tuple(paths), size)

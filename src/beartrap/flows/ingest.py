"""Taking logs into a lake: each stretch of each file once, whole or not at all, whatever kills it on the way."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from beartrap.effects.lake import Lake, NewPiece, NewStretch, Stretched
from beartrap.engine.workers import Failure
from beartrap.estate.events.work import Task, Told
from beartrap.estate.gaps import only_host
from beartrap.estate.inputs import Input, expand, file_gap
from beartrap.flows.event_gaps import told_gaps
from beartrap.flows.event_messages import Done, Job, Part, TakeJob
from beartrap.flows.event_pool import Executor, Outcome, run_jobs
from beartrap.flows.ingest_merging import merge_small
from beartrap.flows.ingest_plan import STRETCH, Known, Look, Piecemeal, look_at, recognised, stretches
from beartrap.flows.progress import Progress, Silent
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source

NO_KIND = "is of no kind of log that is read"


@dataclass(slots=True)
class Report:
    """What an ingest did: files taken, continued and known already, events taken, dirty lines, and the gaps."""

    taken: int = 0
    continued: int = 0
    known: int = 0
    events: int = 0
    dirty: int = 0
    gaps: list[Gap] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _File:
    """One file on its way into the lake. Its stretches are kept in the order of the file, also where they end in another."""

    source: Source
    input: Input
    look: Look
    known: Known | None
    number: int | None
    expected: deque["_Stretch"] = field(default_factory=deque)
    planned: bool = False
    failed: bool = False


@dataclass(slots=True, eq=False)
class _Stretch:
    """A stretch at work, and what came of it so far."""

    file: _File
    job: TakeJob
    part: Piecemeal | None
    dropped: tuple[Stretched, ...]
    pieces: list[NewPiece] = field(default_factory=list)
    told: Told | None = None


def ingest(
    sources: Sequence[Source],
    folder: Path,
    workers: int,
    progress: Progress | None = None,
    *,
    stretch: int = STRETCH,
    execute: Executor = run_jobs,
) -> Report:
    """Take everything that `sources` stand for into the lake at `folder`; raises LakeError.

    `stretch` is how many bytes of a file of lines are taken at a time, `execute` what carries out jobs.
    KeyboardInterrupt passes through: what is in the lake by then stays, and another run goes on from there.
    """
    with Lake.write(folder) as lake:
        return _Ingest(lake, workers, progress or Silent(), stretch, execute).run(sources)


class _Ingest:
    def __init__(self, lake: Lake, workers: int, progress: Progress, stretch: int, execute: Executor) -> None:
        self._lake = lake
        self._workers = workers
        self._stretch = stretch
        self._execute = execute
        self._progress = progress
        self._at_work: dict[Job, _Stretch] = {}
        self._again: deque[_Stretch] = deque()
        self.report = Report()

    def run(self, sources: Sequence[Source]) -> Report:
        """Take them all."""
        self._progress.stage("Reading logs")
        for outcome in self._execute(self._jobs(sources), self._workers):
            self._take(outcome)
        while self._again:  # logs that turned out to be others than they were
            again = list(self._again)
            self._again.clear()
            for outcome in self._execute([stretch.job for stretch in again], self._workers):
                self._take(outcome)
        self._progress.stage("Putting small pieces together")
        merge_small(self._lake, self._execute, self._workers)
        return self.report

    def _jobs(self, sources: Sequence[Source]) -> Iterator[Job]:
        for source in sources:
            for item in expand(source):
                if isinstance(item, Gap):
                    self.report.gaps.append(item)
                    continue
                if self._lake.holds(item.path):
                    continue  # the lake itself, in a folder that is taken
                try:
                    yield from self._jobs_of(source, item)
                except OSError as error:
                    why = f"cannot be read: {error.strerror or error}"
                    self._gap(source, item, GapReason.UNREADABLE, why, "Give this account the right to read it.")

    def _jobs_of(self, source: Source, item: Input) -> Iterator[Job]:
        if self._lake.knows(item.digest):
            self.report.known += 1
            return
        look = look_at(item, source.format)
        if look is None:
            self._gap(
                source,
                item,
                GapReason.UNKNOWN_KIND,
                NO_KIND,
                "See docs/hunt.md for the kinds, and --format to name one.",
            )
            return
        known = recognised(self._lake.like(look.head, str(item.path)), item, look)
        number = known.taken.id if known is not None else None
        file = _File(source, item, look, known, number)
        if known is not None and not known.more:
            self._lake.finish(known.taken.id, item.digest, item.label, str(item.path))
            self.report.known += 1
            return
        yield from self._by_line(file) if look.by_line else self._whole(file)
        file.planned = True
        self._commit(file)

    def _by_line(self, file: _File) -> Iterator[Job]:
        dropped = file.known.dropped if file.known is not None else ()
        for part in stretches(file.input.path, file.known, self._stretch):
            task = self._task(file, start=part.start, end=part.end, row=part.row)
            yield self._begin(_Stretch(file, TakeJob(task, part.end - part.start), part, dropped))
            dropped = ()

    def _whole(self, file: _File) -> Iterator[Job]:
        kept = file.known.kept if file.known is not None else ()
        after = max((one.last for one in kept), default=0)
        time = self._lake.last_time(kept[-1].id) if kept and file.look.reader == "evtx" else None
        dropped = file.known.dropped if file.known is not None else ()
        task = self._task(file, digest=True, after=after, after_time=time)
        yield self._begin(_Stretch(file, TakeJob(task, file.input.size), None, dropped))

    def _task(self, file: _File, **more: object) -> Task:
        source = file.source
        return Task(
            str(file.input.path),
            file.input.label,
            reader=file.look.reader,
            kind=log_source(source),
            timezone=source.timezone,
            host=only_host(source),
            until=file.input.modified / 1e9,
            **more,  # type: ignore[arg-type]
        )

    def _begin(self, stretch: _Stretch) -> Job:
        stretch.file.expected.append(stretch)
        self._at_work[stretch.job] = stretch
        return stretch.job

    def _take(self, outcome: Outcome) -> None:
        job, said = outcome
        stretch = self._at_work[job]
        match said:
            case Part(piece=piece) if piece is not None:
                stretch.pieces.append(self._lake.put(piece.source, piece.day, piece.rows, piece.content))
                self.report.events += piece.rows
                self._progress.advance(self.report.events, None, "events")
            case Done(told=told):
                del self._at_work[job]
                if told.other or (stretch.job.task.after and told.last < stretch.job.task.after):
                    self._start_over(stretch)
                    return
                stretch.told = told
                self._commit(stretch.file)
            case Failure(why=why):
                del self._at_work[job]
                stretch.told = Told(reader=stretch.file.look.reader, problem=why)
                stretch.pieces.clear()
                self._commit(stretch.file)

    def _start_over(self, stretch: _Stretch) -> None:
        """A log that lies where another lay: take all of it, as a file of its own."""

        stretch.file.known = stretch.file.number = None
        self.report.events -= sum(piece.rows for piece in stretch.pieces)
        stretch.pieces.clear()
        stretch.job = TakeJob(replace(stretch.job.task, after=0, after_time=None), stretch.job.size)
        self._at_work[stretch.job] = stretch
        self._again.append(stretch)

    def _commit(self, file: _File) -> None:
        """Let the stretches count that are done, in the order of the file; note its end where that is reached."""
        while file.expected and file.expected[0].told is not None:
            stretch = file.expected.popleft()
            if file.number is None:
                at = datetime.now(UTC).isoformat()
                file.number = self._lake.begin(
                    file.input.label, str(file.input.path), file.look.reader, file.source.kind.value, file.look.head, at
                )
            self._add(file, file.number, stretch, stretch.told)
        if file.planned and not file.expected and file.number is not None:
            if not file.failed:
                self._lake.finish(file.number, file.input.digest, file.input.label, str(file.input.path))
            if file.known is None:
                self.report.taken += 1
            else:
                self.report.continued += 1

    def _add(self, file: _File, number: int, stretch: _Stretch, told: Told | None) -> None:
        assert told is not None
        part = stretch.part or self._measured(file, stretch, told)
        if told.aside:
            self._lake.keep_aside(f"{number}-{part.start}", told.aside)
        self._lake.add(number, _new_stretch(part, stretch.pieces, told), [one.id for one in stretch.dropped])
        file.failed = file.failed or told.problem is not None
        self.report.dirty += sum(counted[0] for counted in told.dirty.values())
        self.report.gaps += told_gaps(file.source, file.input.label, told)

    def _measured(self, file: _File, stretch: _Stretch, told: Told) -> Piecemeal:
        kept = [one for one in file.known.kept if one not in stretch.dropped] if file.known is not None else []
        start = kept[-1].end if kept else 0
        return Piecemeal(start, max(told.size, start), 1, 0, told.digest, told.ends_in_line)

    def _gap(self, source: Source, item: Input, reason: GapReason, why: str, remedy: str) -> None:
        self.report.gaps.append(file_gap(source, item.label, reason, why, remedy))


def _new_stretch(part: Piecemeal, pieces: Sequence[NewPiece], told: Told) -> NewStretch:
    return NewStretch(
        start=part.start,
        end=part.end,
        digest=part.digest,
        row=part.row,
        lines=part.lines,
        last=told.last,
        ends_in_line=part.ends_in_line,
        told=json.dumps(told_record(told), sort_keys=True),
        pieces=tuple(pieces),
        cover=tuple((*key, cell.rows, cell.first, cell.last) for key, cell in told.cover.cells.items()),
    )


def told_record(told: Told) -> dict[str, object]:
    """Return what reading told, as the lake keeps it beside the coverage."""
    return {
        "dirty": told.dirty,
        "fault": told.fault,
        "problem": told.problem,
        "last_time": told.last_time,
        "crowded": told.cover.crowded,
        "stops": [
            [stop.lost.value, stop.source, stop.host, stop.time and stop.time.isoformat(), stop.row, stop.why]
            for stop in told.stops
        ],
    }


def log_source(source: Source) -> str | None:
    """Return the log source for rows that do not tell it themselves, None where the kind of source tells nothing."""
    return {"proxy": "proxy", "dns": "dns", "connections": "firewall"}.get(source.kind.value)

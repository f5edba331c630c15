"""Examining contents: hashing and YARA in limited worker processes, each distinct content scanned once.

Results come in the order of the walk. Nothing is dropped: a file that could not be read or scanned is an Artifact whose
state says so (its name can still be judged) and a Gap.
"""

import hashlib
import importlib.metadata
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from beartrap.engine.content_cache import ContentCache
from beartrap.engine.content_dialogue import Answer, ContentDialogue, FileBatch, Waiting
from beartrap.engine.content_gaps import FileGaps, reason_of, rule_gap
from beartrap.engine.content_memory import ContentMemory
from beartrap.engine.limits import NO_LIMITS_CHANGED, Limits
from beartrap.engine.scanned import Examined, Scan
from beartrap.engine.worker_process import CONTENT_WORKER
from beartrap.engine.workers import Failed, Failure, WorkerPool
from beartrap.model.artifact import Artifact, ContentState, FileEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.record import canonical

MOST_IN_FLIGHT = 8192
"""Files between the walk and the last result handed on: what bounds the parent's memory (some 10 MB)."""
TOLD_EVERY = 250
"""Files between two signs of progress."""
MOST_WORKERS = 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HASHED_ONLY = Scan(ContentState.CLEAN)
_FAILED_STATES = {GapReason.TIMED_OUT: ContentState.TIMED_OUT, GapReason.LIMIT: ContentState.SKIPPED}


def default_workers() -> int:
    """Return how many workers are useful here: one a processor that we may use, four at most."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_WORKERS)


def rules_digest(yara: Mapping[str, str], limits: Limits) -> str:
    """Return the digest of all that decides how the scan of a content ends: rules, engine, limits."""
    version = importlib.metadata.version("yara-x")
    content = [sorted(yara.items()), version, limits.scan_bytes, limits.scan_seconds]
    return hashlib.sha256(canonical(content)).hexdigest()


def examine(
    entries: Iterable[FileEntry | Gap],
    yara: Mapping[str, str],
    *,
    cache: ContentCache | None = None,
    workers: int | None = None,
    limits: Limits = NO_LIMITS_CHANGED,
    progress: Callable[[int, int], None] | None = None,
    deadline: Callable[[], bool] | None = None,
    rehash: bool = False,
    command: Sequence[str] = CONTENT_WORKER,
) -> Iterator[Artifact | Gap]:
    """Yield for each entry its Artifact, followed by a Gap where it was not examined well; Gaps pass through.

    `yara` maps a name to the source of its rules; empty: contents are only hashed. `cache` saves the work of earlier
    looks; `rehash` reads every file all the same, because times can be forged. `progress` is told files and bytes so
    far; `deadline` is asked often, and once it is true the rest becomes one Gap. `command` starts a worker.
    Raises only what `entries` raises.
    """
    memory = ContentMemory(cache, rules_digest(yara, limits) if yara else None, limits)
    dialogue = ContentDialogue(yara, limits, memory.scan)
    with WorkerPool(dialogue, workers or default_workers(), limits.worker, command) as pool:
        yield from _rule_gaps(dialogue, memory, pool, bool(yara))
        examination = _Examination(pool, memory, limits, bool(yara), deadline or _never, progress or _nobody, rehash)
        yield from examination.over(entries)


def _never() -> bool:
    return False


def _nobody(files: int, size: int) -> None:
    """Tell nobody."""


def _rule_gaps(
    dialogue: ContentDialogue, memory: ContentMemory, pool: WorkerPool[FileBatch, list[Answer]], scanning: bool
) -> tuple[Gap, ...]:
    """Return a Gap for each rule that does not compile, also where the cache knows every content."""
    if not scanning:
        return ()
    problems = memory.problems()
    if problems is None and pool.prepare():
        problems = dialogue.problems or ()
        memory.learn_problems(problems)
    return tuple(rule_gap(problem) for problem in problems or ())


class _Examination:
    """One pass over entries: what is in flight, in the order of the walk."""

    def __init__(
        self,
        pool: WorkerPool[FileBatch, list[Answer]],
        memory: ContentMemory,
        limits: Limits,
        scanning: bool,
        is_late: Callable[[], bool],
        progress: Callable[[int, int], None],
        rehash: bool,
    ) -> None:
        self._pool = pool
        self._memory = memory
        self._limits = limits
        self._scanning = scanning
        self._is_late = is_late
        self._progress = progress
        self._rehash = rehash
        self._gaps = FileGaps()
        self._line: deque[Waiting | Gap] = deque()
        self._batch = FileBatch()
        self._files = self._bytes = 0

    def over(self, entries: Iterable[FileEntry | Gap]) -> Iterator[Artifact | Gap]:
        """Yield what becomes of each entry."""
        stopped = False
        for entry in entries:
            self._take(entry)
            yield from self._ready()
            while len(self._line) >= MOST_IN_FLIGHT and not self._is_late():
                self._collect(None)
                yield from self._ready()
            stopped = self._is_late()
            if stopped:
                break
        self._send()
        while self._line and not self._is_late():
            self._collect(None)
            yield from self._ready()
        if stopped or self._line:
            self._collect(0.0)
            yield from self._ready()
            left = sum(isinstance(one, Waiting) for one in self._line)
            yield from (one for one in self._line if isinstance(one, Gap))
            yield self._gaps.out_of_time(self._files, left)
        yield from self._gaps.rest()
        self._progress(self._files, self._bytes)

    def _take(self, entry: FileEntry | Gap) -> None:
        if isinstance(entry, Gap):
            self._line.append(entry)
            return
        self._gaps.met(entry)
        file = Waiting(entry)
        self._line.append(file)
        known = None if self._rehash else self._memory.file(entry)
        if known is not None:
            file.outcome = self._judge(entry, known)
            return
        if self._batch.files and self._batch.size + entry.size > self._limits.batch_bytes:
            self._send()
        self._batch.files.append(file)
        self._batch.size += entry.size
        if len(self._batch.files) >= self._limits.batch_files:
            self._send()

    def _send(self) -> None:
        """Give the batch to the workers, and take what they have done meanwhile."""
        if self._batch.files:
            self._pool.submit(self._batch)
            self._batch = FileBatch()
        self._collect(0.0)

    def _collect(self, timeout: float | None) -> None:
        """Take outcomes; where none is there yet, wait `timeout` seconds (None: a moment) for one."""
        done = self._pool.outcomes() if timeout is None else self._pool.outcomes(timeout)
        for batch, outcome in done:
            if isinstance(outcome, Failure):
                self._failed(batch, outcome)
                continue
            for file, answer in zip(batch.files, outcome, strict=True):
                file.outcome = self._judge(file.entry, answer)
                if isinstance(answer, Examined):
                    self._memory.learn(file.entry, answer)

    def _failed(self, batch: FileBatch, failure: Failure) -> None:
        """Look at the files of a failed batch one by one, so that only the culprit is lost."""
        if failure.how is Failed.NOT_STARTED:
            for file in batch.files:
                self._gaps.unstarted(file.entry, failure.why)
                file.outcome = (_artifact(file.entry, ContentState.ERROR),)
        elif len(batch.files) > 1:
            for file in batch.files:
                self._pool.submit(FileBatch([file], file.entry.size))
        else:
            reason = reason_of(failure)
            file = batch.files[0]
            gaps = self._gaps.of(file.entry, reason, failure.why)
            file.outcome = (_artifact(file.entry, _FAILED_STATES.get(reason, ContentState.ERROR)), *gaps)

    def _judge(self, entry: FileEntry, answer: Answer) -> tuple[Artifact | Gap, ...]:
        if not isinstance(answer, Examined):
            state = _FAILED_STATES.get(answer.reason, ContentState.ERROR)
            return (_artifact(entry, state), *self._gaps.of(entry, answer.reason, answer.why))
        if not self._scanning:
            return (_artifact(entry, ContentState.CLEAN, answer.digests),)
        scan = answer.scan
        if scan is None:
            why = f"has {entry.size} bytes and was hashed, not scanned by rule; {self._limits.scan_bytes} are allowed"
            skipped = _artifact(entry, ContentState.SKIPPED, answer.digests)
            return (skipped, *self._gaps.of(entry, GapReason.LIMIT, why))
        artifact = _artifact(entry, scan.state, answer.digests, scan)
        if scan.state is ContentState.TIMED_OUT:
            return (artifact, *self._gaps.of(entry, GapReason.TIMED_OUT, scan.why))
        if scan.state is ContentState.ERROR:
            return (artifact, *self._gaps.of(entry, GapReason.CRASHED, scan.why))
        if scan.more:
            why = f"{scan.more} more rules match than are named"
            return (artifact, *self._gaps.of(entry, GapReason.LIMIT, why))
        return (artifact,)

    def _ready(self) -> Iterator[Artifact | Gap]:
        """Yield from the head of the line whatever is done."""
        while self._line:
            first = self._line[0]
            if isinstance(first, Gap):
                self._line.popleft()
                yield first
                continue
            if first.outcome is None:
                return
            self._line.popleft()
            self._files += 1
            self._bytes += first.entry.size
            if self._files % TOLD_EVERY == 0:
                self._progress(self._files, self._bytes)
            yield from first.outcome


def _artifact(
    entry: FileEntry,
    state: ContentState,
    digests: tuple[str, str, str] | tuple[None, None, None] = (None, None, None),
    scan: Scan = _HASHED_ONLY,
) -> Artifact:
    sha256, sha1, md5 = digests
    path = entry.place.member[-1] if entry.place.member else entry.place.path or b""
    return Artifact(
        place=entry.place,
        name=path[path.rfind(b"/") + 1 :],
        size=entry.size,
        sha256=sha256,
        sha1=sha1,
        md5=md5,
        modified=_moment(entry.identity[3]),
        matches=scan.matches,
        state=state,
    )


def _moment(nanoseconds: int) -> datetime | None:
    """Return a file's time; None where it lies outside of what a calendar holds, as a forged one may."""
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None

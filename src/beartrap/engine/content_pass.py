"""One pass over the entries of one tree: what is in flight, in the order of the walk."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from beartrap.engine.content_dialogue import Answer, FileBatch, Waiting
from beartrap.engine.content_gaps import FileGaps
from beartrap.engine.content_memory import ContentMemory
from beartrap.engine.content_results import Results, scan_of
from beartrap.engine.limits import Limits
from beartrap.engine.scanned import Examined
from beartrap.engine.workers import Failed, Failure, WorkerPool
from beartrap.model.artifact import Artifact, FileEntry
from beartrap.model.coverage import Gap
from beartrap.model.frozen import frozen

MOST_IN_FLIGHT = 8192
"""Files between the walk and the last result handed on: what bounds the parent's memory (some 10 MB)."""
TOLD_EVERY = 250
"""Files between two signs of progress."""
ContentPool = WorkerPool[FileBatch, list[Answer]]


@frozen
class PassOptions:
    """`progress` is told files and bytes so far, `is_late` asked often; `rehash`: what the cache knows of files is not used."""

    progress: Callable[[int, int], None]
    is_late: Callable[[], bool]
    rehash: bool


class ContentPass:
    """Batches go to the pool; whatever is done at the head of the line is handed on."""

    def __init__(
        self, pool: ContentPool, memory: ContentMemory, limits: Limits, scanning: bool, options: PassOptions
    ) -> None:
        self._pool = pool
        self._memory = memory
        self._limits = limits
        self._scanning = scanning
        self._options = options
        self._gaps = FileGaps()
        self._results = Results(limits, scanning, self._gaps)
        self._line: deque[Waiting | Gap] = deque()
        self._awaiting: dict[str, list[tuple[Waiting, Examined]]] = defaultdict(list)
        self._batch = FileBatch()
        self._files = self._bytes = 0

    def over(self, entries: Iterable[FileEntry | Gap]) -> Iterator[Artifact | Gap]:
        """Yield what becomes of each entry."""
        is_late, stopped = self._options.is_late, False
        for entry in entries:
            self._take(entry)
            yield from self._ready()
            while len(self._line) >= MOST_IN_FLIGHT and not is_late():
                self._collect(None)
                yield from self._ready()
            stopped = is_late()
            if stopped:
                break
        self._send()
        while self._line and not is_late():
            self._collect(None)
            yield from self._ready()
        if stopped or self._line:
            self._collect(0.0)
            yield from self._ready()
            left = sum(isinstance(one, Waiting) for one in self._line)
            yield from (one for one in self._line if isinstance(one, Gap))
            yield self._gaps.out_of_time(self._files, left)
        yield from self._gaps.rest()
        self._options.progress(self._files, self._bytes)

    def _take(self, entry: FileEntry | Gap) -> None:
        if isinstance(entry, Gap):
            self._line.append(entry)
            return
        self._gaps.met(entry)
        file = Waiting(entry)
        self._line.append(file)
        known = None if self._options.rehash else self._memory.file(entry)
        if known is not None:
            file.outcome = self._results.of(entry, known)
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

    def _alone(self, file: Waiting) -> None:
        """Give one file to the workers as a batch of its own."""
        self._pool.submit(FileBatch([file], file.entry.size))

    def _collect(self, timeout: float | None) -> None:
        """Take outcomes; where none is there yet, wait `timeout` seconds (None: a moment) for one."""
        done = self._pool.outcomes() if timeout is None else self._pool.outcomes(timeout)
        for batch, outcome in done:
            if isinstance(outcome, Failure):
                self._failed(batch, outcome)
            else:
                for file, answer in zip(batch.files, outcome, strict=True):
                    self._settle(file, answer)
            self._memory.release(batch.claims)
            for digest in batch.claims:
                for file, waiting in self._awaiting.pop(digest, ()):
                    self._settle(file, waiting)

    def _settle(self, file: Waiting, answer: Answer) -> None:
        """Learn from an answer, and make it the file's outcome.

        Where the content is being scanned by another worker, the file waits for that; where that came to nothing, or
        might, it is looked at by itself.
        """
        if isinstance(answer, Examined):
            if self._scanning and answer.kept and answer.scan is None:
                digest = answer.digests[0]
                answer = replace(answer, scan=self._memory.scan(digest))
                if answer.scan is None and self._memory.is_claimed(digest):
                    self._awaiting[digest].append((file, answer))
                    return
                if answer.scan is None:
                    self._alone(file)
                    return
            self._memory.learn(file.entry, answer)
        file.outcome = self._results.of(file.entry, answer)

    def _failed(self, batch: FileBatch, failure: Failure) -> None:
        """Look at the files of a failed batch one by one, so that only the culprit is lost, and is not scanned again."""
        if len(batch.files) > 1 and failure.how is not Failed.NOT_STARTED:
            self._memory.suspect(batch.claims)
            for file in batch.files:
                self._alone(file)
            return
        for file in batch.files:
            file.outcome = self._results.lost(file.entry, failure)
        for digest in batch.claims:
            self._memory.failed(digest, scan_of(failure))

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
                self._options.progress(self._files, self._bytes)
            yield from first.outcome

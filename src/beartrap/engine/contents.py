"""Examining contents: hashing and YARA in limited worker processes, each distinct content scanned once.

Results come in the order of the walk. Nothing is dropped: a file that could not be read or scanned is an Artifact whose
state says so (its name can still be judged) and a Gap.
"""

import contextlib
import hashlib
import importlib.metadata
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from beartrap.engine.content_cache import ContentCache
from beartrap.engine.content_dialogue import ContentDialogue
from beartrap.engine.content_gaps import FileGaps, rule_gap
from beartrap.engine.content_memory import ContentMemory
from beartrap.engine.content_pass import ContentPass, ContentPool, PassOptions
from beartrap.engine.hashing import OTHERS
from beartrap.engine.limits import NO_LIMITS_CHANGED, Limits
from beartrap.engine.scanned import RuleFacts
from beartrap.engine.worker_process import CONTENT_WORKER
from beartrap.engine.workers import SetupFailed, WorkerPool
from beartrap.engine.yara_file import CompiledRules, is_small
from beartrap.model.artifact import Artifact, FileEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.record import canonical

MOST_WORKERS = 4


def default_workers() -> int:
    """Return how many workers are useful here: one a processor that we may use, four at most."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_WORKERS)


def rules_digest(yara: Mapping[str, str], limits: Limits) -> str:
    """Return the digest of all that decides how the scan of a content ends: rules, engine, limits."""
    version = importlib.metadata.version("yara-x")
    content = [sorted(yara.items()), version, limits.scan_bytes, limits.scan_seconds]
    return hashlib.sha256(canonical(content)).hexdigest()


class Examiner:
    """Examines the files of many trees, one tree after the other, with the same workers and the same compiled rules.

    `yara` maps a name to the source of its rules; empty: contents are only hashed. `cache` saves the work of earlier
    looks. `also` names the digests that are wanted beside SHA-256. In `folder` a compiled rule set is kept for the next run.
    `unfold`: what archives hold is examined too, member by member. `signers`: who signed a content is told. `command` starts a worker; the first one is started when there is work for it. Use as a context manager, or
    call `close`, which ends the workers at once.
    """

    def __init__(
        self,
        yara: Mapping[str, str],
        *,
        cache: ContentCache | None = None,
        workers: int | None = None,
        limits: Limits = NO_LIMITS_CHANGED,
        also: Sequence[str] = OTHERS,
        folder: Path | None = None,
        unfold: bool = True,
        signers: bool = False,
        command: Sequence[str] = CONTENT_WORKER,
    ) -> None:
        self._scanning = bool(yara) or signers
        self._limits = limits
        digest = rules_digest(yara, limits) + ("+signers" if signers else "")
        self._memory = ContentMemory(cache, digest if self._scanning else None, limits, also, unfold=unfold)
        self._compiled = CompiledRules(yara, digest, folder) if yara and not is_small(yara) else None
        self._dialogue = ContentDialogue(
            yara, self._compiled, limits, also, self._memory, unfold=unfold, signers=signers
        )
        self._pool: ContentPool = WorkerPool(self._dialogue, workers or default_workers(), limits.worker, command)
        self._told_problems = False
        self._at_work = False

    def __enter__(self) -> "Examiner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers."""
        self._pool.close()
        if self._compiled is not None:
            self._compiled.close()

    def examine(
        self,
        entries: Iterable[FileEntry | Gap],
        *,
        progress: Callable[[int, int], None] | None = None,
        deadline: Callable[[], bool] | None = None,
        rehash: bool = False,
    ) -> Iterator[Artifact | Gap]:
        """Yield for each entry its Artifact, followed by a Gap where it was not examined well; Gaps pass through.

        Rules that do not compile are Gaps before all else, once for each examiner. `progress` is told files and bytes so
        far; `deadline` is asked often, and once it is true the rest becomes one Gap. `rehash` reads every file whatever
        the cache knows, because times can be forged. Raises what `entries` raises, and RuntimeError where an earlier
        iterator of this examiner was neither read to its end nor closed.
        """
        if self._at_work:
            raise RuntimeError("an examiner looks at one tree at a time")
        self._at_work = True
        options = PassOptions(progress or _nobody, deadline or _never, rehash)
        try:
            yield from self._rule_gaps()
            yield from ContentPass(self._pool, self._memory, self._limits, self._scanning, options).over(entries)
        finally:
            self._at_work = False
            self._pool.drop()
            self._memory.release_all()
            self._memory.commit()

    def examine_disk(
        self, entry: FileEntry, *, told: Callable[[int], None], deadline: Callable[[], bool] | None = None
    ) -> Iterator[Artifact | Gap]:
        """Yield what a disk image holds, file by file, and Gaps for what of it could not be read; `told` is told files so far."""
        from beartrap.engine.disk.images import DiskPass  # late: images are rare

        try:
            setup = self._dialogue.setup()
        except SetupFailed as error:
            yield FileGaps().of(entry, GapReason.CRASHED, str(error))[0]
            return
        yield from DiskPass(setup, self._limits, self._scanning, told, deadline or _never).over(entry)

    def _rule_gaps(self) -> Iterator[Gap]:
        """Yield a Gap for each rule that does not compile, also where the cache knows every content."""
        if not self._scanning or self._told_problems:
            return
        facts = self._memory.rules()
        if facts is None and (facts := self._facts()) is not None:
            self._memory.learn_rules(facts)
        if facts is not None:
            self._told_problems = True
            self._memory.names = facts.names
            yield from map(rule_gap, facts.problems)

    def _facts(self) -> RuleFacts | None:
        """Compile the rules; None where that cannot be done: each file then says so."""
        if self._compiled is not None:
            with contextlib.suppress(SetupFailed):
                return self._compiled.get().facts
        elif self._pool.prepare():
            return RuleFacts(self._dialogue.problems or ())
        return None


def _never() -> bool:
    return False


def _nobody(files: int, size: int) -> None:
    """Tell nobody."""

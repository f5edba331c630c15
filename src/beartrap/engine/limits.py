"""The limits under which hostile content is read, each with its reason."""

from beartrap.model.frozen import frozen

MIB = 1024 * 1024


@frozen
class WorkerLimits:
    """What one worker process may use, as its parent watches it.

    `resident` bounds the resident size in bytes, not the address space: yara-x reserves gigabytes that it never
    touches, so RLIMIT_AS would stop honest scans. `setup_seconds` is the time to start and compile (5,900 public rules
    take 5 s); `reply` the longest message in bytes that is read from a worker.
    """

    resident: int = 1024 * MIB
    setup_seconds: float = 60.0
    reply: int = 16 * MIB


@frozen
class Limits:
    """How much of one file is read, and for how long.

    `hash_bytes`: larger files are not hashed (8 GiB take half a minute at 250 MB/s; a sparse terabyte would take an
    hour). `scan_bytes`: larger files are hashed but not scanned, because yara-x wants the whole content in memory.
    `scan_seconds`: one scan of one content. `batch_files` and `batch_bytes`: one task for a worker; the cost is per
    file, so small ones go together. `task_seconds` and `slowest` (bytes a second) give the wall time of a task.
    `settle_seconds`: a file that changed so short ago may change again within the clock's tick and keep its identity,
    so its identity is not cached (the rule of git's index).
    """

    hash_bytes: int = 8 * 1024 * MIB
    scan_bytes: int = 64 * MIB
    scan_seconds: int = 20
    batch_files: int = 128
    batch_bytes: int = 4 * MIB
    task_seconds: float = 60.0
    slowest: int = 10 * MIB
    settle_seconds: float = 2.0
    worker: WorkerLimits = WorkerLimits()

    def seconds_for(self, size: int) -> float:
        """Return the wall time allowed for a task that reads `size` bytes."""
        return self.task_seconds + size / self.slowest


NO_LIMITS_CHANGED = Limits()
"""The limits of a look unless the caller says otherwise."""

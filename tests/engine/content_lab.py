"""Files as a walk would list them, and workers that misbehave on purpose."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from beartrap.engine import worker_process, workers
from beartrap.engine.content_cache import ContentCache
from beartrap.engine.contents import Examiner
from beartrap.engine.limits import NO_LIMITS_CHANGED, Limits
from beartrap.engine.worker_process import CONTENT_WORKER
from beartrap.model.artifact import Artifact, FileEntry
from beartrap.model.coverage import Gap
from beartrap.model.place import Place

HOSTILE = Path(__file__).with_name("hostile_worker.py")
EAGER = Limits(settle_seconds=0.0)
"""Limits that cache the identity of files made a moment ago; tests cannot set a ctime."""
EVIL = {"lab/evil.yar": 'rule evil { meta: severity = "high" strings: $a = "EVIL" condition: $a }'}


def listed(path: Path, host: str = "host-1") -> FileEntry:
    """Return the entry that a walk yields for a regular file."""
    real = os.fsencode(path)
    status = path.lstat()
    identity = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return FileEntry(Place("lab", host, b"/" + os.fsencode(path.name)), real, identity, status.st_mode)


def write(folder: Path, **contents: bytes) -> list[FileEntry]:
    """Write files and return their entries, in order."""
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [listed(folder / name) for name in contents]


def hostile(mode: str, *arguments: str) -> tuple[str, ...]:
    """Return the command of a worker that misbehaves in one way."""
    return (sys.executable, "-I", "-B", str(HOSTILE), mode, *arguments)


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
    """Examine one tree with an examiner of its own."""
    with Examiner(yara, cache=cache, workers=workers, limits=limits, command=command) as examiner:
        yield from examiner.examine(entries, progress=progress, deadline=deadline, rehash=rehash)


def split(results: Iterator[Artifact | Gap]) -> tuple[list[Artifact], list[Gap]]:
    """Return artifacts and gaps apart."""
    everything = list(results)
    artifacts = [one for one in everything if isinstance(one, Artifact)]
    return artifacts, [one for one in everything if isinstance(one, Gap)]


__all__ = ["EAGER", "EVIL", "HOSTILE", "examine", "hostile", "listed", "split", "write"]


class Clock:
    """The clock by which deadlines of workers are judged: a test puts it ahead instead of waiting."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        for module in (workers, worker_process):
            monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=self.monotonic))

    def monotonic(self) -> float:
        """Return the time, and how far it was put ahead."""
        return time.monotonic() + self.ahead

"""Files as a walk would list them, and workers that misbehave on purpose."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from beartrap.engine.contents import examine
from beartrap.engine.limits import Limits
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


def split(results: Iterator[Artifact | Gap]) -> tuple[list[Artifact], list[Gap]]:
    """Return artifacts and gaps apart."""
    everything = list(results)
    artifacts = [one for one in everything if isinstance(one, Artifact)]
    return artifacts, [one for one in everything if isinstance(one, Gap)]


__all__ = ["EAGER", "EVIL", "HOSTILE", "examine", "hostile", "listed", "split", "write"]

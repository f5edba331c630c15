"""Running a program that a person named: an argument vector, never a shell, bounded in time and in what is kept of its words."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from typing import IO

from beartrap.model.frozen import frozen

SECONDS = 900
"""A package manager that takes longer waits for something."""
KEPT = 4096
"""Bytes of the end of its output that are kept: what it said last."""
_PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


@frozen
class Ran:
    """How a program ended: its exit code (None where it could not be started or took too long) and its last words."""

    code: int | None
    words: str


def run(arguments: Sequence[str], folder: bytes | None = None, *, seconds: float = SECONDS) -> Ran:
    """Run a program to its end. It gets no input and only a few names of the environment. Raises nothing of the program's."""
    environment = {name: os.environ[name] for name in _PASSED if name in os.environ}
    with tempfile.TemporaryFile() as words:  # on disk: a program that talks without end must not fill our memory
        return _run(arguments, folder, environment, words, seconds)


def _run(
    arguments: Sequence[str], folder: bytes | None, environment: dict[str, str], words: IO[bytes], seconds: float
) -> Ran:
    try:
        done = subprocess.run(  # noqa: S603 - a vector that a person confirmed, no shell
            list(arguments), cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=words,
            stderr=subprocess.STDOUT, timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Ran(None, f"it took more than {seconds:.0f} seconds and was ended")
    except OSError as error:
        return Ran(None, f"it could not be started: {error}")
    words.seek(max(words.seek(0, os.SEEK_END) - KEPT, 0))
    return Ran(done.returncode, words.read().decode("utf-8", "replace"))

"""A rule set made ready in one file, and how its parent comes by it: made once by a limited worker, kept by digest.

The file holds the units (JSON, and of groups the compiled set) and the databases of literals one behind the other, then an index as JSON, the index's length, and
the BLAKE3 of all before: a file that was cut short or changed is made anew.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import blake3

from beartrap.engine.errand import ErrandFailed, converse, worker_command
from beartrap.engine.scanned import RuleFacts, number, problems_from
from beartrap.engine.wire import BLOB
from beartrap.engine.workers import SetupFailed
from beartrap.engine.yara_index import DIGEST, NAMES, index_in
from beartrap.model.frozen import frozen

COMPILE_SECONDS = 600.0
"""Silence of the compiler. 6,000 public rules take 6 s in all; a rule set of a hundred times as many is no rule set."""
FORMAT = 2
"""Of the file, in its name."""
_COMPILER = worker_command("beartrap.engine.yara_compile_main")


SMALL = 64 * 1024
"""Characters of rules below which workers compile them themselves: parting a hundred rules is not worth a process."""


@frozen
class Compiled:
    """Where a compiled set lies, and what is known of it."""

    path: str
    facts: RuleFacts


class CompiledRules:
    """The compiled form of YARA sources, in `folder` (a temporary one where None), made when it is first asked for.

    `close` removes what is temporary.
    """

    def __init__(self, sources: Mapping[str, str], digest: str, folder: Path | None) -> None:
        self._sources = sources
        self._digest = digest
        self._folder = folder
        self._temporary: Path | None = None
        self._told: Compiled | None = None

    def get(self) -> Compiled:
        """Return it; raises SetupFailed."""
        if self._told is None:
            try:
                self._told = self._open() or self._compile()
            except (OSError, ErrandFailed, ValueError, TypeError, KeyError) as error:
                raise SetupFailed(f"the rules could not be compiled: {error}") from error
        return self._told

    def close(self) -> None:
        """Remove a temporary file."""
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary = self._told = None

    def _path(self) -> Path:
        folder = self._folder or self._temporary
        if folder is None:
            folder = self._temporary = Path(tempfile.mkdtemp(prefix="beartrap-rules-"))
        return folder / f"rules{FORMAT}-{self._digest[:32]}.compiled"

    def _open(self) -> Compiled | None:
        """Return what is there already, None where nothing sound is."""
        path = self._path()
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            content = path.read_bytes()
            if blake3.blake3(content[:-DIGEST]).digest() == content[-DIGEST:]:
                index = index_in(content[:-DIGEST])
                return _compiled(path, index)
        return None

    def _compile(self) -> Compiled:
        path = self._path()
        messages = converse(_COMPILER, {"yara": dict(self._sources)}, seconds=lambda _: COMPILE_SECONDS)
        index = write_compiled(messages, path)
        return _compiled(path, index)


def is_small(sources: Mapping[str, str]) -> bool:
    """Whether workers may compile the sources themselves, each for itself; rules that look at names are always parted."""
    length = sum(map(len, sources.values()))
    return length < SMALL and not any(word in text for text in sources.values() for word in NAMES)


def _compiled(path: Path, index: Mapping[str, Any]) -> Compiled:
    names = any(stage["named"] is True for stage in index["stages"])
    return Compiled(str(path), RuleFacts(problems_from(index["problems"]), names))


def write_compiled(messages: Iterable[dict[str, Any]], path: Path) -> dict[str, Any]:
    """Write what `yara_compile.compiled` says to `path`, whole or not at all; returns the index.

    Raises ValueError, TypeError or KeyError where the messages have another shape, or end before they are done; OSError.
    """
    units: list[tuple[int, int, int]] = []
    stages: list[dict[str, Any]] = []
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    digest = blake3.blake3()
    with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:

        def put(content: bytes) -> tuple[int, int]:
            digest.update(content)
            return (stream.tell(), stream.write(content))

        for message in messages:
            if message.get("done") is True:
                index = {"problems": message["problems"], "units": units, "stages": stages}
                content = json.dumps(index).encode()
                put(content + len(content).to_bytes(8, "big"))
                stream.write(digest.digest())
                stream.close()
                partial.replace(path)
                return index
            if "units" in message:
                at, _ = put(message[BLOB])
                for length, built in message["units"]:
                    units.append((at, number(length), number(built)))
                    at += length + built
            else:
                stage = {key: message[key] for key in ("heads", "named", "always", "literals", "calls")}
                stages.append({**stage, "database": put(message[BLOB])})
    raise ValueError("the compiler ended before it was done")

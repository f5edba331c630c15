"""One disk image, examined by a worker of its own that is started anew after a file that broke it."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from beartrap.engine.content_gaps import FileGaps
from beartrap.engine.content_results import Results
from beartrap.engine.disk.telling import INSTALL
from beartrap.engine.errand import ErrandFailed, converse, worker_command
from beartrap.engine.limits import Limits
from beartrap.engine.scanned import items, member_from, number, text
from beartrap.engine.wire import to_raw, to_text
from beartrap.model.artifact import Artifact, FileEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.text import shown_bytes

WORKER = worker_command("beartrap.engine.disk.worker")
MOST_BREAKS = 20
"""Files of one image that may each cost a worker; an image with more is made to."""
MOST_SEGMENTS = 1000
_FIRST_SEGMENT = re.compile(rb"(.*\.[eE])01", re.DOTALL)


class DiskPass:
    """The pass over one image; `told` is told files so far, `is_late` asked often."""

    def __init__(
        self,
        setup: dict[str, Any],
        limits: Limits,
        scanning: bool,
        told: Callable[[int], None],
        is_late: Callable[[], bool],
    ) -> None:
        self._setup = setup
        self._limits = limits
        self._told = told
        self._is_late = is_late
        self._gaps = FileGaps()
        self._results = Results(limits, scanning, self._gaps)
        self._done = 0
        self._last: tuple[bytes, ...] = ()

    def over(self, entry: FileEntry) -> Iterator[Artifact | Gap]:
        """Yield what becomes of each file in the image at `entry`."""
        for _ in range(MOST_BREAKS):
            try:
                yield from self._talk(entry)
            except (ErrandFailed, OSError) as error:
                yield from self._gaps.of(entry, GapReason.CRASHED, f"{error}, {self._where()}")
                if not self._done:
                    break  # it is not one file that does it
                self._done += 1  # the one after the last that was told
                continue
            except (ValueError, TypeError, KeyError) as error:
                yield from self._gaps.of(
                    entry, GapReason.CRASHED, f"the worker said what is none of its words ({error})"
                )
            break
        else:
            yield from self._gaps.of(entry, GapReason.CRASHED, f"the rest was not read: {MOST_BREAKS} workers broke")
        yield from self._gaps.rest()
        self._told(self._done)

    def _where(self) -> str:
        return "at the file after " + "!".join(map(shown_bytes, self._last)) if self._last else "at its first file"

    def _talk(self, entry: FileEntry) -> Iterator[Artifact | Gap]:
        order = {**self._setup, "paths": [to_text(path) for path in segments(entry.real)], "skip": self._done}
        for message in converse(WORKER, order, seconds=self._seconds):
            if self._is_late():
                yield self._gaps.out_of_time(self._done, 0)
                return
            if message.get("done") is True:
                return
            yield from self._one(entry, message)
            if "missing" in message:
                return
        raise ErrandFailed("the worker ended early")

    def _seconds(self, message: dict[str, Any] | None) -> float:
        """Return how long a worker may be silent: reading by dissect takes some ten times as long as from the disk itself."""
        size = 0 if message is None else message.get("size", 0)
        return 2 * self._limits.seconds_for(10 * (size if isinstance(size, int) else 0))

    def _one(self, entry: FileEntry, message: dict[str, Any]) -> Iterator[Artifact | Gap]:
        if "missing" in message:
            yield from self._gaps.of(entry, GapReason.UNSUPPORTED, INSTALL)
        elif "refused" in message:
            reason, names, why = items(message["refused"])
            self._count(tuple(to_raw(name) for name in items(names)), counts=message["counts"] is True)
            place = replace(entry.place, member=tuple(to_raw(name) for name in names))
            yield from self._gaps.of(replace(entry, place=place), GapReason(reason), text(why))
        elif "file" in message:
            member = member_from(message["file"])
            self._count(member.names, counts=True)
            inside = replace(entry, identity=(*entry.identity[:3], number(message["modified"]), entry.identity[4]))
            yield from self._results.of_member(inside, member)

    def _count(self, names: tuple[bytes, ...], *, counts: bool) -> None:
        if counts:
            self._done += 1
            self._last = names
            if self._done % 250 == 0:
                self._told(self._done)


def segments(path: bytes) -> tuple[bytes, ...]:
    """Return the files that an image is in: itself, and where it is the first segment of an EWF image (`.E01`), those that follow."""
    first = _FIRST_SEGMENT.fullmatch(path)
    if first is None:
        return (path,)
    folder = os.path.dirname(path)  # noqa: PTH120 - raw bytes
    later = re.compile(re.escape(first[1]) + rb"(\d\d|[A-Za-z]{2})")
    found = (folder + b"/" + name for name in os.listdir(folder or b"."))  # noqa: PTH208
    return tuple(sorted(name for name in found if later.fullmatch(name)))[:MOST_SEGMENTS]

"""The files that a source of the estate stands for: globs unfolded, folders walked, each with its digest.

Nothing is opened that could block or answer back: a FIFO or a device is a Gap.
"""

import fnmatch
import glob
import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from io import FileIO
from itertools import islice
from pathlib import Path

from beartrap.estate import gaps
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.text import printable, shown_bytes
from beartrap.model.window import Window

MOST_INPUTS = 100_000
"""Files of one source. Nine months of hourly logs of ten resolvers are 65,000; more is a glob that went astray."""
QUESTIONS = {
    **gaps.QUESTIONS,
    **dict.fromkeys((SourceKind.DNS, SourceKind.ENDPOINT, SourceKind.PROXY), (Question.ACTIVE,)),
}
"""The questions that a kind of source helps to answer."""
WHOLE_FOLDERS = frozenset({SourceKind.FILES, SourceKind.PACKAGES})
"""Kinds whose readers take a folder as it is; of the others a folder stands for the files in it."""


class NotRegular(OSError):
    """The path leads to a FIFO, socket, device or folder: nothing that can be read to its end."""


@frozen
class Input:
    """One file to read. `digest` is the SHA-256 of its stored bytes, hex, empty for a folder that is read as it is.

    `label` is how the case names it; `size` (bytes) and `modified` (ns since 1970) tell whether it changed since.
    """

    label: str
    path: Path
    digest: str
    size: int = 0
    modified: int = 0

    @property
    def modified_at(self) -> datetime:
        """The modification time, UTC."""
        return datetime.fromtimestamp(self.modified / 1e9, UTC)


def expand(source: Source) -> Iterator[Input | Gap]:
    """Yield the files of a source, sorted, and Gaps for what is not there or cannot be read.

    Every file is read once, for its digest.
    """
    count = 0
    for item in islice(_files(source), MOST_INPUTS + 1):
        count += 1
        if count > MOST_INPUTS:
            yield _gap(
                source, source.label, GapReason.LIMIT, f"stands for more than {MOST_INPUTS} files", "Split the source."
            )
        elif isinstance(item, Gap):
            yield item
        else:
            yield _input(source, item)
    if count == 0:
        remedy = "Correct the path in estate.toml (relative paths count from that file) or take the source out."
        yield _gap(source, source.label, GapReason.MISSING, f"nothing is there ({printable(source.path)})", remedy)


def open_regular(path: Path) -> FileIO:
    """Open a regular file for reading, unbuffered, never waiting; raises NotRegular (an OSError) for anything else."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegular(0, "no regular file")
    return FileIO(handle, "rb")


def file_gap(
    source: Source,
    label: str,
    reason: GapReason,
    why: str,
    remedy: str,
    *,
    row: int | None = None,
    count: int = 1,
    windows: tuple[Window, ...] = (),
) -> Gap:
    """Return a Gap for one file of a source; `label` names the file, `row` the line (from 1)."""
    return Gap(
        reason=reason,
        questions=QUESTIONS.get(source.kind, ()),
        why=f"{printable(label)}: {why}",
        remedy=remedy,
        source=label,
        kind=source.kind,
        hosts=tuple(name for name in source.hosts if name != "*"),
        windows=windows,
        place=Place(source=label, row=row),
        count=count,
    )


_gap = file_gap


def _input(source: Source, path: str) -> Input | Gap:
    label = _label(source, path)
    if source.kind in WHOLE_FOLDERS and os.path.isdir(path):  # noqa: PTH112
        return Input(label, Path(path), "")
    try:
        with open_regular(Path(path)) as stream:
            before = os.fstat(stream.fileno())
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except NotRegular:
        return _gap(
            source, label, GapReason.SKIPPED, "is no regular file (a FIFO, socket or device)", "Name regular files."
        )
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = GapReason.MISSING if isinstance(error, FileNotFoundError) else GapReason.UNREADABLE
        why = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        return _gap(
            source, label, reason, why, "Give this account the right to read it, or copy it to where it can be read."
        )
    return Input(label, Path(path), digest, before.st_size, before.st_mtime_ns)


def _label(source: Source, path: str) -> str:
    """Return the source's label, with the file's own way behind it where the source stands for several."""
    if path == source.path:
        return source.label
    fixed = _fixed(source.path)
    below = os.path.relpath(path, glob_free(fixed)) if fixed else path
    front = _fixed(source.label) if glob.has_magic(source.label) else source.label
    return os.path.join(front, shown_bytes(os.fsencode(below)))  # noqa: PTH118 - an empty front adds nothing


def _fixed(pattern: str) -> str:
    """Return the leading folders of a pattern that hold no wildcard."""
    if os.path.lexists(pattern):
        return pattern
    parts = pattern.split("/")
    fixed = next((number for number, part in enumerate(parts) if _has_wildcard(part)), len(parts) - 1)
    return "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else "")


def glob_free(path: str) -> str:
    """Return a path without the brackets that `glob.escape` put around its `*`, `?` and `[`."""
    for sign in "*?[":
        path = path.replace(f"[{sign}]", sign)
    return path


def _has_wildcard(part: str) -> bool:
    return glob.has_magic(glob_free(part)) and glob.escape(glob_free(part)) != part


def _files(source: Source) -> Iterator[str | Gap]:
    for found in _matches(source):
        if isinstance(found, Gap) or source.kind in WHOLE_FOLDERS or not os.path.isdir(found):  # noqa: PTH112
            yield found
        else:
            yield from _below(source, found, set())


def _matches(source: Source) -> Iterator[str | Gap]:
    if os.path.lexists(source.path):
        yield source.path
    elif glob.has_magic(source.path):
        start, *parts = source.path.split("/")
        yield from _unfold(source, start, parts)


def _unfold(source: Source, folder: str, parts: list[str]) -> Iterator[str | Gap]:
    """Match the path's parts one by one. (The library's glob passes over folders that it may not read in silence.)"""
    if not parts:
        yield folder
        return
    part, rest = parts[0], parts[1:]
    if part == "**":
        below = _below(source, folder or "/", set())
        if not rest:
            yield from below
            return
        yield from _unfold(source, folder, rest)
        for name in _folders(source, folder):
            if isinstance(name, Gap):
                yield name
            else:
                yield from _unfold(source, f"{folder}/{name}", parts)
    elif not _has_wildcard(part):
        path = f"{folder}/{glob_free(part)}"
        if os.path.lexists(path):
            yield from _unfold(source, path, rest)
    else:
        for name in _names(source, folder):
            if isinstance(name, Gap):
                yield name
            elif fnmatch.fnmatchcase(name, part) and (part.startswith(".") or not name.startswith(".")):
                path = f"{folder}/{name}"
                if not rest or os.path.isdir(path):  # noqa: PTH112
                    yield from _unfold(source, path, rest)


def _names(source: Source, folder: str) -> Iterator[str | Gap]:
    try:
        yield from sorted(os.listdir(folder or "/"))  # noqa: PTH208
    except NotADirectoryError:
        return
    except OSError as error:
        why = f"the folder cannot be listed: {error.strerror}"
        yield _gap(source, printable(folder), GapReason.UNREADABLE, why, "Give this account the right to list it.")


def _folders(source: Source, folder: str) -> Iterator[str | Gap]:
    """Yield the folders in a folder; links are not followed below `**`, or a loop would never end."""
    for name in _names(source, folder):
        path = f"{folder}/{name}"
        if isinstance(name, Gap) or (os.path.isdir(path) and not os.path.islink(path)):  # noqa: PTH112, PTH114
            yield name


def _below(source: Source, folder: str, seen: set[tuple[int, int]]) -> Iterator[str | Gap]:
    """Yield everything in a folder and the folders in it; a folder that links lead to again is passed once."""
    try:
        status = os.stat(folder)  # noqa: PTH116
    except OSError:
        return  # gone meanwhile, or a link to nowhere: listing its parent has named it
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for name in _names(source, folder):
        path = name if isinstance(name, Gap) else os.path.join(folder, name)  # noqa: PTH118
        if isinstance(path, str) and os.path.isdir(path):  # noqa: PTH112
            yield from _below(source, path, seen)
        else:
            yield path

"""Sigma rule files from a folder, a file, or an archive (tar in any compression, zip), within limits; nothing is unpacked to disk."""

import hashlib
import io
import os
import stat
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from beartrap.engine.decompress import Content, Limits
from beartrap.engine.limits import NO_LIMITS_CHANGED
from beartrap.engine.rule_cache import RuleCache
from beartrap.engine.rule_files import RuleFile
from beartrap.intel.errors import IntelError
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import frozen
from beartrap.model.text import printable

SUFFIXES = (".yml", ".yaml")
LARGEST_FILE = 1 << 20
"""Bytes of one rule file; the largest public one has 120 kB."""
LARGEST_ARCHIVE = 256 << 20
"""Bytes of an archive, and of all that is unpacked from it; SigmaHQ's has 1.5 MB, and 10 MB unpacked."""
MOST_FILES = 100_000
"""Rule files of one input; SigmaHQ has 3,800."""
DIGEST = 1
"""Number of the way in which rules are summed up; a folder that was summed up in another way is read again."""
MOST_TOLD = 20
"""Files that are named when they cannot be read; all are counted."""


@frozen
class RuleInput:
    """What one path gave, its digest over all bytes and names. What is not read yet is so when its `files` are asked for."""

    path: str
    digest: str
    gaps: tuple[Gap, ...]
    _files: tuple[RuleFile, ...] = ()
    _archive: bytes = b""
    _folder: "_Folder | None" = None

    def files(self) -> Iterator[RuleFile | Gap]:
        """Yield the rule files, and gaps for what an archive does not give. Raises IntelError for a folder that has just changed."""
        if self._folder is not None:
            read = self._folder.read(self.path)
            if read.digest != self.digest:
                raise IntelError(Path(self.path), "its rules change at this moment", "Run again when they are written.")
            yield from read._files
        elif not self._archive:
            yield from self._files
        elif zipfile.is_zipfile(io.BytesIO(self._archive)):
            yield from _unzip(self.path, self._archive)
        else:
            yield from _untar(self.path, self._archive)


def read_rules(path: Path, cache: RuleCache | None = None, clock: Callable[[], int] = time.time_ns) -> RuleInput:
    """Read what is at `path`; raises IntelError where there are no rules.

    With a cache, a folder of files that are those of an earlier time by inode, size and times is not read again.
    `clock` tells the time in ns since 1970.
    """
    label = printable(str(path))
    if path.is_dir():
        return _from_folder(_listed(path, clock()), label, cache)
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_ARCHIVE + 1)
    except OSError as error:
        raise IntelError(
            path, f"Sigma rules cannot be read: {error.strerror}", "Name a folder, a file or an archive."
        ) from error
    if len(content) > LARGEST_ARCHIVE:
        raise IntelError(path, f"larger than {LARGEST_ARCHIVE >> 20} MiB: no set of Sigma rules", "Name the rules.")
    digest = hashlib.sha256(content).hexdigest()
    if path.suffix.lower() in SUFFIXES:
        return RuleInput(label, digest, (), (RuleFile(printable(path.name), content),))
    return RuleInput(label, digest, (), (), content)


def _from_folder(folder: "_Folder", label: str, cache: RuleCache | None) -> RuleInput:
    known = cache.get("tree", folder.mark) if cache is not None and not folder.lost else None
    if known is not None:
        return RuleInput(label, known.decode(), (), _folder=folder)
    read = folder.read(label)
    if cache is not None and folder.settled and not read.gaps:
        cache.put("tree", {folder.mark: read.digest.encode()})
    return read


@frozen
class _Folder:
    """The rule files below a folder, in order; `mark` stands for all their names, inodes, sizes and times.

    `lost` are folders and files that cannot be looked at, with the reason; `settled` tells that no file changed so lately that it may change again within the clock's tick.
    """

    path: Path
    names: tuple[str, ...]
    lost: tuple[str, ...]
    mark: str
    settled: bool

    def read(self, label: str) -> RuleInput:
        """Read all files."""
        files: list[RuleFile] = []
        lost = list(self.lost)
        summed = hashlib.sha256()
        for name in self.names:
            shown = printable(name)
            try:
                with open(self.path / name, "rb") as stream:
                    file = RuleFile(shown, stream.read(LARGEST_FILE + 1))
            except OSError as error:
                lost.append(f"{shown}: {error.strerror}")
                continue
            files.append(file)
            summed.update(shown.encode() + b"\0" + len(file.content).to_bytes(8, "big") + file.content)
        return RuleInput(label, summed.hexdigest(), tuple(_lost(label, lost)), tuple(files))


def _listed(folder: Path, now: int) -> _Folder:
    """Return the rule files below a folder, `now` in ns since 1970; raises IntelError where there are none, or too many."""
    found: list[tuple[str, str]] = []
    closed: list[OSError] = []
    newest = 0
    for below, _, names in os.walk(folder, onerror=closed.append):
        for name in names:
            path = os.path.join(below, name)  # noqa: PTH118 - a Path for each of thousands takes longer than all else here
            if not name.lower().endswith(SUFFIXES):
                continue
            try:
                status = os.stat(path)  # noqa: PTH116 - as above
            except FileNotFoundError:
                continue  # a link to nowhere
            except OSError as error:
                closed.append(error)
                continue
            if not stat.S_ISREG(status.st_mode):
                continue
            stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            found.append((os.path.relpath(path, folder), repr(stamp)))
            newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
            if len(found) > MOST_FILES:
                raise IntelError(folder, f"more than {MOST_FILES:,} rule files", "Name a smaller folder.")
    if not found and not closed:
        raise IntelError(folder, f"no Sigma rules here ({', '.join(SUFFIXES)})", "Name the folder that has them.")
    found.sort(key=lambda one: one[0].replace(os.sep, "\0"))  # folder by folder
    mark = hashlib.sha256(os.fsencode(repr((DIGEST, str(folder.absolute()), found)))).hexdigest()
    settled = now - newest > NO_LIMITS_CHANGED.settle_seconds * 1e9
    lost = tuple(f"{printable(os.path.relpath(error.filename, folder))}: {error.strerror}" for error in closed)
    return _Folder(folder, tuple(name for name, _ in found), lost, mark, settled)


def _lost(label: str, lost: list[str]) -> Iterator[Gap]:
    if lost:
        named = "; ".join(lost[:MOST_TOLD])
        why = f"{label}: {len(lost):,} rule files could not be read: {named}"
        yield Gap(GapReason.UNREADABLE, (), why, "Make them readable and run again.", source=label, count=len(lost))


def _untar(label: str, archive: bytes) -> Iterator[RuleFile | Gap]:
    content = Content(io.BytesIO(archive), Limits(most_bytes=LARGEST_ARCHIVE, most_ratio=1000))
    count = 0
    try:
        with tarfile.open(fileobj=_Stream(content), mode="r|") as tar:
            for member in tar:
                count += 1
                if count > MOST_FILES:
                    yield _broken(label, f"more than {MOST_FILES:,} members", GapReason.LIMIT)
                    return
                if member.isfile() and member.name.lower().endswith(SUFFIXES):
                    stream = tar.extractfile(member)
                    if stream is not None:
                        yield RuleFile(printable(member.name), stream.read(LARGEST_FILE + 1))
    except (tarfile.TarError, EOFError, ValueError, OSError, RecursionError, OverflowError) as error:
        yield _broken(label, f"the archive is damaged or none ({printable(str(error))}); what stands before was read")
    if content.fault is not None and not content.trailing:
        yield _broken(label, content.fault.why, content.fault.reason)


class _Stream(io.RawIOBase):
    """Unpacked content as a file object, as far as `tarfile` needs one."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def read(self, size: int = -1) -> bytes:
        """Return exactly `size` bytes, fewer at the end."""
        pieces: list[bytes] = []
        while size > 0 and (piece := self._content.read(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


def _unzip(label: str, archive: bytes) -> Iterator[RuleFile | Gap]:
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
            members = [one for one in zipped.infolist() if one.filename.lower().endswith(SUFFIXES)]
            for member in members[:MOST_FILES]:
                with zipped.open(member) as stream:
                    content = stream.read(LARGEST_FILE + 1)
                total += len(content)
                if total > LARGEST_ARCHIVE:
                    yield _broken(label, f"it unfolds to more than {LARGEST_ARCHIVE >> 20} MiB", GapReason.LIMIT)
                    return
                yield RuleFile(printable(member.filename), content)
            if len(members) > MOST_FILES:
                yield _broken(label, f"more than {MOST_FILES:,} members", GapReason.LIMIT)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        yield _broken(label, f"the archive is damaged ({printable(str(error))}); what stands before was read")


def _broken(label: str, why: str, reason: GapReason = GapReason.MALFORMED) -> Gap:
    return Gap(reason, (), f"{label}: {why}", "Fetch the rules again, or name an unpacked folder.", source=label)

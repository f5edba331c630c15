"""Sigma rule files from a folder, a file, or an archive (tar in any compression, zip), within limits; nothing is unpacked to disk."""

import hashlib
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beartrap.engine.decompress import Content, Limits
from beartrap.engine.rule_files import RuleFile
from beartrap.intel.errors import IntelError
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.text import printable

SUFFIXES = (".yml", ".yaml")
LARGEST_FILE = 1 << 20
"""Bytes of one rule file; the largest public one has 120 kB."""
LARGEST_ARCHIVE = 256 << 20
"""Bytes of an archive, and of all that is unpacked from it; SigmaHQ's has 1.5 MB, and 10 MB unpacked."""
MOST_FILES = 100_000
"""Rule files of one input; SigmaHQ has 3,800."""
MOST_TOLD = 20
"""Files that are named when they cannot be read; all are counted."""


@dataclass(frozen=True, slots=True)
class RuleInput:
    """What one path gave, its digest over all bytes and names. An archive is unpacked only when its `files` are asked for."""

    path: str
    digest: str
    gaps: tuple[Gap, ...]
    _files: tuple[RuleFile, ...] = ()
    _archive: bytes = b""

    def files(self) -> Iterator[RuleFile | Gap]:
        """Yield the rule files, and gaps for what an archive does not give."""
        if not self._archive:
            yield from self._files
        elif zipfile.is_zipfile(io.BytesIO(self._archive)):
            yield from _unzip(self.path, self._archive)
        else:
            yield from _untar(self.path, self._archive)


def read_rules(path: Path) -> RuleInput:
    """Read what is at `path`; raises IntelError where there are no rules."""
    label = printable(str(path))
    if path.is_dir():
        return _folder(path, label)
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


def _folder(folder: Path, label: str) -> RuleInput:
    files: list[RuleFile] = []
    lost: list[str] = []
    for path in sorted(one for one in folder.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file()):
        name = printable(str(path.relative_to(folder)))
        if len(files) >= MOST_FILES:
            raise IntelError(folder, f"more than {MOST_FILES:,} rule files", "Name a smaller folder.")
        try:
            with path.open("rb") as stream:
                files.append(RuleFile(name, stream.read(LARGEST_FILE + 1)))
        except OSError as error:
            lost.append(f"{name}: {error.strerror}")
    if not files and not lost:
        raise IntelError(folder, f"no Sigma rules here ({', '.join(SUFFIXES)})", "Name the folder that has them.")
    summed = hashlib.sha256()
    for file in files:
        summed.update(file.path.encode() + b"\0" + len(file.content).to_bytes(8, "big") + file.content)
    return RuleInput(label, summed.hexdigest(), tuple(_lost(label, lost)), tuple(files))


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

"""The file systems of a disk image and the files in them, through dissect: an extra (`beartrap[images]`), imported by the worker alone.

Nothing but the image (and the further segments of an EWF image) is opened: an image that names other files, as a VMDK's
descriptor and a qcow2 overlay do, cannot lead anywhere.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from beartrap.model.frozen import frozen

MOST_VOLUMES = 128
"""Volumes of one image: the length of a GUID partition table."""
DEEPEST = 200
"""Folders within folders that are entered; a path of 4,096 bytes has less, a loop has more."""
BROKEN: tuple[type[Exception], ...] = (
    OSError, EOFError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RuntimeError, AssertionError, struct.error,
    zlib.error,
)  # fmt: skip
"""What dissect's readers raise for what is not as it should be, beside errors of their own (`broken`)."""


class NoDissect(Exception):
    """The extra is not installed."""


@frozen
class Volume:
    """A file system of an image; `name` is empty where the image is that file system, else the number of its partition."""

    name: bytes
    files: Any


@frozen
class DiskFile:
    """A regular file in an image: raw path from the root, size in bytes, write time in nanoseconds, and how it is opened."""

    path: bytes
    size: int
    modified: int
    entry: Any

    def open(self) -> BinaryIO:
        """Return its content; raises one of `broken()`."""
        stream: BinaryIO = self.entry.open()
        return stream


@frozen
class Unread:
    """Something of an image that could not be read: volume and path (empty: the whole), and why."""

    path: bytes
    why: str
    unsupported: bool = False


def broken() -> tuple[type[Exception], ...]:
    """Return all that reading an image can raise: dissect's readers have a family of errors each. Raises NoDissect."""
    try:
        from dissect.extfs import exceptions as ext  # late, all of them: an extra, and a second of CPU
        from dissect.fat import exceptions as fat
        from dissect.hypervisor import exceptions as hypervisor
        from dissect.ntfs import exceptions as ntfs
        from dissect.target.exceptions import Error
        from dissect.util.exceptions import Error as UtilError
        from dissect.volume import exceptions as volume
        from dissect.xfs import exceptions as xfs
    except ImportError as error:
        raise NoDissect(str(error)) from error
    return (
        *BROKEN, Error, UtilError, ext.Error, fat.Error, hypervisor.Error, ntfs.Error, volume.Error, xfs.Error,
    )  # fmt: skip


def volumes(streams: list[BinaryIO]) -> Iterator[Volume | Unread]:
    """Yield the file systems of an image, and what cannot be read of it. Raises one of `broken()` where nothing can."""
    from dissect.target import container, filesystem, volume  # late, as above

    disk = container.open(streams if len(streams) > 1 else streams[0])
    try:
        yield Volume(b"", filesystem.open(disk))
        return
    except broken():
        pass  # no bare file system: a partition table, or a volume without one
    if volume.is_encrypted(disk):
        yield Unread(b"", "is an encrypted volume: its key is not known here", unsupported=True)
        return
    if volume.is_lvm_volume(disk):
        yield from _logical([disk])
        return
    parts = [(str(one.number).encode(), one) for one in volume.open(disk).volumes[:MOST_VOLUMES]]
    physical = [one for _, one in parts if volume.is_lvm_volume(one)]
    for name, one in parts:
        if one in physical:
            continue
        if volume.is_encrypted(one):
            yield Unread(name, "is an encrypted volume: its key is not known here", unsupported=True)
        else:
            yield from _system(name, one)
    yield from _logical(physical)


def _logical(physical: list[Any]) -> Iterator[Volume | Unread]:
    from dissect.target import volume  # late, as above

    for group in volume.open_lvm(physical) if physical else ():
        for one in group.volumes:
            yield from _system(str(one.name).encode("utf-8", "surrogateescape"), one)


def _system(name: bytes, part: Any) -> Iterator[Volume | Unread]:
    from dissect.target import filesystem  # late, as above

    part.seek(0)
    if not any(part.read(64 * 1024)):
        return  # the gap between partitions, or one that was never formatted
    try:
        yield Volume(name, filesystem.open(part))
    except broken() as error:
        yield Unread(name, f"has no file system that can be read ({says(error)})", unsupported=True)


def files(volume: Volume) -> Iterator[DiskFile | Unread]:
    """Yield the regular files of a volume, folder by folder, links not followed; and what cannot be read."""
    faults = broken()
    waiting: list[tuple[bytes, Any, int]] = [(b"", volume.files.get("/"), 0)]
    while waiting:
        above, folder, depth = waiting.pop()
        try:
            entries = sorted(folder.scandir(), key=lambda one: str(one.name))
        except faults as error:
            yield Unread(above, f"is a folder that cannot be read ({says(error)})")
            continue
        below = []
        for one in entries:
            path = above + (b"/" if above else b"") + one.name.encode("utf-8", "surrogateescape")
            try:
                if one.is_symlink():
                    continue
                if one.is_dir(follow_symlinks=False):
                    below.append((path, one.get(), depth + 1))
                elif one.is_file(follow_symlinks=False):
                    yield _file(path, one)
            except faults as error:
                yield Unread(path, f"cannot be read ({says(error)})")
        if depth < DEEPEST:
            waiting += reversed(below)
        elif below:
            yield Unread(above, f"has folders more than {DEEPEST} deep, which were not entered")


def _file(path: bytes, one: Any) -> DiskFile | Unread:
    status = one.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode):
        return Unread(path, "is no regular file")
    modified = getattr(status, "st_mtime_ns", None) or int(status.st_mtime * 1e9)
    return DiskFile(path, int(status.st_size), max(int(modified), 0), one.get())


def says(error: Exception) -> str:
    """Return what an error tells, with the deepest cause: dissect wraps what went wrong."""
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    return (str(cause) or type(cause).__name__)[:200]

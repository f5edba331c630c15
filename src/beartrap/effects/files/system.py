"""The system calls that change files, one method each, every name below an open folder.

All of the quarantine goes through one `System`, so that a test can let any single call fail, or kill the process before,
after and in the middle of it.
"""

import ctypes
import errno
import os

READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""For what may be hostile: no link is followed, no FIFO waited for."""
_NO_TRACE = getattr(os, "O_NOATIME", 0)
_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_PASSING = getattr(os, "O_PATH", os.O_RDONLY)
_NEW = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

RENAME_NOREPLACE = 1
"""From linux/fs.h: fail where the new name is taken."""
_CANNOT = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})
"""What a file system says that has no such rename."""


class System:
    """The calls, as the machine has them. All raise OSError. `folder` is the descriptor of an open folder."""

    def open_folder(self, name: bytes, folder: int | None = None, *, passing: bool = False) -> int:
        """Open a folder itself, never through a link; `passing` needs no right to list it, and allows nothing but going on."""
        return os.open(name, (_PASSING if passing else os.O_RDONLY) | _FOLDER, dir_fd=folder)

    def open_file(self, name: bytes, folder: int) -> int:
        """Open what has this name for reading; its access time stays where we may leave it alone: it is evidence."""
        try:
            return os.open(name, READ_FLAGS | _NO_TRACE, dir_fd=folder)
        except PermissionError:  # O_NOATIME is for owners only
            return os.open(name, READ_FLAGS, dir_fd=folder)

    def create(self, name: bytes, folder: int) -> int:
        """Make a new file that only its owner can read, open for reading and writing."""
        return os.open(name, _NEW | os.O_RDWR, 0o600, dir_fd=folder)

    def open_to_append(self, name: bytes, folder: int) -> int:
        """Open a file of ours for reading, and for writing at its end; it is made where it is missing."""
        flags = os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(name, flags, 0o600, dir_fd=folder)

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""
        os.close(descriptor)

    def status(self, descriptor: int) -> os.stat_result:
        """Return the status of what is open."""
        return os.fstat(descriptor)

    def status_of(self, name: bytes, folder: int) -> os.stat_result:
        """Return the status of the name itself, links not followed."""
        return os.stat(name, dir_fd=folder, follow_symlinks=False)

    def read(self, descriptor: int, length: int, offset: int) -> bytes:
        """Return at most `length` bytes from `offset` on."""
        return os.pread(descriptor, length, offset)

    def write(self, descriptor: int, content: bytes) -> None:
        """Write all of `content` where the descriptor stands."""
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]

    def write_at(self, descriptor: int, content: bytes, offset: int) -> None:
        """Write all of `content` at `offset`."""
        left = memoryview(content)
        while left:
            written = os.pwrite(descriptor, left, offset)
            left, offset = left[written:], offset + written

    def next_data(self, descriptor: int, offset: int, end: int) -> tuple[int, int]:
        """Return start and end of the next stretch at or after `offset` that is no hole; `(end, end)` where none is left.

        A file system that knows no holes has one stretch from start to end.
        """
        try:
            start = os.lseek(descriptor, offset, os.SEEK_DATA)
            return min(start, end), min(os.lseek(descriptor, start, os.SEEK_HOLE), end)
        except OSError as error:
            if error.errno == errno.ENXIO:
                return end, end
            if error.errno in _CANNOT:
                return offset, end
            raise

    def set_length(self, descriptor: int, length: int) -> None:
        """Make a file this long: cut, or lengthened by a hole."""
        os.ftruncate(descriptor, length)

    def sync(self, descriptor: int) -> None:
        """Bring a file's content, or a folder's names, to the disk."""
        os.fsync(descriptor)

    def make_folder(self, name: bytes, folder: int) -> None:
        """Make a folder that only its owner can enter."""
        os.mkdir(name, 0o700, dir_fd=folder)

    def remove_folder(self, name: bytes, folder: int) -> None:
        """Remove an empty folder."""
        os.rmdir(name, dir_fd=folder)

    def names(self, folder: int) -> list[bytes]:
        """Return the names in a folder, sorted."""
        return sorted(os.fsencode(name) for name in os.listdir(folder))

    def move(self, name: bytes, folder: int, new: bytes, into: int) -> None:
        """Give a file another name at once, never one that is taken: raises FileExistsError then.

        Where the file system has no such rename, a second name is made and the first one taken away: between the two a
        crash leaves one file with two names, which recovery knows.
        """
        try:
            _rename_without_replacing(name, folder, new, into)
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
            self.link(name, folder, new, into)
            self.remove(name, folder)

    def link(self, name: bytes, folder: int, new: bytes, into: int) -> None:
        """Give a file one more name; raises FileExistsError where that is taken. A symbolic link itself is linked."""
        os.link(name, new, src_dir_fd=folder, dst_dir_fd=into, follow_symlinks=False)

    def remove(self, name: bytes, folder: int) -> None:
        """Take a name away."""
        os.unlink(name, dir_fd=folder)

    def make_link(self, target: bytes, name: bytes, folder: int) -> None:
        """Make a symbolic link."""
        os.symlink(target, name, dir_fd=folder)

    def read_link(self, name: bytes, folder: int) -> bytes:
        """Return what a symbolic link leads to."""
        return os.readlink(name, dir_fd=folder)

    def set_owner(self, name: bytes, folder: int, owner: int, group: int) -> None:
        """Set owner and group, of a link itself."""
        os.chown(name, owner, group, dir_fd=folder, follow_symlinks=False)

    def set_mode(self, descriptor: int, mode: int) -> None:
        """Set the permission bits of an open file."""
        os.fchmod(descriptor, mode)

    def set_times(self, name: bytes, folder: int, accessed: int, modified: int) -> None:
        """Set access and write time in nanoseconds, of a link itself."""
        os.utime(name, ns=(accessed, modified), dir_fd=folder, follow_symlinks=False)

    def attributes(self, name: bytes, folder: int) -> tuple[tuple[str, bytes], ...]:
        """Return the extended attributes that we may see, of a link itself: ACLs, capabilities and labels are among them."""
        path = _by_descriptor(name, folder)
        try:
            listed = os.listxattr(path, follow_symlinks=False)
            return tuple((key, os.getxattr(path, key, follow_symlinks=False)) for key in sorted(listed))
        except OSError as error:
            if error.errno in (errno.ENOTSUP, errno.ENOSYS):
                return ()
            raise

    def set_attribute(self, name: bytes, folder: int, key: str, value: bytes) -> None:
        """Set one extended attribute."""
        os.setxattr(_by_descriptor(name, folder), key, value, follow_symlinks=False)


def _by_descriptor(name: bytes, folder: int) -> bytes:
    return b"/proc/self/fd/%d/%s" % (folder, name)


def _rename_without_replacing(name: bytes, folder: int, new: bytes, into: int) -> None:
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        raise OSError(errno.ENOSYS, "no renameat2")
    if call(folder, name, into, new, ctypes.c_uint(RENAME_NOREPLACE)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), os.fsdecode(name))

"""Host trees: the live root, a mounted image, or a folder that mirrors a host, walked without ever following a link.

Every directory is opened from the descriptor of the one above it, with O_NOFOLLOW: a name that is swapped for a link
while we walk leads nowhere. Nothing but directories is opened; FIFOs, sockets and devices are counted and left alone.
"""

import os
import platform
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from beartrap.estate.gaps import gap_in, only_host
from beartrap.estate.inputs import expand
from beartrap.estate.mounts import Mount, mounted
from beartrap.estate.tree_names import Identity, TreeNames
from beartrap.model.artifact import FileEntry
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.estate import Source
from beartrap.model.place import Place

MOST_OPEN = 64
"""Directories kept open at a time: a tree may be deeper than the process may open files (1,024 by default), so
those far above are closed and found again through `..`, and are checked to be the same."""
DEEPEST = 20_000
"""Directories inside directories. No host is so deep; a file system that makes them up as one looks would be."""
MOST_IN_ONE = 2_000_000
"""Names read of one directory. They are sorted, and so held in memory: about 300 bytes each."""
MOST_NAMED = 200
"""Unreadable places of one tree that get a Gap of their own; the rest are counted in one. A walk without the rights
of root meets them by the thousand."""
FIRST = (
    b"opt",
    b"usr",
    b"program files",
    b"program files (x86)",
    b"programdata",
    b"srv",
    b"home",
    b"users",
    b"root",
    b"var",
)
"""Directories right below a root that are walked before the others, in this order: where software is installed, then where
people and services keep their own. A walk that runs out of time has then seen what is most telling."""

_DIRECTORY = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(slots=True)
class Tally:
    """What a walk met and left out without a Gap, because it is no content or was seen under another name."""

    files: int = 0
    directories: int = 0
    links: int = 0
    special: int = 0
    pseudo: int = 0
    repeated: int = 0


@dataclass(slots=True)
class _Frame:
    """A directory on the way down: its descriptor (None while it is closed) and the names still to be entered."""

    descriptor: int | None
    relative: bytes
    identity: tuple[int, int]
    names: list[bytes] = field(default_factory=list)


def roots(source: Source) -> Iterator[tuple[str, bytes] | Gap]:
    """Yield (host, root) for each tree that a source of kind `files` names.

    The path may be a glob. One named host owns all that matches; else each root is named after its directory, and `/`
    after this machine. A named host without a directory, and a path that is not there, are Gaps.
    """
    named = only_host(source)
    hosts = set()
    for item in expand(source):
        if isinstance(item, Gap):
            yield item
            continue
        root = os.fsencode(item.path)
        hosts.add(host := named or named_after(root))
        yield host, root
    for missing in sorted({name for name in source.hosts if name != "*"} - hosts if hosts else ()):
        yield gap_in(
            source,
            GapReason.MISSING,
            f"{source.label}: no directory for host {missing}",
            "Add the host's tree, or take the host off this source.",
            hosts=(missing,),
        )


def named_after(root: bytes) -> str:
    """Return the name of the host whose tree `root` is: its directory's name; of `/` that of this machine."""
    name = PurePosixPath(os.fsdecode(root)).name or platform.node()
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def walk(
    source: Source,
    host: str,
    root: bytes,
    *,
    excludes: Sequence[bytes] = (),
    own: Set[bytes] = frozenset(),
    deadline: Callable[[], bool] | None = None,
    mounts: Mapping[bytes, Mount] | None = None,
    tally: Tally | None = None,
) -> Iterator[FileEntry | Gap]:
    """Yield every regular file below `root`, and a Gap for what could not be entered.

    They come in the order of their names, files before directories; right below the root, `FIRST` comes first.

    `excludes` are paths as the host names them, or globs of them; `own` are real paths of what is ours (the
    case, the rules) and so is no part of what is looked at, without a Gap; `deadline` is asked before each directory and ends
    the walk when true; `mounts` is what is mounted here (the machine's own table by default); `tally`, where given,
    is counted up. Raises nothing for what the tree holds.
    """
    names = TreeNames(source, host, os.path.realpath(root), excludes)
    tree = _Walk(names, own, mounted() if mounts is None else mounts, tally or Tally())
    try:
        yield from tree.run(deadline)
    finally:
        tree.close()


def listed(
    source: Source,
    host: str,
    root: bytes,
    *,
    excludes: Sequence[bytes] = (),
    own: Set[bytes] = frozenset(),
    deadline: Callable[[], bool] | None = None,
    mounts: Mapping[bytes, Mount] | None = None,
) -> Iterator[FileEntry | Gap]:
    """Yield what `walk` would, each at the place of the root: half the cost. `Placing` gives those their own that are wanted."""
    names = TreeNames(source, host, os.path.realpath(root), excludes)
    tree = _Walk(names, own, mounted() if mounts is None else mounts, Tally(), names.place(b""))
    try:
        yield from tree.run(deadline)
    finally:
        tree.close()


class _Walk:
    """One walk of one tree: a stack of directories, no recursion."""

    def __init__(
        self,
        names: TreeNames,
        own: Set[bytes],
        mounts: Mapping[bytes, Mount],
        tally: Tally,
        place: Place | None = None,
    ) -> None:
        """Where `place` is given, every entry has that one: making them is half the cost of a walk."""
        self._names = names
        self._own = own
        self._mounts = {point: mount for point, mount in mounts.items() if point != self._names.root}
        self._by_device = {mount.device: mount for mount in mounts.values()}
        self._tally = tally
        self._place = place
        self._unread = 0
        self._stack: list[_Frame] = []
        self._seen: set[tuple[int, int]] = set()

    def close(self) -> None:
        """Close every directory that is still open."""
        for frame in self._stack:
            if frame.descriptor is not None:
                os.close(frame.descriptor)
        self._stack.clear()

    def run(self, deadline: Callable[[], bool] | None) -> Iterator[FileEntry | Gap]:
        """Yield what is there."""
        try:
            status = os.lstat(self._names.root)
            if not stat.S_ISDIR(status.st_mode):
                yield self._single(status)
                return
            descriptor = os.open(self._names.root, _DIRECTORY)
        except OSError as error:
            yield from self._broken(b"", error)
            return
        yield from self._enter(descriptor, b"")
        while self._stack:
            if deadline is not None and deadline():
                yield self._out_of_time()
                break
            yield from self._step()
        yield from self._unnamed()

    def _single(self, status: os.stat_result) -> FileEntry | Gap:
        """Judge a root that is no directory: a file is a tree of one, by its own name."""
        root = self._names.root
        if not stat.S_ISREG(status.st_mode):
            why, remedy = "is neither a directory nor a regular file", "Name a directory or a file in estate.toml."
            return self._names.gap(GapReason.UNSUPPORTED, b"", why, remedy)
        self._tally.files += 1
        place = self._names.place(root[root.rfind(b"/") :])
        return FileEntry(place, root, _identity(status), status.st_mode)

    def _step(self) -> Iterator[FileEntry | Gap]:
        """Enter the next directory below the innermost one, or leave that one."""
        frame = self._stack[-1]
        if not frame.names:
            yield from self._leave()
            return
        name = frame.names.pop()
        relative = frame.relative + b"/" + name
        if (gap := self._unwanted(relative)) is not None:
            if isinstance(gap, Gap):
                yield gap
            return
        try:
            descriptor = os.open(name, _DIRECTORY, dir_fd=frame.descriptor)
        except OSError as error:
            yield from self._broken(relative, error)
            return
        yield from self._enter(descriptor, relative)

    def _unwanted(self, relative: bytes) -> Gap | bool | None:
        """Say whether a directory is left out, before it is touched: None to enter it, a Gap or True to leave it."""
        if self._names.below + relative in self._own or self._names.is_excluded(relative):
            return True
        mount = self._mounts.get(self._names.below + relative)
        return None if mount is None else self._unwanted_mount(mount, relative)

    def _unwanted_mount(self, mount: Mount, relative: bytes) -> Gap | bool | None:
        if mount.pseudo:
            self._tally.pseudo += 1
            return True
        if mount.network:
            why = f"is a network file system ({mount.kind}): not entered"
            remedy = "Look at it on the machine that holds it, or name it as a source of its own."
            return self._names.gap(GapReason.SKIPPED, relative, why, remedy)
        return None

    def _enter(self, descriptor: int, relative: bytes) -> Iterator[FileEntry | Gap]:
        """Take over an open directory: yield its files, and put it on the stack for what lies below."""
        status = os.fstat(descriptor)
        identity = (status.st_dev, status.st_ino)
        verdict = self._border(identity, relative)
        if verdict is not None:
            os.close(descriptor)
            if isinstance(verdict, Gap):
                yield verdict
            return
        self._seen.add(identity)
        self._tally.directories += 1
        frame = _Frame(descriptor, relative, identity)
        self._stack.append(frame)
        if len(self._stack) > MOST_OPEN:
            self._shut(self._stack[-MOST_OPEN - 1])
        yield from self._list(frame)

    def _border(self, identity: tuple[int, int], relative: bytes) -> Gap | bool | None:
        """Judge a directory by its device and inode: a second name of one seen, or a file system not to be entered.

        Only what a mount brought in is compared with what was seen: some file systems give several directories one
        inode, and a directory under its own name is never passed over. A loop always leads through a mount.
        """
        if not self._stack:
            return None
        if len(self._stack) >= DEEPEST:
            return self._names.gap(
                GapReason.LIMIT,
                relative,
                f"is more than {DEEPEST} directories deep: not entered",
                "Look at what makes directories without end there.",
            )
        crossed = identity[0] != self._stack[-1].identity[0]
        if crossed and (mount := self._by_device.get(f"{os.major(identity[0])}:{os.minor(identity[0])}")) is not None:
            verdict = self._unwanted_mount(mount, relative)
            if verdict is not None:
                return verdict
        brought = crossed or self._names.below + relative in self._mounts
        if brought and identity in self._seen:
            self._tally.repeated += 1
            return True
        return None

    def _list(self, frame: _Frame) -> Iterator[FileEntry | Gap]:
        """Yield the directory's own files, sorted; keep the names of its directories, last first."""
        files: list[tuple[bytes, os.stat_result]] = []
        try:
            with os.scandir(frame.descriptor) as entries:
                for count, entry in enumerate(entries):
                    if count >= MOST_IN_ONE:
                        yield self._names.gap(
                            GapReason.LIMIT,
                            frame.relative,
                            f"has more than {MOST_IN_ONE} names: the rest was not read",
                            "Name its parts as sources of their own.",
                        )
                        break
                    try:
                        if entry.is_symlink():
                            self._tally.links += 1
                        elif entry.is_dir(follow_symlinks=False):
                            frame.names.append(os.fsencode(entry.name))
                        elif entry.is_file(follow_symlinks=False):
                            files.append((os.fsencode(entry.name), entry.stat(follow_symlinks=False)))
                        else:
                            self._tally.special += 1
                    except OSError as error:
                        yield from self._broken(frame.relative + b"/" + os.fsencode(entry.name), error)
        except OSError as error:
            yield from self._broken(frame.relative, error)
        frame.names.sort(key=None if frame.relative else _rank, reverse=True)
        files.sort(key=lambda pair: pair[0])
        for name, status in files:
            relative = frame.relative + b"/" + name
            real = self._names.below + relative
            if real not in self._own and not self._names.is_excluded(relative):
                self._tally.files += 1
                place = self._place or self._names.place(relative)
                yield FileEntry(place, real, _identity(status), status.st_mode)

    def _leave(self) -> Iterator[Gap]:
        """Close the innermost directory; where the one above it was closed meanwhile, find it again through `..`."""
        frame = self._stack.pop()
        try:
            if self._stack and self._stack[-1].descriptor is None:
                yield from self._find_again(self._stack[-1], frame)
        finally:
            self._shut(frame)

    def _find_again(self, above: _Frame, frame: _Frame) -> Iterator[Gap]:
        try:
            descriptor = self._open_above(frame)
            status = os.fstat(descriptor)
            if (status.st_dev, status.st_ino) == above.identity:
                above.descriptor = descriptor
                return
            os.close(descriptor)
            why = "was moved while it was walked"
        except OSError as error:
            why = f"could not be entered again ({os.strerror(error.errno or 0)})"
        left, above.names = len(above.names), []
        if left:
            why += f": {left} directories in it were not entered"
            remedy = "Look again when nothing moves directories there."
            yield self._names.gap(GapReason.CHANGED, above.relative, why, remedy, left)

    def _open_above(self, frame: _Frame) -> int:
        if frame.descriptor is not None:
            return os.open(b"..", _DIRECTORY, dir_fd=frame.descriptor)
        above = self._stack[-1]  # its child was closed too: only the way from the root is left
        return os.open(self._names.below + above.relative or b"/", _DIRECTORY)

    @staticmethod
    def _shut(frame: _Frame) -> None:
        if frame.descriptor is not None:
            os.close(frame.descriptor)
            frame.descriptor = None

    def _out_of_time(self) -> Gap:
        here = self._stack[-1]
        left = sum(len(frame.names) for frame in self._stack)
        why = f"is where the time was up: {left} known directories and all below them were not entered"
        remedy = "Give it more time (--budget), or go on with the same case."
        return self._names.gap(GapReason.BUDGET, here.relative, why, remedy, max(left, 1))

    def _broken(self, relative: bytes, error: OSError) -> Iterator[Gap]:
        self._unread += 1
        if self._unread <= MOST_NAMED:
            yield self._names.broken(relative, error)

    def _unnamed(self) -> Iterator[Gap]:
        yield from self._names.left_out()
        if self._unread > MOST_NAMED:
            yield gap_in(
                self._names.source,
                GapReason.UNREADABLE,
                f"{self._unread - MOST_NAMED} more directories or files below {self._names.shown(b'')} could not be read",
                "Run with the rights to read them; those named above are the first.",
                hosts=(self._names.host,),
                count=self._unread - MOST_NAMED,
            )


def _rank(name: bytes) -> tuple[int, bytes]:
    """Order the directories right below a root."""
    plain = name.lower()
    return (FIRST.index(plain) if plain in FIRST else len(FIRST), name)


def _identity(status: os.stat_result) -> Identity:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

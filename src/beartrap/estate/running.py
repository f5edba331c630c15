"""Which processes of this machine use a file now: as their program, mapped, or open. Read from /proc, nothing is touched."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from beartrap.model.frozen import frozen
from beartrap.model.text import printable

PROC = "/proc"
PF_KTHREAD = 0x200000
"""From linux/sched.h."""
MOST_DESCRIPTORS = 4096
"""Open files of one process that are looked at: a busy server has tens of thousands, and each costs a call."""


@frozen
class Use:
    """One process that uses a file, and how: `program`, `mapped` or `open`."""

    process: int
    name: str
    how: str

    def show(self) -> str:
        """Return it in words, safe to print."""
        return f"process {self.process} ({printable(self.name)}, {self.how})"


@frozen
class Uses:
    """Who uses which file, by (device, inode), and which processes could not be looked at, in words that are safe to print."""

    of: Mapping[tuple[int, int], tuple[Use, ...]]
    unseen: tuple[str, ...] = ()


def uses(files: Iterable[tuple[int, int]], proc: str = PROC) -> Uses:
    """Return which processes use any of these files (device, inode). No process is asked, none is disturbed.

    Other users' processes show themselves only to root: which did not, and why, stands in `unseen`. Even
    root may be refused: by a security module, or in a container without CAP_SYS_PTRACE.
    """
    wanted = frozenset(files)
    found: dict[tuple[int, int], dict[Use, None]] = {}
    unseen = []
    for process in _processes(proc) if wanted else ():
        try:
            for identity, how in _used_by(f"{proc}/{process}"):
                if identity in wanted:
                    found.setdefault(identity, {})[Use(process, _name(f"{proc}/{process}"), how)] = None
        except (FileNotFoundError, ProcessLookupError, NotADirectoryError):
            continue  # it ended meanwhile
        except OSError as error:
            if _is_kernels(f"{proc}/{process}"):
                continue
            unseen.append(_refused(f"{proc}/{process}", process, error))
    return Uses({identity: tuple(who) for identity, who in found.items()}, tuple(unseen))


def _is_kernels(folder: str) -> bool:
    """Whether it is a thread of the kernel, which uses no file: its flags, the seventh word after the name in `stat`, say so."""
    try:
        with open(f"{folder}/stat", "rb") as file:
            words = file.read(4096).rpartition(b")")[2].split()
        return bool(int(words[6]) & PF_KTHREAD)
    except (OSError, ValueError, IndexError):
        return False


def _refused(folder: str, process: int, error: OSError) -> str:
    what = os.path.basename(str(error.filename or folder))  # noqa: PTH119
    return f"process {process} ({printable(_name(folder))}): {what}: {error.strerror or error}"


def _processes(proc: str) -> Iterator[int]:
    try:
        names = [entry.name for entry in Path(proc).iterdir()]
    except OSError:
        return
    own = os.getpid()
    yield from sorted(int(name) for name in names if name.isdigit() and int(name) != own)


def _used_by(folder: str) -> Iterator[tuple[tuple[int, int], str]]:
    try:
        status = Path(folder, "exe").stat()
        yield (status.st_dev, status.st_ino), "program"
    except FileNotFoundError:  # a kernel thread has none
        return
    yield from _mapped(folder)
    for entry in islice(Path(folder, "fd").iterdir(), MOST_DESCRIPTORS):
        try:
            status = entry.stat()
        except OSError:
            continue
        yield (status.st_dev, status.st_ino), "open"


def _mapped(folder: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield what is mapped. A line of `maps`: range, rights, offset, major:minor in hex, inode, path."""
    seen = set()
    with open(f"{folder}/maps", "rb") as file:
        for line in file:
            fields = line.split(None, 5)
            if len(fields) < 6 or fields[4] == b"0" or (fields[3], fields[4]) in seen:
                continue
            seen.add((fields[3], fields[4]))
            major, _, minor = fields[3].partition(b":")
            yield (os.makedev(int(major, 16), int(minor, 16)), int(fields[4])), "mapped"


def _name(folder: str) -> str:
    try:
        with open(f"{folder}/comm", "rb") as file:
            return file.read(64).decode("utf-8", "replace").strip()
    except OSError:
        return "?"

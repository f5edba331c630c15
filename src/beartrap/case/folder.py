"""The case's folder: what lies in it, that nobody else can read it, and that nothing in it leads elsewhere."""

import contextlib
import errno
import fcntl
import os
import stat
from pathlib import Path

from beartrap.case.errors import CaseError, NotACase
from beartrap.model.frozen import frozen

LEDGER = "ledger.db"
KEY = "key.pem"
LOCK = "lock"
SNAPSHOT = "snapshot.json"
CACHE = "cache.db"
HITS = "hits"
QUARANTINE = "quarantine"
SIDES = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a database."""
OWN_FILES = (
    *(name + end for name in (KEY, SNAPSHOT) for end in ("", ".new")),
    *(name + side for name in (LEDGER, CACHE) for side in ("", *SIDES)),
    LOCK,
)

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


@frozen
class Folder:
    """The paths of a case. `path` may be a link, as the user named it; what lies inside may not."""

    path: Path

    def file(self, name: str) -> Path:
        """Return the path of one of the case's own files."""
        return self.path / name

    @property
    def name(self) -> str:
        """What the case is called: the folder's own name."""
        return self.path.resolve().name

    def old_ledger(self, version: int) -> Path:
        """Return where the ledger of an older version is kept once it has been migrated."""
        return self.path / f"ledger.v{version}.db"

    def refuse_remains(self) -> None:
        """Raise CaseError where an empty ledger lies beside hits or a snapshot, which only a written one leaves."""
        hits = self.file(HITS)
        if self.file(SNAPSHOT).exists() or (hits.is_dir() and any(hits.iterdir())):
            raise CaseError(
                self.path,
                f"{LEDGER} is empty, but what earlier looks left lies beside it: the ledger was emptied or lost",
                "Take the case from a backup, or go on in a new case.",
            )

    def prepare(self) -> None:
        """Make the folder, closed to others; raises CaseError where something else lies in it."""
        try:
            self.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            if not self.file(LEDGER).is_file():
                self._refuse_strangers()
            self.path.chmod(PRIVATE_FOLDER)
        except OSError as error:
            raise self.failure(error) from error

    def check(self) -> None:
        """Raise CaseError unless this is a case's folder whose own files are plain files (and folders) inside it."""
        if not self.path.is_dir():
            raise NotACase(
                self.path, "there is no such folder", "Name the folder of a case, or make one with `--case`."
            )
        self.refuse_detours()
        if not self.file(LEDGER).exists():
            raise NotACase(
                self.path, f"no {LEDGER} in it, so it is no case", "Name the folder of a case, or a new or empty one."
            )

    def refuse_detours(self) -> None:
        """Raise CaseError where one of the case's own names is a link, a pipe or a device."""
        for name in OWN_FILES:
            self._refuse_detour(name, stat.S_IFREG, "a plain file")
        for name in (HITS, QUARANTINE):
            self._refuse_detour(name, stat.S_IFDIR, "a folder")

    def failure(self, error: OSError) -> CaseError:
        """Return what the system said as a CaseError that tells what to do."""
        kind = NotACase if error.errno in _NO_FOLDER else CaseError
        return kind(self.path, f"{error.strerror or error}", _REMEDIES.get(error.errno or 0, _ANY_REMEDY))

    def _refuse_strangers(self) -> None:
        known = {*OWN_FILES, HITS}
        strangers = sorted(child.name for child in self.path.iterdir() if child.name not in known)
        if strangers:
            raise NotACase(
                self.path, "the folder holds other files and no case", "Name a new or empty folder for the case."
            )

    def _refuse_detour(self, name: str, fits: int, wanted: str) -> None:
        try:
            mode = self.file(name).lstat().st_mode
        except FileNotFoundError:
            return
        except OSError as error:
            raise self.failure(error) from error
        if stat.S_IFMT(mode) != fits:
            raise CaseError(
                self.path,
                f"{name} is not {wanted} (a link, a pipe or a device)",
                "Somebody may have tampered with the case: look at it before you use it.",
            )


_ANY_REMEDY = "Check the disk and the folder's owner, then try again."
_NO_RIGHT = "Use the account that owns the case, or name another folder."
_NO_FOLDER = (errno.ENOTDIR, errno.EEXIST)
_REMEDIES = {
    errno.ENOSPC: "Free some disk space and run again: what was acknowledged is kept.",
    errno.EDQUOT: "Free some of your disk quota and run again: what was acknowledged is kept.",
    errno.EROFS: "The medium is read-only: copy the case to a disk that can be written.",
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.ENOTDIR: "Name a folder, not a file.",
    errno.EEXIST: "Name a folder, not a file.",
}


def create_private(path: Path, content: bytes = b"") -> None:
    """Make a file that only its owner can read, with this content, on disk when the call returns; raises OSError."""
    number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(number)


def replace_private(path: Path, content: bytes) -> None:
    """Put a file in place at once: after a crash either the old or the new one is there; raises OSError."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    create_private(new, content)
    new.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk."""
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def lock(folder: Folder) -> int:
    """Take the case for writing and return the descriptor that holds it; raises CaseError where another process has it."""
    flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        number = os.open(folder.file(LOCK), flags, PRIVATE_FILE)
    except OSError as error:
        raise folder.failure(error) from error
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        writer = os.read(number, 32).decode("ascii", "replace").strip()
        os.close(number)
        who = f" (number {writer})" if writer.isdigit() else ""
        raise CaseError(
            folder.path, f"the case is being written by another process{who}", "Wait until it has ended, or stop it."
        ) from error
    with contextlib.suppress(OSError):  # the number is a courtesy to whoever waits: a full disk must not forbid it
        os.ftruncate(number, 0)
        os.pwrite(number, f"{os.getpid()}\n".encode(), 0)
    return number

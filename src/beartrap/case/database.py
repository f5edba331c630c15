"""Opening the ledger's database, and saying in words what SQLite found wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from beartrap.case import schema
from beartrap.case.errors import CaseError, NotACase
from beartrap.case.folder import LEDGER, Folder

BUSY_MS = 10_000
"""How long a statement waits for another connection: a reader's checkpoint takes far less."""

_UPDATE = "Use the version of Beartrap that wrote it, or a newer one."
_DAMAGED = "Take the case from a backup; `beartrap case verify` says how far the ledger is whole."
_REMEDIES = {
    "SQLITE_FULL": ("the disk is full", "Free some disk space and run again: what was acknowledged is kept."),
    "SQLITE_READONLY": ("it cannot be written", "Copy the case to a disk that can be written, or show it only."),
    "SQLITE_BUSY": ("another process is writing it", "Wait until it has ended, or stop it."),
    "SQLITE_LOCKED": ("another process is writing it", "Wait until it has ended, or stop it."),
    "SQLITE_CORRUPT": ("the ledger's file is damaged", _DAMAGED),
    "SQLITE_NOTADB": (f"{LEDGER} is no ledger", _DAMAGED),
    "SQLITE_CANTOPEN": ("the ledger cannot be opened", "Check who owns the folder, and its rights."),
    "SQLITE_IOERR": ("the disk failed", "Check the disk; copy the case elsewhere if it can still be read."),
    "SQLITE_CONSTRAINT": ("the ledger was changed from outside", "Run `beartrap case verify`."),
}


@contextmanager
def said_plainly(folder: Folder) -> Iterator[None]:
    """Turn SQLite's errors into CaseErrors that tell what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
        why, remedy = _REMEDIES.get(name, ("the ledger cannot be used", _DAMAGED))
        raise CaseError(folder.path, f"{why} ({error})", remedy) from error
    except OSError as error:
        raise folder.failure(error) from error


def open_writer(folder: Folder) -> sqlite3.Connection:
    """Open the database for writing: WAL, and on the disk before a commit returns."""
    database = sqlite3.connect(folder.file(LEDGER), isolation_level=None, timeout=BUSY_MS / 1000)
    settle(database)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    return database


def open_reader(folder: Folder) -> sqlite3.Connection:
    """Open the database for reading, also from a medium that cannot be written; raises CaseError, sqlite3.Error."""
    address = folder.file(LEDGER).resolve().as_uri()
    try:
        return _reader(f"{address}?mode=ro")
    except sqlite3.OperationalError as error:
        journal = folder.file(f"{LEDGER}-wal")
        if journal.exists() and journal.stat().st_size:
            raise CaseError(
                folder.path,
                f"the newest rows stand in {journal.name}, which cannot be read where it lies ({error})",
                "Copy the case to a disk that can be written and open it there.",
            ) from error
        return _reader(f"{address}?mode=ro&immutable=1")  # a read-only medium: nobody writes beside us


def _reader(address: str) -> sqlite3.Connection:
    database = sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_MS / 1000)
    try:
        settle(database)
        database.execute("PRAGMA query_only = ON")
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


def settle(database: sqlite3.Connection) -> None:
    """Trust nothing in the file: its schema may not reach outside, and a tampered row need not be UTF-8."""
    database.text_factory = bytes
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")


def is_empty(database: sqlite3.Connection) -> bool:
    """Whether nothing was laid out yet: the creation of the case was broken off."""
    return number(database, "SELECT count(*) FROM sqlite_master") == 0


def version_of(folder: Folder, database: sqlite3.Connection) -> int:
    """Return the version of the tables; raises CaseError for another's database, an unfinished or a newer one."""
    if is_empty(database):
        folder.refuse_remains()
        raise NotACase(folder.path, "its creation was broken off", "Run the command that began it again.")
    tables = number(database, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'ledger'")
    if number(database, "PRAGMA application_id") != schema.APPLICATION_ID or tables != 1:
        raise NotACase(folder.path, f"{LEDGER} is another program's database", "Name the folder of a case.")
    version = number(database, "PRAGMA user_version")
    if not 0 <= version <= schema.VERSION:
        known = f"this Beartrap knows versions up to {schema.VERSION}"
        raise CaseError(folder.path, f"the ledger has version {version}; {known}", _UPDATE)
    return version


def number(database: sqlite3.Connection, query: str) -> int:
    """Return the one number that a query gives."""
    return int(database.execute(query).fetchone()[0])


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: commit at the end, roll back on any error."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise

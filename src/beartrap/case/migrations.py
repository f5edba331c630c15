"""From an older version's ledger to this one's. No step rewrites a row: the chain, and every head noted of it, stay true."""

import sqlite3
from collections.abc import Callable, Mapping

from beartrap.case import schema
from beartrap.case.database import settle, transaction
from beartrap.case.folder import Folder, create_private

STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {0: schema.lay_heads}
"""From each older version to the next. Version 0 had rows alone, in envelopes without `v`."""


def migrate(database: sqlite3.Connection, version: int) -> None:
    """Take every step from `version` to this one, inside the caller's transaction."""
    for step in range(version, schema.VERSION):
        STEPS[step](database)


def keep_copy(folder: Folder, database: sqlite3.Connection, version: int) -> None:
    """Put a copy of the ledger as it is beside it (`ledger.v0.db`), so that nothing is lost whatever comes."""
    path = folder.old_ledger(version)
    path.unlink(missing_ok=True)  # of a migration that was broken off: the ledger itself is still the old one
    create_private(path)
    copy = sqlite3.connect(path)
    try:
        database.backup(copy)
    finally:
        copy.close()


def as_of_this_version(database: sqlite3.Connection, version: int) -> sqlite3.Connection:
    """Return the database itself, or, where it is older, a migrated copy in memory: a reader changes nothing."""
    if version == schema.VERSION:
        return database
    copy = sqlite3.connect(":memory:", isolation_level=None)
    database.backup(copy)
    database.close()
    settle(copy)
    with transaction(copy):
        migrate(copy, version)
    return copy

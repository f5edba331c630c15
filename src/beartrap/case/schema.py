"""The ledger's tables in SQLite."""

import sqlite3
from collections.abc import Mapping

APPLICATION_ID = 0x42656172
"""`Bear` in ASCII; SQLite keeps it in the file's header."""
VERSION = 1
"""Of the tables, in `user_version`. Version 0 had the ledger alone: no signed heads, no first row with a key."""

_HEADS = """
CREATE TABLE heads (
    seq       INTEGER PRIMARY KEY,
    hash      TEXT NOT NULL,
    at        TEXT NOT NULL,
    signature TEXT NOT NULL
)
"""
_LEDGER = """
CREATE TABLE ledger (
    seq  INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    json TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
)
"""
GUARDS: Mapping[str, str] = {
    f"{table}_refuses_{verb.lower()}": (
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'the {table} can only be appended to'); END"
    )
    for table in ("ledger", "heads")
    for verb in ("UPDATE", "DELETE")
} | {
    "ledger_refuses_replace": (
        "CREATE TRIGGER ledger_refuses_replace BEFORE INSERT ON ledger "
        "WHEN EXISTS (SELECT 1 FROM ledger WHERE seq >= NEW.seq) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger can only be appended to'); END"
    )
}
"""Seat belts against an accident. Whoever holds the file can remove them: the chain and its signatures are what proves."""


def create(database: sqlite3.Connection) -> None:
    """Lay out an empty ledger, inside the caller's transaction."""
    database.execute(_LEDGER)
    lay_heads(database)


def lay_heads(database: sqlite3.Connection) -> None:
    """Add what version 1 has beyond the rows: signed heads, and the seat belts."""
    database.execute(_HEADS)
    for guard in GUARDS.values():
        database.execute(guard)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {VERSION}")


def strange_guards(database: sqlite3.Connection) -> tuple[str, ...]:
    """Return the guards that are gone and the triggers that are not ours, by name: somebody meant to change rows."""
    query = "SELECT CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master WHERE type = 'trigger'"
    standing = {
        name.decode("utf-8", "replace"): sql.decode("utf-8", "replace") for name, sql in database.execute(query)
    }
    return tuple(sorted(name for name in {*standing, *GUARDS} if standing.get(name) != GUARDS.get(name)))

"""Reading the ledger's rows and its signed heads out of the database."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from beartrap.case.chain import GENESIS, Entry

_COLUMNS = "SELECT seq, kind, json, prev, hash FROM ledger"


class SignedHead(NamedTuple):
    """A signature over the chain's head as it was at `at`."""

    seq: int
    hash: str
    at: str
    signature: str


def entries(database: sqlite3.Connection, after: int = -1, until: int | None = None) -> Iterator[Entry]:
    """Yield the rows with `after < seq <= until` in order, however they look."""
    last = until if until is not None else 2**63 - 1
    for row in database.execute(f"{_COLUMNS} WHERE seq > ? AND seq <= ? ORDER BY seq", (after, last)):
        yield _entry(row)


def of_kinds(database: sqlite3.Connection, kinds: tuple[str, ...]) -> Iterator[Entry]:
    """Yield the rows of these kinds in order."""
    marks = ",".join("?" * len(kinds))
    for row in database.execute(f"{_COLUMNS} WHERE kind IN ({marks}) ORDER BY seq", kinds):
        yield _entry(row)


def last(database: sqlite3.Connection) -> Entry | None:
    """Return the last row, None where there is none."""
    row = database.execute(f"{_COLUMNS} ORDER BY seq DESC LIMIT 1").fetchone()
    return _entry(row) if row is not None else None


def at(database: sqlite3.Connection, seq: int) -> Entry | None:
    """Return the row with that number."""
    row = database.execute(f"{_COLUMNS} WHERE seq = ?", (seq,)).fetchone()
    return _entry(row) if row is not None else None


def genesis(database: sqlite3.Connection) -> Entry | None:
    """Return the row that names the case's key: the first, or where the ledger is older than keys, one that came later."""
    first = at(database, 0)
    if first is not None:
        return first if first.kind == GENESIS else None
    row = database.execute(f"{_COLUMNS} WHERE kind = ? ORDER BY seq LIMIT 1", (GENESIS,)).fetchone()
    return _entry(row) if row is not None else None


def public_key(entry: Entry | None) -> str:
    """Return the public key that a genesis row names, in hex; empty where it names none."""
    if entry is None:
        return ""
    try:
        document = json.loads(entry.json)
        return str(document["record"]["public_key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def signed_heads(database: sqlite3.Connection) -> Iterator[SignedHead]:
    """Yield the signed heads in order."""
    for seq, *texts in database.execute("SELECT seq, hash, at, signature FROM heads ORDER BY seq"):
        yield SignedHead(_number(seq), *map(text, texts))


def last_signed(database: sqlite3.Connection) -> SignedHead | None:
    """Return the newest signed head, None where there is none."""
    row = database.execute("SELECT seq, hash, at, signature FROM heads ORDER BY seq DESC LIMIT 1").fetchone()
    return SignedHead(_number(row[0]), *map(text, row[1:])) if row is not None else None


def text(value: Any) -> str:
    """Return a stored value as text, however it was tampered with."""
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, kind, content, prev, digest = row
    raw = content if isinstance(content, bytes) else str(content).encode()
    return Entry(_number(seq), text(kind), raw, text(prev), text(digest))


def _number(value: Any) -> int:
    return value if isinstance(value, int) else -1

"""The two things that are ever written to a ledger: rows, and signatures over its head."""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from beartrap.case import keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Row = tuple[int, str, str, str, str]
"""`seq`, `kind`, `json`, `prev`, `hash`, as the table has them."""


def insert(database: sqlite3.Connection, batch: Iterable[Row]) -> None:
    """Append rows, inside the caller's transaction."""
    database.executemany("INSERT INTO ledger (seq, kind, json, prev, hash) VALUES (?, ?, ?, ?, ?)", batch)


def sign(database: sqlite3.Connection, key: "Ed25519PrivateKey", seq: int, digest: str, at: str) -> None:
    """Sign a head, inside the caller's transaction."""
    signature = keys.sign_head(key, seq, digest, at)
    database.execute("INSERT INTO heads (seq, hash, at, signature) VALUES (?, ?, ?, ?)", (seq, digest, at, signature))

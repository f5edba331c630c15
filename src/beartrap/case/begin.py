"""Beginning a case, and getting one ready to be written: its key, its first row, its tables as this version has them."""

import hashlib
import sqlite3
from typing import TYPE_CHECKING

from beartrap.case import keys, migrations, rows, schema
from beartrap.case.chain import GENESIS, START, link
from beartrap.case.database import is_empty, transaction, version_of
from beartrap.case.envelope import encode, seal
from beartrap.case.errors import CaseError, NotACase
from beartrap.case.folder import LEDGER, Folder, create_private
from beartrap.case.writing import insert, sign
from beartrap.model.text import printable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def make_file(folder: Folder) -> None:
    """Make the ledger's file, closed to others, where there is none; raises OSError, CaseError."""
    folder.refuse_detours()
    if not folder.file(LEDGER).exists():
        create_private(folder.file(LEDGER))


def ready(folder: Folder, database: sqlite3.Connection, create: bool, at: str) -> "Ed25519PrivateKey":
    """Bring a ledger to this version, laying it out where it is empty, and return the key that signs it.

    Raises CaseError; `at` is the time that a first row gets.
    """
    if is_empty(database):
        folder.refuse_remains()
        if not create:
            raise NotACase(folder.path, "its creation was broken off", "Run the command that began it again.")
        _begin(folder, database, at)
    version = version_of(folder, database)
    if version < schema.VERSION:
        _migrate(folder, database, version, at)
    if strange := schema.strange_guards(database):
        raise CaseError(
            folder.path,
            f"the ledger's guards are not as they were ({', '.join(map(printable, strange))})",
            "Somebody meant to change rows: run `beartrap case verify`, and go on in a new case.",
        )
    return keys.open_key(folder, rows.public_key(rows.genesis(database)))


def _begin(folder: Folder, database: sqlite3.Connection, at: str) -> None:
    public = keys.make_key(folder)
    with transaction(database):
        schema.create(database)
        _name_key(folder, database, {"public_key": public}, at)


def _migrate(folder: Folder, database: sqlite3.Connection, version: int, at: str) -> None:
    """Keep a copy of the old ledger, then take all steps in one transaction; no row is written anew."""
    migrations.keep_copy(folder, database, version)
    keyed = rows.genesis(database) is not None
    public = "" if keyed else keys.make_key(folder)
    with transaction(database):
        migrations.migrate(database, version)
        if not keyed:
            _name_key(folder, database, {"migrated_from": version, "public_key": public}, at)


def _name_key(folder: Folder, database: sqlite3.Connection, content: dict[str, str | int], at: str) -> None:
    """Append the row that names the case's public key, and sign it."""
    last = rows.last(database)
    seq, prev = (last.seq + 1, last.hash) if last is not None else (0, START)
    document = encode(content)
    key = f"{GENESIS}-{hashlib.sha256(document).hexdigest()[:24]}"
    envelope = seal(key, at, document)
    digest = link(prev, seq, GENESIS, envelope)
    insert(database, [(seq, GENESIS, envelope.decode(), prev, digest)])
    sign(database, keys.open_key(folder, str(content["public_key"])), seq, digest, at)

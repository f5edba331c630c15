"""What was made of rules before, in one SQLite file: kept by kind and by the digest of what it was made from.

It only saves time: a cache that is missing, locked, of another version or broken knows nothing, and `problem` says so.
"""

import contextlib
import hashlib
import sqlite3
from pathlib import Path

VERSION = 1
BUSY_SECONDS = 2.0
MOST = {"set": 16, "tree": 256, "database": 4000, "file": 200_000}
"""How many of each kind are kept; the oldest go first. A set is some 5 MB, a database up to 20, a
file 2 kB, and of a tree of rule files only the digest is kept."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (kind TEXT, key TEXT, content BLOB, sum BLOB, PRIMARY KEY (kind, key));
"""


class RuleCache:
    """The cache at `path`, which is made where it is absent; with None, one that forgets everything."""

    def __init__(self, path: Path | None) -> None:
        self.problem: str | None = None
        self._database: sqlite3.Connection | None = None
        if path is None:
            return
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._prepare(self._database)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _prepare(self, database: sqlite3.Connection) -> None:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise sqlite3.DatabaseError(f"version {version} of the cache is not ours")
        if version == 0:
            database.execute("PRAGMA journal_mode = WAL")
            database.executescript(_SCHEMA)
            database.execute(f"PRAGMA user_version = {VERSION}")
        database.execute("PRAGMA synchronous = NORMAL")

    def get(self, kind: str, key: str) -> bytes | None:
        """Return what is kept, None where nothing is, or not what was written."""
        if self._database is None:
            return None
        try:
            row = self._database.execute(
                "SELECT content, sum FROM made WHERE kind = ? AND key = ?", (kind, key)
            ).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None or not isinstance(row[0], bytes) or hashlib.blake2b(row[0], digest_size=16).digest() != row[1]:
            return None
        return row[0]

    def put(self, kind: str, made: dict[str, bytes]) -> None:
        """Keep what was made, by its keys."""
        if self._database is None or not made:
            return
        rows = [
            (kind, key, content, hashlib.blake2b(content, digest_size=16).digest()) for key, content in made.items()
        ]
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)", rows)
            self._database.execute(
                "DELETE FROM made WHERE kind = ? AND rowid NOT IN "
                "(SELECT rowid FROM made WHERE kind = ? ORDER BY rowid DESC LIMIT ?)",
                (kind, kind, MOST[kind]),
            )
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Close; a second call does nothing."""
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def _give_up(self, error: Exception) -> None:
        self.problem = f"the cache of rules is not used: {error}"
        self.close()

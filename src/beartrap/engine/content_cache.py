"""What earlier looks learned of contents, in one SQLite file: digests by file identity, scan results by content and rules.

It only saves time: a cache that is missing, locked, of another version or broken knows nothing, and `problem` says so.
Scans that failed or ran out of time are never kept.
"""

import contextlib
import json
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Any

from beartrap.engine.hashing import Identity
from beartrap.engine.scanned import Digests, RuleFacts, Scan, problems_from, problems_to, scan_from, scan_to
from beartrap.model.artifact import ContentState

VERSION = 2
WRITES = 4000
"""Changes a transaction; what is lost when the process is killed is looked at again."""
BUSY_SECONDS = 2.0
_WORD = 1 << 64
_SCHEMA = """
CREATE TABLE IF NOT EXISTS identity (
  device INTEGER, inode INTEGER, size INTEGER, mtime INTEGER, ctime INTEGER, sha256 BLOB, sha1 BLOB, md5 BLOB,
  PRIMARY KEY (device, inode)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rules (id INTEGER PRIMARY KEY, digest TEXT UNIQUE, problems TEXT);
CREATE TABLE IF NOT EXISTS content (rules INTEGER, sha256 BLOB, scan TEXT, PRIMARY KEY (rules, sha256)) WITHOUT ROWID;
"""
_REMEMBER = "INSERT OR REPLACE INTO identity VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_RECALL = (
    "SELECT sha256, sha1, md5 FROM identity WHERE device = ? AND inode = ? AND size = ? AND mtime = ? AND ctime = ?"
)


class ContentCache:
    """The cache at `path`, which is made where it is absent. A context manager; `close` commits.

    `problem` is None, or why the cache is not used.
    """

    def __init__(self, path: Path) -> None:
        self.problem: str | None = None
        self._pending = 0
        self._rules: dict[str, int] = {}
        self._database: sqlite3.Connection | None = None
        try:
            path.touch(mode=0o600, exist_ok=True)  # digests of private files
            self._database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._prepare(self._database)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _prepare(self, database: sqlite3.Connection) -> None:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise sqlite3.DatabaseError(f"version {version} of the cache is not ours")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.executescript(_SCHEMA)
        database.execute(f"PRAGMA user_version = {VERSION}")

    def __enter__(self) -> "ContentCache":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Commit and close; a second call does nothing."""
        if self._database is not None:
            try:
                self.commit()
            finally:
                self._shut()

    def digests(self, identity: Identity) -> Digests | None:
        """Return the digests of the file with that identity that were made, None where none is known."""
        row = self._row(_RECALL, tuple(_signed(number) for number in identity))
        if row is None:
            return None
        sound = all(
            (isinstance(blob, bytes) and len(blob) == size) or (blob is None and size != 32)
            for blob, size in zip(row, (32, 20, 16), strict=True)
        )
        if not sound:
            return None
        sha256, sha1, md5 = row
        return (sha256.hex(), None if sha1 is None else sha1.hex(), None if md5 is None else md5.hex())

    def remember(self, identity: Identity, digests: Digests) -> None:
        """Keep the digests of the file with that identity."""
        blobs = [None if digest is None else bytes.fromhex(digest) for digest in digests]
        self._write(_REMEMBER, (*(_signed(number) for number in identity), *blobs))

    def rules(self, rules: str) -> RuleFacts | None:
        """Return what is known of a rule set (by its digest); None where the set was never seen."""
        row = self._row("SELECT id, problems FROM rules WHERE digest = ?", (rules,))
        if row is None:
            return None
        with contextlib.suppress(ValueError, TypeError, KeyError):
            document = json.loads(row[1])
            facts = RuleFacts(problems_from(document["problems"]), document["names"] is True)
            self._rules[rules] = int(row[0])
            return facts
        return None

    def settle_rules(self, rules: str, facts: RuleFacts) -> None:
        """Keep what is known of a rule set; contents can be kept for it from now on."""
        document = json.dumps({"problems": problems_to(facts.problems), "names": facts.names})
        self._write("INSERT OR REPLACE INTO rules (digest, problems) VALUES (?, ?)", (rules, document))
        self.rules(rules)

    def scan(self, rules: str, sha256: str) -> Scan | None:
        """Return how the scan of that content with that rule set ended, None where not known."""
        number = self._rules.get(rules)
        if number is None:
            return None
        row = self._row("SELECT scan FROM content WHERE rules = ? AND sha256 = ?", (number, bytes.fromhex(sha256)))
        if row is None:
            return None
        if row[0] is None:
            return Scan(ContentState.CLEAN)
        with contextlib.suppress(ValueError, TypeError, KeyError):
            return scan_from(json.loads(row[0]))
        return None

    def settle(self, rules: str, sha256: str, scan: Scan) -> None:
        """Keep how a scan ended, if it ended as it should."""
        number = self._rules.get(rules)
        if number is None or scan.state not in (ContentState.CLEAN, ContentState.HIT):
            return
        content = None if scan.is_plain else json.dumps(scan_to(scan))
        self._write("INSERT OR REPLACE INTO content VALUES (?, ?, ?)", (number, bytes.fromhex(sha256), content))

    def _row(self, query: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        if self._database is None:
            return None
        try:
            found: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        return found

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        if self._database is None:
            return
        try:
            if not self._pending:
                self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(statement, values)
        except sqlite3.Error as error:
            self._give_up(error)
            return
        self._pending += 1
        if self._pending >= WRITES:
            self.commit()

    def commit(self) -> None:
        """Put on disk what was learned so far."""
        if self._database is not None and self._pending:
            self._pending = 0
            try:
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Know nothing from now on; the look goes on without a cache."""
        self.problem = f"the cache of contents is not used: {error}"
        self._shut()

    def _shut(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            with contextlib.suppress(sqlite3.Error):
                database.close()


def _signed(number: int) -> int:
    """Fit an unsigned 64-bit number (an inode on some file systems) into SQLite's signed one."""
    return number - _WORD if number >= _WORD >> 1 else number

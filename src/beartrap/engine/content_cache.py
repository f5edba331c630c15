"""What earlier looks learned of contents, in one SQLite file: digests by file identity, scan results by content and rules.

It only saves time: a cache that is missing, locked, of another version or broken knows nothing, and `problem` says so.
Scans that failed or ran out of time are never kept.
"""

import contextlib
import json
import sqlite3
from collections.abc import Sequence
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
_SETTLE = "INSERT OR REPLACE INTO content VALUES (?, ?, ?)"
_SCAN = "SELECT scan FROM content WHERE rules = ? AND sha256 = ?"
_RECALL = (
    "SELECT sha256, sha1, md5 FROM identity WHERE device = ? AND inode = ? AND size = ? AND mtime = ? AND ctime = ?"
)

_FileRow = tuple[Identity, tuple[bytes | None, ...]]
"""A row of `identity`: which file, and its digests."""


class ContentCache:
    """The cache at `path`, which is made where it is absent. A context manager; `close` commits.

    `problem` is None, or why the cache is not used.
    """

    def __init__(self, path: Path) -> None:
        self.problem: str | None = None
        self._files: dict[tuple[int, int], _FileRow] = {}
        self._contents: dict[tuple[int, bytes], str | None] = {}
        self._rules: dict[str, int] = {}
        self._blank = False
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
        database.execute("PRAGMA wal_autocheckpoint = 10000")  # pages: 40 MB, so that most are written once
        database.executescript(_SCHEMA)
        database.execute(f"PRAGMA user_version = {VERSION}")
        self._blank = database.execute("SELECT 1 FROM identity LIMIT 1").fetchone() is None

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
        known = _signed(identity)
        waiting = self._files.get(known[:2])
        row: tuple[Any, ...] | None = None
        if waiting is not None:
            row = waiting[1] if waiting[0] == known else None
        elif not self._blank:  # of a first look, it knows no more than what that look itself has learned
            row = self._row(_RECALL, known)
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
        blobs = tuple(None if digest is None else bytes.fromhex(digest) for digest in digests)
        known = _signed(identity)
        self._files[known[:2]] = (known, blobs)
        self._written()

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
        self._execute("INSERT OR REPLACE INTO rules (digest, problems) VALUES (?, ?)", [(rules, document)])
        self.rules(rules)

    def scan(self, rules: str, sha256: str) -> Scan | None:
        """Return how the scan of that content with that rule set ended, None where not known."""
        number = self._rules.get(rules)
        if number is None:
            return None
        key = (number, bytes.fromhex(sha256))
        waiting = key in self._contents
        row = (self._contents[key],) if waiting else self._row(_SCAN, key)
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
        self._contents[number, bytes.fromhex(sha256)] = content
        self._written()

    def _row(self, query: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        if self._database is None:
            return None
        try:
            found: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        return found

    def _written(self) -> None:
        if len(self._files) + len(self._contents) >= WRITES:
            self._flush()

    def commit(self) -> None:
        """Put on disk what was learned so far; a look is over."""
        self._flush()
        self._blank = False

    def _flush(self) -> None:
        files, self._files = self._files, {}
        contents, self._contents = self._contents, {}
        if self._database is not None and (files or contents):
            self._execute("BEGIN IMMEDIATE", [()])
            self._execute(_REMEMBER, [(*known, *blobs) for known, blobs in files.values()])
            # in the order of their keys: neighbours share pages
            self._execute(_SETTLE, [(*key, contents[key]) for key in sorted(contents)])
            self._execute("COMMIT", [()])

    def _execute(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if self._database is None:
            return
        try:
            if rows == [()]:
                self._database.execute(statement)
            else:
                self._database.executemany(statement, rows)
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


def _signed(identity: Identity) -> Identity:
    """Fit unsigned 64-bit numbers (an inode on some file systems) into SQLite's signed ones."""
    if max(identity) < _WORD >> 1:
        return identity
    device, inode, size, mtime, ctime = (one - _WORD if one >= _WORD >> 1 else one for one in identity)
    return (device, inode, size, mtime, ctime)

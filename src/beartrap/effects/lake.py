"""The lake: events as Parquet, and a manifest that says which pieces count and what was taken.

A piece is written whole under a name of its own and counts only once the manifest names it, in the same transaction that
notes what it was made of. So a kill at any point leaves files that nothing names, which the next writer removes, and
never half a piece, a piece twice, or a file that was noted and not taken.
"""

import fcntl
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from beartrap.effects.lake_errors import LakeError
from beartrap.model.frozen import frozen

VERSION = 1
MANIFEST = "lake.db"
EVENTS, ASIDE = "events", "aside"
BUSY_SECONDS = 10.0

_SCHEMA = """
CREATE TABLE meta (version INTEGER NOT NULL);
CREATE TABLE taken (
  id INTEGER PRIMARY KEY, label TEXT NOT NULL, path TEXT NOT NULL, reader TEXT NOT NULL, kind TEXT NOT NULL,
  head BLOB NOT NULL, stored TEXT NOT NULL, whole INTEGER NOT NULL, at TEXT NOT NULL
);
CREATE INDEX taken_head ON taken (head);
CREATE INDEX taken_stored ON taken (stored);
CREATE INDEX taken_path ON taken (path);
CREATE TABLE stretch (
  id INTEGER PRIMARY KEY, taken INTEGER NOT NULL REFERENCES taken (id), start INTEGER NOT NULL, end INTEGER NOT NULL,
  digest TEXT NOT NULL, row INTEGER NOT NULL, lines INTEGER NOT NULL, last INTEGER NOT NULL, ends_in_line INTEGER NOT NULL, told TEXT NOT NULL
);
CREATE INDEX stretch_taken ON stretch (taken);
CREATE TABLE piece (
  name TEXT PRIMARY KEY, stretch INTEGER NOT NULL REFERENCES stretch (id), source TEXT NOT NULL, day TEXT NOT NULL,
  rows INTEGER NOT NULL, bytes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX piece_stretch ON piece (stretch);
CREATE TABLE cover (
  stretch INTEGER NOT NULL REFERENCES stretch (id), source TEXT NOT NULL, host TEXT, day INTEGER NOT NULL,
  rows INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX cover_stretch ON cover (stretch);
"""


@frozen
class StoredPiece:
    """A piece that counts; `path` is where it lies."""

    path: Path
    source: str
    day: str
    rows: int
    bytes: int


@frozen
class Stretched:
    """A stretch of a file's unpacked content that was taken.

    `digest` is the SHA-256 of all content up to `end`, `row` the number of its first line and `lines` how many there
    are, `last` the highest row of an event in it.
    """

    id: int
    start: int
    end: int
    digest: str
    row: int
    lines: int
    last: int
    ends_in_line: bool


@frozen
class TakenFile:
    """A file of which something was taken, its stretches in order."""

    id: int
    label: str
    path: str
    reader: str
    stretches: tuple[Stretched, ...]


@frozen
class NewPiece:
    """A piece that was written and waits to be named by the manifest."""

    name: str
    source: str
    day: str
    rows: int
    bytes: int


@frozen
class NewStretch:
    """What was made of one stretch: its pieces, its coverage (rows in the order of `cover`'s columns), what reading told."""

    start: int
    end: int
    digest: str
    row: int
    lines: int
    last: int
    ends_in_line: bool
    told: str
    pieces: tuple[NewPiece, ...]
    cover: tuple[tuple[str, str | None, int, int, int, int], ...]


class Lake:
    """A lake, open for reading or (one process at a time) for writing. Use as a context manager."""

    def __init__(self, folder: Path, database: sqlite3.Connection, lock: int | None) -> None:
        self.folder = folder
        self._database = database
        self._lock = lock
        self._sequence = 0
        self._run = secrets.token_hex(4)

    def __enter__(self) -> "Lake":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        self._database.close()
        if self._lock is not None:
            os.close(self._lock)

    @classmethod
    def is_lake(cls, folder: Path) -> bool:
        """Whether a folder is a lake."""
        return (folder / MANIFEST).is_file()

    @classmethod
    def read(cls, folder: Path) -> "Lake":
        """Open for reading; raises LakeError."""
        if not cls.is_lake(folder):
            raise LakeError(f"{folder} is no lake: make one with `beartrap ingest SOURCE… --to {folder}`")
        try:
            database = sqlite3.connect(
                f"{(folder / MANIFEST).resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS
            )
            _check(folder, database)
        except sqlite3.Error as error:
            raise LakeError(f"{folder}: its manifest cannot be read ({error})") from error
        return cls(folder, database, None)

    @classmethod
    def write(cls, folder: Path) -> "Lake":
        """Open for writing, make it where there is none, and remove what a broken run left; raises LakeError."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not cls.is_lake(folder) and any(
                not path.name.startswith((".lock", MANIFEST)) for path in folder.iterdir()
            ):
                raise LakeError(f"{folder} holds other things: name an empty or a new folder")
            lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise LakeError(f"{folder}: cannot be written: {error.strerror}") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            database = _open_manifest(folder)
        except BlockingIOError as error:
            os.close(lock)
            raise LakeError(f"{folder}: another process is writing it; wait until it has ended") from error
        except sqlite3.Error as error:
            os.close(lock)
            raise LakeError(f"{folder}: its manifest cannot be written ({error})") from error
        lake = cls(folder, database, lock)
        lake._sweep()
        return lake

    def _sweep(self) -> None:
        """Remove files that nothing names."""
        named = {name for (name,) in self._database.execute("SELECT name FROM piece")}
        for place in (EVENTS, ASIDE):
            for folder, _, names in os.walk(self.folder / place):
                for name in names:
                    path = Path(folder, name)
                    if place == ASIDE and not name.endswith(".partial"):
                        continue
                    if path.relative_to(self.folder).as_posix() not in named:
                        path.unlink()

    def holds(self, path: Path) -> bool:
        """Whether a file is one of the lake's own."""
        return path.resolve().is_relative_to(self.folder.resolve())

    def knows(self, stored: str) -> bool:
        """Whether a file whose stored bytes have that SHA-256 was taken to its end."""
        found = self._database.execute("SELECT 1 FROM taken WHERE stored = ? AND whole = 1", (stored,)).fetchone()
        return found is not None

    def like(self, head: bytes, path: str) -> list[TakenFile]:
        """Return the files taken that begin with the same bytes, or lay at the same place."""
        rows = self._database.execute(
            "SELECT id, label, path, reader FROM taken WHERE head = ? OR path = ? ORDER BY id", (head, path)
        ).fetchall()
        return [TakenFile(number, label, at, reader, self._stretches(number)) for number, label, at, reader in rows]

    def _stretches(self, taken: int) -> tuple[Stretched, ...]:
        rows = self._database.execute(
            "SELECT id, start, end, digest, row, lines, last, ends_in_line FROM stretch WHERE taken = ? ORDER BY start, id",
            (taken,),
        )
        return tuple(
            Stretched(number, start, end, digest, row, lines, last, bool(whole))
            for number, start, end, digest, row, lines, last, whole in rows
        )

    def put(self, source: str, day: str, rows: int, content: bytes) -> NewPiece:
        """Write a piece, under a name that no other has; it counts once a stretch names it."""
        self._sequence += 1
        folder = self.folder / EVENTS / f"source={quote(source, safe='')}" / f"day={day}"
        name = f"{self._run}-{self._sequence:06d}.parquet"
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / name, content)
        return NewPiece((folder / name).relative_to(self.folder).as_posix(), source, day, rows, len(content))

    def keep_aside(self, tag: str, lines: Sequence[bytes]) -> None:
        """Keep dirty lines in a file beside the events; written anew where the same stretch is taken again."""
        (self.folder / ASIDE).mkdir(exist_ok=True)
        _write(self.folder / ASIDE / f"{tag}.jsonl", b"".join(line + b"\n" for line in lines))

    def begin(self, label: str, path: str, reader: str, kind: str, head: bytes, at: str) -> int:
        """Note a file of which nothing was taken yet; returns its id. It is written with its first stretch."""
        with self._transaction():
            cursor = self._database.execute(
                "INSERT INTO taken (label, path, reader, kind, head, stored, whole, at) VALUES (?, ?, ?, ?, ?, '', 0, ?)",
                (label, path, reader, kind, head, at),
            )
        return int(cursor.lastrowid or 0)

    def add(self, taken: int, stretch: NewStretch, dropped: Iterable[int] = ()) -> None:
        """Let the pieces of a stretch count, and those of `dropped` stretches no longer: all at once or not at all."""
        gone: list[str] = []
        with self._transaction():
            for old in dropped:
                gone += [name for (name,) in self._database.execute("SELECT name FROM piece WHERE stretch = ?", (old,))]
                for table, column in (("piece", "stretch"), ("cover", "stretch"), ("stretch", "id")):
                    self._database.execute(f"DELETE FROM {table} WHERE {column} = ?", (old,))  # noqa: S608 - names of ours
            cursor = self._database.execute(
                "INSERT INTO stretch (taken, start, end, digest, row, lines, last, ends_in_line, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    taken, stretch.start, stretch.end, stretch.digest, stretch.row, stretch.lines, stretch.last,
                    stretch.ends_in_line, stretch.told,
                ),
            )  # fmt: skip
            number = cursor.lastrowid
            self._database.executemany(
                "INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?)",
                [(piece.name, number, piece.source, piece.day, piece.rows, piece.bytes) for piece in stretch.pieces],
            )
            self._database.executemany(
                "INSERT INTO cover VALUES (?, ?, ?, ?, ?, ?, ?)", [(number, *cell) for cell in stretch.cover]
            )
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)

    def finish(self, taken: int, stored: str, label: str, path: str) -> None:
        """Note that a file was taken to its end, as it is now: `stored` is the SHA-256 of its bytes."""
        with self._transaction():
            self._database.execute(
                "UPDATE taken SET stored = ?, whole = 1, label = ?, path = ? WHERE id = ?", (stored, label, path, taken)
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._database:
                self._database.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.Error as error:
            raise LakeError(
                f"{self.folder}: its manifest cannot be written ({error}); free some space, and run again"
            ) from error

    def pieces(self) -> list[StoredPiece]:
        """Return all pieces that count, by log source and day."""
        rows = self._database.execute("SELECT name, source, day, rows, bytes FROM piece ORDER BY source, day, name")
        return [StoredPiece(self.folder / name, *rest) for name, *rest in rows]

    def small(self, rows: int, replaced: Sequence[str]) -> list[StoredPiece]:
        """Return the pieces of fewer than `rows` events, by log source and day, that no later ingest takes back.

        It may take back those of logs of the readers `replaced`, and of a log that ends in half a line.
        """
        found = self._database.execute(
            "SELECT reader, piece.name, source, day, rows, bytes FROM piece JOIN stretch ON stretch.id = stretch "
            "JOIN taken ON taken.id = taken WHERE rows < ? AND (ends_in_line = 1 OR reader = 'evtx') "
            "ORDER BY source, day, piece.name",
            (rows,),
        )
        return [StoredPiece(self.folder / name, *rest) for reader, name, *rest in found if reader not in replaced]

    def merge(self, old: Sequence[StoredPiece], new: Sequence[NewPiece]) -> None:
        """Let new pieces count in the place of old ones that hold the same events.

        The old files stay until the lake is written next: whoever hunts in it now has named them already.
        """
        names = [(piece.path.relative_to(self.folder).as_posix(),) for piece in old]
        with self._transaction():
            (stretch,) = self._database.execute("SELECT stretch FROM piece WHERE name = ?", names[0]).fetchone()
            self._database.executemany("DELETE FROM piece WHERE name = ?", names)
            self._database.executemany(
                "INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?)",
                [(piece.name, stretch, piece.source, piece.day, piece.rows, piece.bytes) for piece in new],
            )

    def cover(self) -> Iterator[tuple[str, str | None, int, int, int, int]]:
        """Yield the coverage: log source, machine, day, rows, first, last, summed over all files."""
        yield from self._database.execute(
            "SELECT source, host, day, SUM(rows), MIN(first), MAX(last) FROM cover GROUP BY source, host, day"
        )

    def told(self) -> Iterator[tuple[str, str, str]]:
        """Yield for each stretch the file's label, its reader, and what reading told (JSON)."""
        yield from self._database.execute(
            "SELECT label, reader, told FROM stretch JOIN taken ON taken.id = taken ORDER BY label, start, stretch.id"
        )

    def last_time(self, stretch: int) -> int | None:
        """Return the time (µs since 1970) of the last event of a stretch, None where it is not known."""
        (told,) = self._database.execute("SELECT told FROM stretch WHERE id = ?", (stretch,)).fetchone()
        time = json.loads(told).get("last_time")
        return time if isinstance(time, int) else None

    def kinds(self) -> dict[str, str]:
        """Return the kind of source under which each file was taken, by label."""
        return dict(self._database.execute("SELECT label, kind FROM taken").fetchall())


def _open_manifest(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / MANIFEST, timeout=BUSY_SECONDS, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        database.executescript(f"BEGIN; {_SCHEMA}; INSERT INTO meta VALUES ({VERSION}); COMMIT;")  # noqa: S608 - all ours
    _check(folder, database)
    return database


def _check(folder: Path, database: sqlite3.Connection) -> None:
    try:
        (version,) = database.execute("SELECT version FROM meta").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise LakeError(f"{folder}: its manifest is none of ours ({error})") from error
    if version != VERSION:
        raise LakeError(f"{folder}: its manifest is of version {version}, this is for version {VERSION}")


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all, and on the disk before anything names it."""
    partial = path.with_suffix(path.suffix + ".partial")
    with open(partial, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)

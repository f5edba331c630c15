"""A case: a folder with a ledger that can only be appended to, each row chained to the one before, the head signed.

What `append` has acknowledged is on the disk and stays there whatever happens to the process: a batch is one
transaction, with the signature over the new head inside it.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from beartrap.case import begin, keys, looks, migrations, rows, standing
from beartrap.case.answers import answer_all
from beartrap.case.chain import Entry, flaw, link
from beartrap.case.database import open_reader, open_writer, said_plainly, transaction, version_of
from beartrap.case.envelope import stamp, wrap
from beartrap.case.errors import CaseError
from beartrap.case.folder import CACHE, HITS, PRIVATE_FOLDER, Folder, lock
from beartrap.case.view import CaseView
from beartrap.case.writing import Row, insert, sign
from beartrap.model.record import Record

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def utc_now() -> datetime:
    """Return the present time."""
    return datetime.now(UTC)


class Case:
    """An open case. Made by `Case.open`; use it as a context manager, or call `close`."""

    def __init__(
        self,
        folder: Folder,
        database: sqlite3.Connection,
        held: int | None,
        key: "Ed25519PrivateKey | None",
        now: Callable[[], datetime],
    ) -> None:
        self._folder = folder
        self._database = database
        self._held = held
        self._key = key
        self._now = now
        self._public = rows.public_key(rows.genesis(database))
        self._looks: looks.Looks | None = None
        self._standing: standing.Standing | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        now: Callable[[], datetime] = utc_now,
    ) -> "Case":
        """Open the case in `folder`; `create` makes it where there is none, `read_only` never writes and needs no lock.

        `now` is asked for the time of recording. Raises NotACase where there is no case, CaseError where it cannot be
        used (another writer, newer version, wrong key, no right, disk full).
        """
        place = Folder(Path(folder))
        with said_plainly(place):
            return cls._read(place, now) if read_only else cls._write(place, create, now)

    @classmethod
    def _read(cls, place: Folder, now: Callable[[], datetime]) -> "Case":
        place.check()
        database = open_reader(place)
        try:
            version = version_of(place, database)
            return cls(place, migrations.as_of_this_version(database, version), None, None, now)
        except BaseException:
            database.close()
            raise

    @classmethod
    def _write(cls, place: Folder, create: bool, now: Callable[[], datetime]) -> "Case":
        if create:
            place.prepare()
        else:
            place.check()
        held = lock(place)
        database = None
        try:
            if create:
                begin.make_file(place)
            place.check()
            database = open_writer(place)
            key = begin.ready(place, database, create, stamp(now()))
            return cls(place, database, held, key, now)
        except BaseException:
            if database is not None:
                database.close()
            os.close(held)
            raise

    @property
    def folder(self) -> Path:
        """The case's folder."""
        return self._folder.path

    @property
    def name(self) -> str:
        """What the case is called: its folder's name."""
        return self._folder.name

    @property
    def public_key(self) -> str:
        """The public key with which the case was begun, hex."""
        return self._public

    @property
    def cache_path(self) -> Path:
        """Where a cache of examined contents may be kept: losing it costs time only."""
        return self._folder.file(CACHE)

    @property
    def hits_folder(self) -> Path:
        """Where raw hits go, as Parquet; made when asked for, unless the case is open for reading."""
        path = self._folder.file(HITS)
        if self._key is not None:
            with said_plainly(self._folder):
                path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        return path

    def append(self, records: Iterable[Record]) -> list[str]:
        """Append records in one transaction and return their ids; when it returns, they are on the disk."""
        key = self._writer()
        at = stamp(self._now())
        seq, prev = self._signed_head()
        ids: list[str] = []
        batch: list[Row] = []
        for record in records:
            name, kind, content = wrap(record, at)
            seq += 1
            digest = link(prev, seq, kind, content)
            batch.append((seq, kind, content.decode(), prev, digest))
            ids.append(name)
            prev = digest
        if batch:
            with said_plainly(self._folder), transaction(self._database):
                insert(self._database, batch)
                sign(self._database, key, seq, prev, at)
            if self._looks is not None:
                for _, kind, text, *_ in batch:
                    self._looks.take_json(kind, text.encode())
        return ids

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Yield the rows after that number in order: by default all but the genesis row, which is number 0.

        In a case of a version that had no keys it stands later: pass over the kind `chain.GENESIS`.
        """
        with said_plainly(self._folder):
            yield from rows.entries(self._database, after)

    def head(self) -> tuple[int, str]:
        """Return the number and hash of the last row: with this noted elsewhere, nobody can write the past anew."""
        with said_plainly(self._folder):
            last = rows.last(self._database)
        if last is None:
            raise CaseError(self.folder, "the ledger is empty, even of its first row", "Run `beartrap case verify`.")
        return last.seq, last.hash

    def sign_head(self) -> None:
        """Make sure that the head is signed. `append` signs its own, so this finds only what came from elsewhere.

        Raises CaseError where the last row is not the one that this case wrote and signed last.
        """
        self._writer()
        self._signed_head()

    def sign(self, content: bytes) -> str:
        """Return the case's signature over a document that it keeps outside of its ledger: a manifest, a plan."""
        return keys.sign_document(self._writer(), hashlib.sha256(content).digest())

    def signed(self, content: bytes, signature: str) -> bool:
        """Whether a document's signature is this case's own."""
        return keys.document_signed(self._public, hashlib.sha256(content).digest(), signature)

    def noted(self, seq: int, digest: str) -> bool:
        """Whether a head that was noted earlier, elsewhere, lies on this chain; every row up to it is checked."""
        before: Entry | None = None
        with said_plainly(self._folder):
            for entry in rows.entries(self._database, until=seq):
                if flaw(entry, before) is not None:
                    return False
                before = entry
        return before is not None and before.seq == seq and before.hash == digest.strip().lower()

    def has_looked(self, source: str, digest: str, rules: str, by: str | None = None) -> bool:
        """Whether the source, in the state of `digest`, was looked at with `rules` (by that detector) to the end."""
        if self._looks is None:
            self._looks = looks.Looks()
            with said_plainly(self._folder):
                for entry in rows.of_kinds(self._database, looks.KINDS):
                    self._looks.take_json(entry.kind, entry.json)
        return self._looks.has(source, digest, rules, by)

    def view(self) -> CaseView:
        """Return the case as everybody sees it: what stands, and the eight answers."""
        with said_plainly(self._folder), self._steady():
            stands = standing.stand(self._folder, self._database, self._public, self._standing)
            if self._key is not None:
                stands = standing.keep(self._folder, self._key, stands)
            self._standing = stands
        records = stands.shown()
        return CaseView(self.name, stands.seq, stands.hash, records, answer_all(records))

    def close(self) -> None:
        """Let go of the case; its head is signed. May be called twice."""
        self._key = None
        self._database.close()
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _writer(self) -> "Ed25519PrivateKey":
        if self._key is None:
            raise CaseError(self.folder, "the case is not open for writing", "Open it again, for writing.")
        return self._key

    def _signed_head(self) -> tuple[int, str]:
        """Return the head to which a row may be added: never one that this case did not sign."""
        head = self.head()
        with said_plainly(self._folder):
            signed = rows.last_signed(self._database)
        if signed is None or signed[:2] != head or not keys.head_signed(self._public, *signed):
            raise CaseError(
                self.folder,
                f"row {head[0]}, the last of the ledger, was not written and signed by this case",
                "Run `beartrap case verify`; go on in a new case.",
            )
        return head

    @contextmanager
    def _steady(self) -> Iterator[None]:
        """Let a reader see one state throughout, though another process writes; a writer is alone anyway."""
        if self._key is not None:
            yield
            return
        self._database.execute("BEGIN")
        try:
            yield
        finally:
            self._database.execute("ROLLBACK")

    def __enter__(self) -> "Case":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

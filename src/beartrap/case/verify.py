"""Proving that nothing in a case was changed.

1. The database is sound, and its seat belts are in place.
2. Each row belongs to its hash, and follows from the row before.
3. The first row names the key; the key beside the ledger is that one.
4. Each signed head lies on the chain, and the case's key signed it.
5. No row stands after the last signed head: every append signs its own.
6. A snapshot, if one would be used, shows what the rows say.
7. A head that was noted elsewhere lies on the chain. Without one, whoever holds the folder with its key can write
   everything anew: note the head that `beartrap case verify` prints.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from beartrap.case import keys, rows, schema, snapshot
from beartrap.case.chain import GENESIS, START, Entry, flaw
from beartrap.case.database import open_reader, said_plainly, version_of
from beartrap.case.errors import CaseError
from beartrap.case.fold import fold
from beartrap.case.folder import KEY, LEDGER, SNAPSHOT, Folder
from beartrap.model.frozen import frozen
from beartrap.model.text import printable

MOST_PROBLEMS = 100
"""Problems that are named; the rest are counted. A ledger with so many is not read line by line."""

FIRST_NUMBER = -(2**63)
"""Of SQLite's: a row that was hidden before the first one is seen as well."""


@frozen
class Verification:
    """What came out. `ok` is true where there is no problem; each of `problems` names the row and what is wrong.

    `length` is the number of the last row and `head` its hash; `key` the public key (hex) the case was begun with.
    `signed` is the number of the last row whose head the case's key has signed, None where there is none, `signature_valid`
    whether the newest signature is good, and `unsigned` how many rows came after the last good one.
    """

    ok: bool
    length: int
    head: str
    key: str
    problems: tuple[str, ...]
    signed: int | None
    signature_valid: bool
    unsigned: int


def verify(folder: Path, *, noted: tuple[int, str] | None = None) -> Verification:
    """Check a case from its first row to its last; `noted` is the number and hash of a head noted elsewhere.

    Raises NotACase where there is no case, CaseError where its file cannot be read at all.
    """
    place = Folder(Path(folder))
    with said_plainly(place):
        place.check()
        database = open_reader(place)
        try:
            version = version_of(place, database)
            database.execute("BEGIN")  # one state throughout, though somebody may be writing
            return _Inspection(place, database, version, noted).result()
        finally:
            database.close()


class _Inspection:
    """One pass over a case; the numbers are those of the module's list."""

    def __init__(
        self, place: Folder, database: sqlite3.Connection, version: int, noted: tuple[int, str] | None
    ) -> None:
        self._place = place
        self._database = database
        self._keyed = version >= 1  # version 0 had neither key nor signatures
        self._noted = noted
        self._genesis = rows.genesis(database)
        self._public = rows.public_key(self._genesis)
        self._signed: int | None = None
        self._newest_valid = False

    def result(self) -> Verification:
        found = self._limited(self._problems())
        last = rows.last(self._database)
        length, head = (last.seq, last.hash) if last is not None else (-1, START)
        return Verification(
            ok=not found,
            length=length,
            head=head,
            key=self._public,
            problems=found,
            signed=self._signed,
            signature_valid=self._newest_valid,
            unsigned=max(length - (self._signed if self._signed is not None else -1), 0),
        )

    def _limited(self, problems: Iterator[str]) -> tuple[str, ...]:
        everything = list(problems)
        more = len(everything) - MOST_PROBLEMS
        return (*everything[:MOST_PROBLEMS], *([f"and {more} more problems"] if more > 0 else []))

    def _problems(self) -> Iterator[str]:
        yield from self._unsound()  # 1
        yield from self._broken()  # 2
        if self._keyed:
            yield from self._stranger_key()  # 3
            yield from self._false_heads()  # 4, 5
            yield from self._false_snapshot()  # 6
        yield from self._off_the_noted()  # 7

    def _unsound(self) -> Iterator[str]:
        for (words,) in self._database.execute("PRAGMA quick_check(5)"):
            if rows.text(words) != "ok":
                yield f"{LEDGER}: {printable(rows.text(words))}"
        if self._keyed:
            for name in schema.strange_guards(self._database):
                yield f"{LEDGER}: the guard {printable(name)} is not as it was: somebody meant to change rows"

    def _broken(self) -> Iterator[str]:
        before: Entry | None = None
        for entry in rows.entries(self._database, after=FIRST_NUMBER):
            words = flaw(entry, before)
            if words is not None:
                yield words
            if entry.kind == GENESIS and entry != self._genesis:
                yield f"row {entry.seq}: names a key again; the key of row {self._genesis and self._genesis.seq} stands"
            before = entry
        if before is None:
            yield "the ledger has no rows at all"

    def _stranger_key(self) -> Iterator[str]:
        if not self._public:
            yield "row 0: no row names the case's key"
            return
        try:
            keys.open_key(self._place, self._public)
        except CaseError as error:
            yield f"{KEY}: {error.why}"

    def _false_heads(self) -> Iterator[str]:
        last = rows.last(self._database)
        for head in rows.signed_heads(self._database):
            good = keys.head_signed(self._public, head.seq, head.hash, head.at, head.signature)
            entry = rows.at(self._database, head.seq)
            if not good:
                yield f"row {head.seq}: the signature over the head there is not the case's own"
            elif entry is None:
                yield f"row {head.seq}: its hash was signed at {printable(head.at)}, and the row is gone"
            elif entry.hash != head.hash:
                yield f"row {head.seq}: another hash was signed at {printable(head.at)}: the chain was written anew"
            else:
                self._signed = head.seq
            self._newest_valid = good and self._signed == head.seq
        signed = self._signed if self._signed is not None else -1
        if last is not None and last.seq > signed:
            yield f"row {signed + 1}: {last.seq - signed} rows from here on were never signed: they came from elsewhere"

    def _false_snapshot(self) -> Iterator[str]:
        loaded = snapshot.load(self._place, self._database, self._public)
        if loaded is None:
            return
        seq, _, records = loaded
        with snapshot.without_collection():
            if fold(rows.entries(self._database, until=seq)) != records:
                yield f"{SNAPSHOT}: does not show what the rows up to {seq} say; delete it"

    def _off_the_noted(self) -> Iterator[str]:
        if self._noted is None:
            return
        seq, digest = self._noted
        entry = rows.at(self._database, seq)
        if entry is None:
            yield f"row {seq}: a head was noted there, and there is no such row"
        elif entry.hash != digest.strip().lower():
            yield f"row {seq}: another hash was noted there: the chain was written anew"

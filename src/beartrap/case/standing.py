"""What stands in a case now: the fold, continued from where the last one ended, and whether the rows are whole."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from beartrap.case import keys, rows, snapshot
from beartrap.case.chain import START, Entry, flaw
from beartrap.case.fold import UNKNOWN_TIME, fold
from beartrap.case.folder import LEDGER, Folder
from beartrap.case.view import Kept, Records
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.record import record_id

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

WORTH_KEEPING = 2_000
"""Rows folded since the last snapshot before a new one is written: fewer are folded in a blink."""

MOST_FLAWS = 20
"""Flaws that get a Gap of their own: after that many nobody needs more to distrust the ledger."""


@frozen
class Standing:
    """The records that stand at the head `seq`, `hash`; `flaws` are what is wrong with the rows; `since` counts rows
    folded since the last snapshot.
    """

    seq: int
    hash: str
    records: Records
    flaws: tuple[str, ...] = ()
    since: int = 0

    def shown(self) -> Records:
        """Return the records, and where the ledger is not whole a Gap for each flaw: tampering never looks clean."""
        gaps = tuple(_tampered(words, self.seq) for words in self.flaws)
        return replace(self.records, gaps=self.records.gaps + gaps) if gaps else self.records


def stand(folder: Folder, database: sqlite3.Connection, public: str, known: Standing | None) -> Standing:
    """Fold the case up to its head, from `known`, a snapshot, or the beginning."""
    start = known or _from_snapshot(folder, database, public) or Standing(-1, START, Records())
    before = rows.at(database, start.seq)
    if before is None or before.hash != start.hash:
        start = Standing(-1, START, Records())
    watch = _Watch(before)
    with snapshot.without_collection():
        records = fold(watch.over(rows.entries(database, start.seq)), start.records)
    flaws = tuple(dict.fromkeys((*start.flaws, *watch.flaws, *_seal_flaws(database, public, watch.last))))
    if watch.last is None:
        return replace(start, flaws=flaws)
    return Standing(watch.last.seq, watch.last.hash, records, flaws, start.since + watch.count)


def keep(folder: Folder, key: "Ed25519PrivateKey", stands: Standing) -> Standing:
    """Write a snapshot where enough has come since the last one; never of rows that are not whole.

    One that cannot be written (a full disk) costs the next reader time, and must not cost this one the view.
    """
    if stands.since < WORTH_KEEPING or stands.flaws:
        return stands
    try:
        snapshot.save(folder, key, stands.seq, stands.hash, stands.records)
    except OSError:
        return stands
    return replace(stands, since=0)


class _Watch:
    """Looks at each row on its way into the fold: is it whole, does it follow from the one before?"""

    def __init__(self, before: Entry | None) -> None:
        self.last = before
        self.count = 0
        self.flaws: list[str] = []

    def over(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            words = flaw(entry, self.last)
            if words is not None and len(self.flaws) < MOST_FLAWS:
                self.flaws.append(words)
            self.last = entry
            self.count += 1
            yield entry


def _from_snapshot(folder: Folder, database: sqlite3.Connection, public: str) -> Standing | None:
    loaded = snapshot.load(folder, database, public)
    return Standing(*loaded) if loaded is not None else None


def _seal_flaws(database: sqlite3.Connection, public: str, last: Entry | None) -> tuple[str, ...]:
    """Say where the last row is not the one whose head the case's key signed last."""
    if not public or last is None:
        return ()  # an older ledger, copied to be shown: it had no key
    signed = rows.last_signed(database)
    if signed is None or signed.seq < last.seq:
        return (f"row {last.seq}: was never signed, so it came from elsewhere",)
    if signed.seq > last.seq:
        return (f"row {signed.seq}: its hash was signed, and it is gone: rows were taken off the end",)
    if signed.hash != last.hash or not keys.head_signed(public, *signed):
        return (f"row {last.seq}: the signature over it is not the case's own",)
    return ()


def _tampered(words: str, seq: int) -> Kept[Gap]:
    gap = Gap(
        reason=GapReason.MALFORMED,
        questions=tuple(Question),
        why=f"{LEDGER} was changed after it was written: {words}",
        remedy="Run `beartrap case verify`; then take the case from a backup, or look again in a new case.",
        place=Place(LEDGER),
        by="case",
    )
    return Kept(record_id(gap), seq, UNKNOWN_TIME, gap)

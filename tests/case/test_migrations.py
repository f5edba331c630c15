"""Ledgers of other versions: an older one is migrated with its chain untouched, a newer one is refused."""

import json
import sqlite3
from pathlib import Path

import pytest
from case_lab import began, finding, looked, mark, run

from beartrap.case.chain import START, link
from beartrap.case.envelope import encode
from beartrap.case.errors import CaseError
from beartrap.case.ledger import Case
from beartrap.case.schema import APPLICATION_ID, VERSION
from beartrap.case.verify import verify
from beartrap.model.record import Record, id_of, kind_of, record_id, to_json

RECORDS: list[Record] = [began(), finding(), looked(), run(1), mark(record_id(finding()))]


def by_hand(folder: Path, records: list[Record]) -> list[tuple]:
    """Make a ledger as version 0 had it: rows alone, envelopes without `v`, no first row, no key, no guards."""
    folder.mkdir()
    database = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    database.execute("CREATE TABLE ledger (seq INTEGER PRIMARY KEY, kind TEXT, json TEXT, prev TEXT, hash TEXT)")
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    prev = START
    for seq, record in enumerate(records, 1):
        kind, document = kind_of(record), to_json(record)
        content = encode({"id": id_of(kind, document), "at": "2020-12-13T12:00:00Z", "record": document})
        digest = link(prev, seq, kind, content)
        database.execute("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", (seq, kind, content.decode(), prev, digest))
        prev = digest
    database.close()
    return rows_of(folder / "ledger.db")


def rows_of(path: Path, until: int = 99) -> list[tuple]:
    database = sqlite3.connect(path)
    try:
        return database.execute("SELECT * FROM ledger WHERE seq <= ? ORDER BY seq", (until,)).fetchall()
    finally:
        database.close()


def test_an_older_ledger_is_migrated_with_its_rows_untouched(tmp_path: Path) -> None:
    old = by_hand(tmp_path / "c", RECORDS)
    with Case.open(tmp_path / "c") as case:
        assert case.head()[0] == len(old) + 1
        assert case.noted(5, old[-1][4])
        case.append([finding("file:new:/x")])
        records = case.view().records
    assert rows_of(tmp_path / "c" / "ledger.db", len(old)) == old
    assert (len(records.findings), len(records.suppressed), len(records.looked)) == (1, 1, 1)
    result = verify(tmp_path / "c", noted=(5, old[-1][4]))
    assert (result.ok, result.problems, result.length) == (True, (), 7)


def test_a_copy_of_the_older_ledger_stays(tmp_path: Path) -> None:
    old = by_hand(tmp_path / "c", RECORDS)
    Case.open(tmp_path / "c").close()
    copy = tmp_path / "c" / "ledger.v0.db"
    assert rows_of(copy) == old
    assert copy.stat().st_mode & 0o077 == 0


def test_migrating_again_does_nothing(tmp_path: Path) -> None:
    by_hand(tmp_path / "c", RECORDS)
    Case.open(tmp_path / "c").close()
    rows = rows_of(tmp_path / "c" / "ledger.db")
    Case.open(tmp_path / "c").close()
    assert rows_of(tmp_path / "c" / "ledger.db") == rows


def test_an_older_ledger_is_shown_without_being_changed(tmp_path: Path) -> None:
    old = by_hand(tmp_path / "c", RECORDS)
    before = (tmp_path / "c" / "ledger.db").read_bytes()
    with Case.open(tmp_path / "c", read_only=True) as case:
        view = case.view()
    assert (len(view.records.suppressed), view.length, view.head) == (1, 5, old[-1][4])
    assert view.records.gaps == ()
    assert (tmp_path / "c" / "ledger.db").read_bytes() == before
    assert verify(tmp_path / "c").ok


def test_a_change_in_an_older_ledger_is_found(tmp_path: Path) -> None:
    by_hand(tmp_path / "c", RECORDS)
    database = sqlite3.connect(tmp_path / "c" / "ledger.db", isolation_level=None)
    database.execute("UPDATE ledger SET json = replace(json, 'orion-01', 'orion-02') WHERE seq = 2")
    database.close()
    assert "row 2" in verify(tmp_path / "c").problems[0]


def test_a_migration_that_breaks_off_leaves_the_older_ledger(tmp_path: Path) -> None:
    old = by_hand(tmp_path / "c", RECORDS)
    database = sqlite3.connect(tmp_path / "c" / "ledger.db", isolation_level=None)
    database.execute("CREATE TABLE ledger_refuses_delete (x)")  # in the way of the last steps
    database.execute("CREATE VIEW heads AS SELECT 1 AS seq")
    database.close()
    with pytest.raises(CaseError):
        Case.open(tmp_path / "c")
    assert rows_of(tmp_path / "c" / "ledger.db") == old
    database = sqlite3.connect(tmp_path / "c" / "ledger.db", isolation_level=None)
    assert database.execute("PRAGMA user_version").fetchone() == (0,)
    database.execute("DROP VIEW heads")
    database.close()
    Case.open(tmp_path / "c").close()
    assert verify(tmp_path / "c").ok


def test_a_newer_ledger_is_refused_with_both_versions(tmp_path: Path) -> None:
    Case.open(tmp_path / "c", create=True).close()
    database = sqlite3.connect(tmp_path / "c" / "ledger.db", isolation_level=None)
    database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    before = (tmp_path / "c" / "ledger.db").read_bytes()
    for open_it in (Case.open, lambda path: Case.open(path, read_only=True), verify):
        with pytest.raises(CaseError, match=f"version {VERSION + 1}; this Beartrap knows versions up to {VERSION}"):
            open_it(tmp_path / "c")
    assert (tmp_path / "c" / "ledger.db").read_bytes() == before


def test_envelopes_say_their_version(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([finding()])
        documents = [json.loads(entry.json) for entry in case.entries(after=-1)]
    assert [set(document) for document in documents] == [{"at", "id", "record", "v"}] * 2
    assert {document["v"] for document in documents} == {1}

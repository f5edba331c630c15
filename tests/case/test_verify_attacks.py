"""Attacks on a case, each done on the file itself as one who holds it would: `verify` names the row, the view shows a gap."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from case_lab import as_attacker, fill, finding, indicators, run

from beartrap.case.chain import link
from beartrap.case.errors import CaseError, NotACase
from beartrap.case.ledger import Case
from beartrap.case.verify import MOST_PROBLEMS, Verification, verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case with records 1 to 6 in two batches, signed at 0, 3 and 6."""
    fill(tmp_path / "c")
    return tmp_path / "c"


def caught(folder: Path, *words: str, shown: bool = True) -> Verification:
    """Verify, and hold the view to it: what was tampered with is never shown without a gap."""
    result = verify(folder)
    assert not result.ok
    everything = "\n".join(result.problems)
    for word in words:
        assert word in everything
    with Case.open(folder, read_only=True) as case:
        gaps = [kept.record for kept in case.view().records.gaps]
    assert any("was changed after it was written" in gap.why for gap in gaps) == shown
    return result


def rechain(database: sqlite3.Connection, start: int = 0) -> None:
    """Compute all hashes anew: the chain alone is no secret."""
    database.row_factory = None
    rows = database.execute("SELECT seq, kind, json FROM ledger ORDER BY seq").fetchall()
    prev = "0" * 64
    for seq, kind, content in rows:
        digest = link(prev, seq, kind, content.encode())
        if seq >= start:
            database.execute("UPDATE ledger SET prev = ?, hash = ? WHERE seq = ?", (prev, digest, seq))
        prev = digest


def test_an_untouched_case_is_whole(folder: Path) -> None:
    result = verify(folder)
    assert result.ok
    assert (result.length, result.signed, result.unsigned, result.signature_valid) == (6, 6, 0, True)
    assert result.problems == ()
    with Case.open(folder, read_only=True) as case:
        assert case.head() == (result.length, result.head)
        assert case.public_key == result.key


def test_changed_json(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("UPDATE ledger SET json = replace(json, 'd2.example', 'd9.example') WHERE seq = 3")
    result = caught(folder, "row 3: its kind, JSON or hash was changed")
    assert len(result.problems) == 1


def test_changed_time_of_recording(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute('UPDATE ledger SET json = replace(json, \'"at":"2\', \'"at":"1\') WHERE seq = 3')
    caught(folder, "row 3")


def test_changed_kind(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("UPDATE ledger SET kind = 'rumour' WHERE seq = 2")
    caught(folder, "row 2: its kind")


def test_deleted_row(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("DELETE FROM ledger WHERE seq = 4")
    caught(folder, "row 5: comes after row 3, so rows between them are missing")


def test_deleted_row_with_the_rest_renumbered(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("DELETE FROM ledger WHERE seq = 4")
        database.execute("UPDATE ledger SET seq = 4 WHERE seq = 5")
        database.execute("UPDATE ledger SET seq = 5 WHERE seq = 6")
    caught(folder, "row 4:", "row 6: its hash was signed")


def test_deleted_genesis(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("DELETE FROM ledger WHERE seq = 0")
    caught(folder, "row 1: rows before it are missing", "no row names the case's key")


def test_inserted_row(folder: Path) -> None:
    with as_attacker(folder) as database:
        for seq in (6, 5, 4):
            database.execute("UPDATE ledger SET seq = seq + 1 WHERE seq = ?", (seq,))
        database.execute("INSERT INTO ledger SELECT 4, kind, json, prev, hash FROM ledger WHERE seq = 3")
    caught(folder, "row 4:", "row 5:")


def test_row_hidden_before_the_first(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("INSERT INTO ledger SELECT -5, kind, json, prev, hash FROM ledger WHERE seq = 3")
    assert "row -5" in verify(folder).problems[0]


def test_row_appended_without_a_hash(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("INSERT INTO ledger SELECT 7, kind, json, hash, hash FROM ledger WHERE seq = 6")
    caught(folder, "row 7: its kind")


def test_row_appended_with_the_right_hash(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("INSERT INTO ledger SELECT 7, kind, json, prev, hash FROM ledger WHERE seq = 6")
        rechain(database, 7)
    result = caught(folder, "row 7: 1 rows from here on were never signed")
    assert (result.signed, result.unsigned, result.signature_valid) == (6, 1, True)
    with Case.open(folder) as case, pytest.raises(CaseError, match="not written and signed by this case"):
        case.append([finding()])


def test_reordered_rows(folder: Path) -> None:
    with as_attacker(folder) as database:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            database.execute("UPDATE ledger SET seq = ? WHERE seq = ?", (new, old))
    caught(folder, "row 2", "row 3")


def test_reordered_contents_with_hashes_made_anew(folder: Path) -> None:
    with as_attacker(folder) as database:
        two, three = (database.execute("SELECT json FROM ledger WHERE seq = ?", (seq,)).fetchone()[0] for seq in (2, 3))
        database.execute("UPDATE ledger SET json = ? WHERE seq = 2", (three,))
        database.execute("UPDATE ledger SET json = ? WHERE seq = 3", (two,))
        rechain(database)
    caught(folder, "row 3: another hash was signed", "row 6: another hash was signed")


def test_truncated_tail(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("DELETE FROM ledger WHERE seq > 4")
    caught(folder, "row 6: its hash was signed at")


def test_truncated_tail_with_its_signatures_shows_against_a_noted_head_alone(folder: Path) -> None:
    seq, digest = 6, verify(folder).head
    with as_attacker(folder) as database:
        database.execute("DELETE FROM ledger WHERE seq > 3")
        database.execute("DELETE FROM heads WHERE seq > 3")
    assert verify(folder).ok  # whoever cuts at a signed head leaves a whole, shorter case
    result = verify(folder, noted=(seq, digest))
    assert result.problems == ("row 6: a head was noted there, and there is no such row",)


def test_truncated_tail_cut_between_signed_heads(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("DELETE FROM ledger WHERE seq > 5")
        database.execute("DELETE FROM heads WHERE seq > 3")
    caught(folder, "row 4: 2 rows from here on were never signed")


def test_edited_hash(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("UPDATE ledger SET hash = prev WHERE seq = 3")
    caught(folder, "row 3", "row 4: does not follow from row 3", "row 3: another hash was signed")


def test_edited_hash_of_the_row_before(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("UPDATE ledger SET prev = hash WHERE seq = 3")
    caught(folder, "row 3")


def test_chain_written_anew_with_the_case_s_signatures_left(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("UPDATE ledger SET json = replace(json, 'd2.example', 'd9.example') WHERE seq = 3")
        rechain(database)
    caught(folder, "row 3: another hash was signed", "the chain was written anew")


def test_chain_written_anew_with_another_key_beside_the_old_genesis(folder: Path, tmp_path: Path) -> None:
    fill(tmp_path / "other", 4)
    with as_attacker(tmp_path / "other") as theirs:
        heads = theirs.execute("SELECT * FROM heads").fetchall()
        rows = theirs.execute("SELECT * FROM ledger WHERE seq > 0").fetchall()
    with as_attacker(folder) as database:
        database.execute("DELETE FROM ledger WHERE seq > 0")
        database.execute("DELETE FROM heads")
        database.executemany("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)", rows)
        rechain(database)
        database.executemany("INSERT INTO heads VALUES (?, ?, ?, ?)", heads)
    caught(folder, "the signature over the head there is not the case's own", "never signed")


def test_key_exchanged_in_the_genesis_row(folder: Path, tmp_path: Path) -> None:
    fill(tmp_path / "other")
    theirs = verify(tmp_path / "other").key
    with as_attacker(folder) as database:
        database.execute("UPDATE ledger SET json = replace(json, ?, ?) WHERE seq = 0", (verify(folder).key, theirs))
    shutil.copy(tmp_path / "other" / "key.pem", folder / "key.pem")
    caught(folder, "row 0", "not the case's own")


def test_a_second_genesis_row_does_not_bring_a_second_key(folder: Path, tmp_path: Path) -> None:
    fill(tmp_path / "other")
    with as_attacker(tmp_path / "other") as theirs:
        (content,) = theirs.execute("SELECT json FROM ledger WHERE seq = 0").fetchone()
    with as_attacker(folder) as database:
        database.execute("INSERT INTO ledger VALUES (7, 'genesis', ?, '', '')", (content,))
        rechain(database, 7)
    caught(folder, "row 7: names a key again")


def test_whole_case_exchanged_shows_against_a_noted_head(folder: Path, tmp_path: Path) -> None:
    before = verify(folder)
    shutil.rmtree(folder)
    fill(folder)
    assert verify(folder).ok
    result = verify(folder, noted=(before.length, before.head))
    assert result.problems == ("row 6: another hash was noted there: the chain was written anew",)


def test_a_head_noted_earlier_holds_for_a_case_that_went_on(folder: Path) -> None:
    before = verify(folder)
    with Case.open(folder) as case:
        case.append([finding()])
    assert verify(folder, noted=(before.length, before.head)).ok
    assert not verify(folder, noted=(before.length, "0" * 64)).ok


@pytest.mark.parametrize("value", ["00" * 64, "no hex", "", None])
def test_forged_signature(folder: Path, value: str | None) -> None:
    with as_attacker(folder) as database:
        database.execute("UPDATE heads SET signature = ? WHERE seq = 6", (value or "",))
    result = caught(folder, "row 6: the signature over the head there is not the case's own")
    assert (result.signature_valid, result.signed, result.unsigned) == (False, 3, 3)


def test_signature_moved_to_another_time(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("UPDATE heads SET at = '2020-01-01T00:00:00Z' WHERE seq = 6")
    caught(folder, "row 6: the signature")


def test_all_signatures_removed(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("DELETE FROM heads")
    result = caught(folder, "never signed")
    assert (result.signed, result.unsigned) == (None, 7)


def test_guards_left_off(folder: Path) -> None:
    with as_attacker(folder, neat=False):
        pass
    caught(folder, "the guard ledger_refuses_update is not as it was", shown=False)
    with pytest.raises(CaseError, match="guards are not as they were"):
        Case.open(folder)


def test_trigger_that_swallows_rows(folder: Path) -> None:
    with as_attacker(folder) as database:
        database.execute("CREATE TRIGGER t BEFORE INSERT ON ledger BEGIN SELECT RAISE(IGNORE); END")
    caught(folder, "the guard t is not as it was", shown=False)
    with pytest.raises(CaseError, match="guards"):
        Case.open(folder)


@pytest.mark.parametrize("value", [b"\xff\xfe", None, 7, 1.5, b"", "{", "[" * 100_000, "{}" * 10])
def test_column_of_another_type_is_named_and_breaks_nothing(folder: Path, value: object) -> None:
    with as_attacker(folder) as database:
        database.execute("CREATE TABLE l2 (seq INTEGER PRIMARY KEY, kind, json, prev, hash)")
        database.execute("INSERT INTO l2 SELECT * FROM ledger")
        database.execute("DROP TABLE ledger")
        database.execute("ALTER TABLE l2 RENAME TO ledger")
        for column in ("kind", "json", "prev", "hash"):
            database.execute(f"UPDATE ledger SET {column} = ? WHERE seq = 3", (value,))
    caught(folder, "row 3")


def test_damaged_page(folder: Path) -> None:
    with Case.open(folder) as case:
        case.append(indicators(500, "other.csv"))
    content = bytearray((folder / "ledger.db").read_bytes())
    content[40_000:44_000] = b"\xa5" * 4000
    (folder / "ledger.db").write_bytes(content)
    try:
        assert not verify(folder).ok
    except CaseError as error:
        assert "damaged" in str(error)


def test_file_cut_short(folder: Path) -> None:
    content = (folder / "ledger.db").read_bytes()
    (folder / "ledger.db").write_bytes(content[: len(content) // 2])
    with pytest.raises(CaseError):
        verify(folder)


def test_more_problems_than_anybody_reads_are_counted(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([run(number) for number in range(300)])
    with as_attacker(tmp_path / "c") as database:
        database.execute("UPDATE ledger SET json = json || ' ' WHERE seq > 0")
    problems = verify(tmp_path / "c").problems
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1] == "and 200 more problems"


def test_no_case_is_not_a_broken_case(tmp_path: Path) -> None:
    with pytest.raises(NotACase):
        verify(tmp_path)


def test_verifying_changes_nothing(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "ledger.db-shm"}
    verify(folder)
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "ledger.db-shm"}
    assert {name: content for name, content in after.items() if content} == before

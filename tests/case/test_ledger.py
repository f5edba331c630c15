"""The ledger: what is appended stays, in order, chained, private to its owner, with one writer at a time."""

import fcntl
import os
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from case_lab import began, fill, finding, gap, indicators, looked, mark, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beartrap.case.chain import GENESIS, START, flaw, link
from beartrap.case.envelope import unwrap
from beartrap.case.errors import CaseError, NotACase
from beartrap.case.fold import fold
from beartrap.case.ledger import Case
from beartrap.case.verify import verify
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.place import Place
from beartrap.model.record import from_json, record_id
from record_strategies import RECORDS


def test_what_is_appended_is_there_again_in_order(tmp_path: Path) -> None:
    records = [finding(), looked(), gap(), mark("finding-1"), run(1), began(), *indicators(3)]
    with Case.open(tmp_path / "c", create=True) as case:
        ids = case.append(records[:4]) + case.append(iter(records[4:]))
    with Case.open(tmp_path / "c", read_only=True) as case:
        entries = list(case.entries())
        assert [entry.seq for entry in entries] == list(range(1, len(records) + 1))
        assert [from_json(entry.kind, unwrap(entry.json).record) for entry in entries] == records
        assert ids == [record_id(record) for record in records] == [unwrap(entry.json).id for entry in entries]
        assert [entry.seq for entry in case.entries(after=7)] == [8, 9]


def test_rows_are_chained_from_the_genesis_row(tmp_path: Path) -> None:
    fill(tmp_path / "c")
    with Case.open(tmp_path / "c", read_only=True) as case:
        entries = list(case.entries(after=-1))
        assert entries[0].kind == GENESIS
        assert entries[0].prev == START
        assert [flaw(entry, before) for before, entry in zip([None, *entries], entries, strict=False)] == [None] * 7
        assert case.head() == (6, entries[-1].hash)


def test_the_time_of_recording_is_utc_and_in_no_id(tmp_path: Path) -> None:
    noon = datetime(2020, 12, 13, 12, tzinfo=UTC)
    with Case.open(tmp_path / "c", create=True, now=lambda: noon) as case:
        (one,) = case.append([finding()])
        assert unwrap(next(case.entries()).json).at == noon
    assert one == record_id(finding())


def test_an_empty_append_writes_nothing(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        before = case.head()
        assert case.append([]) == []
        assert case.head() == before


def test_a_batch_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield finding()
        raise RuntimeError("the reader broke")

    with Case.open(tmp_path / "c", create=True) as case:
        with pytest.raises(RuntimeError):
            case.append(broken())
        assert case.head()[0] == 0
        assert case.append([looked()])
    assert verify(tmp_path / "c").ok


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RECORDS, max_size=6))
def test_any_record_comes_back_from_the_ledger(tmp_path: Path, records: list) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        start, _ = case.head()
        case.append(records)
        found = [from_json(entry.kind, unwrap(entry.json).record) for entry in case.entries(after=start)]
    assert found == records


@pytest.mark.parametrize("text", ["a\udc80b", "\x00", "\u202eexe.txt", "\ud800", "naïve ☃", '"}', "\n"])
def test_hostile_text_goes_in_and_comes_out(tmp_path: Path, text: str) -> None:
    record = finding(why=text, evidence=(Evidence(Place(text), text, facts=Facts.of(name=text)),))
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([record])
        assert fold(case.entries()).findings[0].record == record
    assert verify(tmp_path / "c").ok


def test_only_the_owner_can_read_a_case(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        fill(tmp_path / "c")
        with Case.open(tmp_path / "c") as case:
            case.append([finding()])
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "c").iterdir()}
            assert stat.S_IMODE(case.hits_folder.stat().st_mode) == 0o700
    finally:
        os.umask(before)
    assert modes.pop("lock") == 0o600
    assert {"key.pem", "ledger.db", "ledger.db-wal"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    words = rf"being written by another process \(number {os.getpid()}\)"
    with Case.open(tmp_path / "c", create=True), pytest.raises(CaseError, match=words):
        Case.open(tmp_path / "c")
    Case.open(tmp_path / "c").close()


def test_a_reader_beside_a_writer_sees_what_was_acknowledged(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as writer:
        writer.append([finding()])
        with Case.open(tmp_path / "c", read_only=True) as reader:
            assert len(reader.view().records.findings) == 1
            writer.append([finding("file:other:/x")])
            assert len(reader.view().records.findings) == 2


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    fill(tmp_path / "c")
    with Case.open(tmp_path / "c", read_only=True) as case:
        with pytest.raises(CaseError, match="not open for writing"):
            case.append([finding()])
        with pytest.raises(CaseError, match="not open for writing"):
            case.sign_head()


def test_a_lock_left_by_a_dead_process_holds_nobody_up(tmp_path: Path) -> None:
    fill(tmp_path / "c")
    (tmp_path / "c" / "lock").write_text("99999999\n")
    Case.open(tmp_path / "c").close()


def test_a_failed_opening_lets_go_of_the_lock(tmp_path: Path) -> None:
    fill(tmp_path / "c")
    key = (tmp_path / "c" / "key.pem").read_bytes()
    (tmp_path / "c" / "key.pem").unlink()
    with pytest.raises(CaseError, match=r"key\.pem is missing"):
        Case.open(tmp_path / "c")
    (tmp_path / "c" / "key.pem").write_bytes(key)
    Case.open(tmp_path / "c").close()


def test_a_case_that_is_not_there_is_not_made_unasked(tmp_path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(NotACase, match="no such folder"):
            Case.open(tmp_path / "c", read_only=read_only)
    assert not (tmp_path / "c").exists()
    (tmp_path / "c").mkdir()
    with pytest.raises(NotACase, match=r"no ledger\.db"):
        Case.open(tmp_path / "c")


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    tmp_path.chmod(0o755)
    with pytest.raises(CaseError, match="other files"):
        Case.open(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Case.open(tmp_path, create=True).close()
    assert verify(tmp_path).ok


def test_a_file_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("x")
    with pytest.raises(CaseError, match="Name a folder"):
        Case.open(tmp_path / "c", create=True)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be one" * 90, b"\x00" * 8192])
def test_another_file_named_ledger_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.db").write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(CaseError):
            Case.open(tmp_path, read_only=read_only)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "ledger.db")
    database.execute("CREATE TABLE ledger (seq, kind, json, prev, hash)")
    database.close()
    with pytest.raises(NotACase, match="another program's"):
        Case.open(tmp_path)


@pytest.mark.parametrize("name", ["ledger.db", "ledger.db-wal", "key.pem", "lock", "snapshot.json", "hits"])
def test_a_link_inside_a_case_is_not_followed(tmp_path: Path, name: str) -> None:
    fill(tmp_path / "c")
    target = tmp_path / "elsewhere"
    own = tmp_path / "c" / name
    if own.exists():
        own.rename(target)
    else:
        target.write_bytes(b"precious")
    before = target.read_bytes()
    own.symlink_to(target)
    with pytest.raises(CaseError):
        Case.open(tmp_path / "c", create=True)
    if name != "lock":
        with pytest.raises(CaseError, match="link"):
            Case.open(tmp_path / "c", read_only=True)
    assert target.read_bytes() == before


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "ledger.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(CaseError, match="link"):
        Case.open(tmp_path / "c", create=True)
    assert not (tmp_path / "elsewhere.db").exists()


def test_a_pipe_in_place_of_the_ledger_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ledger.db")
    with pytest.raises(CaseError, match="pipe"):
        Case.open(tmp_path, read_only=True)


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    fill(tmp_path / "c")
    (tmp_path / "today").symlink_to("c")
    with Case.open(tmp_path / "today") as case:
        assert case.name == "c"
        assert case.head()[0] == 6


def test_a_creation_that_was_broken_off_is_taken_up_again(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "ledger.db").touch()
    for read_only in (False, True):
        with pytest.raises(NotACase, match="creation was broken off"):
            Case.open(tmp_path / "c", read_only=read_only)
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([finding()])
    assert verify(tmp_path / "c").ok


def test_a_key_that_is_not_the_cases_is_refused(tmp_path: Path) -> None:
    fill(tmp_path / "one")
    fill(tmp_path / "two")
    (tmp_path / "two" / "key.pem").replace(tmp_path / "one" / "key.pem")
    with pytest.raises(CaseError, match="not the key"):
        Case.open(tmp_path / "one")
    with Case.open(tmp_path / "one", read_only=True) as case:
        assert case.head()[0] == 6


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([finding()])
        pages = case._database.execute("PRAGMA page_count").fetchone()[0]
        case._database.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(CaseError, match=r"disk is full.*Free some disk space"):
            case.append(indicators(2000))
        assert case.head()[0] == 1
        case._database.execute("PRAGMA max_page_count = 1000000")
        assert len(case.append(indicators(2000))) == 2000
    result = verify(tmp_path / "c")
    assert (result.ok, result.length) == (True, 2001)


def test_rows_can_be_neither_changed_nor_taken_out(tmp_path: Path) -> None:
    fill(tmp_path / "c")
    database = sqlite3.connect(tmp_path / "c" / "ledger.db")
    for statement in (
        "UPDATE ledger SET json = '{}' WHERE seq = 2",
        "DELETE FROM ledger WHERE seq = 6",
        "INSERT OR REPLACE INTO ledger SELECT seq, kind, '{}', prev, hash FROM ledger WHERE seq = 2",
        "UPDATE heads SET hash = ''",
        "DELETE FROM heads",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="only be appended"):
            database.execute(statement)
    database.close()
    assert verify(tmp_path / "c").ok


@pytest.mark.parametrize("proper", [False, True])
def test_a_row_slipped_in_by_another_connection_is_never_built_upon(tmp_path: Path, proper: bool) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([finding()])
        seq, prev = case.head()
        digest = link(prev, seq + 1, "finding", b"{}") if proper else "no hash"
        other = sqlite3.connect(tmp_path / "c" / "ledger.db", isolation_level=None)
        other.execute("INSERT INTO ledger VALUES (?, 'finding', '{}', ?, ?)", (seq + 1, prev, digest))
        other.close()
        for write in (lambda: case.append([looked()]), case.sign_head):
            with pytest.raises(CaseError, match=r"row 2.*not written and signed by this case"):
                write()
    assert not verify(tmp_path / "c").ok


def test_the_head_is_signed_with_every_append(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        for number in range(3):
            case.append([run(number)])
            result = verify(tmp_path / "c")
            assert (result.signed, result.unsigned, result.signature_valid) == (number + 1, 0, True)
        case.sign_head()
        assert case._database.execute("SELECT count(*) FROM heads").fetchone() == (4,)


def test_a_noted_head_lies_on_the_chain(tmp_path: Path) -> None:
    seq, digest = fill(tmp_path / "c")
    with Case.open(tmp_path / "c") as case:
        case.append([finding()])
        assert case.noted(seq, digest)
        assert case.noted(seq, f" {digest.upper()}\n")
        assert not case.noted(seq - 1, digest)
        assert not case.noted(seq, "0" * 64)
        assert not case.noted(99, digest)


def test_closing_twice_does_no_harm(tmp_path: Path) -> None:
    case = Case.open(tmp_path / "c", create=True)
    case.close()
    case.close()
    with (tmp_path / "c" / "lock").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_view_shows_head_records_and_eight_answers(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([finding(), finding()])
        view = case.view()
    assert (view.name, view.length) == ("c", 2)
    assert view.head == case_head(tmp_path / "c")
    assert [kept.seq for kept in view.records.findings] == [1]
    assert len(view.answers) == 8


def case_head(folder: Path) -> str:
    with Case.open(folder, read_only=True) as case:
        return case.head()[1]

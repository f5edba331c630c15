"""The snapshot: used where it is right, passed over where it is anything else, and never able to hide a finding."""

import json
from pathlib import Path

import pytest
from case_lab import fill, finding, indicators, mark

from beartrap.case import fold, snapshot
from beartrap.case.errors import CaseError
from beartrap.case.ledger import Case
from beartrap.case.standing import WORTH_KEEPING
from beartrap.case.verify import verify
from beartrap.case.view import CaseView, Records
from beartrap.model.record import record_id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case big enough for a snapshot, with one, and one row more."""
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([finding(), *indicators(WORTH_KEEPING)])
        case.view()
        case.append([finding("file:other:/x")])
    assert (tmp_path / "c" / "snapshot.json").exists()
    return tmp_path / "c"


def view(folder: Path) -> CaseView:
    with Case.open(folder, read_only=True) as case:
        return case.view()


def loads(folder: Path) -> bool:
    with Case.open(folder, read_only=True) as case:
        return snapshot.load(case._folder, case._database, case.public_key) is not None


def rewrite(folder: Path, line: int, content: object) -> None:
    path = folder / "snapshot.json"
    lines = path.read_bytes().split(b"\n")
    lines[line] = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(b"\n".join(lines))


def test_a_snapshot_shows_what_the_ledger_shows(folder: Path) -> None:
    assert loads(folder)
    with_snapshot = view(folder)
    (folder / "snapshot.json").unlink()
    assert view(folder) == with_snapshot
    assert len(with_snapshot.records.findings) == 2


def test_rows_before_the_snapshot_are_not_decoded_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    take = fold.Folding.take
    monkeypatch.setattr(fold.Folding, "take", lambda self, entry: (taken.append(entry.seq), take(self, entry))[1])
    view(folder)
    assert taken == [WORTH_KEEPING + 2]


def test_a_small_case_has_no_snapshot(tmp_path: Path) -> None:
    fill(tmp_path / "c")
    with Case.open(tmp_path / "c") as case:
        case.view()
    assert not (tmp_path / "c" / "snapshot.json").exists()


def test_a_reader_writes_no_snapshot(folder: Path) -> None:
    (folder / "snapshot.json").unlink()
    view(folder)
    assert not (folder / "snapshot.json").exists()


def test_a_second_view_in_one_session_goes_on_from_the_first(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([finding()])
        assert len(case.view().records.findings) == 1
        case.append([mark(record_id(finding()))])
        records = case.view().records
    assert (records.findings, len(records.suppressed)) == ((), 1)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\n\n", b"\xff\xfe\n{}\n{}", b'"00"\n{}\n{}', b"null\nnull\nnull", b"[" * 9999]
)
def test_a_snapshot_that_is_none_is_passed_over(folder: Path, content: bytes) -> None:
    expected = view(folder)
    (folder / "snapshot.json").write_bytes(content)
    assert not loads(folder)
    assert view(folder) == expected


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_snapshot_with_a_line_changed_is_passed_over(folder: Path, line: int) -> None:
    expected = view(folder)
    lines = (folder / "snapshot.json").read_bytes().split(b"\n")
    rewrite(folder, line, lines[line].replace(b"1", b"2", 1))
    assert not loads(folder)
    assert view(folder) == expected


def test_a_finding_taken_out_of_the_snapshot_still_shows(folder: Path) -> None:
    document = json.loads((folder / "snapshot.json").read_bytes().split(b"\n")[2])
    empty = snapshot._to_json(Records())
    rewrite(folder, 2, document | {"findings": empty["findings"]})
    assert len(view(folder).records.findings) == 2


def test_a_snapshot_forged_with_the_case_s_own_key_is_found_by_verify(folder: Path) -> None:
    with Case.open(folder) as case:
        snapshot.save(case._folder, case._key, *case.head(), Records())
    assert view(folder).records.findings == ()
    result = verify(folder)
    assert "snapshot.json: does not show what the rows up to" in result.problems[0]
    (folder / "snapshot.json").unlink()
    assert verify(folder).ok


def test_a_snapshot_of_another_case_is_passed_over(folder: Path, tmp_path: Path) -> None:
    with Case.open(tmp_path / "other", create=True) as case:
        case.append(indicators(WORTH_KEEPING))
        case.view()
    (tmp_path / "other" / "snapshot.json").replace(folder / "snapshot.json")
    assert not loads(folder)
    assert len(view(folder).records.findings) == 2


def test_a_snapshot_of_a_head_that_is_not_on_the_chain_is_passed_over(folder: Path) -> None:
    with Case.open(folder) as case:
        seq, digest = case.head()
        for wrong in ((seq, "0" * 64), (seq - 1, digest), (seq + 1, digest), (-1, digest)):
            snapshot.save(case._folder, case._key, *wrong, Records())
            assert not loads(folder)
        snapshot.save(case._folder, case._key, seq, digest, Records())
        assert loads(folder)


def test_a_snapshot_of_other_rules_or_another_shape_is_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert loads(folder)
    monkeypatch.setattr(fold, "VERSION", fold.VERSION + 1)
    assert not loads(folder)
    monkeypatch.undo()
    monkeypatch.setattr(snapshot, "shape", lambda wanted: "another")
    assert not loads(folder)


def test_a_folder_in_the_way_of_the_snapshot_is_named(folder: Path) -> None:
    (folder / "snapshot.json").unlink()
    (folder / "snapshot.json.new").mkdir()
    with pytest.raises(CaseError, match=r"snapshot\.json\.new is not a plain file"):
        Case.open(folder)


def test_a_snapshot_that_cannot_be_written_does_not_cost_the_view(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        case.append([finding(), *indicators(WORTH_KEEPING)])
        (tmp_path / "c" / "snapshot.json.new").mkdir()
        assert len(case.view().records.findings) == 1
    assert not (tmp_path / "c" / "snapshot.json").exists()


def test_no_snapshot_is_made_of_a_ledger_that_is_not_whole(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c", create=True) as case:
        case.append(indicators(WORTH_KEEPING))
        case._database.execute("DROP TRIGGER ledger_refuses_update")
        case._database.execute("UPDATE ledger SET json = '{}' WHERE seq = 5")
        gaps = case.view().records.gaps
    assert any("row 5" in kept.record.why for kept in gaps)
    assert not (tmp_path / "c" / "snapshot.json").exists()

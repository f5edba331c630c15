"""The sweep as a flow: what it finds, what it leaves out, how it goes on, and the attacks by name."""

import os
from pathlib import Path
from typing import Any

import pytest

from beartrap.flows.errors import NoSuchPlace, NothingToLookFor
from beartrap.flows.sweep import Asked, sweep
from beartrap.intel.errors import IntelError
from beartrap.share.swept import SweptView, document, lines

EVIL = 'rule evil { meta: severity = "high" strings: $a = "EVIL" condition: $a }'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "evil.yar").write_text(EVIL)
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


def swept(tree: Path, *places: str, **more: Any) -> SweptView:
    asked = {"places": places or (str(tree),), "yara": (tree.parent / "rules",), "workers": 1, **more}
    result = sweep(Asked(**asked))
    return SweptView(result.view, result.labels)


def test_a_hit_and_its_near_miss(tree: Path) -> None:
    (tree / "hit").write_bytes(b"..EVIL..")
    (tree / "miss").write_bytes(b"..EVI L..")
    view = swept(tree)
    assert [kept.record.title for kept in view.findings] == ["YARA: hit matches the rule evil"]
    assert view.states() == {"clean": 1, "hit": 1, "skipped": 0, "error": 0, "timed-out": 0}
    assert view.exit_code() == 13 and not view.gaps
    shown = document(view, "case")
    assert shown["states"] == view.states() and shown["exit_code"] == 13
    assert any("2 files" in line for line in lines(view))


def test_packages_below_what_is_left_out_are_left_out_too_with_a_gap(tree: Path) -> None:
    for name in ("wanted", "other"):
        folder = tree / name / "node_modules" / name
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(f'{{"name": "{name}", "version": "1.0.0"}}')

    def packages(excludes: tuple[bytes, ...]) -> tuple[set[int], int]:
        shown = document(swept(tree, excludes=excludes), "case")
        amounts = {one["amount"] for one in shown["coverage"] if one["unit"] == "packages"}
        return amounts, sum(gap["reason"] == "skipped" for gap in shown["gaps"])

    assert packages(()) == ({2}, 0)
    amounts, gaps = packages((b"/other",))
    assert amounts == {1} and gaps == 2, "one for the files, one for the packages"


def test_asking_again_looks_at_nothing_twice_and_a_change_is_seen(tree: Path) -> None:
    (tree / "a").write_bytes(b"fine")
    assert swept(tree).exit_code() == 0
    before = sweep(Asked(places=(str(tree),), yara=(tree.parent / "rules",), workers=1)).view.length
    assert sweep(Asked(places=(str(tree),), yara=(tree.parent / "rules",), workers=1)).view.length == before
    (tree / "b").write_bytes(b"EVIL")
    assert swept(tree).exit_code() == 13


def test_what_is_still_there_after_another_file_changed_is_found_still(tree: Path) -> None:
    (tree / "hit").write_bytes(b"EVIL")
    assert swept(tree).exit_code() == 13
    (tree / "b").write_bytes(b"fine")
    view = swept(tree)
    assert view.exit_code() == 13 and len(view.findings) == 1 and view.earlier == 0
    (tree / "hit").unlink()
    view = swept(tree)
    assert view.exit_code() == 0 and view.earlier == 1


def test_a_forged_time_is_seen_through_when_all_is_read_again(tree: Path) -> None:
    (tree / "a").write_bytes(b"fine")
    assert swept(tree, rehash=True).exit_code() == 0
    (tree / "a").write_bytes(b"EVIL")
    assert swept(tree, rehash=True).exit_code() == 13


def test_rules_lists_and_the_case_are_no_part_of_what_is_swept(tree: Path) -> None:
    rules = tree / "our rules"
    rules.mkdir()
    (rules / "evil.yar").write_text(EVIL)
    (tree / "a").write_bytes(b"fine")
    view = swept(tree, yara=(rules,), case=tree / "own.case")
    assert view.states()["clean"] == 1 and view.states()["hit"] == 0


def test_indicators_of_packages_below_a_named_folder(tree: Path) -> None:
    package = tree / "node_modules" / "left-over"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name": "left-over", "version": "1.2.3"}')
    (tree.parent / "iocs.csv").write_text("purl\npkg:npm/left-over@1.2.3\n")
    view = swept(tree, indicators=(tree.parent / "iocs.csv",), yara=())
    assert [kept.record.detector for kept in view.findings] == ["sweep.affected-package"]
    (package / "package.json").write_text('{"name": "left-over", "version": "1.2.4"}')
    assert all(
        kept.record.severity == 0 for kept in swept(tree, indicators=(tree.parent / "iocs.csv",), yara=()).findings
    )


def test_attacks_on_the_walk_end_as_gaps_or_as_nothing(tree: Path) -> None:
    os.mkfifo(tree / "fifo")
    (tree / "loop").symlink_to(tree)
    (tree / os.fsdecode(b"new\nline \xff")).write_bytes(b"EVIL")
    with (tree / "sparse").open("wb") as stream:
        stream.truncate(1 << 40)
    view = swept(tree)
    assert len(view.findings) == 1
    assert [gap.reason.value for gap in view.gaps] == ["limit"]
    assert "sparse" in view.gaps[0].why


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_gap(tree: Path) -> None:
    (tree / "closed").write_bytes(b"EVIL")
    (tree / "closed").chmod(0)
    assert swept(tree).exit_code() == 4


def test_what_cannot_be_asked(tree: Path) -> None:
    with pytest.raises(NoSuchPlace):
        swept(tree, "no-such-place")
    with pytest.raises(NothingToLookFor):
        swept(tree, yara=())
    (tree.parent / "empty").mkdir()
    with pytest.raises(IntelError):
        swept(tree, yara=(tree.parent / "empty",))

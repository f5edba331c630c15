import hashlib
import os
from pathlib import Path

import pytest

from beartrap.estate.inputs import Input, NotRegular, expand, open_regular
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.estate import Source


def found(path: object, label: str | None = None, kind: SourceKind = SourceKind.DNS) -> list[Input | Gap]:
    return list(expand(Source(label or str(path), str(path), kind)))


def labels(items: list[Input | Gap]) -> list[str]:
    return [item.label for item in items if isinstance(item, Input)]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    for name in ("b.log", "a.log", "deep/c.log", "deep/er/d.log", ".hidden"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def test_one_file_has_the_sources_label_and_its_digest(logs: Path) -> None:
    (item,) = found(logs / "a.log", "resolver")
    assert isinstance(item, Input)
    assert item.label == "resolver"
    assert item.digest == hashlib.sha256(b"a.log").hexdigest()


def test_a_glob_is_sorted_and_labelled_as_the_estate_wrote_it(logs: Path) -> None:
    assert labels(found(logs / "*.log", "logs/*.log")) == ["logs/a.log", "logs/b.log"]
    assert labels(found(logs / "*.log", "resolver")) == ["resolver/a.log", "resolver/b.log"]


def test_two_stars_go_down(logs: Path) -> None:
    assert labels(found(logs / "**" / "*.log", "**/*.log")) == ["a.log", "b.log", "deep/c.log", "deep/er/d.log"]
    assert labels(found(logs / "**" / "d.log", "l/**/d.log")) == ["l/deep/er/d.log"]
    assert labels(found(logs / "dee?" / "c.log", "dee?/c.log")) == ["deep/c.log"]


def test_a_folder_stands_for_all_files_in_it(logs: Path) -> None:
    assert labels(found(logs, "logs")) == [
        "logs/.hidden",
        "logs/a.log",
        "logs/b.log",
        "logs/deep/c.log",
        "logs/deep/er/d.log",
    ]


def test_a_folder_of_files_or_packages_is_one_input(logs: Path) -> None:
    assert labels(found(logs, "root", SourceKind.FILES)) == ["root"]


@pytest.mark.parametrize("name", ["none", "none*", "deep/*.zip", "none/**/*.log"])
def test_nothing_there_is_a_gap(logs: Path, name: str) -> None:
    (gap,) = found(logs / name)
    assert isinstance(gap, Gap)
    assert gap.reason is GapReason.MISSING


def test_a_name_with_brackets_is_no_pattern_where_it_exists(logs: Path) -> None:
    (logs / "x[1].log").write_text("x")
    (logs / "[old]").mkdir()
    (logs / "[old]" / "y.log").write_text("y")
    assert labels(found(logs / "x[1].log", "x[1].log")) == ["x[1].log"]
    assert labels(found(logs / "[[]old]" / "*.log", "*.log")) == ["y.log"]


def test_a_fifo_is_a_gap_and_blocks_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (gap,) = found(tmp_path / "fifo")
    assert isinstance(gap, Gap)
    assert gap.reason is GapReason.SKIPPED
    with pytest.raises(NotRegular):
        open_regular(tmp_path / "fifo")


def test_a_device_is_a_gap() -> None:
    (gap,) = found("/dev/zero")
    assert isinstance(gap, Gap)
    assert gap.reason is GapReason.SKIPPED


def test_a_link_is_followed_and_one_to_nowhere_is_a_gap(logs: Path) -> None:
    (logs / "link.log").symlink_to(logs / "a.log")
    (logs / "gone.log").symlink_to(logs / "nothing")
    items = found(logs / "*.log", "*.log")
    assert "link.log" in labels(items)
    assert [gap.reason for gap in items if isinstance(gap, Gap)] == [GapReason.MISSING]


def test_links_in_a_circle_end(logs: Path) -> None:
    (logs / "deep" / "up").symlink_to(logs, target_is_directory=True)
    assert len(labels(found(logs, "logs"))) == 5
    assert len(labels(found(logs / "**", "**"))) == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_a_gap(logs: Path) -> None:
    (logs / "a.log").chmod(0)
    (logs / "deep").chmod(0)
    try:
        reasons = [item.reason for item in found(logs / "**" / "*.log") if isinstance(item, Gap)]
    finally:
        (logs / "deep").chmod(0o755)
    assert reasons.count(GapReason.UNREADABLE) >= 2


def test_a_name_that_is_no_utf8_has_a_label_that_is(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.log")).write_text("x")
    assert labels(found(tmp_path / "*.log", "*.log")) == ["a\\xff.log"]

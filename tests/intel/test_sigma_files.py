"""Rule files from folders: what was read once is not read again, and whatever changed is."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from beartrap.engine.rule_cache import RuleCache
from beartrap.engine.rule_files import RuleFile
from beartrap.intel.errors import IntelError
from beartrap.intel.sigma_files import RuleInput, read_rules


def _an_hour_later() -> int:
    return time.time_ns() + 3600 * 10**9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    below = tmp_path / "rules" / "windows"
    below.mkdir(parents=True)
    (below / "one.yml").write_text("title: one\n")
    (below / "two.yaml").write_text("title: two\n")
    (below / "readme.md").write_text("no rule\n")
    return tmp_path / "rules"


@pytest.fixture
def cache(tmp_path: Path) -> RuleCache:
    return RuleCache(tmp_path / "cache.sqlite")


def _texts(rules: RuleInput) -> dict[str, bytes]:
    return {file.path: file.content for file in rules.files() if isinstance(file, RuleFile)}


def test_a_folder_read_before_gives_the_same_digest_and_the_same_files(folder: Path, cache: RuleCache) -> None:
    first = read_rules(folder, cache, _an_hour_later)
    again = read_rules(folder, cache, _an_hour_later)
    assert again.digest == first.digest == read_rules(folder).digest
    assert _texts(again) == _texts(first) == {"windows/one.yml": b"title: one\n", "windows/two.yaml": b"title: two\n"}


def test_a_rule_changed_in_place_is_seen_though_its_size_and_time_are_those_of_before(
    folder: Path, cache: RuleCache
) -> None:
    rule = folder / "windows" / "one.yml"
    before = read_rules(folder, cache, _an_hour_later)
    times = rule.stat()
    rule.write_text("title: onE\n")
    os.utime(rule, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = read_rules(folder, cache, _an_hour_later)
    assert after.digest != before.digest
    assert _texts(after)["windows/one.yml"] == b"title: onE\n"


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_a_folder_with_other_files_is_read_anew(folder: Path, cache: RuleCache, change: str) -> None:
    before = read_rules(folder, cache, _an_hour_later).digest
    if change == "added":
        (folder / "three.yml").write_text("title: three\n")
    elif change == "removed":
        (folder / "windows" / "two.yaml").unlink()
    else:
        (folder / "windows" / "one.yml").rename(folder / "windows" / "uno.yml")
    assert read_rules(folder, cache, _an_hour_later).digest != before


def test_a_folder_that_has_just_changed_is_not_remembered(folder: Path, cache: RuleCache) -> None:
    """Within one tick of the clock a file can change twice, and look the same."""
    read_rules(folder, cache)
    content = {file.path for file in read_rules(folder, cache)._files}
    assert content == {"windows/one.yml", "windows/two.yaml"}  # read at once, not only when asked for


def test_rules_that_change_while_they_are_read_are_refused(folder: Path, cache: RuleCache) -> None:
    read_rules(folder, cache, _an_hour_later)
    known = read_rules(folder, cache, _an_hour_later)
    (folder / "windows" / "one.yml").write_text("title: another\n")
    with pytest.raises(IntelError, match="change at this moment"):
        list(known.files())


def test_a_link_to_nowhere_is_no_rule(folder: Path, cache: RuleCache) -> None:
    (folder / "gone.yml").symlink_to(folder / "nowhere.yml")
    assert len(_texts(read_rules(folder, cache))) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list everything")
def test_a_folder_that_cannot_be_listed_is_a_gap(folder: Path, cache: RuleCache) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0)
    for _ in range(2):
        assert "closed" in read_rules(folder, cache, _an_hour_later).gaps[0].why
    closed.chmod(0o700)


def test_a_rule_that_cannot_be_looked_at_is_a_gap(
    folder: Path, cache: RuleCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.stat

    def refusing(path: Any, *rest: Any, **more: Any) -> os.stat_result:
        if str(path).endswith("one.yml"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "stat", refusing)
    for _ in range(2):
        rules = read_rules(folder, cache, _an_hour_later)
        assert "one.yml" in rules.gaps[0].why and set(_texts(rules)) == {"windows/two.yaml"}


def test_a_folder_that_was_read_before_and_is_closed_now_is_a_gap(
    folder: Path, cache: RuleCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "empty").mkdir()
    assert not read_rules(folder, cache, _an_hour_later).gaps
    real = os.scandir

    def refusing(path: Any) -> Any:
        if str(path).endswith("empty"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert "empty" in read_rules(folder, cache, _an_hour_later).gaps[0].why

"""One examiner over many trees: workers and rules are kept, and each distinct content is scanned once."""

import hashlib
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from content_lab import EAGER, EVIL, Clock, examine, hostile, listed, split, write

from beartrap.engine.content_cache import ContentCache
from beartrap.engine.contents import Examiner
from beartrap.engine.limits import Limits
from beartrap.model.artifact import Artifact, ContentState, FileEntry
from beartrap.model.coverage import Gap, GapReason

BAD_RULE = EVIL | {"lab/bad.yar": "rule bad { condition: $nothing }"}


def tree(folder: Path, *contents: bytes) -> list[FileEntry]:
    """Write a tree of files named by number."""
    folder.mkdir(parents=True)
    return write(folder, **{f"f{number:03}": content for number, content in enumerate(contents)})


def noted(log: Path) -> Counter[str]:
    """Return what workers noted: how often one was started, and each content scanned."""
    return Counter(log.read_text().splitlines())


def scan(content: bytes) -> str:
    return f"scan {hashlib.sha256(content).hexdigest()}"


@pytest.mark.parametrize("batch", [1, 3, 64])
def test_each_distinct_content_is_scanned_once_by_however_many_workers(tmp_path: Path, batch: int) -> None:
    contents = (b"one EVIL", b"two", b"three EVIL")
    entries = tree(tmp_path / "tree", *(contents[number % 3] for number in range(40)))
    log = tmp_path / "log"
    limits = Limits(batch_files=batch)
    artifacts, gaps = split(examine(entries, EVIL, workers=3, limits=limits, command=hostile("counts", str(log))))
    assert not gaps and [one.state for one in artifacts] == [
        ContentState.CLEAN if number % 3 == 1 else ContentState.HIT for number in range(40)
    ]
    assert {line: count for line, count in noted(log).items() if line != "started"} == {
        scan(one): 1 for one in contents
    }


def test_workers_and_scans_are_kept_from_tree_to_tree(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Examiner(EVIL, workers=1, command=hostile("counts", str(log))) as examiner:
        for host in range(5):
            entries = tree(tmp_path / f"host-{host}", b"same EVIL", b"own %d" % host)
            artifacts, gaps = split(examiner.examine(entries))
            assert not gaps and [one.state for one in artifacts] == [ContentState.HIT, ContentState.CLEAN]
    lines = noted(log)
    assert lines["started"] == 1 and lines[scan(b"same EVIL")] == 1 and len(lines) == 7


def test_a_content_that_kills_its_scanner_costs_two_workers_however_many_copies_lie_there(tmp_path: Path) -> None:
    log = tmp_path / "log"
    contents = [b"KILLER" if number % 2 else b"EVIL %d" % number for number in range(12)]
    first, second = tree(tmp_path / "a", *contents), tree(tmp_path / "b", b"KILLER", b"EVIL")
    with Examiner(EVIL, workers=2, limits=Limits(batch_files=4), command=hostile("counts", str(log))) as examiner:
        artifacts, gaps = split(examiner.examine(first))
        later, late_gaps = split(examiner.examine(second))
    assert [one.state for one in artifacts] == [
        ContentState.ERROR if number % 2 else ContentState.HIT for number in range(12)
    ]
    assert [gap.reason for gap in gaps] == [GapReason.CRASHED] * 6 and all(gap.place for gap in gaps)
    assert [one.state for one in later] == [ContentState.ERROR, ContentState.HIT] and len(late_gaps) == 1
    assert later[0].sha256 == hashlib.sha256(b"KILLER").hexdigest(), "its hash can be judged"
    assert noted(log)[scan(b"KILLER")] == 2, "once with others, once alone"


def test_a_failure_of_one_worker_is_not_a_verdict_on_what_it_had_not_reached(tmp_path: Path) -> None:
    entries = tree(tmp_path / "tree", b"KILLER", b"EVIL", b"EVIL", b"other", b"EVIL", b"KILLER")
    for batch in (1, 3):
        log = tmp_path / f"log-{batch}"
        limits = Limits(batch_files=batch)
        artifacts, gaps = split(examine(entries, EVIL, workers=3, limits=limits, command=hostile("counts", str(log))))
        assert [one.state.value for one in artifacts] == ["error", "hit", "hit", "clean", "hit", "error"]
        assert len(gaps) == 2


def test_rules_that_do_not_compile_are_told_once(tmp_path: Path) -> None:
    with Examiner(BAD_RULE, workers=1) as examiner:
        results = [split(examiner.examine(tree(tmp_path / name, b"EVIL"))) for name in ("a", "b")]
    assert [len(gaps) for _, gaps in results] == [1, 0]
    assert all(artifacts[0].state is ContentState.HIT for artifacts, _ in results)


def test_no_worker_is_started_without_work(tmp_path: Path) -> None:
    entries = tree(tmp_path / "tree", b"EVIL")
    command = hostile("counts", str(tmp_path / "log"))
    with Examiner(EVIL, command=command):
        pass
    with ContentCache(tmp_path / "cache.db") as cache:
        list(examine(entries, EVIL, cache=cache, limits=EAGER))
        artifacts, _ = split(examine(entries, EVIL, cache=cache, limits=EAGER, command=command))
    assert artifacts[0].state is ContentState.HIT and not (tmp_path / "log").exists()


def test_what_one_tree_taught_is_on_disk_before_the_next(tmp_path: Path) -> None:
    first = tree(tmp_path / "a", b"EVIL")
    with ContentCache(tmp_path / "cache.db") as cache, Examiner(EVIL, cache=cache, limits=EAGER) as examiner:
        list(examiner.examine(first))
        with ContentCache(tmp_path / "cache.db") as other:
            assert other.digests(first[0].identity) is not None


def test_a_tree_that_is_left_midway_leaves_nothing_behind_for_the_next(tmp_path: Path) -> None:
    first = tree(tmp_path / "a", *(os.urandom(50) for _ in range(60)))
    second = tree(tmp_path / "b", b"EVIL", b"fine")
    with Examiner(EVIL, workers=2, limits=Limits(batch_files=2)) as examiner:
        results: Iterator[Artifact | Gap] = examiner.examine(first)
        next(results)
        with pytest.raises(RuntimeError, match="one tree at a time"):
            next(examiner.examine(second))
        results.close()  # type: ignore[attr-defined]
        artifacts, gaps = split(examiner.examine(second))
    assert not gaps and [one.state for one in artifacts] == [ContentState.HIT, ContentState.CLEAN]


def test_a_worker_that_died_between_two_trees_is_replaced(tmp_path: Path) -> None:
    with Examiner(EVIL, workers=1) as examiner:
        list(examiner.examine(tree(tmp_path / "a", b"x")))
        (worker,) = psutil.Process().children()
        worker.kill()
        os.waitid(
            os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT
        )  # all its threads are gone; its parent has not been told
        artifacts, gaps = split(examiner.examine(tree(tmp_path / "b", b"EVIL")))
    assert not gaps and artifacts[0].state is ContentState.HIT


def test_time_between_two_trees_is_not_the_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    limits = Limits(task_seconds=60.0, slowest=1 << 40)
    with Examiner(EVIL, workers=1, limits=limits) as examiner:
        list(examiner.examine(tree(tmp_path / "a", b"EVIL 1")))
        clock.ahead += 600.0
        artifacts, gaps = split(examiner.examine(tree(tmp_path / "b", b"EVIL 2")))
    assert not gaps and artifacts[0].state is ContentState.HIT


def test_an_interrupt_ends_the_workers_with_the_examiner(tmp_path: Path) -> None:
    def interrupted() -> Iterator[FileEntry]:
        yield listed(tmp_path / "tree" / "f000")
        time.sleep(0.01)
        raise KeyboardInterrupt

    tree(tmp_path / "tree", b"TRIGGER")
    before = set(psutil.Process().children())
    with pytest.raises(KeyboardInterrupt), Examiner(EVIL, workers=2, command=hostile("silent")) as examiner:
        list(examiner.examine(interrupted()))
    assert set(psutil.Process().children()) <= before
    assert not [thread for thread in threading.enumerate() if thread.name == "worker-guard"]

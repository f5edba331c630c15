"""Attacks on the examination: what changes under its eyes, and workers that break or lie."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from content_lab import EVIL, examine, hostile, listed, split, write

from beartrap.engine.contents import Examiner
from beartrap.engine.hashing import Unread, read_once
from beartrap.engine.limits import MIB, Limits, WorkerLimits
from beartrap.model.artifact import ContentState, FileEntry
from beartrap.model.coverage import Gap, GapReason


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    """An examiner that outlives what is done to it."""
    with Examiner(EVIL, workers=1) as one:
        yield one


def only_gap(examiner: Examiner, entries: list[FileEntry]) -> Gap:
    """Return the one gap for one file, which must not look clean."""
    artifacts, gaps = split(examiner.examine(entries))
    (artifact,), (gap,) = artifacts, gaps
    assert artifact.state is not ContentState.CLEAN and artifact.sha256 is None
    assert gap.place == entries[0].place and gap.hosts == ("host-1",) and gap.remedy
    return gap


def test_a_link_swapped_in_between_walk_and_open_is_not_followed(examiner: Examiner, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"EVIL")
    entries = write(tmp_path, victim=b"EVIL")
    (tmp_path / "victim").unlink()
    (tmp_path / "victim").symlink_to(secret)
    assert only_gap(examiner, entries).reason is GapReason.CHANGED


def test_a_folder_swapped_for_a_link_is_noticed(examiner: Examiner, tmp_path: Path) -> None:
    for folder in ("real", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "f").write_bytes(b"same")
    entries = [listed(tmp_path / "real" / "f")]
    (tmp_path / "real").rename(tmp_path / "gone")
    (tmp_path / "real").symlink_to(tmp_path / "other")
    assert only_gap(examiner, entries).reason is GapReason.CHANGED


def test_a_fifo_swapped_in_does_not_hang(examiner: Examiner, tmp_path: Path) -> None:
    entries = write(tmp_path, victim=b"EVIL")
    (tmp_path / "victim").unlink()
    os.mkfifo(tmp_path / "victim")
    assert only_gap(examiner, entries).reason is GapReason.CHANGED


def test_a_folder_swapped_in_is_no_file(examiner: Examiner, tmp_path: Path) -> None:
    entries = write(tmp_path, victim=b"EVIL")
    (tmp_path / "victim").unlink()
    (tmp_path / "victim").mkdir()
    assert only_gap(examiner, entries).reason is GapReason.CHANGED


@pytest.mark.parametrize("change", ["replaced", "grown", "shrunk", "touched", "gone"])
def test_a_file_changed_since_the_walk(examiner: Examiner, tmp_path: Path, change: str) -> None:
    entries = write(tmp_path, victim=b"content")
    victim = tmp_path / "victim"
    if change == "replaced":
        (tmp_path / "new").write_bytes(b"content")
        (tmp_path / "new").replace(victim)
    elif change == "grown":
        victim.write_bytes(b"content and more")
    elif change == "shrunk":
        victim.write_bytes(b"c")
    elif change == "touched":
        os.utime(victim, (1, 1))
    else:
        victim.unlink()
    assert only_gap(examiner, entries).reason is GapReason.CHANGED


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = write(tmp_path, victim=b"x" * 1000)
    read = os.read

    def read_and_append(descriptor: int, size: int) -> bytes:
        content = read(descriptor, size)
        with open(entry.real, "ab") as file:
            file.write(b"more")
        return content

    monkeypatch.setattr(os, "read", read_and_append)
    with pytest.raises(Unread, match="changed while it was read"):
        read_once(entry.real, entry.identity, Limits(), keep=True)


def test_a_big_file_rewritten_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = write(tmp_path, victim=b"x" * 1_000_000)
    readv = os.readv

    def read_and_rewrite(descriptor: int, buffers: list[memoryview]) -> int:
        count = readv(descriptor, buffers)
        with open(entry.real, "r+b") as file:
            file.write(b"same length")
        return count

    monkeypatch.setattr(os, "readv", read_and_rewrite)
    with pytest.raises(Unread, match="changed while it was read"):
        read_once(entry.real, entry.identity, Limits(), keep=False)


def test_an_unreadable_file_is_a_gap_and_its_name_is_still_judged(examiner: Examiner, tmp_path: Path) -> None:
    write(tmp_path, victim=b"EVIL")
    (tmp_path / "victim").chmod(0)
    entries = [listed(tmp_path / "victim")]
    if os.geteuid() != 0:
        gap = only_gap(examiner, entries)
        assert gap.reason is GapReason.UNREADABLE and "ermission" in gap.why
        return
    os.seteuid(65534)  # root reads everything: be nobody for a moment
    try:
        with pytest.raises(Unread, match="Permission denied") as caught:
            read_once(entries[0].real, entries[0].identity, Limits(), keep=True)
    finally:
        os.seteuid(0)
    assert caught.value.reason is GapReason.UNREADABLE


def test_a_path_with_a_nul_is_no_path(tmp_path: Path) -> None:
    entry = write(tmp_path, a=b"x")[0]
    with pytest.raises(Unread):
        read_once(b"/tmp/\0x", entry.identity, Limits(), keep=True)


QUICK = Limits(batch_files=1, task_seconds=1.0, worker=WorkerLimits(resident=150 * MIB, setup_seconds=20.0))
BROKEN = {
    "killed": GapReason.CRASHED,
    "exits": GapReason.CRASHED,
    "silent": GapReason.TIMED_OUT,
    "allocates": GapReason.LIMIT,
    "garbage-length": GapReason.CRASHED,
    "huge-length": GapReason.CRASHED,
    "no-json": GapReason.CRASHED,
    "deep-json": GapReason.CRASHED,
    "not-an-object": GapReason.CRASHED,
    "wrong-id": GapReason.CRASHED,
    "true-for-id": GapReason.CRASHED,
    "too-few": GapReason.CRASHED,
    "too-many": GapReason.CRASHED,
    "bad-digest": GapReason.CRASHED,
    "no-files": GapReason.CRASHED,
    "asks-nonsense": GapReason.CRASHED,
    "asks-twice": GapReason.CRASHED,
    "clean-unseen": GapReason.CRASHED,
    "hit-without-match": GapReason.CRASHED,
    "scan-unasked": GapReason.CRASHED,
}


@pytest.fixture(scope="module")
def tried() -> Iterator[Examiner]:
    """An examiner whose worker breaks or lies as each file says."""
    with Examiner(EVIL, workers=1, limits=QUICK, command=hostile("none")) as one:
        yield one


@pytest.mark.parametrize("mode", BROKEN)
def test_a_worker_that_breaks_or_lies_costs_one_file_only(tried: Examiner, tmp_path: Path, mode: str) -> None:
    entries = write(tmp_path, before=b"EVIL 1 " + mode.encode(), victim=b"TRIGGER " + mode.encode(), after=b"EVIL 2")
    artifacts, gaps = split(tried.examine(entries))
    assert [one.state for one in (artifacts[0], artifacts[2])] == [ContentState.HIT] * 2
    assert artifacts[1].state is not ContentState.CLEAN and artifacts[1].sha256 is None
    (gap,) = gaps
    assert gap.reason is BROKEN[mode] and gap.place == entries[1].place


@pytest.mark.parametrize("mode", ["killed", "exits", "asks-twice"])
def test_so_it_is_in_a_batch_with_good_files(tmp_path: Path, mode: str) -> None:
    entries = write(tmp_path, before=b"EVIL 1", victim=b"TRIGGER", after=b"EVIL 2")
    limits = replace(QUICK, batch_files=3)
    artifacts, gaps = split(examine(entries, EVIL, workers=1, limits=limits, command=hostile(mode)))
    assert [one.state is ContentState.HIT for one in artifacts] == [True, False, True]
    (gap,) = gaps
    assert gap.reason is BROKEN[mode] and gap.place == entries[1].place

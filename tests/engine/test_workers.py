"""Workers that do not start, that outlast their caller's patience, and that must not outlast their caller."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from content_lab import EVIL, Clock, examine, hostile, split, write

from beartrap.engine.limits import Limits, WorkerLimits
from beartrap.model.artifact import Artifact, ContentState
from beartrap.model.coverage import Gap, GapReason


def test_workers_that_never_start_leave_one_gap_and_every_name(tmp_path: Path) -> None:
    entries = write(tmp_path, **{f"f{number}": b"x" for number in range(9)})
    for command in (hostile("dies-at-once"), ("/nonexistent/python",)):
        artifacts, gaps = split(examine(entries, {}, command=command))
        assert [one.state for one in artifacts] == [ContentState.ERROR] * 9
        (gap,) = gaps
        assert gap.reason is GapReason.CRASHED and gap.count == 9


def test_a_worker_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    limits = Limits(worker=WorkerLimits(setup_seconds=0.1))
    artifacts, gaps = split(examine(write(tmp_path, a=b"x"), EVIL, limits=limits, command=hostile("never-ready")))
    assert artifacts[0].state is ContentState.ERROR and "took too long" in gaps[0].why


def test_a_worker_is_told_nothing_of_the_world_and_ignores_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_TOKEN", "secret")
    artifacts, gaps = split(examine(write(tmp_path, a=b"x"), {}, command=hostile("shows-environment")))
    assert not gaps and artifacts[0].sha256 == hashlib.sha256(b"x").hexdigest()


def test_a_slow_reader_is_not_the_workers_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    entries = write(tmp_path, **{f"f{number}": os.urandom(100) for number in range(40)})
    limits = Limits(batch_files=4, task_seconds=60.0, slowest=1 << 40)
    results: list[Artifact | Gap] = []
    for result in examine(entries, EVIL, limits=limits, workers=1):
        if len(results) == 9:
            clock.ahead += 600.0
        results.append(result)
    assert len(results) == 40 and all(isinstance(one, Artifact) and one.sha256 for one in results)


def test_no_worker_is_left_when_the_caller_walks_away(tmp_path: Path) -> None:
    entries = write(tmp_path, **{f"f{number}": b"x" for number in range(300)})
    results: Iterator[Artifact | Gap] = examine(entries, EVIL, limits=Limits(batch_files=3))
    next(results)
    workers = psutil.Process().children()
    assert workers
    results.close()  # type: ignore[attr-defined]
    assert not [worker for worker in workers if worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE]
    assert not [thread for thread in threading.enumerate() if thread.name == "worker-guard"]


def test_ctrl_c_in_the_parent_ends_the_workers(tmp_path: Path) -> None:
    write(tmp_path, victim=b"TRIGGER")
    program = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from content_lab import *\nfrom pathlib import Path\nprint('go', flush=True)\n"
        "list(examine([listed(Path(sys.argv[1]))], {}, command=hostile('silent')))\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "victim"), str(Path(__file__).parent)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert parent.stdout is not None
    parent.stdout.readline()
    children: list[psutil.Process] = []
    end = time.monotonic() + 20
    while not children and time.monotonic() < end:
        children = psutil.Process(parent.pid).children()
        time.sleep(0.02)
    assert children
    parent.send_signal(signal.SIGINT)
    assert parent.wait(20) in (1, -signal.SIGINT)
    parent.stdout.close()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive

"""One errand, one worker: what it answers comes back, and nothing it does can hang or hurt its parent."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from beartrap.engine.errand import ErrandFailed, run_errand

HERE = str(Path(__file__).parent)
CODE = f"import runpy, sys; sys.path.insert(0, {HERE!r}); runpy.run_module('errand_worker', run_name='__main__')"
PARENT = """
import sys
from beartrap.engine.errand import run_errand
run_errand((sys.executable, "-I", "-B", "-c", {code!r}), {{"do": "spin"}}, seconds=600)
"""
WORKER = (sys.executable, "-I", "-B", "-c", CODE)


def test_an_answer_comes_back_whole():
    assert run_errand(WORKER, {"do": "echo", "text": "x" * 3_000_000}, seconds=20)["text"] == "x" * 3_000_000


def test_a_worker_that_hangs_is_ended():
    with pytest.raises(ErrandFailed, match="too long"):
        run_errand(WORKER, {"do": "hang"}, seconds=0.5)


def test_a_worker_that_dies_is_told():
    with pytest.raises(ErrandFailed, match="exit code 7"):
        run_errand(WORKER, {"do": "die"}, seconds=20)


def test_a_worker_that_takes_too_much_memory_is_ended():
    with pytest.raises(ErrandFailed, match="MiB are allowed"):
        run_errand(WORKER, {"do": "swell"}, seconds=20, resident=200 << 20)


def test_garbage_is_no_answer():
    with pytest.raises(ErrandFailed, match="no message"):
        run_errand(WORKER, {"do": "babble"}, seconds=20)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_a_worker_whose_parent_is_killed_ends_with_it():
    parent = subprocess.Popen([sys.executable, "-c", PARENT.format(code=CODE)])
    workers = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    while not (workers.read_text() and _status(int(workers.read_text()), "NoNewPrivs") == "1"):
        time.sleep(0.01)
    worker = int(workers.read_text())
    parent.kill()
    parent.wait()
    until = time.monotonic() + 60
    while _status(worker, "State")[:1] not in ("", "Z", "X") and time.monotonic() < until:
        time.sleep(0.01)
    assert _status(worker, "State")[:1] in ("", "Z", "X")


def _status(pid: int, name: str) -> str:
    """Return what the system tells of a process, nothing where there is none."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line).get(name, "")

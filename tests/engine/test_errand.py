"""One errand, one worker: what it answers comes back, and nothing it does can hang or hurt its parent."""

import sys
from pathlib import Path

import pytest

from beartrap.engine.errand import ErrandFailed, run_errand

HERE = str(Path(__file__).parent)
CODE = f"import runpy, sys; sys.path.insert(0, {HERE!r}); runpy.run_module('errand_worker', run_name='__main__')"
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

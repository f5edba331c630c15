"""Copies of this process that do jobs: every job is done once, a copy that dies is told, and none outlives its work."""

import os
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from beartrap.engine.crew import side_by_side
from beartrap.engine.worker_copy import can_copy

pytestmark = pytest.mark.skipif(not can_copy(), reason="this process cannot be copied (not Linux, or several threads)")


def answers(jobs: list, count: int) -> dict[int, dict]:
    return dict(one for one in side_by_side(jobs, count) if one is not None)


def doubled(number: int) -> dict[str, int]:
    return {"is": 2 * number, "by": os.getpid()}


@pytest.mark.parametrize("count", [1, 3, 50])
def test_every_job_is_done_once_by_no_more_copies_than_asked_for(count: int) -> None:
    found = answers([partial(doubled, number) for number in range(20)], count)
    assert {number: one["is"] for number, one in found.items()} == {number: 2 * number for number in range(20)}
    makers = {one["by"] for one in found.values()}
    assert len(makers) <= count and os.getpid() not in makers


def test_no_job_needs_no_copy() -> None:
    assert answers([], 3) == {}


def test_an_answer_larger_than_a_pipe_arrives_whole() -> None:
    assert answers([lambda: {"text": "x" * 3_000_000}], 1)[0] == {"text": "x" * 3_000_000}


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: {}["nothing"]], ids=["ends", "raises"])
def test_a_copy_that_dies_within_a_job_is_told(end: Callable[[], dict]) -> None:
    with pytest.raises(match="ended before its work was done"):
        answers([partial(doubled, 1), end], 1)


def test_who_stops_listening_ends_the_copies(tmp_path: Path) -> None:
    def slow() -> dict:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(600)
        return {}

    with closing(side_by_side([slow], 1)) as heard:
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert next(heard) is None
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)

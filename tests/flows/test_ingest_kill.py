"""kill -9 at any point of an ingest, then again: the lake equals one taken in one go."""

import gzip
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.lake_lab import content, events, take

RUNS = max(int(os.environ.get("BEARTRAP_TORTURE", "16")) // 2, 1)
"""Lakes that are killed, each up to three times."""


class Nursery:
    """The program beside this file."""

    def __init__(self) -> None:
        program = [sys.executable, str(Path(__file__).with_name("ingest_nursery.py"))]
        self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ingest(self, lake: Path, logs: list[Path], calls: int) -> tuple[int, int]:
        """Let a child ingest and die at the n-th call; returns its exit code and, if it lived, its calls."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(
            json.dumps({"lake": str(lake), "logs": [str(log) for log in logs], "calls": calls}) + "\n"
        )
        self._process.stdin.flush()
        total = 0
        for line in self._process.stdout:
            word, value = line.split()
            if word == "end":
                return int(value), total
            total = int(value)
        raise AssertionError("the nursery died itself")

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


def test_a_lake_that_was_killed_equals_one_taken_in_one_go(nursery: Nursery, tmp_path: Path) -> None:
    plain, packed, grown = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz", tmp_path / "c.jsonl"
    full = events(200, 224, "ws-3")
    plain.write_bytes(events(0, 24))
    packed.write_bytes(gzip.compress(events(100, 112, "ws-2")))
    grown.write_bytes(full[:1777])
    logs = [plain, packed, grown]
    code, first_total = nursery.ingest(tmp_path / "half", logs, 0)
    assert code == 0
    grown.write_bytes(full)
    code, total = nursery.ingest(tmp_path / "whole", logs, 0)
    assert code == 0
    expected = content(tmp_path / "whole")
    assert len(expected) == 24 + 12 + 24
    draw = random.Random() if "BEARTRAP_TORTURE" in os.environ else random.Random(20201213)
    killed = 0
    for run in range(RUNS):
        lake = tmp_path / f"lake-{run}"
        grown.write_bytes(full[:1777])
        for _ in range(draw.choice((1, 1, 2))):
            code, _ = nursery.ingest(lake, logs, draw.randrange(1, first_total))
            killed += code == -signal.SIGKILL
        grown.write_bytes(full)
        code, _ = nursery.ingest(lake, logs, draw.randrange(1, total))
        killed += code == -signal.SIGKILL
        take(lake, *logs)
        assert content(lake) == expected, f"run {run}"
    assert killed > RUNS

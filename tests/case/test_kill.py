"""kill -9 at any point, for real: what was acknowledged is there, no batch is there by half, and the case goes on."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beartrap.case.envelope import unwrap
from beartrap.case.errors import NotACase
from beartrap.case.ledger import Case
from beartrap.case.verify import verify

RUNS = max(int(os.environ.get("BEARTRAP_TORTURE", "15")) // 3, 1)
"""Processes killed in each of the three ways."""
BATCHES, SIZE = 4, 5
MANY_BATCHES, LARGE = 40, 100
"""Enough that the journal is folded into the database on the way (at 1,000 pages)."""
LONGEST = 0.25
"""Seconds in which an unhindered child is done with many batches, about: kills from outside are spread over them."""


class Nursery:
    """The program beside this file, and what its children said before they died."""

    def __init__(self) -> None:
        program = [sys.executable, str(Path(__file__).with_name("kill_nursery.py"))]
        self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def raise_one(self, folder: Path, tag: str, kill: dict[str, Any], **more: Any) -> tuple[list[str], int, int]:
        """Let a child work; returns the batches it acknowledged, its exit code and, if it lived, its total."""
        order = {"folder": str(folder), "batches": BATCHES, "size": SIZE, "tag": tag, "kill": kill, **more}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        acknowledged, total = [], 0
        for line in self._process.stdout:
            word, value = line.split()
            if word == "end":
                return acknowledged, int(value), total
            if word == "ack":
                acknowledged.append(value)
            else:
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
    one = Nursery()
    yield one
    one.close()


def batches_in(folder: Path) -> Counter[str]:
    """How many records of each batch are in the ledger."""
    with Case.open(folder, read_only=True) as case:
        names = [unwrap(entry.json).record["id"] for entry in case.entries()]
    return Counter(name.rpartition("-")[0] for name in names)


def check_survival(folder: Path, acknowledged: list[str], size: int) -> None:
    try:
        result = verify(folder)
    except NotACase:  # killed before the case was begun: nothing can have been acknowledged
        assert acknowledged == []
    else:
        assert result.problems == ()
        assert (result.signature_valid, result.unsigned) == (True, 0)
        found = batches_in(folder)
        assert set(acknowledged) <= set(found)
        assert set(found.values()) <= {size}
    with Case.open(folder, create=True) as case:
        case.append([])
        assert case.view().records.gaps == ()


def torment(nursery: Nursery, folder: Path, kills: list[dict[str, Any]], **more: Any) -> int:
    """Kill one child after another; every third case is begun anew, the others go on where a killed child left them."""
    killed = 0
    acknowledged: list[str] = []
    for number, kill in enumerate(kills):
        case = folder / f"c{number // 3}"
        if number % 3 == 0:
            acknowledged = []
        batches, code, _ = nursery.raise_one(case, f"t{number}", kill, **more)
        assert code in (0, -signal.SIGKILL)
        killed += code != 0
        acknowledged += batches
        check_survival(case, acknowledged, more.get("size", SIZE))
    return killed


def spread(total: int, seed: int) -> list[int]:
    """RUNS points from 1 to `total`, evenly with a shake, so that a long torture gets everywhere."""
    chance = random.Random(seed)
    points = [max(1, int((number + chance.random()) * total / RUNS)) for number in range(RUNS)]
    chance.shuffle(points)
    return points


def test_kill_at_a_call_anywhere_from_the_opening_on(nursery: Nursery, tmp_path: Path) -> None:
    acknowledged, code, total = nursery.raise_one(tmp_path / "whole", "w", {"calls": 10**9}, view=True)
    assert (len(acknowledged), code) == (BATCHES, 0)
    kills = [{"calls": point} for point in spread(total, 1)]
    assert torment(nursery, tmp_path, kills, view=True) >= RUNS // 2


def test_kill_inside_a_statement_of_the_database(nursery: Nursery, tmp_path: Path) -> None:
    _, code, total = nursery.raise_one(tmp_path / "whole", "w", {"steps": 10**9})
    assert (code, total > 100) == (0, True)
    kills = [{"steps": point} for point in spread(total, 2)]
    assert torment(nursery, tmp_path, kills) >= RUNS // 2


def test_kill_at_any_moment_from_outside(nursery: Nursery, tmp_path: Path) -> None:
    chance = random.Random(3)
    kills = [{"after": chance.random() * LONGEST} for _ in range(RUNS)]
    torment(nursery, tmp_path, kills, batches=MANY_BATCHES, size=LARGE)


def test_an_unhindered_child_is_not_killed_and_keeps_everything(nursery: Nursery, tmp_path: Path) -> None:
    acknowledged, code, _ = nursery.raise_one(tmp_path / "c", "w", {})
    assert (len(acknowledged), code) == (BATCHES, 0)
    assert batches_in(tmp_path / "c") == dict.fromkeys(acknowledged, SIZE)

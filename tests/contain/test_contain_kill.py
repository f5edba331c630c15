"""kill -9 after every single step: each file is where it was, whole, or in the vault and restorable; never neither, never twice."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beartrap.contain.giving_back import restore
from beartrap.contain.journal import Event
from beartrap.contain.recovering import recover
from contain.vault_lab import ABOUT, OLD, Portrait, open_vault, plant, portrait

RUNS = int(os.environ.get("BEARTRAP_TORTURE", "60"))
"""Random runs; each kills up to three processes."""
CONTENT = b"text that stands for what is bad\n" * 3000


class Nursery:
    """The program beside this file."""

    def __init__(self) -> None:
        program = [sys.executable, str(Path(__file__).with_name("contain_nursery.py"))]
        self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def raise_one(self, verb: str, root: Path, names: list[Path], kill: dict[str, Any]) -> tuple[int, int]:
        """Let a child work; returns its exit code and, if it lived, the number of calls it made."""
        order = {"case": str(root / "case"), "names": [str(name) for name in names], "verb": verb, "kill": kill}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        total = 0
        for line in self._process.stdout:
            word, value = line.split()
            if word == "end":
                assert int(value) in (0, -signal.SIGKILL)
                return int(value), total
            if word == "total":
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


def world(root: Path, *, links: int = 1, content: bytes = CONTENT) -> list[Path]:
    root.mkdir()
    first = plant(root / "opt" / "bad", content, 0o4751)
    names = [first]
    for number in range(1, links):
        name = root / f"srv{number}" / "also-bad"
        name.parent.mkdir()
        os.link(first, name)
        names.append(name)
    return names


def live_copies(root: Path) -> set[int]:
    """Inodes with the content that lie anywhere outside the vault's blobs (a captured file counts)."""
    found = set()
    for folder, _, files in os.walk(root):
        for name in files:
            path = Path(folder, name)
            if "blobs" not in path.parts and path.stat().st_mtime_ns == OLD:
                found.add(path.stat().st_ino)
    return found


def check(root: Path, names: list[Path], before: Portrait) -> str:
    """Recover, and hold the world against the promise; returns where the file is."""
    assert len(live_copies(root)) <= 1
    with open_vault(root / "case") as vault:
        recover(vault, ABOUT)
        state = vault.states().get("item-1")
        there = [name.exists() for name in names]
        leftovers = list(root.rglob(".beartrap-*"))
        assert leftovers == []
        assert list(root.rglob("new-*")) == []
        if any(there):
            assert all(there)
            assert {portrait(name) for name in names} == {before}
            assert len({name.stat().st_ino for name in names}) == 1
            assert state is None or state.event in (Event.PUT_BACK, Event.RESTORED)
            return "place"
        assert state is not None
        assert live_copies(root) == set()
        if state.event is Event.PURGED:
            return "purged"
        assert state.event in (Event.ISOLATED, Event.NOT_RESTORED)
        manifest = vault.manifest("item-1")
        vault.check(manifest.blob, manifest.item.binding.digest)
        return "vault"


def bring_back(root: Path, names: list[Path], before: Portrait) -> None:
    with open_vault(root / "case") as vault:
        assert restore(vault, "item-1", "ana", setuid=True) == ()
    assert {portrait(name) for name in names} == {before}


@pytest.mark.parametrize("phase", ["before", "after", "half"])
@pytest.mark.parametrize("links", [1, 2])
def test_kill_at_every_single_step_of_isolating(nursery, tmp_path, phase, links):
    names = world(tmp_path / "whole", links=links)
    code, total = nursery.raise_one("isolate", tmp_path / "whole", names, {})
    assert (code, total > 20) == (0, True)
    ends = set()
    for call in range(1, total + 1):
        root = tmp_path / f"w{call}"
        names = world(root, links=links, content=b"short text\n")
        before = portrait(names[0])
        nursery.raise_one("isolate", root, names, {"call": call, "phase": phase})
        end = check(root, names, before)
        ends.add(end)
        if end == "vault":
            bring_back(root, names, before)
    assert ends == {"place", "vault"}


@pytest.mark.parametrize("phase", ["before", "after"])
def test_kill_at_every_single_step_of_restoring(nursery, tmp_path, phase):
    names = world(tmp_path / "whole", links=2)
    nursery.raise_one("isolate", tmp_path / "whole", names, {})
    code, total = nursery.raise_one("restore", tmp_path / "whole", names, {})
    assert (code, total > 10) == (0, True)
    for call in range(1, total + 1):
        root = tmp_path / f"w{call}"
        names = world(root, links=2, content=b"short text\n")
        before = portrait(names[0])
        nursery.raise_one("isolate", root, names, {})
        code, _ = nursery.raise_one("restore", root, names, {"call": call, "phase": phase})
        if check(root, names, before) == "vault":
            bring_back(root, names, before)


def test_kill_at_every_single_step_of_purging(nursery, tmp_path):
    for call in range(1, 12):
        root = tmp_path / f"w{call}"
        names = world(root, content=b"short text\n")
        before = portrait(names[0])
        nursery.raise_one("isolate", root, names, {})
        nursery.raise_one("purge", root, names, {"call": call, "phase": "after"})
        assert check(root, names, before) in ("vault", "purged")


def test_kill_at_random_again_and_again_also_while_recovering(nursery, tmp_path):
    chance = random.Random(os.environ.get("BEARTRAP_SEED", "a seed"))
    names = world(tmp_path / "whole", links=2)
    _, python = nursery.raise_one("isolate", tmp_path / "whole", names, {"python": 10**9})
    ends = []
    for run in range(RUNS):
        root = tmp_path / f"r{run}"
        names = world(root, links=chance.choice((1, 1, 2, 3)), content=chance.randbytes(chance.choice((0, 9, 200_000))))
        before = portrait(names[0])
        for verb in ("isolate", "recover", "restore", "recover"):
            kill: dict[str, Any] = {"python": chance.randrange(1, python + python // 8)}
            if chance.random() < 0.6:
                kill = {"call": chance.randrange(1, 45), "phase": chance.choice(("before", "after", "half"))}
            nursery.raise_one(verb, root, names, kill)
            if chance.random() < 0.5:
                ends.append(check(root, names, before))
        ends.append(check(root, names, before))
        if ends[-1] == "vault":
            bring_back(root, names, before)
    assert {"place", "vault"} <= set(ends)

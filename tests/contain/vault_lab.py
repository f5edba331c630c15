"""A small world to contain things in: a vault that signs with a key of its own, files with all kinds of metadata."""

import contextlib
import errno
import hashlib
import hmac
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from beartrap.contain.binding import see
from beartrap.contain.items import Item
from beartrap.contain.taking import Circumstances, isolate
from beartrap.contain.vault import Vault
from beartrap.effects.files.system import System
from beartrap.model.place import Place

NOON = datetime(2020, 12, 14, 12, tzinfo=UTC)
ABOUT = Circumstances("ana", NOON, "orion.case", "ws-101", "0.1.0", "r" * 8, "plan-1")
OLD = 1_577_836_800_123_456_789
"""A write time with nanoseconds, long before any test."""
CHANGING = frozenset(
    {
        "create", "open_to_append", "write", "write_at", "set_length", "sync", "make_folder", "remove_folder", "move",
        "link", "remove", "make_link", "set_owner", "set_mode", "set_times", "set_attribute",
    }
)  # fmt: skip
"""The calls that change something."""


class LabSeal:
    """Signs with a secret that only tests know."""

    def sign(self, content: bytes) -> str:
        return hmac.new(b"lab", content, hashlib.sha256).hexdigest()

    def signed(self, content: bytes, signature: str) -> bool:
        return signature == self.sign(content)


class Counting(System):
    """Counts the calls that change something, and asks `meet` before each and after each (`phase` "before", "after")."""

    def __init__(self, meet: Callable[[int, str, str], None] | None = None) -> None:
        self.count = 0
        self.meet = meet or (lambda number, phase, name: None)

    def __getattribute__(self, name: str) -> Any:
        call = super().__getattribute__(name)
        if name not in CHANGING:
            return call

        def counted(*arguments: Any, **more: Any) -> Any:
            self.count += 1
            number = self.count
            self.meet(number, "before", name)
            result = call(*arguments, **more)
            self.meet(number, "after", name)
            return result

        return counted


def killing(at: int, phase: str) -> Counting:
    """A system that is killed right before or after its call number `at`; `half` kills in the middle of a write."""

    def meet(number: int, now: str, name: str) -> None:
        if number == at and now == phase:
            os.kill(os.getpid(), signal.SIGKILL)

    return Counting(meet)


def failing(at: int, error: int = errno.ENOSPC, *, forever: bool = False, names: frozenset[str] = CHANGING) -> Counting:
    """A system whose call number `at` (and, if `forever`, each after it of these names) fails."""

    def meet(number: int, now: str, name: str) -> None:
        if now == "before" and name in names and (number == at or (forever and number >= at)):
            raise OSError(error, os.strerror(error))

    return Counting(meet)


def open_vault(case: Path, system: System | None = None) -> Vault:
    case.mkdir(mode=0o700, exist_ok=True)
    return Vault(system or System(), case, LabSeal())


def planned(*paths: Path, id: str = "item-1", outside: int = 0) -> Item:
    """Bind a file (with all names given) as a plan does."""
    seen = [see(System(), os.fsencode(path)) for path in paths]
    return Item(
        id=id, kind=seen[0].kind, names=tuple(one.name for one in seen), binding=seen[0].binding,
        place=Place("tree", "ws-101", os.fsencode(paths[0])), title="a bad file", findings=("finding-1",),
        ground="its SHA-256 is on the list", outside=outside,
    )  # fmt: skip


@dataclass(frozen=True)
class Portrait:
    """All of a file that must come back."""

    content: bytes | None
    link: bytes | None
    mode: int
    owner: tuple[int, int]
    times: tuple[int, int]
    attributes: tuple[tuple[str, bytes], ...] = field(default=())


def portrait(path: Path) -> Portrait:
    status = path.lstat()
    is_link = path.is_symlink()
    attributes = tuple(
        (key, os.getxattr(path, key, follow_symlinks=False)) for key in os.listxattr(path, follow_symlinks=False)
    )
    return Portrait(
        None if is_link else path.read_bytes(), os.fsencode(path.readlink()) if is_link else None, status.st_mode,
        (status.st_uid, status.st_gid), (0, status.st_mtime_ns), attributes,
    )  # fmt: skip


def plant(path: Path, content: bytes = b"#!/bin/sh\nthis is text, and never run\n", mode: int = 0o755) -> Path:
    """Make a file with a mode, an old time and, where the file system has them, an extended attribute."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    with contextlib.suppress(OSError):
        os.setxattr(path, "user.origin", b"a test")
    os.utime(path, ns=(OLD + 5, OLD))
    return path


def take(case: Path, *paths: Path, system: System | None = None, id: str = "item-1") -> Item:
    """Plan and isolate in one go."""
    item = planned(*paths, id=id)
    with open_vault(case, system) as vault:
        isolate(vault, item, ABOUT)
    return item

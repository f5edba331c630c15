"""Progress on a terminal: one line that moves."""

import time
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from beartrap.model.text import printable, shorten

SELDOM = 0.1
"""Seconds between two drawings where no thread draws."""


class Live:
    """One line that moves, on a terminal. With `threads` it moves by itself, without it where something is told."""

    def __init__(self, console: Console, *, threads: bool = True) -> None:
        self._threads, self._drawn = threads, 0.0
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}", markup=False),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            auto_refresh=threads,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "Live":
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def stage(self, title: str) -> None:
        """Begin a new line in place of the old one."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(shorten(printable(title), 60), total=None, unit="")
        self._draw()

    def advance(self, done: int, total: int | None, unit: str) -> None:
        """Move the line on."""
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total, unit=unit)
            self._draw()

    def note(self, text: str) -> None:
        """Print a line above the moving one."""
        self._bar.console.print(printable(text), markup=False, highlight=False)

    def _draw(self) -> None:
        now = time.monotonic()
        if not self._threads and now - self._drawn >= SELDOM:
            self._drawn = now
            self._bar.refresh()

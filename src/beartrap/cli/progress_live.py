"""Progress on a terminal: one line that moves."""

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


class Live:
    """One line that moves, on a terminal."""

    def __init__(self, console: Console) -> None:
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

    def advance(self, done: int, total: int | None, unit: str) -> None:
        """Move the line on."""
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total, unit=unit)

    def note(self, text: str) -> None:
        """Print a line above the moving one."""
        self._bar.console.print(printable(text), markup=False, highlight=False)

"""Progress on standard error: a live line on a terminal, plain lines elsewhere, nothing where it is not wanted."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from beartrap.flows.progress import Silent
from beartrap.model.text import printable

if TYPE_CHECKING:
    from beartrap.cli.progress_live import Live


class Plain(Silent):
    """A line a stage, for logs and pipes."""

    def __enter__(self) -> "Plain":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.stderr.flush()

    def stage(self, title: str) -> None:
        """Print the stage."""
        print(printable(title), file=sys.stderr)

    def note(self, text: str) -> None:
        """Print the note."""
        print(printable(text), file=sys.stderr)


class Quiet(Silent):
    """Nothing at all."""

    def __enter__(self) -> "Quiet":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return


def progress(quiet: bool, *, threads: bool = True) -> "Live | Plain | Quiet":
    """Return the kind of progress that fits where standard error goes; without `threads` this process can be copied."""
    if quiet:
        return Quiet()
    if not sys.stderr.isatty():
        return Plain()
    from rich.console import Console  # late: pipes and machines have no use for it

    from beartrap.cli.progress_live import Live

    return Live(Console(stderr=True), threads=threads)

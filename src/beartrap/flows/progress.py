"""What a flow tells while it works; the doors decide how it looks."""

from typing import Protocol


class Progress(Protocol):
    """Told what goes on. Totals are None where they are not known yet."""

    def stage(self, title: str) -> None:
        """A new part of the work begins."""

    def advance(self, done: int, total: int | None, unit: str) -> None:
        """So much of the current part is done."""

    def note(self, text: str) -> None:
        """Something a person should read, now."""


class Silent:
    """Tells nobody."""

    def stage(self, title: str) -> None:
        """Pass over."""

    def advance(self, done: int, total: int | None, unit: str) -> None:
        """Pass over."""

    def note(self, text: str) -> None:
        """Pass over."""

"""Symbols and text for a terminal, safe whatever it can show: no escape sequence and no markup ever comes from a record."""

from rich.console import Console
from rich.text import Text

from beartrap.model.answer import Answer, State
from beartrap.model.finding import Severity
from beartrap.model.text import shorten
from beartrap.share.coverage_map import Standing
from beartrap.share.fitting import fitted
from beartrap.share.words import Tone, tone

TONES = {
    Tone.ALARM: "bold red",
    Tone.CAUTION: "yellow",
    Tone.CALM: "green",
    Tone.UNKNOWN: "magenta",
    Tone.NEUTRAL: "cyan",
}
SEVERITIES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
STANDINGS = {
    Standing.COVERED: "green",
    Standing.PARTLY: "yellow",
    Standing.EXPLAINED: "cyan",
    Standing.GAP: "red",
    Standing.NOT_LOOKED: "dim",
}

_MARKS = {State.YES: "■", State.NO_INDICATION: "□", State.NOT_LOOKED: "?"}
_CELLS = {
    Standing.COVERED: "█",
    Standing.PARTLY: "▒",
    Standing.EXPLAINED: "~",
    Standing.GAP: "×",
    Standing.NOT_LOOKED: "·",
}


class Ink:
    """Makes texts for one console: printable, within its encoding, never markup."""

    def __init__(self, console: Console) -> None:
        self.encoding = console.encoding or "ascii"
        self.plain = not self.encoding.lower().startswith("utf") or console.legacy_windows

    def fit(self, text: str) -> str:
        """Return text that the console can show: nothing to carry out, nothing that its encoding lacks."""
        return fitted(text, self.encoding, plain=self.plain)

    def text(self, text: str, style: str = "", limit: int | None = None) -> Text:
        """Return a text with one style, shortened where `limit` is given."""
        fitted = self.fit(text)
        return Text(fitted if limit is None else self.fit(shorten(fitted, limit)), style)

    def join(self, *parts: Text | str) -> Text:
        """Return parts in one text; plain strings are fitted."""
        return Text.assemble(*(part if isinstance(part, Text) else self.text(part) for part in parts))

    def mark(self, answer: Answer) -> Text:
        """Return the symbol of an answer's state, in the colour of what it means."""
        return self.text(_MARKS[answer.state], TONES[tone(answer)])

    def cell(self, standing: Standing) -> Text:
        """Return the symbol of how a host stands with a kind of source."""
        return self.text(_CELLS[standing], STANDINGS[standing])

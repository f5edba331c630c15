"""A vetted update in the terminal: the verdict, why, what is new with its place, and what could not be looked at.

Written without a library: most updates are three lines, and to load one takes longer than to vet them.
"""

import os
import shutil
import textwrap
from collections.abc import Iterator
from typing import TextIO

from beartrap.model.coverage import Gap
from beartrap.model.finding import Finding, Severity
from beartrap.model.frozen import frozen
from beartrap.model.text import shorten
from beartrap.model.verdict import Admission
from beartrap.model.vetting import Suppressed, Vetted
from beartrap.share.fitting import fitted
from beartrap.share.vetting import verdicts

WIDEST = 110
"""Columns beyond which lines get too long to read."""
NARROWEST = 30
MOST_FINDINGS, MOST_GAPS = 12, 6
MOST_EVIDENCE = 4
LEFT = 12

_CODES = {"": "", "bold": "1", "dim": "2", "yellow": "33", "red": "31", "cyan": "36", "green": "1;32", "alarm": "1;31", "caution": "1;33"}  # fmt: skip
"""Styles, as SGR parameters of ECMA-48."""
_VERDICTS = {Admission.ADMIT: "green", Admission.HOLD: "caution", Admission.BLOCK: "alarm"}
_SEVERITIES = {
    Severity.CRITICAL: "alarm",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}


@frozen
class Paper:
    """What is written on: a stream, how wide it is, whether it shows colours, and what its encoding has."""

    stream: TextIO
    width: int = 80
    colours: bool = False

    @classmethod
    def of(cls, stream: TextIO) -> "Paper":
        """Return a stream as paper: colours only on a terminal that wants them (NO_COLOR, no-color.org)."""
        shows = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(stream, max(min(shutil.get_terminal_size().columns, WIDEST), NARROWEST), shows)

    def fit(self, text: str, limit: int | None = None) -> str:
        """Return text that can be shown here, shortened where `limit` is given."""
        encoding = self.stream.encoding or "utf-8"
        plain = not encoding.lower().startswith("utf")
        text = fitted(text, encoding, plain=plain)
        return text if limit is None else fitted(shorten(text, limit), encoding, plain=plain)

    def write(self, text: str, style: str = "", limit: int | None = None, indent: int = 0, head: str = "") -> None:
        """Write a paragraph, folded; `head` stands before its first line, within the indentation."""
        lines = [
            line
            for part in self.fit(text, limit).split("\n")
            for line in textwrap.wrap(part, self.width - indent, break_on_hyphens=False) or [""]
        ]
        for number, line in enumerate(lines):
            before = head if number == 0 and head else " " * indent
            self.stream.write(f"{before}{self.styled(line, style)}".rstrip() + "\n")

    def styled(self, text: str, style: str) -> str:
        """Return text in a style, where styles are shown."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colours and style and text else text


def show(vetted: Vetted, paper: Paper, *, detail: bool = False) -> None:
    """Print a vetted update; `detail` shows all findings, layers, steps and gaps."""
    compared = f"beside {vetted.old}" if vetted.old is not None else "with nothing to compare with"
    paper.write(f"{vetted.new}, {compared}", "bold", 400)
    paper.write(verdicts.SAYS[vetted.verdict], _VERDICTS[vetted.verdict])
    paper.write("")
    for reason in vetted.reasons:
        paper.write(reason, limit=600)
    _findings(vetted.findings, paper, detail)
    if vetted.suppressed:
        _title("Suppressed by you", paper)
    for one in vetted.suppressed:
        paper.write(_suppressed(one), "dim", 300)
    _gaps(vetted.gaps, paper, detail)
    paper.write("")
    paper.write(verdicts.counted(vetted), "dim")


def _title(text: str, paper: Paper) -> None:
    paper.write("")
    paper.write(f"{text} {'─' * max(paper.width - len(text) - 1, 0)}", "bold")


def _findings(findings: tuple[Finding, ...], paper: Paper, detail: bool) -> None:
    if not findings:
        return
    _title("What is new", paper)
    most = len(findings) if detail else MOST_FINDINGS
    for one in findings[:most]:
        severity = one.severity.name.lower()
        head = paper.styled(severity, _SEVERITIES[one.severity]) + " " * (LEFT - len(severity))
        paper.write(f"{one.title}  {one.detector} · {verdicts.when(one)}", "bold", indent=LEFT, head=head)
        for line in _evidence(one, detail):
            paper.write(line, limit=500 if detail else 240, indent=LEFT)
        if detail:
            paper.write(one.why, "dim", 600, indent=LEFT)
    if len(findings) > most:
        paper.write(f"and {len(findings) - most:,} more (--detail shows all)", "yellow")


def _evidence(one: Finding, detail: bool) -> Iterator[str]:
    for index, evidence in enumerate(one.evidence[: None if detail else MOST_EVIDENCE]):
        facts = dict(evidence.facts)
        if "encoding" in facts:
            head = f"under {facts['encoding']}: "
        elif "role" in facts:
            head = f"{facts['role']} {evidence.place.show()}: "
        else:
            symbol = f" ({facts['symbol']})" if facts.get("symbol") else ""
            head = f"{evidence.place.show()}{symbol}: " if index == 0 else ""
        yield head + evidence.quote


def _suppressed(one: Suppressed) -> str:
    until = f"until {one.by.expires:%Y-%m-%d}"
    return f"{one.finding.detector} in {one.by.path}: {one.by.reason} ({until})"


def _gaps(gaps: tuple[Gap, ...], paper: Paper, detail: bool) -> None:
    if not gaps:
        return
    _title("What could not be looked at", paper)
    most = len(gaps) if detail else MOST_GAPS
    for gap in gaps[:most]:
        paper.write(gap.why, "yellow" if gap.questions else "", 400)
        if gap.remedy and detail:
            paper.write(gap.remedy, "dim", 300, indent=2)
    if len(gaps) > most:
        paper.write(f"and {len(gaps) - most:,} more (--detail shows all)", "yellow")

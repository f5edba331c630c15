"""A vetted update in the terminal: the verdict, why, what is new with its place, and what could not be looked at."""

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from beartrap.model.coverage import Gap
from beartrap.model.finding import Finding
from beartrap.model.vetting import Suppressed, Vetted
from beartrap.share.ink import SEVERITIES, TONES, Ink
from beartrap.share.vetting import verdicts

WIDEST = 110
"""Columns beyond which lines get too long to read."""
MOST_FINDINGS, MOST_GAPS = 12, 6
MOST_EVIDENCE = 4
LEFT = 10


def show(vetted: Vetted, console: Console, *, detail: bool = False) -> None:
    """Print a vetted update; `detail` shows all findings, layers, steps and gaps."""
    ink = Ink(console)
    tone = TONES[verdicts.TONES[vetted.verdict]]
    compared = f"beside {vetted.old}" if vetted.old is not None else "with nothing to compare with"
    parts: list[RenderableType] = [
        ink.text(f"{vetted.new}, {compared}", "bold", 400),
        ink.text(verdicts.SAYS[vetted.verdict], f"bold {tone}" if not tone.startswith("bold") else tone),
        Text(),
        *(ink.text(reason, limit=600) for reason in vetted.reasons),
    ]
    parts += _section("What is new", _findings(vetted.findings, ink, detail), ink)
    parts += _section("Suppressed by you", [_suppressed(one, ink) for one in vetted.suppressed], ink)
    parts += _section("What could not be looked at", _gaps(vetted.gaps, ink, detail), ink)
    parts += [Text(), ink.text(verdicts.counted(vetted), "dim")]
    console.print(Group(*parts), width=min(console.width, WIDEST), highlight=False, emoji=False, markup=False)


def _section(title: str, content: list[RenderableType], ink: Ink) -> list[RenderableType]:
    if not content:
        return []
    rule = Rule(ink.text(title, "bold"), align="left", style="dim", characters=ink.fit("─"))
    return [Text(), rule, *content]


def _findings(findings: tuple[Finding, ...], ink: Ink, detail: bool) -> list[RenderableType]:
    if not findings:
        return []
    most = len(findings) if detail else MOST_FINDINGS
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=LEFT)
    grid.add_column(ratio=1, overflow="fold")
    for one in findings[:most]:
        severity = ink.text(one.severity.name.lower(), SEVERITIES[one.severity])
        grid.add_row(severity, Group(*_finding(one, ink, detail)))
    left = len(findings) - most
    more = [ink.text(f"and {left:,} more (--detail shows all)", "yellow")] if left > 0 else []
    return [grid, *more]


def _finding(one: Finding, ink: Ink, detail: bool) -> list[Text]:
    lines = [ink.join(ink.text(one.title, "bold"), ink.text(f"  {one.detector} · {verdicts.when(one)}", "dim"))]
    for index, evidence in enumerate(one.evidence[: None if detail else MOST_EVIDENCE]):
        facts = dict(evidence.facts)
        if "encoding" in facts:
            head = f"under {facts['encoding']}: "
        elif "role" in facts:
            head = f"{facts['role']} {evidence.place.show()}: "
        else:
            symbol = f" ({facts['symbol']})" if facts.get("symbol") else ""
            head = f"{evidence.place.show()}{symbol}: " if index == 0 else ""
        lines.append(ink.text(head + evidence.quote, limit=500 if detail else 240))
    if detail:
        lines.append(ink.text(one.why, "dim", 600))
    return lines


def _suppressed(one: Suppressed, ink: Ink) -> Text:
    until = f"until {one.by.expires:%Y-%m-%d}"
    return ink.text(f"{one.finding.detector} in {one.by.path}: {one.by.reason} ({until})", "dim", 300)


def _gaps(gaps: tuple[Gap, ...], ink: Ink, detail: bool) -> list[RenderableType]:
    most = len(gaps) if detail else MOST_GAPS
    lines: list[RenderableType] = []
    for gap in gaps[:most]:
        lines.append(ink.text(gap.why, "yellow" if gap.questions else "", 400))
        if gap.remedy and detail:
            lines.append(ink.text(f"  {gap.remedy}", "dim", 300))
    if len(gaps) > most:
        lines.append(ink.text(f"and {len(gaps) - most:,} more (--detail shows all)", "yellow"))
    return lines

"""Findings, gaps and claims in the terminal."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from beartrap.case.view import CaseView, Kept
from beartrap.model.coverage import Gap
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Finding
from beartrap.model.text import shorten
from beartrap.share.ink import SEVERITIES, Ink
from beartrap.share.ordering import NO_HOST, by_host, count_of, gaps_by_reason
from beartrap.share.words import REASONS, RUNGS, certainty, moment, period, plural, speaker

MOST_HOSTS = 12
MOST_FINDINGS = 5
MOST_EVIDENCE = 2
MOST_GAPS = 2
MOST_CLAIMS = 8
WITH_DETAIL = 200
"""Of each of these with `detail`; all of them stand in the JSON."""

SEVERITY = 10
"""Columns for the longest severity, indented."""

QUOTE = 160
QUOTE_DETAIL = 2000


def found(view: CaseView, ink: Ink, detail: bool) -> RenderableType:
    """Return the findings, host by host, the weightiest first, and always how many were suppressed."""
    groups = by_host(view.records.findings)
    most = WITH_DETAIL if detail else MOST_HOSTS
    parts: list[RenderableType] = [_host(host, groups[host], ink, detail) for host in list(groups)[:most]]
    if not groups:
        parts.append(ink.text("Nothing was found." if view.records.looked else "Nothing: nobody has looked.", ""))
    if len(groups) > most:
        left = sum(len(groups[host]) for host in list(groups)[most:])
        parts.append(ink.text(f"and {plural(left, 'finding')} on {len(groups) - most:,} more hosts", "dim"))
    parts.append(_suppressed(view, ink))
    return Group(*parts)


def _suppressed(view: CaseView, ink: Ink) -> Text:
    marked = len(view.records.suppressed)
    return ink.text(f"({marked:,} suppressed{', marked as false positives by a person' if marked else ''})", "dim")


def _host(host: str, findings: Sequence[Kept[Finding]], ink: Ink, detail: bool) -> RenderableType:
    most = WITH_DETAIL if detail else MOST_FINDINGS
    parts: list[RenderableType] = [ink.text(host if host != NO_HOST else "no host named", "bold underline", 80)]
    parts += [_finding(kept.record, ink, detail) for kept in findings[:most]]
    if len(findings) > most:
        parts.append(ink.text(f"  and {plural(len(findings) - most, 'more finding')} here", "dim"))
    return Group(*parts, Text())


def _finding(finding: Finding, ink: Ink, detail: bool) -> RenderableType:
    severity = finding.severity
    title = ink.join(ink.text(finding.title, limit=200), "" if finding.confirmed else Text(" (not confirmed)", "dim"))
    facts = [RUNGS[finding.rung]] if finding.rung is not None else []
    facts += [text for text in (period(finding.since, finding.until),) if text]
    facts += [plural(finding.count, "hit"), ", ".join(question.value for question in finding.questions)]
    lines: list[RenderableType] = [title, ink.text(" · ".join(facts), "dim")]
    if detail:
        lines.append(ink.text(finding.why, limit=400))
    most = WITH_DETAIL if detail else MOST_EVIDENCE
    lines += [_evidence(one, ink, detail) for one in finding.evidence[:most]]
    if len(finding.evidence) > most:
        lines.append(ink.text(f"and {len(finding.evidence) - most:,} more", "dim"))
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=SEVERITY)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(Text(f"  {severity.name.lower()}", SEVERITIES[severity]), Group(*lines))
    return grid


def _evidence(evidence: Evidence, ink: Ink, detail: bool) -> RenderableType:
    place = ink.text(evidence.place.show(), "cyan", 400)
    when = [Text(f"  {moment(evidence.time)}", "dim")] if evidence.time is not None else []
    lines: list[RenderableType] = [Text.assemble(place, *when)]
    if evidence.quote:
        quote = ink.text(evidence.quote, "", QUOTE_DETAIL if detail else QUOTE)
        lines.append(Padding(quote, (0, 0, 0, 2)))
    return Group(*lines)


def gaps(view: CaseView, ink: Ink, detail: bool) -> RenderableType:
    """Return the gaps by reason, each with how many things it stands for, and what to do about it."""
    groups = gaps_by_reason(view.records.gaps)
    if not groups:
        return ink.text("No gaps.", "green")
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", min_width=6)
    grid.add_column(ratio=1, overflow="fold")
    for reason, kept in groups.items():
        lines = [ink.join(ink.text(REASONS[reason], "bold"), Text(f" ({reason.value})", "dim"))]
        lines += _reasons(kept, ink, WITH_DETAIL if detail else MOST_GAPS)
        grid.add_row(Text(f"{count_of(kept):,}", "yellow"), Group(*lines))
    return grid


def _reasons(kept: Sequence[Kept[Gap]], ink: Ink, most: int) -> list[Text]:
    lines = []
    for one in kept[:most]:
        remedy = ink.text(f" {ink.fit('→')} {one.record.remedy}", "cyan", 300) if one.record.remedy else Text()
        lines.append(Text.assemble(ink.text(one.record.why, limit=300), remedy))
    if len(kept) > most:
        lines.append(ink.text(f"and {len(kept) - most:,} more of this reason", "dim"))
    return lines


def claims(view: CaseView, ink: Ink, detail: bool) -> RenderableType:
    """Return who says what, how sure, and in which words."""
    said = view.records.claims
    if not said:
        return ink.text("No report was read, or it claims nothing.", "dim")
    most = WITH_DETAIL if detail else MOST_CLAIMS
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=12, style="dim")
    grid.add_column(ratio=1, overflow="fold")
    order = sorted(
        said, key=lambda kept: (kept.record.question is None or kept.record.question.value != "who", kept.seq)
    )
    for kept in order[:most]:
        claim = kept.record
        head = ink.join(ink.text(speaker(claim), "bold", 80), ": ", ink.text(claim.statement, limit=200))
        tail = ink.text(certainty(claim), "yellow" if claim.hedge or claim.reported else "dim")
        quote = (
            [ink.text(f"“{shorten(claim.quote, QUOTE_DETAIL if detail else QUOTE)}”", "italic")] if claim.quote else []
        )
        grid.add_row(Text(claim.kind.value), Group(head, *quote, tail))
    if len(said) > most:
        grid.add_row("", ink.text(f"and {plural(len(said) - most, 'more claim')}", "dim"))
    return grid

"""What hit in events: a timeline of rules and indicators, and the techniques they speak of as an ATT&CK matrix."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from beartrap.case.view import CaseView, Kept
from beartrap.model.finding import Finding, Severity
from beartrap.model.window import Window
from beartrap.share.attack import OTHER, TACTICS, technique
from beartrap.share.html.axis import Axis, axis_over, bar, grid_lines, scale
from beartrap.share.html.elements import Html, cut, more, section, tag

DETECTORS = frozenset({"hunt.sigma", "hunt.events"})
"""The detectors whose findings are hits in events (`hunt.event_findings`)."""
MOST_RULES = 60
"""Rules on the timeline; the rest stand among the findings."""
HEIGHT = 14
LOOKS = {
    Severity.INFO: "frame",
    Severity.LOW: "explained",
    Severity.MEDIUM: "gap",
    Severity.HIGH: "found",
    Severity.CRITICAL: "found",
}


@dataclass(slots=True)
class _Rule:
    """All findings of one rule or indicator, over all machines."""

    title: str
    severity: Severity
    findings: list[Finding] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(finding.count for finding in self.findings)

    @property
    def since(self) -> datetime | None:
        return min((finding.since for finding in self.findings if finding.since), default=None)


def hits(view: CaseView) -> Html | None:
    """Return the section, None for a case that was not hunted in or in which nothing hit."""
    found = [kept for kept in view.records.findings if kept.record.detector in DETECTORS]
    if not found:
        return None
    rules = sorted(_by_rule(found).values(), key=lambda rule: (-rule.severity, rule.since is None, str(rule.since)))
    axis = axis_over((), (moment for kept in found for moment in (kept.record.since, kept.record.until)))
    shown = [_row(rule, axis) for rule in rules[:MOST_RULES]]
    head = (
        ()
        if axis is None
        else (
            tag(
                "li",
                tag("span", class_="name"),
                tag("span", scale(axis), class_="lane"),
                class_="row axis",
                aria_hidden="true",
            ),
        )
    )
    lead = "Rules and indicators that matched events, from their first to their last hit (UTC). A hit is no verdict: a person must judge."
    timeline = tag("ol", [*head, *shown], class_="timeline")
    return section(
        "hits", "What hit in events", timeline, more(len(rules) - MOST_RULES, "rules"), _matrix(found), lead=lead
    )


def _by_rule(found: Sequence[Kept[Finding]]) -> dict[str, _Rule]:
    rules: dict[str, _Rule] = {}
    for kept in found:
        finding = kept.record
        key = finding.subject.partition("@")[0]
        title = finding.title.rpartition(" on ")[0] if finding.detector == "hunt.sigma" else finding.title
        rule = rules.setdefault(key, _Rule(title or finding.title, finding.severity))
        rule.findings.append(finding)
        rule.severity = max(rule.severity, finding.severity)
    return rules


def _row(rule: _Rule, axis: Axis | None) -> Html:
    hosts = sorted({finding.host or "an unnamed machine" for finding in rule.findings})
    where = hosts[0] if len(hosts) == 1 else f"{len(hosts)} machines"
    note = f"{rule.severity.name.lower()}, {rule.count:,} × on {where}" + (
        f", first {rule.since:%Y-%m-%d %H:%M}" if rule.since else ""
    )
    bars = [] if axis is None else [grid_lines(axis, HEIGHT), *(_bar(axis, rule, finding) for finding in rule.findings)]
    track = tag("svg", bars, class_="track", width="100%", height=str(HEIGHT), aria_hidden="true")
    lane = tag("span", track, tag("span", cut(note, 160), class_="note"), class_="lane")
    return tag("li", tag("span", cut(rule.title, 90), class_="name"), lane, class_="row")


def _bar(axis: Axis, rule: _Rule, finding: Finding) -> Html | None:
    if finding.since is None or finding.until is None:
        return None
    title = f"{finding.host or 'an unnamed machine'}: {finding.count:,} hits"
    return bar(axis, Window(finding.since, finding.until), LOOKS[rule.severity], title, HEIGHT - 4, 2)


def _matrix(found: Sequence[Kept[Finding]]) -> Html | None:
    """Return the matrix: a column for each tactic that a hit serves, in it the techniques with their hits."""
    counts: dict[str, int] = defaultdict(int)
    worst: dict[str, Severity] = {}
    for kept in found:
        for base in sorted({technique(identity).id for identity in kept.record.techniques}):
            counts[base] += kept.record.count
            worst[base] = max(worst.get(base, Severity.INFO), kept.record.severity)
    columns: dict[str, list[str]] = defaultdict(list)
    for base in sorted(counts):
        for tactic in technique(base).tactics:
            columns[tactic if tactic in TACTICS else OTHER].append(base)
    order = [tactic for tactic in (*TACTICS, OTHER) if tactic in columns]
    if not order:
        return None
    cells = [
        tag(
            "li",
            tag("h4", tactic.replace("-", " ")),
            tag("ul", [_technique(base, counts[base], worst[base]) for base in columns[tactic]]),
        )
        for tactic in order
    ]
    return tag("div", tag("h3", "In the terms of ATT&CK"), tag("ul", cells, class_="matrix"))


def _technique(base: str, count: int, worst: Severity) -> Html:
    name = technique(base).name
    return tag(
        "li",
        tag("b", base),
        " ",
        cut(name, 60),
        " ",
        tag("span", f"{count:,}", class_="count"),
        class_=f"technique {worst.name.lower()}",
    )

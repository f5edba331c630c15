"""What was found, host by host, the weightiest first, down to file, line and row."""

from collections.abc import Sequence

from beartrap.case.view import CaseView, Kept
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Severity
from beartrap.share.html import limits
from beartrap.share.html.elements import Content, Html, anchor, cut, join, more, section, tag
from beartrap.share.ordering import NO_HOST, by_host
from beartrap.share.words import RUNGS, moment, period, plural


def findings(view: CaseView) -> Html:
    """Return the findings; how many were suppressed is said even where none was."""
    groups = by_host(view.records.findings)
    parts: list[Content] = []
    left = limits.FINDINGS
    for host, found in groups.items():
        if left <= 0:
            break
        shown = found[: min(limits.FINDINGS_A_HOST, left)]
        left -= len(shown)
        parts.append(_host(host, shown, len(found)))
    if not groups:
        words = "Nothing was found." if view.records.looked else "Nothing was found, because nobody has looked."
        parts.append(tag("p", words, class_="none"))
    hidden = len(view.records.findings) - (limits.FINDINGS - left)
    parts.append(more(hidden, "findings"))
    return section("found", "What was found", join(parts), lead=_lead(view))


def _lead(view: CaseView) -> str:
    found, marked = view.records.findings, len(view.records.suppressed)
    counted = [(severity, sum(kept.record.severity is severity for kept in found)) for severity in reversed(Severity)]
    told = ", ".join(f"{count:,} {severity.name.lower()}" for severity, count in counted if count)
    return f"{plural(len(found), 'finding')}{f': {told}' if told else ''}. {marked:,} suppressed."


def _host(host: str, shown: Sequence[Kept[Finding]], count: int) -> Html:
    title = cut(host, 80) if host != NO_HOST else "No host named"
    name = f"h-{anchor(shown[0].id)}"
    return tag(
        "section",
        tag("h3", title, " ", tag("small", plural(count, "finding")), id=name),
        [_finding(kept) for kept in shown],
        more(count - len(shown), "findings here"),
        class_="host",
        aria_labelledby=name,
    )


def _finding(kept: Kept[Finding]) -> Html:
    finding = kept.record
    opened = finding.severity >= Severity.HIGH
    body = (
        tag("p", cut(finding.why, limits.TEXT), class_="why-text"),
        evidence_table(finding.evidence),
        _details(kept),
    )
    return tag(
        "details",
        _summary(finding),
        tag("div", body, class_="body"),
        id=anchor(kept.id),
        class_=f"finding {finding.severity.name.lower()}",
        open=opened,
    )


def _summary(finding: Finding) -> Html:
    facts = [RUNGS[finding.rung]] if finding.rung is not None else []
    facts += [text for text in (period(finding.since, finding.until),) if text]
    facts += [plural(finding.count, "hit"), ", ".join(question.value for question in finding.questions)]
    facts += [] if finding.confirmed else ["not confirmed"]
    return tag(
        "summary",
        tag("span", finding.severity.name.lower(), class_="severity"),
        tag(
            "span", tag("strong", cut(finding.title, 240)), tag("span", " · ".join(facts), class_="meta"), class_="what"
        ),
    )


def evidence_table(evidence: Sequence[Evidence]) -> Html | None:
    """Return the places with what stands there, the first few in sight; None where there are none."""
    if not evidence:
        return None
    rows = [_row(one) for one in evidence[: limits.EVIDENCE]]
    shown, folded = rows[: limits.EVIDENCE_IN_SIGHT], rows[limits.EVIDENCE_IN_SIGHT :]
    left = more(len(evidence) - limits.EVIDENCE, "places")
    first = tag("ol", shown, class_="evidence", aria_label="Evidence")
    if not folded:
        return join(first, left)
    rest = tag("ol", folded, class_="evidence", start=limits.EVIDENCE_IN_SIGHT + 1, aria_label="More evidence")
    return join(first, tag("details", tag("summary", f"{len(folded):,} more places"), rest, left, class_="folded"))


def _row(one: Evidence) -> Html:
    head = [tag("span", cut(one.place.show(), limits.QUOTE), class_="place")]
    if one.time is not None:
        head.append(tag("time", moment(one.time), datetime=one.time.isoformat()))
    quote = tag("pre", tag("code", cut(one.quote, limits.QUOTE))) if one.quote else None
    return tag("li", tag("p", head), quote, facts_line(one.facts))


def facts_line(facts: Facts) -> Html | None:
    """Return small named values in one line, None where there are none."""
    if not facts.pairs:
        return None
    told = [tag("span", f"{name}: ", tag("b", cut(_plain(value), 200))) for name, value in facts.pairs[: limits.FACTS]]
    return tag("p", told, class_="fact-line")


def _plain(value: object) -> str:
    return "yes" if value is True else "no" if value is False else "unknown" if value is None else str(value)


def _details(kept: Kept[Finding]) -> Html:
    """Return the finding's own facts, then what a machine or a second analyst needs to find it again."""
    finding = kept.record
    pairs = [(name, _plain(value)) for name, value in finding.facts.pairs[: limits.FACTS]]
    pairs += [("Detector", finding.detector), ("Subject", finding.subject)]
    pairs += [("Indicators", ", ".join(finding.indicators[:12]))] if finding.indicators else []
    pairs += [("ATT&CK", ", ".join(finding.techniques[:12]))] if finding.techniques else []
    pairs += [("Record", f"{kept.id} (no. {kept.seq:,})")]
    told = [tag("div", tag("dt", cut(name, 60)), tag("dd", cut(value, 600))) for name, value in pairs]
    return tag("dl", told, class_="facts small quiet")

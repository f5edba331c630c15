"""The timeline: the incident, what was found on each host, what is lost in gaps, and when reports came out."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from beartrap.case.view import CaseView, Kept
from beartrap.model.claim import Document
from beartrap.model.finding import Finding, Severity
from beartrap.model.text import shorten
from beartrap.model.window import Window
from beartrap.share.html import limits
from beartrap.share.html.axis import Axis, axis_over, bar, grid_lines, scale
from beartrap.share.html.elements import Content, Html, cut, join, more, section, tag
from beartrap.share.ordering import NO_HOST, by_host, gaps_by_reason
from beartrap.share.words import RUNGS, day, moment, period, plural, window

HEIGHT = 16
THIN = 5
LEAD = "UTC. Bars are first to last time seen; hatched is time that no look covers because of a gap."


def timeline(view: CaseView) -> Html:
    """Return the timeline; a sentence where the case knows of no time."""
    axis = _axis(view)
    if axis is None:
        return section("timeline", "Timeline", tag("p", "This case holds no times yet.", class_="none"))
    groups = {host: _timed(found) for host, found in by_host(view.records.findings).items()}
    groups = {host: found for host, found in groups.items() if found}
    shown = list(groups)[: limits.HOSTS_ON_TIMELINE]
    rows = [
        tag(
            "li",
            tag("span", class_="name"),
            tag("span", scale(axis), class_="lane"),
            class_="row axis",
            aria_hidden="true",
        ),
        *_incidents(view, axis),
        *(_host(host, groups[host], axis) for host in shown),
        *_gaps(view, axis),
        *_documents(view, axis),
    ]
    left = more(len(groups) - len(shown), "hosts with findings")
    return section("timeline", "Timeline", tag("ol", rows, class_="timeline"), left, lead=LEAD)


def _axis(view: CaseView) -> Axis | None:
    records = view.records
    windows = [kept.record.window for kept in records.incidents]
    windows += [hole for kept in records.gaps for hole in kept.record.windows]
    moments = [moment for kept in records.findings for moment in (kept.record.since, kept.record.until)]
    moments += [published(kept.record) for kept in records.documents]
    return axis_over(windows, moments)


def published(document: Document) -> datetime | None:
    """Return the day of publication as a time, UTC."""
    return datetime.combine(document.published, time(), UTC) if document.published is not None else None


def _row(name: Content, note: str, axis: Axis, *bars: Content | Iterable[Content], class_: str = "") -> Html:
    lines = tag(
        "svg", grid_lines(axis, HEIGHT), *bars, class_="track", width="100%", height=str(HEIGHT), aria_hidden="true"
    )
    said = tag("span", note, class_="note")
    return tag(
        "li", tag("span", name, class_="name"), tag("span", lines, said, class_="lane"), class_=f"row {class_}".strip()
    )


def _incidents(view: CaseView, axis: Axis) -> list[Html]:
    rows = []
    for kept in view.records.incidents:
        span = kept.record.window
        look = bar(axis, span, "frame", window(span), 6, 5)
        rows.append(_row(tag("strong", "Incident"), f"{kept.record.title[:80]}, {window(span)}", axis, look))
    return rows


def _timed(found: Sequence[Kept[Finding]]) -> list[Kept[Finding]]:
    return [kept for kept in found if kept.record.since is not None or kept.record.until is not None]


def _host(host: str, found: Sequence[Kept[Finding]], axis: Axis) -> Html:
    """Return one host's findings, the weightiest drawn last, on top."""
    bars = [_finding(kept.record, axis) for kept in reversed(found)]
    rungs = [kept.record.rung for kept in found if kept.record.rung is not None]
    furthest = f"{RUNGS[max(rungs)]}, " if rungs else ""
    note = f"{furthest}{plural(len(found), 'finding')}: {_span(found)}"
    return _row(cut(host, 40) if host != NO_HOST else "no host named", note, axis, bars)


def _finding(finding: Finding, axis: Axis) -> Html:
    first = finding.since or finding.until
    last = finding.until or finding.since
    if first is None or last is None:
        return Html("")
    look = "found heavy" if finding.severity >= Severity.HIGH else "found"
    title = f"{finding.title[:120]} ({finding.severity.name.lower()}), {period(finding.since, finding.until)}"
    return bar(axis, Window(first, max(first, last)), look, title, HEIGHT - 4, 2)


def _span(found: Sequence[Kept[Finding]]) -> str:
    moments = [one for kept in found for one in (kept.record.since, kept.record.until) if one is not None]
    return period(min(moments), max(moments))


def _gaps(view: CaseView, axis: Axis) -> list[Html]:
    """Return the gaps that cost time, one row a reason."""
    timed = [kept for kept in view.records.gaps if kept.record.windows]
    rows = []
    for reason, kept in gaps_by_reason(timed).items():
        bars = [
            bar(axis, hole, "gap", f"{one.record.why[:120]}, {window(hole)}", HEIGHT - 4, 2)
            for one in kept
            for hole in one.record.windows[: limits.BARS]
        ]
        note = "; ".join(one.record.why[:90] for one in kept[:2]) + (
            f" and {len(kept) - 2:,} more" if len(kept) > 2 else ""
        )
        rows.append(_row(join("Gap: ", reason.value), note, axis, bars[: limits.BARS]))
    return rows


def _documents(view: CaseView, axis: Axis) -> list[Html]:
    rows = []
    dated = [(when, kept.record) for kept in view.records.documents if (when := published(kept.record)) is not None]
    for when, document in sorted(dated, key=lambda pair: pair[0])[: limits.DOCUMENTS_ON_TIMELINE]:
        where = axis.at(when)
        claims = sum(kept.record.place.source == document.source for kept in view.records.claims)
        name = shorten(document.title or document.source, 90)
        title = f"{name}, {day(when)}"
        dot = tag(
            "g", tag("title", title), tag("circle", cx=f"{where}%", cy=str(HEIGHT // 2), r=str(THIN), class_="b said")
        )
        note = f"{moment(when)}: {name}, {plural(claims, 'claim')}"
        rows.append(_row(cut(document.publisher or "report", 40), note, axis, dot))
    return rows

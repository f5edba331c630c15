"""The eight answers as cards: state and grade first, then the answer in words, then what it rests on and what is missing."""

from collections.abc import Mapping

from beartrap.case.view import CaseView
from beartrap.model.answer import Answer, Covered, Grade, State
from beartrap.model.finding import Finding
from beartrap.model.question import Question
from beartrap.model.text import shorten
from beartrap.share.html import limits
from beartrap.share.html.elements import Html, anchor, cut, join, lines, section, tag
from beartrap.share.words import days, moment, plural, tone

MARKS = {State.YES: "■", State.NO_INDICATION: "□", State.NOT_LOOKED: "?"}
GRADES = {
    Grade.VERIFIED: "verified: all that was needed was looked at",
    Grade.PARTIAL: "partial: something is missing",
}


def board(view: CaseView) -> Html:
    """Return the board of answers."""
    titles = {kept.id: _title(kept.record) for kept in view.records.findings}
    cards = [_card(answer, titles) for answer in view.answers]
    return section("answers", "The eight answers", tag("div", cards, class_="board"))


def _title(finding: Finding) -> str:
    named = finding.host is None or finding.host in finding.title
    return finding.title if named else f"{finding.host}: {finding.title}"


def _card(answer: Answer, titles: Mapping[str, str]) -> Html:
    name = f"q-{answer.id.value}"
    return tag(
        "article",
        _state(answer),
        tag("h3", answer.id.asks, id=name),
        tag("p", cut(answer.statement, limits.TEXT), class_="statement"),
        _facts(answer),
        _missing(answer),
        _links(answer, titles),
        class_=f"card {tone(answer).value}",
        aria_labelledby=name,
    )


def _state(answer: Answer) -> Html:
    mark = tag("span", MARKS[answer.state], class_="mark", aria_hidden="true")
    grade = None
    if answer.grade is not None:
        grade = tag("span", answer.grade.value, class_=f"grade {answer.grade.value}", title=GRADES[answer.grade])
    verdict = None
    if answer.verdict is not None and answer.id is not Question.WHO:
        verdict = tag("span", cut(answer.verdict, 40), class_="grade verdict", title="verdict")
    return tag("p", tag("span", mark, " ", answer.state.value, class_="state"), " ", grade, " ", verdict, class_="top")


def _facts(answer: Answer) -> Html | None:
    pairs: list[tuple[str, Html | str]] = []
    if answer.since is not None:
        pairs.append(("Since", moment(answer.since)))
    if answer.until is not None and answer.until != answer.since:
        pairs.append(("Until", moment(answer.until)))
    if answer.verdict is not None and answer.id is Question.WHO:
        pairs.append(("Verdict", cut(answer.verdict, 300)))
    if answer.needed and answer.covered.hosts_needed > 0 and answer.state is not State.NOT_LOOKED:
        pairs.append(("Looked at", _covered(answer.covered)))
    if not pairs:
        return None
    return tag("dl", [tag("div", tag("dt", name), tag("dd", content)) for name, content in pairs], class_="facts")


def _covered(covered: Covered) -> Html:
    if covered.days_needed > 0:
        share = covered.days_covered / covered.days_needed
        words = f"{days(covered.days_covered)} of {days(covered.days_needed)} host-days"
        words += f", {covered.hosts_complete:,} of {plural(covered.hosts_needed, 'host')} in full"
    else:
        share = covered.hosts_complete / covered.hosts_needed
        words = f"{covered.hosts_complete:,} of {plural(covered.hosts_needed, 'host')} in full"
    return join(_meter(share), words)


def _meter(share: float) -> Html:
    """Return a bar for a share of what was needed; it is full only when nothing is missing."""
    percent = 100.0 if share >= 1 else min(max(share * 100, 0.0), 99.0)
    bars = (
        tag("rect", width="100%", height="6", class_="m rest"),
        tag("rect", width=f"{percent:.1f}%", height="6", class_="m done"),
    )
    return tag("svg", bars, class_="meter", width="100%", height="6", aria_hidden="true")


def _missing(answer: Answer) -> Html | None:
    if not answer.missing and not answer.would_change and not answer.needed:
        return None
    parts: list[Html | None] = []
    for title, items in (("Missing", answer.missing), ("Would change the answer", answer.would_change)):
        if items:
            shown = [cut(item, 400) for item in items[: limits.LINES]]
            left = len(items) - limits.LINES
            parts += [tag("h4", title), lines([*shown, *([f"and {left:,} more"] if left > 0 else [])])]
    if answer.needed:
        parts += [tag("h4", "Needed"), lines([_need(answer, number) for number in range(len(answer.needed))])]
    count = plural(len(answer.missing), "thing") + " missing" if answer.missing else "What it rests on"
    return tag("details", tag("summary", count), parts, class_="why")


def _need(answer: Answer, number: int) -> Html:
    need = answer.needed[number]
    kinds = " or ".join(kind.says for kind in need.kinds)
    hosts = f" of {plural(len(need.hosts), 'host')}" if need.hosts else ""
    return join(tag("strong", f"{kinds}{hosts}"), ". ", cut(need.why, 300))


def _links(answer: Answer, titles: Mapping[str, str]) -> Html | None:
    """Return links to the findings that the page shows, and how much else bears on the answer."""
    known = [link for link in answer.findings if link in titles]
    links = [tag("a", shorten(titles[link], limits.LINK), href=f"#{anchor(link)}") for link in known[: limits.LINKS]]
    counted = []
    if len(known) > limits.LINKS:
        counted.append(tag("a", plural(len(known) - limits.LINKS, "more finding"), href="#found"))
    if answer.gaps:
        counted.append(tag("a", plural(len(answer.gaps), "gap"), href="#gaps"))
    if answer.claims:
        counted.append(tag("a", plural(len(answer.claims), "claim"), href="#claims"))
    if not links and not counted:
        return None
    return tag("ul", [tag("li", link) for link in (*links, *counted)], class_="links")

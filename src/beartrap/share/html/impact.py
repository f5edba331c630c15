"""What was seen, as a page shows it: each way of access as a picture, and the data map as a table."""

from collections.abc import Iterator, Sequence

from beartrap.case.view import CaseView
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Finding
from beartrap.model.text import shorten
from beartrap.share.html.elements import Html, cut, join, more, section, table, tag
from beartrap.share.words import moment

CHAIN, MAP = "seen.access-chain", "seen.data-map"
MOST_CHAINS = 6
MOST_LINES = 200
WIDTH, BOX, GAP = 760, 50, 26
"""Units of the picture: its width, a box's height, the space for an arrow between two."""
LETTERS = 98
"""Letters of a line in a box: what fits its width."""
_HEADS = ("Person", "Certainty", "Store", "Items", "Application", "Tied to a chain", "First", "Last", "Why")


def impact(view: CaseView) -> Html | None:
    """Return the section, nothing where the case knows of neither chain nor map."""
    findings = [kept.record for kept in view.records.findings]
    chains = [one for one in findings if one.detector == CHAIN]
    lines = sorted((one for one in findings if one.detector == MAP), key=_order)
    if not chains and not lines:
        return None
    lead = "How access was gained, and whose data were read by it. What is not covered is not a no."
    pictures = [_chain(one) for one in chains[:MOST_CHAINS]]
    left = more(len(chains) - MOST_CHAINS, "chains of access")
    return section("impact", "What was seen", *pictures, left, _map(lines), lead=lead)


def _chain(finding: Finding) -> Html:
    joined = finding.facts.get("joined")
    caption = f"{finding.facts.get('chain')}. Joined: {joined}."
    return tag("figure", _picture(finding.evidence, caption), tag("figcaption", cut(caption, 300)), class_="chain")


def _picture(steps: Sequence[Evidence], caption: str) -> Html:
    height = len(steps) * (BOX + GAP) - GAP + 2
    shapes = [shape for number, step in enumerate(steps) for shape in _box(number, step, last=number == len(steps) - 1)]
    return tag(
        "svg", tag("title", caption), shapes, viewBox=f"0 0 {WIDTH} {height}", role="img", class_="steps-picture"
    )


def _box(number: int, step: Evidence, *, last: bool) -> Iterator[Html]:
    top = number * (BOX + GAP) + 1
    kind = str(step.facts.get("step") or "")
    grave = " heavy" if kind == "access" else ""
    yield tag("rect", x=1, y=top, width=WIDTH - 2, height=BOX, rx=4, class_=f"box{grave}")
    when = moment(step.time) if step.time is not None else "at an unknown time"
    who = " from ".join(str(value) for value in (step.facts.get("user"), step.facts.get("address")) if value)
    yield tag("text", shorten(f"{kind} · {when} · {who}", LETTERS), x=12, y=top + 19, class_="boxhead")
    yield tag("text", shorten(step.quote, LETTERS), x=12, y=top + 38, class_="boxline")
    if not last:
        middle, start = WIDTH // 2, top + BOX
        yield tag("path", d=f"M{middle} {start} v{GAP - 7}", class_="arrow")
        yield tag(
            "polygon",
            points=f"{middle - 5},{start + GAP - 8} {middle + 5},{start + GAP - 8} {middle},{start + GAP - 1}",
            class_="arrowhead",
        )


def _map(lines: Sequence[Finding]) -> Html | None:
    if not lines:
        return None
    rows = [_row(one) for one in lines[:MOST_LINES]]
    whole = table(_HEADS, rows, "The data map: person, store and certainty")
    return join(tag("h3", "Data map"), whole, more(len(lines) - MOST_LINES, "lines of the data map"))


def _row(line: Finding) -> Html:
    facts = line.facts
    first, last = (moment(one) if one is not None else "" for one in (line.since, line.until))
    cells = (
        facts.get("person"), facts.get("certainty"), f"{facts.get('kind')} {facts.get('store')}", facts.get("amount"), facts.get("app") or "",
        facts.get("tie"), first, last, facts.get("basis"),
    )  # fmt: skip
    return tag("tr", [tag("td", cut("" if cell is None else str(cell), 120)) for cell in cells])


def _order(line: Finding) -> tuple[int, int, str]:
    ties, sure = ("exact", "presumed", "none"), ("read", "could have been read", "not covered")
    tie, certainty = str(line.facts.get("tie")), str(line.facts.get("certainty"))
    return (
        ties.index(tie) if tie in ties else len(ties),
        sure.index(certainty) if certainty in sure else len(sure),
        str(line.facts.get("person")),
    )

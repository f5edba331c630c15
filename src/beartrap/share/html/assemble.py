"""The whole page: head, board, timeline, map, findings, gaps, claims, indicators, history, in one file."""

import base64
import hashlib
from collections import Counter
from functools import cache
from importlib.resources import files
from string import Template

from beartrap import __version__
from beartrap.case.view import CaseView
from beartrap.model.answer import State
from beartrap.share.html.answers import board
from beartrap.share.html.axis import definitions
from beartrap.share.html.coverage import coverage
from beartrap.share.html.elements import Html, cut, join, tag, text
from beartrap.share.html.findings import findings
from beartrap.share.html.history import history
from beartrap.share.html.hits import hits
from beartrap.share.html.impact import impact
from beartrap.share.html.records import claims, gaps, indicators
from beartrap.share.html.steps import steps
from beartrap.share.html.timeline import timeline
from beartrap.share.marking import is_redacted, tlp_of
from beartrap.share.next_steps import next_steps
from beartrap.share.words import plural

SECTIONS = (
    ("answers", "Answers"),
    ("next", "Next"),
    ("checklist", "Checklist"),
    ("impact", "Seen"),
    ("timeline", "Timeline"),
    ("hits", "Hits"),
    ("coverage", "Coverage"),
    ("found", "Findings"),
    ("gaps", "Gaps"),
    ("claims", "Claims"),
    ("indicators", "Indicators"),
    ("history", "History"),
)


def page(view: CaseView) -> str:
    """Return the case as one HTML file that asks nothing of any other place and runs no script."""
    parts = (board(view), _next(view), steps(view), impact(view), timeline(view), hits(view), coverage(view), findings(view), gaps(view), claims(view), indicators(view), history(view))  # fmt: skip
    return Template(asset("page.html")).substitute(
        title=text(f"{view.name[:80]}: Beartrap"),
        style=asset("page.css"),
        style_hash=style_hash(),
        patterns=definitions(),
        skip="answers",
        skip_words="To the answers",
        head=_head(view),
        body=join(parts),
        foot=_foot(view),
    )


@cache
def asset(name: str) -> str:
    """Return a file of the page's own: its style or its frame."""
    return (files("beartrap.share.html") / "assets" / name).read_text(encoding="utf-8")


def _head(view: CaseView) -> Html:
    empty = {name for name, part in (("impact", impact(view)), ("hits", hits(view))) if part is None}
    there = [(name, words) for name, words in SECTIONS if name not in empty]
    links = [tag("li", tag("a", words, href=f"#{name}")) for name, words in there]
    return join(
        tag("p", tag("span", "Beartrap", class_="brand"), _marking(view), class_="line"),
        tag("h1", cut(view.name, 80)),
        tag("p", _summary(view), class_="summary"),
        tag("nav", tag("ul", links), aria_label="On this page"),
    )


def _marking(view: CaseView) -> Html:
    tlp = tlp_of(view)
    hidden = " · own names replaced" if is_redacted(view) else ""
    kind = tlp.name.lower().replace("_strict", "")
    return tag("span", tag("strong", tlp.value, class_=f"tlp {kind}"), f" {tlp.says}{hidden}", class_="marking")


def _summary(view: CaseView) -> str:
    """Return in one line how the board stands; never a bare no."""
    states = Counter(answer.state for answer in view.answers)
    records = view.records
    told = [
        f"{states[State.YES]} yes, {states[State.NO_INDICATION]} no indication, {states[State.NOT_LOOKED]} not looked",
        plural(len(records.findings), "finding"),
        f"{len(records.suppressed):,} suppressed",
        plural(len(records.gaps), "gap"),
    ]
    return " · ".join(told)


def _next(view: CaseView) -> Html:
    steps = [
        tag("li", tag("p", cut(step.what, 400)), tag("p", cut(step.because, 400), class_="meta"))
        for step in next_steps(view)
    ]
    content = tag("ol", steps, class_="steps") if steps else tag("p", "Nothing that this case knows of.", class_="none")
    return tag(
        "section", tag("h2", "What to do next", id="next-title"), content, id="next", aria_labelledby="next-title"
    )


def _foot(view: CaseView) -> Html:
    return join(
        tag("p", _marking(view)),
        tag(
            "p",
            f"Beartrap {__version__} · ledger of {plural(view.length, 'record')}, head ",
            tag("code", cut(view.head, 128)),
        ),
        tag(
            "p",
            "“No indication” holds for what was looked at, no further. Nothing on this page was asked of another machine.",
        ),
    )


def style_hash() -> str:
    """Return the style's hash as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(asset("page.css").encode()).digest()).decode()

"""A vetted update as one HTML file in the style of the case's board: no script, nothing fetched, light and dark."""

from collections.abc import Sequence
from string import Template

from beartrap import __version__
from beartrap.model.coverage import Gap
from beartrap.model.evidence import Evidence
from beartrap.model.finding import Finding, Severity
from beartrap.model.verdict import Admission
from beartrap.model.vetting import Suppressed, Vetted
from beartrap.share.html import limits
from beartrap.share.html.assemble import asset, style_hash
from beartrap.share.html.elements import Content, Html, cut, join, lines, more, section, tag, text
from beartrap.share.html.findings import facts_line
from beartrap.share.vetting import verdicts
from beartrap.share.words import REASONS, Tone

_TONES = {Admission.ADMIT: Tone.CALM, Admission.HOLD: Tone.CAUTION, Admission.BLOCK: Tone.ALARM}
MARKS = {"admit": "□", "hold": "▲", "block": "■"}


def page(vetted: Vetted) -> str:
    """Return the update as one HTML file."""
    body = [_verdict(vetted), _new(vetted.findings), _suppressed(vetted), _gaps(vetted.gaps)]
    return Template(asset("page.html")).substitute(
        title=text(f"{vetted.new[:80]}: {vetted.verdict.value}"),
        style=asset("page.css"),
        style_hash=style_hash(),
        patterns="",
        skip="verdict",
        skip_words="To the verdict",
        head=_head(vetted),
        body=join(body),
        foot=_foot(),
    )


def _head(vetted: Vetted) -> Html:
    compared = (
        join("beside ", tag("code", cut(vetted.old, 200)))
        if vetted.old is not None
        else text("with nothing to compare with")
    )
    links = [("verdict", "Verdict"), ("new", "What is new"), ("suppressed", "Suppressed"), ("gaps", "Gaps")]
    return join(
        tag("p", tag("span", "Beartrap", class_="brand"), tag("span", "vet", class_="marking"), class_="line"),
        tag("h1", cut(vetted.new, 200)),
        tag("p", compared, " · ", verdicts.counted(vetted), class_="summary"),
        tag(
            "nav",
            tag("ul", [tag("li", tag("a", words, href=f"#{name}")) for name, words in links]),
            aria_label="On this page",
        ),
    )


def _verdict(vetted: Vetted) -> Html:
    state = tag(
        "p",
        tag("span", MARKS[vetted.verdict.value], class_="mark", aria_hidden="true"),
        " ",
        tag("span", vetted.verdict.value, class_="state"),
        class_="top",
    )
    says = tag("h3", verdicts.SAYS[vetted.verdict])
    reasons = [tag("p", cut(reason, limits.TEXT), class_="statement") for reason in vetted.reasons]
    card = tag("article", state, says, reasons, class_=f"card {_TONES[vetted.verdict].value}")
    return section("verdict", "Verdict", card)


def _new(findings: Sequence[Finding]) -> Html:
    shown = [_finding(one) for one in findings[: limits.FINDINGS]]
    content: Content = join(shown) if shown else tag("p", "Nothing of note is new in it.", class_="none")
    left = more(len(findings) - limits.FINDINGS, "findings")
    lead = "The weightiest first: what, where, under which encoding, and when it would run."
    return section("new", "What is new", content, left, lead=lead if shown else None)


def _finding(one: Finding) -> Html:
    told = [one.detector, verdicts.when(one), str(one.facts.get("family") or "")]
    summary = tag(
        "summary",
        tag("span", one.severity.name.lower(), class_="severity"),
        tag(
            "span",
            tag("strong", cut(one.title, 240)),
            tag("span", " · ".join(part for part in told if part), class_="meta"),
            tag("span", _first_place(one), class_="meta place"),
            class_="what",
        ),
    )
    places = [_evidence(evidence) for evidence in one.evidence[: limits.EVIDENCE]]
    techniques = tag("p", "ATT&CK: " + ", ".join(one.techniques), class_="meta") if one.techniques else None
    body = tag(
        "div",
        tag("p", cut(one.why, limits.TEXT), class_="why-text"),
        tag("ol", places, class_="evidence", aria_label="Evidence"),
        more(len(one.evidence) - limits.EVIDENCE, "places"),
        techniques,
        class_="body",
    )
    return tag(
        "details", summary, body, class_=f"finding {one.severity.name.lower()}", open=one.severity >= Severity.HIGH
    )


def _first_place(one: Finding) -> Html:
    return cut(one.evidence[0].place.show(), limits.LINK * 2) if one.evidence else text("")


def _evidence(one: Evidence) -> Html:
    facts = dict(one.facts)
    if "encoding" in facts:
        head = [tag("span", f"layer {facts.get('layer')}: under {facts['encoding']}", class_="place")]
    elif "role" in facts:
        head = [tag("span", f"{facts['role']} ", cut(one.place.show(), limits.QUOTE), class_="place")]
    else:
        symbol = f" ({facts['symbol']})" if facts.get("symbol") else ""
        head = [tag("span", cut(one.place.show() + symbol, limits.QUOTE), class_="place")]
    quote = tag("pre", tag("code", cut(one.quote, limits.QUOTE))) if one.quote else None
    rest = None if "encoding" in facts or "role" in facts else facts_line(one.facts)
    return tag("li", tag("p", head), quote, rest)


def _suppressed(vetted: Vetted) -> Html:
    told = [tag("li", _accepted(one)) for one in vetted.suppressed[: limits.FINDINGS]]
    expired = [
        f"{one.rule} in {one.path} expired on {one.expires:%Y-%m-%d} and does not count" for one in vetted.expired
    ]
    content = tag("ul", told) if told else tag("p", "Nothing was suppressed.", class_="none")
    return section("suppressed", "Suppressed by you", content, lines(expired))


def _accepted(one: Suppressed) -> Html:
    until = f" until {one.by.expires:%Y-%m-%d}: "
    return join(
        tag("code", one.finding.detector), " in ", tag("code", cut(one.by.path, 200)), until, cut(one.by.reason, 300)
    )


def _gaps(gaps: Sequence[Gap]) -> Html:
    rows = [
        tag(
            "li",
            tag(
                "p",
                tag("strong", REASONS[gap.reason]),
                f" ({gap.count:,})" if gap.count > 1 else "",
                ": ",
                cut(gap.why, limits.QUOTE),
            ),
            tag("p", cut(gap.remedy, limits.QUOTE), class_="meta") if gap.remedy else None,
        )
        for gap in gaps[: limits.FINDINGS]
    ]
    content = tag("ol", rows, class_="evidence") if rows else tag("p", "All of it was looked at.", class_="none")
    return section("gaps", "What could not be looked at", content, more(len(gaps) - limits.FINDINGS, "gaps"))


def _foot() -> Html:
    return join(
        tag("p", f"Beartrap {__version__}"),
        tag("p", "A verdict holds for what was looked at. Nothing of the update was run, installed or imported."),
    )

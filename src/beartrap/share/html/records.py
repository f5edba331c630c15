"""Gaps, claims and indicators: what could not be looked at, what sources say, and what was looked for."""

from collections.abc import Sequence

from beartrap.case.view import CaseView, Kept
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap
from beartrap.model.indicator import Indicator
from beartrap.model.window import Window
from beartrap.share.coverage_index import hosts_of
from beartrap.share.html import limits
from beartrap.share.html.elements import Content, Html, cut, join, lines, more, section, table, tag
from beartrap.share.ordering import count_of, gaps_by_reason
from beartrap.share.words import REASONS, certainty, listed, plural, speaker, window


def gaps(view: CaseView) -> Html:
    """Return the gaps by reason, each with what to do about it."""
    groups = gaps_by_reason(view.records.gaps)
    if not groups:
        return section("gaps", "What could not be looked at", tag("p", "No gaps.", class_="none"))
    lead = f"{plural(len(view.records.gaps), 'gap')}. Each is something that the answers do not rest on."
    parts = [_reason(REASONS[reason], reason.value, kept) for reason, kept in groups.items()]
    return section("gaps", "What could not be looked at", tag("div", parts, class_="reasons"), lead=lead)


def _reason(words: str, reason: str, kept: Sequence[Kept[Gap]]) -> Html:
    count = count_of(kept)
    title = tag("h3", words, " ", tag("small", f"{reason}, {plural(count, 'thing')}"))
    shown = [_gap(one.record) for one in kept[: limits.GAPS_A_REASON]]
    return tag(
        "section",
        title,
        tag("ul", shown, class_="gap-list"),
        more(len(kept) - limits.GAPS_A_REASON, "of this reason"),
        class_="reason",
    )


def _gap(gap: Gap) -> Html:
    facts = [f"{gap.count:,} times"] if gap.count != 1 else []
    facts += [listed(hosts_of(gap))] if hosts_of(gap) else []
    facts += [", ".join(window(hole) for hole in gap.windows[:4])] if gap.windows else []
    facts += [gap.place.show()] if gap.place is not None else [gap.source] if gap.source else []
    facts += ["bears on " + ", ".join(question.value for question in gap.questions)] if gap.questions else []
    remedy = tag("p", tag("strong", "Do: "), cut(gap.remedy, limits.QUOTE), class_="remedy") if gap.remedy else None
    return tag("li", tag("p", cut(gap.why, limits.QUOTE)), remedy, tag("p", cut(" · ".join(facts), 500), class_="meta"))


def claims(view: CaseView) -> Html:
    """Return what sources say: who, how sure, in which words, and where they stand."""
    said = view.records.claims
    parts: list[Content] = []
    if said:
        heads = ("About", "Who says it", "What, and how sure", "In these words")
        parts.append(table(heads, [_claim(kept.record) for kept in said[: limits.CLAIMS]], "Claims", "claims"))
        parts.append(more(len(said) - limits.CLAIMS, "claims"))
    else:
        parts.append(tag("p", "No report was read, or none of them claims anything.", class_="none"))
    read = view.records.documents
    if read:
        parts += [tag("h3", "What was read"), lines([_document(kept.record) for kept in read[: limits.CLAIMS]])]
    lead = "A claim is what somebody says; it is not what this case found."
    return section("claims", "What sources say", join(parts), lead=lead)


def _claim(claim: Claim) -> Html:
    also = [alias for alias in claim.aliases if alias != claim.object]
    names = tag("p", f"Also called {listed(also)}", class_="meta") if also else None
    hedged = claim.hedge is not None or claim.reported
    sure = tag("p", certainty(claim), class_="hedge sure" if hedged else "hedge")
    return tag(
        "tr",
        tag("td", claim.kind.value),
        tag("td", cut(speaker(claim), 160)),
        tag("td", tag("p", cut(claim.statement, 400)), names, sure),
        tag(
            "td",
            _quote(claim),
            tag("p", cut(claim.place.show(), 200), class_="meta place"),
        ),
    )


def _quote(claim: Claim) -> Html | None:
    return tag("q", cut(claim.quote, limits.QUOTE), lang=_language(claim.language)) if claim.quote else None


def _language(code: str | None) -> str | None:
    return code if code is not None and code.isascii() and code.replace("-", "").isalpha() and len(code) < 12 else None


def _document(document: Document) -> Html:
    published = document.published.isoformat() if document.published is not None else document.published_text
    facts = [fact for fact in (document.publisher, published, document.language, document.source) if fact]
    return join(
        tag("strong", cut(document.title or document.source, 200)),
        tag("span", " · ", cut(" · ".join(facts), 400), class_="meta"),
    )


def indicators(view: CaseView) -> Html:
    """Return what was looked for; what a warning list demotes is marked, with the reason, and never left out."""
    told = view.records.indicators
    demoted = sum(kept.record.demoted is not None for kept in told)
    if not told:
        return section("indicators", "What was looked for", tag("p", "No indicators.", class_="none"))
    seen = {key for kept in view.records.findings for key in kept.record.indicators}
    rows = [_indicator(kept, kept.record.key in seen) for kept in told[: limits.INDICATORS]]
    heads = ("Kind", "Value", "Role", "Severity", "Valid", "Source and remarks", "Seen")
    lead = f"{plural(len(told), 'indicator')}, {demoted:,} demoted by a warning list: those weigh less and are still looked for."
    whole = table(heads, rows, "Indicators", "indicators")
    return section(
        "indicators", "What was looked for", whole, more(len(told) - limits.INDICATORS, "indicators"), lead=lead
    )


def _indicator(kept: Kept[Indicator], seen: bool) -> Html:
    one = kept.record
    note = join(cut(one.source, 120), tag("p", cut(one.note, 300), class_="meta") if one.note else None)
    if one.demoted is not None:
        note = join(note, tag("p", tag("strong", "demoted: "), cut(one.demoted, 300), class_="meta"))
    return tag(
        "tr",
        tag("td", one.kind.value),
        tag("td", cut(one.value, 300), class_="mono"),
        tag("td", cut(" ".join(part for part in (one.role, one.malware) if part), 80)),
        tag("td", one.severity.name.lower()),
        tag("td", "always" if one.valid == Window() else window(one.valid)),
        tag("td", note),
        tag("td", tag("strong", "seen") if seen else "–"),
        class_="demoted" if one.demoted is not None else None,
    )

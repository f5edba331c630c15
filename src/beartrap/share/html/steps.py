"""The checklist on the page: what no file tool can do, in order, each step with who did it, when, and on what evidence."""

from beartrap.case.checklist import REFERENCE, Step, checklist
from beartrap.case.view import CaseView
from beartrap.share.html.elements import Html, cut, join, section, tag
from beartrap.share.words import moment


def steps(view: CaseView) -> Html:
    """Return the section; it says so where the case needs no step."""
    found = checklist(view.records)
    if not found:
        content = tag("p", "Nothing was found that needs any of these steps.", class_="none")
        return section("checklist", "What no file tool can do", content)
    done = sum(step.tick is not None for step in found)
    told = f"{done} of {len(found)} ticked. Removed is not evicted: only these steps can do that. After {REFERENCE}."
    items = tag("ol", [tag("li", _step(step)) for step in found], class_="steps")
    return section("checklist", "What no file tool can do", join(tag("p", told, class_="meta"), items))


def _step(step: Step) -> Html:
    mark = "[done]" if step.tick is not None else "[open]"
    lines = [
        tag("p", tag("strong", mark), " ", cut(step.title, 400)),
        tag("p", cut(f"{step.id}: {step.why}", 400), class_="meta"),
    ]
    if step.tick is not None:
        words = f"{step.tick.operator}, {moment(step.tick.at)} UTC: {step.tick.evidence}"
        lines.append(tag("p", cut(words, 600), class_="meta"))
    return join(*lines)

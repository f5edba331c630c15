"""How the case came about: what people marked, what was done, which runs looked, and the ledger's head."""

from beartrap.case.view import CaseView, Kept
from beartrap.model.action import Action, Mark, Run
from beartrap.share.html import limits
from beartrap.share.html.elements import Content, Html, cut, join, more, section, table, tag
from beartrap.share.words import moment, plural


def history(view: CaseView) -> Html:
    """Return marks, actions, runs and the ledger."""
    return section("history", "How this case came about", _marks(view), _actions(view), _runs(view), _ledger(view))


def _marks(view: CaseView) -> Html:
    records = view.records
    titles = {kept.id: kept.record.title for kept in (*records.findings, *records.suppressed)}
    parts: list[Content] = [tag("h3", "Marked by a person ", tag("small", f"{len(records.suppressed):,} suppressed"))]
    if not records.marks:
        return join(*parts, tag("p", "Nobody has marked a finding.", class_="none"))
    rows = [_mark(kept, titles.get(kept.record.finding)) for kept in records.marks[: limits.MARKS]]
    parts.append(table(("When", "Finding", "Judgement", "Reason", "By"), rows, "Marks"))
    return join(*parts, more(len(records.marks) - limits.MARKS, "marks"))


def _mark(kept: Kept[Mark], title: str | None) -> Html:
    mark = kept.record
    return tag(
        "tr",
        tag("td", moment(kept.at.replace(microsecond=0))),
        tag("td", cut(title or mark.finding, 200)),
        tag("td", cut(mark.judgement, 60)),
        tag("td", cut(mark.reason, limits.QUOTE)),
        tag("td", cut(mark.operator, 80)),
    )


def _actions(view: CaseView) -> Html | None:
    actions = view.records.actions
    if not actions:
        return None
    rows = [_action(kept) for kept in actions[: limits.MARKS]]
    heads = ("When", "What", "Where", "Outcome", "By")
    return join(tag("h3", "Done"), table(heads, rows, "Actions"), more(len(actions) - limits.MARKS, "actions"))


def _action(kept: Kept[Action]) -> Html:
    action = kept.record
    return tag(
        "tr",
        tag("td", moment(kept.at.replace(microsecond=0))),
        tag("td", cut(action.verb, 60)),
        tag("td", cut(action.target.show() if action.target is not None else "–", 300), class_="mono"),
        tag("td", cut(action.outcome, 200)),
        tag("td", cut(action.operator, 80)),
    )


def _runs(view: CaseView) -> Html | None:
    runs = view.records.runs
    if not runs:
        return None
    rows = [_run(kept.record) for kept in runs[-limits.RUNS :]]
    heads = ("Began", "Ended", "Command", "Outcome", "Version")
    return join(tag("h3", "Runs"), more(len(runs) - limits.RUNS, "earlier runs"), table(heads, rows, "Runs"))


def _run(run: Run) -> Html:
    ended = moment(run.ended.replace(microsecond=0)) if run.ended is not None else "–"
    return tag(
        "tr",
        tag("td", moment(run.started.replace(microsecond=0))),
        tag("td", ended),
        tag("td", cut(run.command, 120), class_="mono"),
        tag("td", cut(run.outcome or "did not end", 60)),
        tag("td", cut(run.version, 40)),
    )


def _ledger(view: CaseView) -> Html:
    foreign = view.records.foreign
    newer = f" {plural(foreign, 'record')} of a newer version could not be shown." if foreign else ""
    words = f"{plural(view.length, 'record')}. Note the head elsewhere: with it, anybody can prove that nothing was changed.{newer}"
    return join(
        tag("h3", "Ledger"), tag("p", words), tag("p", cut(f"{view.length}:{view.head}", 160), class_="mono head")
    )

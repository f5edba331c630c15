"""The board in the terminal: eight answers, what was found, where we looked, what could not be looked at, what is next."""

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from beartrap import __version__
from beartrap.case.checklist import checklist
from beartrap.case.view import CaseView
from beartrap.model.answer import Answer, Grade, State
from beartrap.model.question import Question
from beartrap.share.ink import TONES, Ink
from beartrap.share.marking import is_redacted, tlp_of
from beartrap.share.next_steps import next_steps
from beartrap.share.terminal_checklist import checked
from beartrap.share.terminal_coverage import coverage
from beartrap.share.terminal_records import claims, found, gaps
from beartrap.share.words import days, period, plural, tone

WIDEST = 110
"""Columns beyond which lines get too long to read."""

LEFT = 14
"""Columns of the states; the questions stand beside them."""

MOST_MISSING = 2
MOST_MISSING_DETAIL = 50
STATEMENT = 1200


def board(view: CaseView, console: Console, *, detail: bool = False) -> None:
    """Print a case: calm, at 80 columns as well as in black and white; `detail` shows all evidence, claims and gaps."""
    ink = Ink(console)
    width = min(console.width, WIDEST)
    parts: list[RenderableType] = [_head(view, ink), _answers(view, ink, detail)]
    sections: tuple[tuple[str, RenderableType], ...] = (
        ("What was found", found(view, ink, detail)),
        ("Where we looked", coverage(view, ink, width, detail)),
        ("What could not be looked at", gaps(view, ink, detail)),
        ("What sources say", claims(view, ink, detail)),
        ("What to do next", _steps(view, ink)),
    )
    steps = checklist(view.records)
    if steps:
        sections += (("What no file tool can do", checked(steps, ink, detail)),)
    for title, content in sections:
        parts += [Text(), _rule(title, ink), content]
    parts += [Text(), _foot(view, ink)]
    console.print(Group(*parts), width=width, highlight=False, emoji=False, markup=False)


def _rule(title: str, ink: Ink) -> Rule:
    return Rule(ink.text(title, "bold"), align="left", style="dim", characters=ink.fit("─"))


def _head(view: CaseView, ink: Ink) -> RenderableType:
    grid = Table.grid(expand=True)
    grid.add_column()
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(
        ink.join(ink.text("Beartrap", "bold"), " · case ", ink.text(view.name, "bold", 60)), _marking(view, ink)
    )
    return Group(grid, Rule(style="dim", characters=ink.fit("─")), Text())


def _marking(view: CaseView, ink: Ink) -> Text:
    label = ink.text(f" {tlp_of(view).value} ", "bold reverse")
    return ink.join(label, " own names replaced" if is_redacted(view) else "")


def _answers(view: CaseView, ink: Ink, detail: bool) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=LEFT)
    grid.add_column(ratio=1, overflow="fold")
    for number, answer in enumerate(view.answers):
        if number:
            grid.add_row("", "")
        grid.add_row(_state(answer, ink), Group(*_said(answer, ink, detail)))
    return grid


def _state(answer: Answer, ink: Ink) -> Text:
    words = "no\n  indication" if answer.state is State.NO_INDICATION else answer.state.value
    lines = [ink.join(ink.mark(answer), " ", Text(words, TONES[tone(answer)]))]
    if answer.grade is not None:
        lines.append(Text(f"  {answer.grade.value}", "green" if answer.grade is Grade.VERIFIED else "yellow"))
    return Text("\n").join(lines)


def _said(answer: Answer, ink: Ink, detail: bool) -> list[Text]:
    lines = [ink.text(answer.id.asks, "bold"), ink.text(answer.statement, limit=STATEMENT)]
    if answer.verdict and answer.id is not Question.WHO:
        lines.append(ink.join("Verdict: ", ink.text(answer.verdict, TONES[tone(answer)])))
    told = [text for text in (period(answer.since, answer.until), _covered(answer)) if text]
    if told:
        lines.append(ink.text(" · ".join(told), "dim"))
    most = MOST_MISSING_DETAIL if detail else MOST_MISSING
    if answer.state is not State.NOT_LOOKED or detail:
        lines += [ink.text(f"Missing: {text}", "yellow", 400) for text in answer.missing[:most]]
        if len(answer.missing) > most:
            lines.append(ink.text(f"and {len(answer.missing) - most:,} more things missing", "yellow"))
    if detail:
        lines += [ink.text(f"Would change it: {text}", "dim", 400) for text in answer.would_change]
    return lines


def _covered(answer: Answer) -> str:
    covered = answer.covered
    if answer.state is State.NOT_LOOKED or not answer.needed or covered.hosts_needed == 0:
        return ""
    text = f"{covered.hosts_complete:,} of {plural(covered.hosts_needed, 'host')} looked at in full"
    if covered.days_needed > 0:
        text += f", {days(covered.days_covered)} of {days(covered.days_needed)} host-days"
    return text


def _steps(view: CaseView, ink: Ink) -> RenderableType:
    steps = next_steps(view)
    if not steps:
        return ink.text("Nothing that this case knows of.", "dim")
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", width=3)
    grid.add_column(ratio=1, overflow="fold")
    for number, step in enumerate(steps, 1):
        grid.add_row(f"{number}.", Group(ink.text(step.what, limit=300), ink.text(step.because, "dim", 300)))
    return grid


def _foot(view: CaseView, ink: Ink) -> RenderableType:
    records = view.records
    counted = [
        plural(len(records.findings), "finding"),
        f"{len(records.suppressed):,} suppressed",
        plural(len(records.gaps), "gap"),
        plural(len(records.indicators), "indicator")
        + f" ({sum(kept.record.demoted is not None for kept in records.indicators):,} demoted)",
    ]
    if records.foreign:
        counted.append(f"{plural(records.foreign, 'record')} of a newer version")
    head = [f"Ledger head, to be noted elsewhere (Beartrap {__version__}):", f"{view.length}:{view.head}"]
    lines = [ink.text(" · ".join(counted)), *(ink.text(line, "dim") for line in head)]
    return Group(Rule(style="dim", characters=ink.fit("─")), *lines)

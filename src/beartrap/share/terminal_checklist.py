"""The checklist in the terminal: what no file tool can do, in order, and who did which step."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from beartrap.case.checklist import REFERENCE, Step
from beartrap.share.ink import Ink
from beartrap.share.words import moment

MOST_OPEN = 5
"""Open steps that are shown before `--detail`: the order matters, so these are the next ones."""


def checked(steps: Sequence[Step], ink: Ink, detail: bool) -> RenderableType:
    """Return the steps: those that are ticked, and the next open ones; `detail` shows all with their reasons."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=3)
    grid.add_column(ratio=1, overflow="fold")
    shown = 0
    for step in steps:
        if step.tick is None:
            shown += 1
            if shown > MOST_OPEN and not detail:
                continue
        grid.add_row("[x]" if step.tick else "[ ]", Group(ink.text(step.title, limit=300), *_below(step, ink, detail)))
    done = sum(step.tick is not None for step in steps)
    left = max(shown - MOST_OPEN, 0) if not detail else 0
    more = f"; {left} more open steps with --detail" if left else ""
    told = f"{done} of {len(steps)} ticked (`beartrap contain tick`){more}. Removed is not evicted. After {REFERENCE}."
    return Group(grid, ink.text(told, "dim"))


def _below(step: Step, ink: Ink, detail: bool) -> list[RenderableType]:
    lines: list[RenderableType] = []
    if step.tick is not None:
        words = f"done: {step.tick.operator}, {moment(step.tick.at)} UTC: {step.tick.evidence}"
        lines.append(ink.text(words, "green", 300))
    if detail or step.tick is None:
        lines.append(ink.text(f"{step.id}: {step.why}", "dim", 300))
    return lines

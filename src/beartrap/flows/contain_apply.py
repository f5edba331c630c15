"""`beartrap contain apply`: carry out the plan, item by item, and nothing beside it."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from beartrap.contain.errors import ContainError, Refused, VaultError
from beartrap.contain.items import Item, Plan
from beartrap.contain.journal import Event
from beartrap.contain.recovering import recover
from beartrap.contain.taking import isolate
from beartrap.effects.files.content import Changed
from beartrap.estate.running import uses
from beartrap.flows.contain_bench import Bench, bench, note_custody
from beartrap.flows.contain_packages import run_packages
from beartrap.flows.progress import Progress, Silent
from beartrap.model.action import Action, Verb
from beartrap.model.evidence import Facts
from beartrap.model.frozen import frozen
from beartrap.model.text import printable, shown_bytes


class Result(StrEnum):
    """How one item ended."""

    ISOLATED = "isolated"
    REFUSED = "refused"
    """Not what was planned: left alone."""
    FAILED = "failed"
    """Something went wrong; it was put back."""
    STRANDED = "stranded"
    """Neither in its place nor in the vault; the words say where."""
    NOT_REACHED = "not reached"
    """Stopped before it: nothing was done."""


@frozen
class Outcome:
    """One item's end, in words that are safe to print; `running` are processes that still use it."""

    item: str
    path: str
    result: Result
    why: str = ""
    running: tuple[str, ...] = ()
    outside: int = 0


@dataclass(slots=True)
class Applied:
    """What was done. `ran` are the outcomes of package commands, `settled` what an earlier crash had left."""

    outcomes: list[Outcome] = field(default_factory=list)
    ran: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    stopped: bool = False

    @property
    def whole(self) -> bool:
        """Whether all went as planned."""
        return not self.stopped and all(one.result is Result.ISOLATED for one in self.outcomes)


def apply(
    case: Path,
    plan: str,
    operator: str,
    *,
    only: frozenset[str] = frozenset(),
    run: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Applied:
    """Carry out the plan of that id: all its items, or `only` these; package commands only for those in `run`.

    Ctrl-C between two items, or in one, leaves everything settled: what was in the middle is put back, and `stopped` is
    true. Raises CaseError, VaultError where the plan is another one meanwhile.
    """
    progress = progress or Silent()
    applied = Applied()
    items: list[Item] = []
    try:
        with bench(case, operator) as at:
            kept = at.vault.plan()
            if kept.id != plan:
                raise VaultError(f"the plan is {kept.id} now, not {plan}: read it first")
            applied.settled = at.settled
            items = [item for item in kept.items if not only or item.id in only]
            _apply_all(at.on_plan(kept.id, kept.rules), kept, items, run, applied, progress)
    except KeyboardInterrupt:
        applied.stopped = True
        with bench(case, operator) as at:  # opened anew: whatever was in the middle is settled
            applied.settled += at.settled
            _after_stop(at, items, applied)
    return applied


def _apply_all(
    at: Bench, plan: Plan, items: list[Item], run: frozenset[str], applied: Applied, progress: Progress
) -> None:
    before = at.vault.states()
    for number, item in enumerate(items):
        progress.stage(f"Isolating {shown_bytes(item.names[0].path)}")
        progress.advance(number, len(items), "items")
        if item.id in before and before[item.id].event is not Event.PUT_BACK:
            continue  # an earlier run of this plan came so far
        applied.outcomes.append(_apply_one(at, item))
    if run:
        applied.ran = tuple(action.outcome for action in run_packages(at.case, plan, run, at.about.operator, progress))


def _apply_one(at: Bench, item: Item) -> Outcome:
    path = shown_bytes(item.names[0].path)
    try:
        isolate(at.vault, item, at.about)
    except Refused as error:
        at.case.append(_refused(item, at.about.operator, str(error)))
        note_custody(at.case, at.vault)
        return Outcome(item.id, path, Result.REFUSED, printable(str(error)))
    except (ContainError, Changed, OSError) as error:
        return _failed(at, item, path, error)
    users = uses([(item.binding.device, item.binding.inode)]).of.get((item.binding.device, item.binding.inode), ())
    running = tuple(user.show() for user in users)
    note_custody(at.case, at.vault, {item.id: {"still_running": ", ".join(running)}} if running else None)
    return Outcome(item.id, path, Result.ISOLATED, "", running, item.outside)


def _failed(at: Bench, item: Item, path: str, error: Exception) -> Outcome:
    """Settle an item that failed in the middle, and say where it is now."""
    recover(at.vault, at.about)
    note_custody(at.case, at.vault)
    state = at.vault.states().get(item.id)
    why = printable(str(error))
    if state is None or state.event is Event.PUT_BACK:
        return Outcome(item.id, path, Result.FAILED, f"{why}; it is where it was")
    if state.event is Event.ISOLATED:
        return Outcome(item.id, path, Result.ISOLATED, f"after a failure ({why})", outside=item.outside)
    return Outcome(item.id, path, Result.STRANDED, printable(f"{why}; {state.why}"))


def _refused(item: Item, operator: str, why: str) -> list[Action]:
    facts = Facts.of(item=item.id)
    return [
        Action(str(Verb.REFUSED), item.place, operator, printable(why), finding, facts) for finding in item.findings
    ]


def _after_stop(at: Bench, items: list[Item], applied: Applied) -> None:
    """Tell how each item stands that has no outcome yet."""
    told = {one.item for one in applied.outcomes}
    states = at.vault.states()
    for item in items:
        if item.id in told:
            continue
        state = states.get(item.id)
        isolated = state is not None and state.event is Event.ISOLATED
        result = Result.ISOLATED if isolated else Result.NOT_REACHED
        why = "" if isolated else "stopped; it is where it was"
        applied.outcomes.append(Outcome(item.id, shown_bytes(item.names[0].path), result, why))

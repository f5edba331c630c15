"""`beartrap contain tick`: a person says that a step of the checklist is done, with evidence."""

from pathlib import Path

from beartrap.case.checklist import STEP_IDS, Step, checklist
from beartrap.case.ledger import Case
from beartrap.flows.errors import FlowError
from beartrap.model.action import Action, Verb
from beartrap.model.evidence import Facts


class NoSuchStep(FlowError):
    """The checklist has no step of that name; the message lists them."""


def steps(case: Path) -> tuple[Step, ...]:
    """Return the checklist of a case. Raises CaseError."""
    with Case.open(case, read_only=True) as opened:
        return checklist(opened.view().records)


def tick(case: Path, step: str, operator: str, evidence: str) -> Step:
    """Keep in the ledger that a step was done, by whom, and on what evidence; returns it. Raises NoSuchStep, CaseError."""
    with Case.open(case) as opened:
        known = {one.id: one for one in checklist(opened.view().records)}
        if step not in known:
            why = "this case does not need it" if step in STEP_IDS else "there is no such step"
            raise NoSuchStep(f"{step}: {why}; the steps of this case: {', '.join(known) or 'none, nothing was found'}")
        opened.append([Action(str(Verb.TICKED), None, operator, "done", facts=Facts.of(step=step, evidence=evidence))])
        return next(one for one in checklist(opened.view().records) if one.id == step)

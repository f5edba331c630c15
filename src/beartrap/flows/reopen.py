"""A case that stands: show it again, prove it unchanged, mark a finding."""

from pathlib import Path

from beartrap.case.ledger import Case
from beartrap.case.verify import Verification, verify
from beartrap.case.view import CaseView
from beartrap.flows.findings import finding_named
from beartrap.model.action import Mark


def answers(folder: Path) -> CaseView:
    """Return the case as it stands, without looking at anything again. Raises CaseError."""
    with Case.open(folder, read_only=True) as case:
        return case.view()


def prove(folder: Path, noted: tuple[int, str] | None = None) -> Verification:
    """Check the ledger's chain and signatures, and that an earlier head, noted elsewhere, stands in it."""
    return verify(folder, noted=noted)


def mark(folder: Path, finding: str, judgement: str, reason: str, operator: str) -> str:
    """Keep a person's judgement of a finding; returns the finding's whole id.

    Raises NoSuchFinding where the id or its beginning is not that of exactly one finding, CaseError as opening does.
    """
    with Case.open(folder) as case:
        name = finding_named(case.view().records, finding).id
        case.append([Mark(name, judgement, reason, operator)])
        return name

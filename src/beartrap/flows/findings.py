"""Finding a finding by its id or the beginning of it."""

from beartrap.case.view import Kept, Records
from beartrap.flows.errors import NoSuchFinding
from beartrap.model.finding import Finding


def finding_named(records: Records, name: str) -> Kept[Finding]:
    """Return the one finding of that id, or whose id begins so. Raises NoSuchFinding."""
    known = (*records.findings, *records.suppressed)
    matching = [kept for kept in known if kept.id == name or kept.id.startswith((name, f"finding-{name}"))]
    if len(matching) != 1:
        problem = "no such finding" if not matching else f"{len(matching)} findings begin so"
        raise NoSuchFinding(f"{name}: {problem}; `beartrap answers CASE --detail` lists them with their ids")
    return matching[0]

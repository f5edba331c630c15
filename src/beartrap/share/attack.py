"""Which tactics a technique serves: a table of facts of MITRE ATT&CK for Enterprise."""

from functools import cache
from importlib.resources import files

from beartrap.model.frozen import frozen

TACTICS = (
    "reconnaissance",
    "resource-development",
    "initial-access",
    "execution",
    "persistence",
    "privilege-escalation",
    "defense-evasion",
    "credential-access",
    "discovery",
    "lateral-movement",
    "collection",
    "command-and-control",
    "exfiltration",
    "impact",
)
"""In the order of ATT&CK's matrix."""
OTHER = "other"
"""For a technique that the table does not have."""


@frozen
class Technique:
    """One technique: its id without a sub-technique, its name, its tactics."""

    id: str
    name: str
    tactics: tuple[str, ...]


@cache
def _table() -> dict[str, Technique]:
    text = files("beartrap.share").joinpath("attack.csv").read_text(encoding="utf-8")
    rows = (line.split(",", 2) for line in text.splitlines() if line and not line.startswith("#"))
    return {identity: Technique(identity, name, tuple(tactics.split())) for identity, tactics, name in rows}


def technique(identity: str) -> Technique:
    """Return the technique of an id (`T1059.001` is of T1059)."""
    base = identity.partition(".")[0]
    return _table().get(base, Technique(base, base, (OTHER,)))

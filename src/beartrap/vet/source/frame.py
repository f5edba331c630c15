"""One call that is being walked."""

from dataclasses import dataclass, field

from beartrap.vet.source import tree
from beartrap.vet.source.values import Value


@dataclass(slots=True)
class Frame:
    """One call that is being walked: what it returns, and whether the way here is certain."""

    returned: list[Value] = field(default_factory=list)
    yielded: list[Value] = field(default_factory=list)
    unsure: bool = False
    """Whether more may be yielded, or less."""
    doubt: int = 0
    flow: tree.Flow | None = None
    tested: int = 0
    """How many tests stood around the call."""

"""What must hold of a file before a rule can match it, and how two such gates are joined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from beartrap.engine.yara_literals import rarity

LARGEST = 1 << 62
MOST_HEADS = 16
"""Different beginnings of one rule; more, and the rule is not bound to any."""
MOST_CLAUSES = 4
"""Sets of strings of one rule, of each of which one must occur; the rarest are kept."""
Head = tuple[int, bytes]
"""Bytes that must stand at an offset."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold for the rule to match.

    `heads`: the file has one of them (None: not known to need any). `least` and `most` bound its size in bytes. `clauses`: of
    each of these sets of string definitions one occurs, the rarest first; empty where none is known to be needed.
    """

    heads: frozenset[Head] | None = None
    least: int = 0
    most: int = LARGEST
    clauses: tuple[frozenset[str], ...] = ()

    def both(self, other: "Gate") -> "Gate":
        """Return what two parts need that must both be true."""
        return Gate(
            _narrower(self.heads, other.heads),
            max(self.least, other.least),
            min(self.most, other.most),
            rarest((*self.clauses, *other.clauses)),
        )

    def either(self, other: "Gate") -> "Gate":
        """Return what two parts need of which one must be true."""
        heads = None if self.heads is None or other.heads is None else self.heads | other.heads
        clauses = (self.clauses[0] | other.clauses[0],) if self.clauses and other.clauses else ()
        return Gate(
            None if heads is not None and len(heads) > MOST_HEADS else heads,
            min(self.least, other.least),
            max(self.most, other.most),
            clauses,
        )


OPEN = Gate()


def alternatives(gates: Iterable[Gate]) -> tuple[Gate, ...]:
    """Join the gates that are alike: those of a head, those of strings alone; all where one of them is open to any file."""
    headed: list[Gate] = []
    stringed: list[Gate] = []
    for gate in gates:
        if gate.heads is None and not gate.clauses:
            return (replace(gate, least=0, most=LARGEST),)
        (stringed if gate.heads is None else headed).append(gate)
    return tuple(joined(part) for part in (headed, stringed) if part)


def joined(gates: Sequence[Gate]) -> Gate:
    """Return one gate that is open wherever one of them is."""
    gate = gates[0]
    for other in gates[1:]:
        gate = gate.either(other)
    return gate


def _narrower(one: frozenset[Head] | None, other: frozenset[Head] | None) -> frozenset[Head] | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other, key=len)


def rarest(clauses: Sequence[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Return the clauses that can be looked for, the rarest first."""
    weights = {clause: min(map(rarity, clause), default=-1) for clause in clauses}
    ranked = sorted((one for one in weights if weights[one] > 0), key=lambda clause: (-weights[clause], len(clause)))
    return tuple(ranked[:MOST_CLAUSES])

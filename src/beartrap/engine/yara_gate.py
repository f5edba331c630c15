"""What of a rule's need can be told of a content at once: how it begins, how long it is, one set of literals to look for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from beartrap.engine.yara_literals import Clause, clause_rarity, clause_worth
from beartrap.engine.yara_need import LARGEST, AtLeast, Begins, Has, Need, Sized
from beartrap.model.frozen import frozen

MOST_HEADS = 16
"""Different beginnings of one rule; more, and the rule is not bound to any."""
MOST_LITERALS = 2000
"""Literals of one set; where it would take more, the rule is called for by any content."""
Head = tuple[int, bytes]
"""Bytes that must stand at an offset."""


@frozen
class Gate:
    """What must hold for the rule to match.

    `heads`: the file has one of them (None: not known to need any). `least` and `most` bound its size in bytes. `clause`: one
    of these literals occurs (None: none is known to be needed).
    """

    heads: frozenset[Head] | None = None
    least: int = 0
    most: int = LARGEST
    clause: Clause | None = None

    def both(self, other: "Gate") -> "Gate":
        """Return what two parts need that must both be true."""
        clauses = [clause for clause in (self.clause, other.clause) if clause is not None]
        return Gate(
            _narrower(self.heads, other.heads),
            max(self.least, other.least),
            min(self.most, other.most),
            max(clauses, key=clause_worth, default=None),
        )

    def either(self, other: "Gate") -> "Gate":
        """Return what two parts need of which one must be true."""
        heads = None if self.heads is None or other.heads is None else self.heads | other.heads
        clause = None if self.clause is None or other.clause is None else self.clause + other.clause
        return Gate(
            None if heads is not None and len(heads) > MOST_HEADS else heads,
            min(self.least, other.least),
            max(self.most, other.most),
            None if clause is None or len(clause) > MOST_LITERALS else tuple(dict.fromkeys(clause)),
        )


OPEN_GATE = Gate()


def gate_of(need: Need) -> Gate:
    """Return the gate that is open wherever a need is met."""
    match need:
        case Has():
            return Gate(clause=need.clauses[0])
        case Begins():
            return Gate(heads=frozenset({(need.offset, need.content)}))
        case Sized():
            return Gate(least=need.least, most=need.most)
        case AtLeast(count=0):
            return OPEN_GATE
        case AtLeast():
            gates = [gate_of(part) for part in need.parts]
            if need.count == len(gates):
                return _all(gates)
            # with `count` of them true, one is true of any (all - count + 1): those that fewest files meet
            gates.sort(key=_closeness, reverse=True)
            return joined(gates[: len(gates) - need.count + 1])


def gates_of(need: Need) -> tuple[Gate, ...]:
    """Return the gates of a need, one of which is open wherever it is met: those of its outermost `or`, joined where alike.

    What one part needs of the file's head the other may need of its strings.
    """
    outermost = need.parts if isinstance(need, AtLeast) and need.count == 1 else (need,)
    return alternatives(map(gate_of, outermost))


def alternatives(gates: Iterable[Gate]) -> tuple[Gate, ...]:
    """Join the gates that are alike: those of a head, those of strings alone; all where one of them is open to any file."""
    headed: list[Gate] = []
    stringed: list[Gate] = []
    for gate in gates:
        if gate.heads is None and gate.clause is None:
            return (replace(gate, least=0, most=LARGEST),)
        (stringed if gate.heads is None else headed).append(gate)
    return tuple(joined(part) for part in (headed, stringed) if part)


def joined(gates: Sequence[Gate]) -> Gate:
    """Return one gate that is open wherever one of them is."""
    gate = gates[0]
    for other in gates[1:]:
        gate = gate.either(other)
    return gate


def _all(gates: Sequence[Gate]) -> Gate:
    gate = OPEN_GATE
    for other in gates:
        gate = gate.both(other)
    return gate


def _narrower(one: frozenset[Head] | None, other: frozenset[Head] | None) -> frozenset[Head] | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other, key=len)


def _closeness(gate: Gate) -> tuple[float, bool]:
    return (0.0 if gate.clause is None else clause_rarity(gate.clause), gate.heads is not None)

"""What must hold of a content before a rule can match it, as a formula without `not`: how it is joined, told and asked.

A need is read from a rule's condition (`yara_condition`), travels as JSON, and is asked of each content that may concern the
rule: a content of which it does not hold cannot be matched.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import Any

from beartrap.engine.yara_literals import Clause, Literal, clause_rarity, clause_worth
from beartrap.model.frozen import frozen

LARGEST = 1 << 62
MOST_NODES = 2000
"""Parts of one need; what is larger (rules that name rules that name rules) is not asked about."""
Grounds = tuple[frozenset[int], ...]
"""Literals by number: of each set one is in any content that meets a need."""
LARGEST_SOUGHT = 4 * 1024 * 1024
"""Bytes of a content in which literals are looked for one by one; of a larger one every literal is taken to be there."""


class Sight:
    """One content, as needs ask about it; `name` is what rules may ask of its name, looked through as well.

    `seen` are the numbers of the literals that were looked for already and found.
    """

    def __init__(self, data: bytes, seen: Set[int] = frozenset(), name: bytes = b"") -> None:
        self.data = data
        self.seen = seen
        self._name = name
        self._known: dict[Literal, bool] = {}

    @cached_property
    def _lowered(self) -> bytes:
        return self.data.lower()

    def has(self, clause: Clause) -> bool:
        """Whether one of the literals is there."""
        return any(map(self._holds, clause))

    def _holds(self, literal: Literal) -> bool:
        known = self._known.get(literal)
        if known is None:
            known = self._known[literal] = self._find(*literal)
        return known

    def _find(self, content: bytes, caseless: bool) -> bool:
        if len(self.data) > LARGEST_SOUGHT:
            return True
        if caseless:
            return content in self._lowered or content in self._name.lower()
        return content in self.data or content in self._name


@frozen
class Has:
    """Of each clause one literal is in the content. `sought`: numbers of literals that were looked for already, one of which will do, too."""

    clauses: tuple[Clause, ...]
    sought: tuple[frozenset[int], ...] | None = None
    nodes = 1

    def holds(self, sight: Sight) -> bool:
        """Whether it holds of a content."""
        if self.sought is None:
            return all(map(sight.has, self.clauses))
        for numbers, clause in zip(self.sought, self.clauses, strict=True):
            if sight.seen.isdisjoint(numbers) and not sight.has(clause):
                return False
        return True

    def told(self) -> list[Any]:
        """Return it as JSON."""
        return ["has", [[[content.hex(), caseless] for content, caseless in clause] for clause in self.clauses]]


@frozen
class Begins:
    """These bytes stand at that offset."""

    offset: int
    content: bytes
    nodes = 1

    def holds(self, sight: Sight) -> bool:
        """Whether it holds of a content."""
        return sight.data.startswith(self.content, self.offset)

    def told(self) -> list[Any]:
        """Return it as JSON."""
        return ["begins", self.offset, self.content.hex()]


@frozen
class Sized:
    """The content has so many bytes, both bounds included."""

    least: int
    most: int
    nodes = 1

    def holds(self, sight: Sight) -> bool:
        """Whether it holds of a content."""
        return self.least <= len(sight.data) <= self.most

    def told(self) -> list[Any]:
        """Return it as JSON."""
        return ["sized", self.least, self.most]


@frozen
class AtLeast:
    """So many of the parts hold: one of them for `or`, all of them for `and`, none where nothing is known to be needed."""

    count: int
    parts: "tuple[Need, ...]"
    nodes: int

    def holds(self, sight: Sight) -> bool:
        """Whether it holds of a content; no more parts are asked than that takes."""
        missing, left = self.count, len(self.parts)
        for part in self.parts:
            if missing <= 0 or missing > left:
                break
            left -= 1
            missing -= part.holds(sight)
        return missing <= 0

    def told(self) -> list[Any]:
        """Return it as JSON."""
        return ["of", self.count, [part.told() for part in self.parts]]


Need = Has | Begins | Sized | AtLeast
OPEN = AtLeast(0, (), 1)
"""What any content meets."""


def is_open(need: Need) -> bool:
    """Whether it is met by any content."""
    return isinstance(need, AtLeast) and need.count == 0


def at_least(count: int, parts: Sequence[Need]) -> Need:
    """Return what is needed where `count` of the parts must be true, of which any may be true that is open."""
    closed = [part for part in parts if not is_open(part)]
    count -= len(parts) - len(closed)
    nodes = 1 + sum(part.nodes for part in closed)
    if count <= 0 or nodes > MOST_NODES:
        return OPEN
    if count == len(closed):
        closed = _joined(closed, all_of=True)
        count = len(closed)
    elif count == 1:
        closed = _joined(closed, all_of=False)
    if len(closed) == count == 1:
        return closed[0]
    return AtLeast(count, tuple(sorted(closed, key=_cost)), nodes)


def _joined(parts: list[Need], *, all_of: bool) -> list[Need]:
    """Return parts, all or one of which must be true, with those that only ask for literals as one, which is asked in one step."""
    plain: list[Clause] = []
    others: list[Need] = []
    for part in parts:
        if isinstance(part, Has) and (all_of or len(part.clauses) == 1):
            plain += part.clauses
        else:
            others.append(part)
    if len(plain) < 2 or sum(map(len, plain)) > MOST_NODES:
        return parts
    if all_of:
        clauses = tuple(sorted(dict.fromkeys(plain), key=clause_worth, reverse=True))
    else:
        clauses = (tuple(dict.fromkeys(literal for clause in plain for literal in clause)),)
    return [Has(clauses), *others]


def _cost(need: Need) -> tuple[bool, float]:
    """Return what puts first what is asked fast, or fails most often."""
    match need:
        case Has():
            return (True, -clause_rarity(need.clauses[0]))
        case AtLeast():
            return (True, float(need.nodes))
        case _:
            return (False, 0.0)


def both(parts: Sequence[Need]) -> Need:
    """Return what is needed where all parts must be true."""
    return at_least(len(parts), parts)


def either(parts: Sequence[Need]) -> Need:
    """Return what is needed where one part must be true; an `or` within an `or` is one of both."""
    nested = [part.parts if isinstance(part, AtLeast) and part.count == 1 else (part,) for part in parts]
    return at_least(1, [part for inner in nested for part in inner])


def has(clauses: tuple[Clause, ...]) -> Need:
    """Return the need of a string by its clauses; open where it has none."""
    return Has(clauses) if clauses else OPEN


def literals_in(need: Need) -> Iterator[Literal]:
    """Yield every literal that a need may ask for."""
    if isinstance(need, Has):
        for clause in need.clauses:
            yield from clause
    elif isinstance(need, AtLeast):
        for part in need.parts:
            yield from literals_in(part)


def grounds_of(need: Need, sought: Mapping[Literal, int]) -> Grounds:
    """Return what a need takes of the literals that are looked for anyhow: asked first, since most needs fail by it."""
    clauses = sorted(_sought_clauses(need, sought), key=clause_rarity, reverse=True)
    return tuple(dict.fromkeys(frozenset(sought[literal] for literal in clause) for clause in clauses))


def _sought_clauses(need: Need, sought: Mapping[Literal, int]) -> Sequence[Clause]:
    """Return clauses that all hold where the need does, of literals that are looked for."""
    if isinstance(need, Has):
        return [clause for clause in need.clauses if all(literal in sought for literal in clause)]
    if not isinstance(need, AtLeast) or need.count == 0:
        return ()
    parts = [_sought_clauses(part, sought) for part in need.parts]
    if need.count == len(parts):
        return [clause for part in parts for clause in part]
    if not all(parts):
        return ()
    # one of the parts is true, whichever: the rarest clause of each, together
    return [tuple(literal for part in parts for literal in max(part, key=clause_rarity))]


def numbered(need: Need, sought: Mapping[Literal, int]) -> Need:
    """Return a need that asks for literals by number where they are looked for anyhow."""
    match need:
        case Has():
            return Has(
                tuple(tuple(one for one in clause if one not in sought) for clause in need.clauses),
                tuple(frozenset(sought[one] for one in clause if one in sought) for clause in need.clauses),
            )
        case AtLeast():
            return AtLeast(need.count, tuple(numbered(part, sought) for part in need.parts), need.nodes)
        case _:
            return need


def may_hold(grounds: Grounds, seen: Set[int]) -> bool:
    """Whether nothing that was looked for rules it out."""
    return not any(map(seen.isdisjoint, grounds))


def need_from(document: Any) -> Need:
    """Return a need from what `told` gave; raises ValueError, TypeError or KeyError."""
    match document:
        case ["has", list(clauses)]:
            return Has(
                tuple(tuple((bytes.fromhex(content), caseless is True) for content, caseless in one) for one in clauses)
            )
        case ["begins", int(offset), str(content)]:
            return Begins(offset, bytes.fromhex(content))
        case ["sized", int(least), int(most)]:
            return Sized(least, most)
        case ["of", int(count), list(parts)]:
            return AtLeast(count, tuple(map(need_from, parts)), 1)
        case _:
            raise ValueError("no need")

"""Hash-consed nodes of Boolean expressions: what is the same is there once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from beartrap.hunt.sigma.expression import MANY, All, Expression, Kind, Not, Test


class Op(IntEnum):
    """What a node is."""

    TEST = 0
    ALL = 1
    ANY = 2
    NOT = 3


Node = tuple[int, ...]
"""An Op and what it is over: the number of a test, or of nodes that stand before it."""


@dataclass
class Interner:
    """Tests and nodes, numbered in the order in which they came; children always stand before their parents."""

    tests: list[Test] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    _test_numbers: dict[Test, int] = field(default_factory=dict)
    _node_numbers: dict[Node, int] = field(default_factory=dict)

    def add(self, expression: Expression) -> int:
        """Return the number of the node that stands for an expression."""
        if isinstance(expression, Test):
            return self._node((Op.TEST, self._test(_plain(expression))))
        if isinstance(expression, Not):
            return self._not(self.add(expression.of))
        op = Op.ALL if isinstance(expression, All) else Op.ANY
        return self._join(op, [self.add(one) for one in expression.of])

    def _test(self, test: Test) -> int:
        number = self._test_numbers.setdefault(test, len(self.tests))
        if number == len(self.tests):
            self.tests.append(test)
        return number

    def _not(self, child: int) -> int:
        node = self.nodes[child]
        return node[1] if node[0] == Op.NOT else self._node((Op.NOT, child))

    def _join(self, op: Op, children: Iterable[int]) -> int:
        flat: set[int] = set()
        for child in children:
            node = self.nodes[child]
            flat.update(node[1:] if node[0] == op else (child,))
        return flat.pop() if len(flat) == 1 else self._node((op, *sorted(flat)))

    def _node(self, node: Node) -> int:
        number = self._node_numbers.setdefault(node, len(self.nodes))
        if number == len(self.nodes):
            self.nodes.append(node)
        return number


def _plain(test: Test) -> Test:
    """Return the simplest test that asks the same: text that may be anything is a field that exists."""
    if test.kind is Kind.TEXT and test.parts == (MANY,) and test.field is not None:
        return Test(test.field, Kind.EXISTS)
    if test.kind is Kind.TEXT and test.cased and not any(isinstance(part, str) for part in test.parts):
        return Test(test.field, Kind.TEXT, test.parts)
    return test

"""Checks that an update puts into a function of their own in the same file: who calls it checks as well, where it does so on all its ways."""

from collections.abc import Mapping, Sequence

from beartrap.model.frozen import frozen
from beartrap.vet.source import tree
from beartrap.vet.source.checks.unchecked import Checks, says_no, ways
from beartrap.vet.source.noticed.checks import VERIFIES, called

_OWN = frozenset({"", "self", "cls", "this", "$this"})


@frozen
class HandedOver:
    """Functions, new to a file, that check on every way: by an error, or by what they give back. Names without their class."""

    raising: frozenset[str] = frozenset()
    giving: frozenset[str] = frozenset()

    def within(self, function: tree.Function) -> Checks:
        """Return what tells calls of such functions in another one, those left out that give back what nobody looks at."""
        inside = (one for part in function.body for one in tree.within(part))
        unheard = {id(one) for node in (function, *inside) for one in _statements(node)} if self.giving else set()

        def checks(node: tree.Node) -> bool:
            name = _called(node)
            return name in self.raising or (name in self.giving and id(node) not in unheard)

        return checks


NOBODY = HandedOver()
"""No function is new."""


def handed_over(
    functions: Mapping[str, tree.Function], checks: Checks, alone: frozenset[str] = frozenset()
) -> HandedOver:
    """Return which of the functions that are new to a file check for others.

    `alone` are the checks that the file called before and left it to them to raise an error (see `standing_alone`).
    """
    raising, giving = set[str](), set[str]()
    for function in functions.values():
        inside = [one for part in function.body for one in tree.within(part)]
        unchecked = ways(function, checks).open
        if any(_gives(one, checks) for one in inside):
            if all(isinstance(one, tree.Leave) and says_no(one.value) for one in unchecked):
                giving.add(function.name)
        elif (not unchecked and any(_refuses(one, checks) for one in inside)) or (
            alone and not ways(function, lambda node: _whole_name(node) in alone).open
        ):
            raising.add(function.name)
    return HandedOver(frozenset(raising), frozenset(giving))


def standing_alone(functions: Mapping[str, tree.Function]) -> frozenset[str]:
    """Return the checks of which nobody looks at what they answer, with what they are called on: they raise an error."""
    inside = (one for function in functions.values() for part in function.body for one in tree.within(part))
    statements = (one for node in (*functions.values(), *inside) for one in _statements(node))
    return frozenset(_whole_name(one) for one in statements if VERIFIES.fullmatch(called(one)))


def _whole_name(node: tree.Node) -> str:
    return tree.dotted(node.func) if isinstance(node, tree.Call) else ""


def _gives(node: tree.Node, checks: Checks) -> bool:
    return isinstance(node, tree.Leave) and node.flow is tree.Flow.RETURN and _asks(node.value, checks)


def _asks(value: tree.Node | None, checks: Checks) -> bool:
    """Whether a check alone decides: nothing stands beside it, by which it could be passed over."""
    while isinstance(value, tree.Unary) and value.operator == "not":
        value = value.operand
    return value is not None and checks(value)


def _refuses(node: tree.Node, checks: Checks) -> bool:
    """Whether an error is raised where a check says no."""
    if not isinstance(node, tree.Branch) or not _asks(node.test, checks):
        return False
    ends = [side[-1] for side in (node.body, node.other) if len(side)]
    return any(isinstance(one, tree.Leave) and one.flow is tree.Flow.THROW for one in ends)


def _statements(node: tree.Node) -> Sequence[tree.Node]:
    """Return what stands in the blocks of a statement."""
    match node:
        case tree.Branch(body=body, other=other):
            return [*body, *other]
        case tree.Try(body=body, handler=handler, final=final):
            return [*body, *handler, *final]
        case tree.Block(body=body) | tree.While(body=body) | tree.For(body=body) | tree.Function(body=body):
            return list(body)
    return ()


def _called(node: tree.Node) -> str:
    """Return the name of a function of the same file or object that is called, empty for any other."""
    func = node.func if isinstance(node, tree.Call) else None
    return called(node) if not isinstance(func, tree.Attr) or tree.dotted(func.base) in _OWN else ""

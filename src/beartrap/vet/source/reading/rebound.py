"""Which names statements bind: those of a file that mean something else when some of its lines change."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from beartrap.model.frozen import slotted
from beartrap.model.regex import regex
from beartrap.vet.source import tree

_GONE = regex(r"^(?:async\s+)?(?:def|class|function)\s+([\w$]+)|^(?:const\s+|let\s+|var\s+)?([\w$.]+)\s*=[^=]")


@slotted
class Names:
    """Names of a file: plain ones, and classes of which every method is meant."""

    plain: set[str] = field(default_factory=set)
    local: set[tuple[int, int, str]] = field(default_factory=set)
    """Names of functions that were walked already, with their first and last row: only functions within them know them."""
    classes: set[str] = field(default_factory=set)


class Bound:
    """Gathers the names that statements bind at some places of a file."""

    def __init__(self, opened: set[int], imported: frozenset[tuple[str, str]], gone: dict[int, list[str]]) -> None:
        self._opened, self._imported, self._gone = opened, imported, gone
        self.names = Names()

    def of(self, body: Iterable[tree.Node], places: Sequence[int]) -> None:
        """Take in what the statements at these places bind; what was taken out between them, too."""
        nodes = sorted(body, key=first_row)
        rows = [first_row(node) for node in nodes]
        found = defaultdict[int, list[int]](list)
        for place in places:
            found[bisect_right(rows, (place + 1) // 2) - 1].append(place)
        for number, some in found.items():
            while number >= 0 and rows[number] == rows[max(number - 1, 0)] and number:
                self._statement(nodes[number], some)  # several on one line
                number -= 1
            if number >= 0:
                self._statement(nodes[number], some)

    def _statement(self, node: tree.Node, places: list[int]) -> None:
        if isinstance(node, tree.Class):
            self._class(node, places)
            return
        inside = list(tree.within(node))
        functions = [one for one in inside if isinstance(one, tree.Function) and one.end]
        outer = []
        for place in places:
            owner = next((one for one in functions if 2 * first_row(one) <= place <= 2 * one.end), None)
            if owner is None:
                outer.append(place)
            elif id(owner) in self._opened:
                self._local(owner, place)
        if outer:
            self._rebound(node, inside, outer)
        for match in (_GONE.match(line) for place in outer for line in self._gone.get(place, ())):
            if match:
                self.names.plain.add((match[1] or match[2]).rpartition(".")[2])

    def _local(self, owner: tree.Function, place: int) -> None:
        outer, self.names = self.names, Names()
        self.of(owner.body, [place])
        inner, self.names = self.names, outer
        outer.local |= inner.local | {(owner.row, owner.end, name) for name in inner.plain}
        outer.classes |= inner.classes

    def _rebound(self, node: tree.Node, inside: list[tree.Node], places: list[int]) -> None:
        if isinstance(node, tree.Import):
            module = "." * node.level + node.module
            words = {node.member or node.module, node.alias or node.module}
            if not all({(module, word), ("", word)} & self._imported for word in words):
                self.names.plain.add(node.alias)
        elif isinstance(node, tree.Assign):
            self.names.plain.update(_set(node.target))
            if isinstance(node.value, tree.Assign):
                self._rebound(node.value, inside, places)
        elif isinstance(node, tree.Block | tree.Branch | tree.Try | tree.While | tree.For):
            self.of(tree.parts(node), places)
        elif not isinstance(node, tree.Const | tree.Function):
            self.names.plain.update(_spoken(inside))

    def _class(self, node: tree.Class, places: list[int]) -> None:
        first = min((first_row(one) for one in node.body), default=node.row + 1)
        if any(place < 2 * first - 1 for place in places):
            self.names.classes.add(node.name)
        self.of(node.body, [place for place in places if place >= 2 * first - 1])


def instances(module: tree.Module) -> dict[str, set[str]]:
    """Return the names that statements of a file give to what is made of each name."""
    found = defaultdict[str, set[str]](set)
    for node in module.body:
        if isinstance(node, tree.Assign):
            names = set(_spoken(tree.within(node.target)))
            for word in _spoken(tree.within(node.value)):
                found[word] |= names
    return found


def first_row(node: tree.Node) -> int:
    """Return the row on which a node begins, its decorators with it."""
    if isinstance(node, tree.Function | tree.Class):
        return min([node.row, *(one.row for one in node.decorators)])
    return node.row


def _set(target: tree.Node) -> Iterator[str]:
    """Yield the names that mean something else when a target is assigned to: of a member its own."""
    if isinstance(target, tree.Attr):
        yield target.name
    else:
        yield from _spoken(tree.within(target))


def _spoken(nodes: Iterable[tree.Node]) -> Iterator[str]:
    for one in nodes:
        if isinstance(one, tree.Name):
            yield one.id
        elif isinstance(one, tree.Attr):
            yield one.name

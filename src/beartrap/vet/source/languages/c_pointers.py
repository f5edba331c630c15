"""C's pointers as a buffer and a place in it: `*out++ = *in ^ key` is how its decoders are written.

A name that is declared as a pointer gets a second one for its place; what is added to the pointer is added to that.
"""

from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.compiled import Statements
from beartrap.vet.source.languages.compiled_expressions import bare
from beartrap.vet.source.tree import Node

_COMPARES = frozenset({"<", ">", "<=", ">=", "==", "!=", "-"})
_STEPS = {"+=": "+", "-=": "-"}


_MOVES = regex(r"(?:\+\+|--)\s*([A-Za-z_]\w*)|\b([A-Za-z_]\w*)\s*(?:\+\+|--|\+=|-=|=\s*\w+\s*\+)")


class Pointers(Statements):
    """What the reader of C and C++ makes of pointers."""

    def __init__(self, source: bytes, before: int = 0) -> None:
        super().__init__(source, before)
        self.pointers: set[str] = set()
        """Names of the function that is read which are pointers, of those that are moved somewhere in it."""
        self.moved: set[str] = set()

    def _at(self, node: Any, name: str) -> Node:
        return tree.Name(self.row(node), f"\0at {name}")

    def _pointer(self, node: Any) -> str:
        """Return the name of a pointer, empty for anything else."""
        while node is not None and node.type == "parenthesized_expression" and self.kids(node):
            node = self.kids(node)[0]
        name = self.text(node) if node is not None and node.type == "identifier" else ""
        return name if name in self.pointers and name in self.moved else ""

    def _pointer_expression(self, node: Any) -> Node:
        operand = self.pick(node, "argument")
        if self.operator(node) != "*" or operand is None:
            return self._unary_expression(node)
        while operand.type == "parenthesized_expression" and self.kids(operand):
            operand = self.kids(operand)[0]
        row = self.row(node)
        if name := self._pointer(operand):
            return tree.Index(row, tree.Name(row, name), self._at(node, name))
        if operand.type == "update_expression" and (name := self._pointer(self.pick(operand, "argument"))):
            return tree.Index(row, tree.Name(row, name), self._stepped(operand, name))
        if operand.type == "binary_expression" and (name := self._pointer(self.pick(operand, "left"))):
            place = tree.Binary(row, self.operator(operand), self._at(node, name), self.field(operand, "right"))
            return tree.Index(row, tree.Name(row, name), place)
        return self._unary_expression(node)

    def _stepped(self, node: Any, name: str) -> Node:
        """Return the place that `name++` or `++name` stands for, and step on."""
        row, sign = self.row(node), self.operator(node)[:1]
        step = tree.Assign(row, self._at(node, name), tree.Const(row, 1), sign)
        if self.text(node).startswith(("+", "-")):
            return step
        return tree.Binary(row, "-" if sign == "+" else "+", step, tree.Const(row, 1))

    def _update_expression(self, node: Any) -> Node:
        name = self._pointer(self.pick(node, "argument"))
        return self._stepped(node, name) if name else super()._update_expression(node)

    def _subscript_expression(self, node: Any) -> Node:
        made = self._index_expression(node)
        name = self._pointer(self.kids(node)[0])
        if name and isinstance(made, tree.Index):
            made.key = tree.Binary(made.row, "+", self._at(node, name), made.key)
        return made

    def _binary_expression(self, node: Any) -> Node:
        sign = self.operator(node)
        if sign in _COMPARES:
            left, right = self._pointer(self.pick(node, "left")), self._pointer(self.pick(node, "right"))
            if left and right:
                return tree.Binary(self.row(node), sign, self._at(node, left), self._at(node, right))
        return super()._binary_expression(node)

    def _assignment_expression(self, node: Any) -> Node:
        name = self._pointer(self.pick(node, "left"))
        if not name:
            return super()._assignment_expression(node)
        sign, value = self.operator(node), self.pick(node, "right")
        if sign in _STEPS:
            return tree.Assign(self.row(node), self._at(node, name), self.one(value), _STEPS[sign])
        return self._stored(node, name, value, declares=False) if sign == "=" else super()._assignment_expression(node)

    def _stored(self, node: Any, name: str, value: Any, declares: bool) -> Node:
        """Return a pointer set to a buffer, or to a place in one."""
        row = self.row(node)
        place: Node = tree.Const(row, 0)
        source = value
        if (
            value.type == "binary_expression"
            and self.operator(value) == "+"
            and self.pick(value, "left").type == "identifier"
        ):
            source, place = self.pick(value, "left"), self.field(value, "right")
        if other := self._pointer(source):
            place = (
                tree.Binary(row, "+", self._at(node, other), place) if source is not value else self._at(node, other)
            )
        base = tree.Assign(row, tree.Name(row, name), self.one(source), declares=declares)
        return tree.Block(row, [tree.Assign(row, self._at(node, name), place, declares=declares), base])

    def declared(self, node: Any, name: Any, value: Any) -> Node:
        """Return a variable with its first value; a pointer with its place."""
        known = bare(self.text(name)) if name is not None else ""
        if (
            name is None
            or name.type != "pointer_declarator"
            or known not in self.moved
            or self.text(name).startswith("**")
        ):
            self.pointers.discard(known)
            return super().declared(node, name, value)
        if value is None:
            made = super().declared(node, name, value)
        elif value.type in ("call_expression", "initializer_list", "argument_list"):
            made = tree.Block(self.row(node), [tree.Assign(self.row(node), self._at(node, known), tree.Const(self.row(node), 0), declares=True), super().declared(node, name, value)])  # fmt: skip
        else:
            made = self._stored(node, known, value, declares=True)
        self.pointers.add(known)
        return made

    def moving(self, body: Any) -> None:
        """Note which names are stepped on in a function's body: the others stay where they are."""
        self.moved = {one or other for one, other in _MOVES.findall(self.text(body))}

    def pointed(self, listed: Any) -> list[Node]:
        """Return the statements by which parameters that are pointers stand at the beginning of what they are given."""
        made: list[Node] = []
        for kid in self.kids(listed):
            declarator = self.pick(kid, "declarator") if kid.type == "parameter_declaration" else None
            if declarator is not None and declarator.type in ("pointer_declarator", "array_declarator"):
                name = bare(self.text(declarator))
                if name in self.moved and not self.text(declarator).startswith("**"):
                    self.pointers.add(name)
                    made.append(
                        tree.Assign(self.row(kid), self._at(kid, name), tree.Const(self.row(kid), 0), declares=True)
                    )
        return made

"""Go: `init` and the variables of a package run as soon as it is imported; C stands in comments before `import "C"`."""

import re
from collections.abc import Sequence
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.compiled import Statements, read_with
from beartrap.vet.source.languages.compiled_expressions import Expressions
from beartrap.vet.source.names.objects import OF_AN_OBJECT
from beartrap.vet.source.tree import Node

_EMBEDS = regex(r"//go:embed\s+(\S+)")
_LINKS = regex(r"//go:linkname\s+(\w+)\s+(?:[\w.-]+/)*(\w+)\.(\w+)")
"""A function of another package, private or not, that the linker puts in the place of one without a body."""
_COUNTS = frozenset(
    {"int", "uint", "byte", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "rune"}
)
_VERSION = regex(r"v\d+$")


def _empty(row: int, kind: str) -> Node | None:
    """Return what a variable of a type begins with, None for types of which that is not told."""
    if kind in ("string", "strings.Builder"):
        return tree.Const(row, "")
    if kind in ("[]byte", "[]rune", "[]uint8", "[]int"):
        return tree.Const(row, [])
    return tree.Const(row, 0) if kind in _COUNTS else None


_SAYS_HOW = regex(r"_|ok|found|exists|has|n|\w*err(?:or)?s?|\w*E(?:rr|xists)", re.IGNORECASE)
"""Names of a result that says whether there is another, or how much."""


class _Reader(Statements):
    counted = True
    language = "go"
    results: Sequence[tuple[str, str]] = ()
    """What the function that is read gives back under names."""

    def _import_spec(self, node: Any) -> Node:
        path = self.text(node.child_by_field_name("path")).strip('"`')
        parts = [part for part in path.split("/") if not _VERSION.fullmatch(part)] or [path]
        name = node.child_by_field_name("name")
        alias = self.text(name) if name is not None else parts[-1].removeprefix("go-")
        if alias == ".":
            return tree.Import(self.row(node), parts[-1], "*", "")
        return tree.Import(self.row(node), parts[-1], None, "" if alias == "_" else alias)

    def _var_spec(self, node: Any) -> Node:
        names, value = node.children_by_field_name("name"), node.child_by_field_name("value")
        if value is None and len(names) == 1 and (empty := self._empty(node)) is not None:
            return tree.Assign(self.row(node), tree.Name(self.row(node), self.text(names[0])), empty, declares=True)
        return self._spread(
            node,
            [tree.Name(self.row(name), self.text(name)) for name in names],
            self.kids(value) if value is not None else [],
            True,
        )

    _const_spec = _var_spec

    def _empty(self, node: Any) -> Node | None:
        """Return what a variable of a function begins with: an empty text, an empty list, zero. Those of the package others may fill."""
        if node.parent is None or node.parent.parent is None or node.parent.parent.type == "source_file":
            return None
        return _empty(self.row(node), self.text(node.child_by_field_name("type")))

    def _var_declaration(self, node: Any) -> Node:
        """A variable that the compiler fills with a file."""
        match = None
        before = node.prev_sibling
        while before is not None and before.type in ("comment", "\n") and match is None:
            match = _EMBEDS.match(self.text(before))
            before = before.prev_sibling
        made = self._several(node)
        spec = next((kid for kid in self.kids(node) if kid.type == "var_spec"), None)
        if match is None or spec is None:
            return made
        row = self.row(node)
        path = tree.Call(row, tree.Name(row, "\0embedded"), [tree.Const(row, match[1].strip('"'))])
        return tree.Assign(row, tree.Name(row, self.text(self.pick(spec, "name"))), path, declares=True)

    def _spread(
        self, node: Any, targets: list[Node], values: list[Any], declares: bool, sign: str | None = None
    ) -> Node:
        """`a, b = f()`: what a call gives is of one piece, and whether there was an error is no part of it."""
        row = self.row(node)
        if len(values) == len(targets):
            made: list[Node] = [
                tree.Assign(row, target, self.one(value), sign, declares)
                for target, value in zip(targets, values, strict=True)
            ]
        elif values:
            made = [tree.Assign(row, targets[0], self.one(values[0]), sign, declares)]
            made += [
                tree.Assign(row, target, tree.Call(row, tree.Name(row, "\0beside"), targets[:1]), sign, declares)
                for target in targets[1:]
                if isinstance(target, tree.Name) and not _SAYS_HOW.fullmatch(target.id)
            ]
        else:
            made = [
                tree.Assign(row, target, tree.Call(row, tree.Name(row, "\0unset"), []), None, declares)
                for target in targets
            ]
        return made[0] if len(made) == 1 else tree.Block(row, made)

    def _short_var_declaration(self, node: Any) -> Node:
        left, right = self.pick(node, "left"), self.pick(node, "right")
        if left is None:
            return self.one(right)
        sign = self.operator(node).removesuffix("=").removesuffix(":")
        return self._spread(
            node, self.all(self.kids(left)), self.kids(right), node.type == "short_var_declaration", sign or None
        )

    _assignment_statement = _receive_statement = _short_var_declaration

    def _expression_list(self, node: Any) -> Node:
        kids = self.kids(node)
        return self.one(kids[0]) if kids else tree.Const(self.row(node), None)

    def _for_statement(self, node: Any) -> Node:
        inner = next((kid for kid in self.kids(node) if kid.type in ("for_clause", "range_clause")), None)
        body, row = self.body(self.pick(node, "body")), self.row(node)
        if inner is not None and inner.type == "range_clause":
            return self._ranged(row, inner, body)
        parts = [
            self.pick(inner, field) if inner is not None else None for field in ("initializer", "condition", "update")
        ]
        if inner is None:
            parts[1] = next((kid for kid in self.kids(node) if kid.type != "block"), None)
        test = self.one(parts[1]) if parts[1] is not None else tree.Const(row, True)
        made = tree.While(row, test, body, self.one(parts[2]) if parts[2] is not None else None)
        return tree.Block(row, [self.one(parts[0]), made]) if parts[0] is not None else made

    def _ranged(self, row: int, clause: Any, body: list[Node]) -> Node:
        left, source = self.pick(clause, "left"), self.field(clause, "right")
        names = self.all(self.kids(left)) if left is not None else [tree.Name(row, "_")]
        if len(names) == 1:
            return tree.For(row, names[0], tree.Call(row, tree.Name(row, "\0places"), [source]), body)
        if isinstance(names[0], tree.Name) and names[0].id == "_":
            return tree.For(row, names[1], tree.Call(row, tree.Name(row, "\0codes"), [source]), body)
        return tree.For(row, tree.Many(row, names), tree.Call(row, tree.Name(row, "\0numbered"), [source]), body)

    def _composite_literal(self, node: Any) -> Node:
        body, kind = self.pick(node, "body"), self.pick(node, "type")
        kids = self.kids(body)
        if kids and kids[0].type == "keyed_element":
            pairs = [(self.pick(kid, "key"), self.pick(kid, "value")) for kid in kids if kid.type == "keyed_element"]
            if kind is not None and kind.type in ("map_type", "slice_type", "array_type"):
                return tree.Table(self.row(node), [(self._through(key), self._through(value)) for key, value in pairs])
            return tree.Call(
                self.row(node), self.one(kind), [], [(self.text(key), self._through(value)) for key, value in pairs]
            )
        return self.listed(node, kids)

    def _literal_value(self, node: Any) -> Node:
        return self.listed(node, self.kids(node))

    def _type_conversion_expression(self, node: Any) -> Node:
        return self.cast(node, self.text(self.pick(node, "type")), self.one(self.pick(node, "operand")))

    def _call_expression(self, node: Any) -> Node:
        func = self.text(self.pick(node, "function"))
        args = self.kids(self.pick(node, "arguments"))
        if func in ("string", "byte", "rune", "int", "uint8") and len(args) == 1:
            return self.cast(node, func, self.one(args[0]))
        if func == "make" and len(args) > 1 and "byte" in self.text(args[0]):
            return tree.Call(self.row(node), tree.Name(self.row(node), "\0zeros"), [self.one(args[1])])
        return super()._call_expression(node)

    def _slice_expression(self, node: Any) -> Node:
        low, high = (
            self.one(one) if (one := node.child_by_field_name(field)) is not None else None
            for field in ("start", "end")
        )
        return tree.Slice(self.row(node), self.field(node, "operand"), low, high, None)

    def _results(self, node: Any) -> list[tuple[str, str]]:
        """Return what a function gives back under names, with their types."""
        listed = node.child_by_field_name("result")
        if listed is None or listed.type != "parameter_list":
            return []
        return [
            (self.text(name), self.text(kid.child_by_field_name("type")))
            for kid in self.kids(listed)
            for name in kid.children_by_field_name("name")
        ]

    def _function_definition(self, node: Any) -> Node:
        around, self.results = self.results, self._results(node)
        made = super()._function_definition(node)
        row = self.row(node)
        first = [
            tree.Assign(row, tree.Name(row, name), empty, declares=True)
            for name, kind in self.results
            if (empty := _empty(row, kind)) is not None
        ]
        if first and isinstance(made, tree.Function):
            made.body = [*first, *made.body]
        self.results = around
        return made

    def _return_statement(self, node: Any) -> Node:
        """A bare `return` gives back what the results are by then."""
        if self.kids(node) or not self.results:
            return super()._return_statement(node)
        return tree.Leave(self.row(node), tree.Flow.RETURN, tree.Name(self.row(node), self.results[0][0]))

    def _function_declaration(self, node: Any) -> Node:
        if (link := self._linked(node)) is not None:
            return link
        made = self._function_definition(node)
        return self.runs_at_once(made) if self.text(self.pick(node, "name")) == "init" else made

    def _linked(self, node: Any) -> Node | None:
        """Return another package's function under the name of one that has no body; a private one does what the public one of its name does."""
        before, name = node.prev_sibling, self.text(self.pick(node, "name"))
        while before is not None and before.type in ("comment", "\n") and self.pick(node, "body") is None:
            match = _LINKS.match(self.text(before))
            if match is not None and match[1] == name:
                return tree.Import(self.row(node), match[2], match[3][:1].upper() + match[3][1:], name)
            before = before.prev_sibling
        return None

    def _method_declaration(self, node: Any) -> Node:
        """A method stands for itself, with its object as first parameter."""
        made = self._function_definition(node)
        assert isinstance(made, tree.Function)
        made.parameters = [*self.parameters(self.pick(node, "receiver")), *made.parameters]
        made.defaults = [(OF_AN_OBJECT, tree.Const(made.row, None))]
        return made

    _type_assertion_expression = Expressions._through


read = read_with(_Reader, "go", "go")

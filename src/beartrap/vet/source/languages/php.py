"""PHP: variables keep their dollar sign, so that they are no functions; `::` and `->` are dots."""

from typing import Any

from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import parser
from beartrap.vet.source.languages.javascript_expressions import before, is_used_before, unescaped
from beartrap.vet.source.languages.php_declarations import Declarations
from beartrap.vet.source.tree import Flow, Node


def read(text: str) -> tree.Module:
    """Return PHP as a tree; what lies outside its tags is left out."""
    source = text.encode("utf-8", "surrogatepass")
    reader = _Reader(source)
    root = parser("php").parse(source).root_node
    return tree.Module(
        reader.imports(root)
        + reader.all([kid for kid in reader.kids(root) if kid.type not in ("php_tag", "text")])
        + reader.late(),
        "php",
        reader.deep,
        reader.broken,
    )


class _Reader(Declarations):
    """One method for each node type of the grammar that has a bearing on values."""

    def _compound_statement(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))

    _declaration_list = _colon_block = _else_clause = _compound_statement

    def _expression_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        if node.type == "expression_statement" and len(kids) == 1 and kids[0].type == "throw_expression":
            return tree.Leave(self.row(node), Flow.THROW, self.first(kids[0]))
        return self.one(kids[0]) if len(kids) == 1 else tree.Block(self.row(node), self.all(kids))

    _parenthesized_expression = _argument = _error_suppression_expression = _expression_statement

    def _variable_name(self, node: Any) -> Node:
        text = self.text(node)
        return tree.Name(self.row(node), "this" if text == "$this" else text)

    def _qualified_name(self, node: Any) -> Node:
        return tree.Name(self.row(node), self.text(node).strip("\\").replace("\\", "."))

    def _string(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.text(node)[1:-1].replace("\\'", "'").replace("\\\\", "\\"))

    _nowdoc_string = _string

    def _encapsed_string(self, node: Any) -> Node:
        parts: list[Node] = []
        for kid in node.named_children:
            plain = kid.type in ("string_content", "string_value", "escape_sequence")
            parts.append(tree.Const(self.row(kid), unescaped(self.text(kid))) if plain else self.one(kid))
        if all(isinstance(part, tree.Const) for part in parts):
            return tree.Const(
                self.row(node), "".join(str(part.value) for part in parts if isinstance(part, tree.Const))
            )
        return tree.Join(self.row(node), parts)

    _heredoc_body = _encapsed_string

    def _name(self, node: Any) -> Node:
        text = self.text(node)
        if text == "__NAMESPACE__":
            return tree.Const(self.row(node), self._namespace)
        return tree.Const(self.row(node), self.row(node)) if text == "__LINE__" else tree.Name(self.row(node), text)

    _namespace = ""

    def _namespace_definition(self, node: Any) -> Node:
        named, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        self._namespace = self.text(named) if named is not None else ""
        return tree.Block(self.row(node), self.body(body) if body is not None else [], open=True)

    def _echo_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        parts = self.kids(kids[0]) if len(kids) == 1 and kids[0].type == "sequence_expression" else kids
        return tree.Call(self.row(node), tree.Name(self.row(node), "echo"), self.all(parts))

    _print_intrinsic = _echo_statement

    def _text_interpolation(self, node: Any) -> Node:
        texts = [tree.Const(self.row(kid), self.text(kid)) for kid in node.named_children if kid.type == "text"]
        return tree.Call(self.row(node), tree.Name(self.row(node), "echo"), texts)

    def _dynamic_variable_name(self, node: Any) -> Node:
        return tree.Index(self.row(node), tree.Name(self.row(node), "$GLOBALS"), self.one(self.kids(node)[0]))

    def _variadic_unpacking(self, node: Any) -> Node:
        return tree.Spread(self.row(node), self.one(self.kids(node)[0]))

    def _list_literal(self, node: Any) -> Node:
        return tree.Many(self.row(node), self.all(self.kids(node)))

    def _cast_expression(self, node: Any) -> Node:
        return self.one(self.kids(node)[-1])

    def _shell_command_expression(self, node: Any) -> Node:
        return tree.Call(self.row(node), tree.Name(self.row(node), "backtick"), [self._encapsed_string(node)])

    def _integer(self, node: Any) -> Node:
        try:
            return tree.Const(self.row(node), int(self.text(node).replace("_", ""), 0))
        except ValueError:
            return tree.Const(self.row(node), None)

    def _null(self, node: Any) -> Node:
        return tree.Const(self.row(node), None)

    def _boolean(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.text(node).lower() == "true")

    def _assignment_expression(self, node: Any) -> Node:
        return tree.Assign(self.row(node), self.field(node, "left"), self.field(node, "right"))

    def _augmented_assignment_expression(self, node: Any) -> Node:
        operator = self.text(node.child_by_field_name("operator")).rstrip("=")
        if operator == "??":
            target, row = self.field(node, "left"), self.row(node)
            return tree.Assign(row, target, tree.Choice(row, None, [target, self.field(node, "right")]))
        return tree.Assign(
            self.row(node),
            self.field(node, "left"),
            self.field(node, "right"),
            "+" if operator == "." else operator or "+",
        )

    def _binary_expression(self, node: Any) -> Node:
        operator = self.text(node.child_by_field_name("operator"))
        terms = self.chain(
            node,
            operator,
            lambda one: one.type == "binary_expression" and self.text(one.child_by_field_name("operator")) == operator,
        )
        values = self.all(terms)
        if operator in ("||", "&&", "??", "or", "and"):
            return tree.Choice(self.row(node), None, values, operator in ("&&", "and"))
        if operator == ".":
            return tree.Join(self.row(node), values)
        made = values[0]
        for value in values[1:]:
            made = tree.Binary(self.row(node), operator, made, value)
        return made

    def _unary_op_expression(self, node: Any) -> Node:
        sign = self.text(node.children[0])
        return tree.Unary(self.row(node), "not" if sign == "!" else sign, self.one(self.kids(node)[-1]))

    def _match_expression(self, node: Any) -> Node:
        arms = self.kids(node.child_by_field_name("body"))
        values = [self.field(arm, "return_expression") for arm in arms]
        return tree.Choice(self.row(node), self.field(node, "condition"), values) if values else self._other(node)

    def _conditional_expression(self, node: Any) -> Node:
        return tree.Choice(
            self.row(node), self.field(node, "condition"), [self.field(node, "body"), self.field(node, "alternative")]
        )

    def _function_call_expression(self, node: Any) -> Node:
        func = self.field(node, "function")
        if isinstance(func, tree.Name) and not func.id.startswith("$"):
            func = tree.Name(func.row, func.id.strip("\\"))
        return tree.Call(self.row(node), func, self._passed(node))

    def _passed(self, node: Any) -> list[Node]:
        listed = node.child_by_field_name("arguments") or next(
            (kid for kid in self.kids(node) if kid.type == "arguments"), None
        )
        return self.all(self.kids(listed)) if listed is not None else []

    def _member_call_expression(self, node: Any) -> Node:
        return tree.Call(self.row(node), self._member_access_expression(node), self._passed(node))

    _nullsafe_member_call_expression = _member_call_expression

    def _scoped_call_expression(self, node: Any) -> Node:
        base = self.field(node, "scope")
        return tree.Call(
            self.row(node),
            tree.Attr(self.row(node), base, self.text(node.child_by_field_name("name"))),
            self._passed(node),
        )

    def _member_access_expression(self, node: Any) -> Node:
        name = node.child_by_field_name("name")
        return tree.Attr(self.row(node), self.field(node, "object"), self.text(name) if name is not None else "")

    def _object_creation_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Call(self.row(node), self.one(kids[0]), self._passed(node)) if kids else self._other(node)

    def _subscript_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Index(
            self.row(node), self.one(kids[0]), self.one(kids[1]) if len(kids) > 1 else tree.Const(self.row(node), None)
        )

    def _array_creation_expression(self, node: Any) -> Node:
        entries = [self.kids(kid) for kid in self.kids(node)]
        if entries and all(len(entry) == 2 for entry in entries):
            return tree.Table(self.row(node), [(self.one(key), self.one(value)) for key, value in entries])
        return tree.Many(self.row(node), [self.one(entry[-1]) for entry in entries if entry])

    def _include_expression(self, node: Any) -> Node:
        return tree.Call(self.row(node), tree.Name(self.row(node), "include"), self.all(self.kids(node)))

    _include_once_expression = _require_expression = _require_once_expression = _include_expression

    def _if_statement(self, node: Any) -> Node:
        others = [self.one(kid) for kid in self.kids(node) if kid.type in ("else_clause", "else_if_clause")]
        return tree.Branch(
            self.row(node), self.field(node, "condition"), self.body(node.child_by_field_name("body")), others
        )

    _else_if_clause = _if_statement

    def _switch_statement(self, node: Any) -> Node:
        cases = []
        for case in self.kids(node.child_by_field_name("body")):
            tested, row, kids = case.child_by_field_name("value"), self.row(case), self.kids(case)
            value = self.one(tested) if tested is not None else None
            body = self.all(kids[1:] if tested is not None else kids)
            cases.append(tree.Case(row, value, tree.Branch(row, tree.Name(row, "\0case"), body)))
        return tree.Switch(self.row(node), self.field(node, "condition"), cases)

    def _break_statement(self, node: Any) -> Node:
        return tree.Leave(self.row(node), Flow.BREAK)

    def _continue_statement(self, node: Any) -> Node:
        return tree.Leave(self.row(node), Flow.CONTINUE)

    def _foreach_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        pairs = kids[1].type == "pair"
        target = tree.Many(self.row(node), self.all(self.kids(kids[1]))) if pairs else self.one(kids[1])
        body = self.body(node.child_by_field_name("body"))
        return tree.For(self.row(node), target, self.one(kids[0]), body, pairs=pairs)

    def _while_statement(self, node: Any) -> Node:
        return tree.While(self.row(node), self.field(node, "condition"), self.body(node.child_by_field_name("body")))

    def _for_statement(self, node: Any) -> Node:
        first, test, update = (
            [self.one(kid) for kid in node.children_by_field_name(name)]
            for name in ("initialize", "condition", "update")
        )
        row = self.row(node)
        body = [self.one(kid) for kid in node.children_by_field_name("body")]
        made = tree.While(row, test[-1] if test else tree.Const(row, True), body, tree.Block(row, update))
        return tree.Block(row, [*first, made])

    def _update_expression(self, node: Any) -> Node:
        sign = "-" if "--" in self.text(node) else "+"
        made = tree.Assign(self.row(node), self.field(node, "argument"), tree.Const(self.row(node), 1), sign)
        return before(made) if is_used_before(node) else made

    def _try_statement(self, node: Any) -> Node:
        return tree.Try(
            self.row(node),
            self.body(node.child_by_field_name("body")),
            [self.one(kid) for kid in self.kids(node) if kid.type.endswith("_clause")],
        )

    def _return_statement(self, node: Any) -> Node:
        return tree.Leave(self.row(node), Flow.RETURN, self.first(node))

    def first(self, node: Any) -> Node | None:
        """Return the first part of a node, None where it has none."""
        kids = self.kids(node)
        return self.one(kids[0]) if kids else None

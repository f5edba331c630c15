"""JavaScript and TypeScript, minified or not, read by tree-sitter."""

from typing import Any

from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import parser
from beartrap.vet.source.languages.javascript_expressions import LADDER, Expressions, unescaped
from beartrap.vet.source.tree import Flow, Node


def read(text: str) -> tree.Module:
    """Return JavaScript as a tree; what the grammar cannot follow is counted and left out."""
    source = text.encode("utf-8", "surrogatepass")
    return _read(source, parser("javascript").parse(source).root_node)


def read_typescript(text: str) -> tree.Module:
    """Return TypeScript as a tree, as TSX where it reads better so; its types are left out."""
    source = text.encode("utf-8", "surrogatepass")
    root = parser("typescript").parse(source).root_node
    if root.has_error:
        root = min(root, parser("tsx").parse(source).root_node, key=_errors)
    return _read(source, root)


def _read(source: bytes, root: Any) -> tree.Module:
    reader = _Reader(source)
    made = reader.module = tree.Module([], "javascript")
    made.body = [*reader.block(root), *reader.late()]
    reader.count()
    return made


def _errors(root: Any) -> int:
    """Return at how many places a grammar could not follow."""
    found, left = 0, [root]
    while left:
        node = left.pop()
        found += node.type == "ERROR"
        left += [child for child in node.children if child.has_error]
    return found


_HANDED_ON = "\0handed on"
"""The name under which a module has what it exports of another one."""


class _Reader(Expressions):
    """Statements, declarations, functions and modules."""

    def _variable_declaration(self, node: Any) -> Node:
        made: list[Node] = []
        for kid in self.kids(node):
            if kid.type != "variable_declarator":
                continue
            value = kid.child_by_field_name("value")
            row = self.row(kid)
            made.append(
                tree.Assign(
                    row,
                    self.field(kid, "name"),
                    self.one(value) if value is not None else tree.Const(row, None),
                    declares=True,
                )
            )
        return made[0] if len(made) == 1 else tree.Block(self.row(node), made)

    _lexical_declaration = _variable_declaration

    def _function_declaration(self, node: Any) -> Node:
        return self._function(node)

    _function_expression = _arrow_function = _generator_function = _generator_function_declaration = (
        _function_declaration
    )
    _method_definition = _function_declaration

    def _function(self, node: Any, name: str | None = None) -> Node:
        named = node.child_by_field_name("name")
        parameters: list[str] = []
        opening: list[Node] = []
        defaults: list[tuple[str, Node]] = []
        single = node.child_by_field_name("parameter")
        listed = node.child_by_field_name("parameters")
        for kid in [single] if single is not None else self.kids(listed) if listed is not None else []:
            self._named_parameter(kid, parameters, opening, defaults)
        body = node.child_by_field_name("body")
        late = body is not None and body.type == "statement_block"
        if body is not None and not late:
            opening.append(tree.Leave(self.row(body), Flow.RETURN, self.one(body)))
        return tree.Function(
            self.row(node),
            name if name is not None else self.text(named) if named else "",
            parameters,
            tree.Late(lambda: [*opening, *self.later(lambda: self.block(body))]) if late else opening,
            defaults,
            self._decorators(node),
            end=self.last_row(node),
        )

    def _decorators(self, node: Any) -> list[Node]:
        """Return what makes a method work out or set a member, as Python's decorators have it; nothing for any other."""
        name = {"get": "property", "set": "setter"}.get(self.accessor(node))
        row = self.row(node)
        return [tree.Attr(row, tree.Name(row, "\0"), name)] if name is not None else []

    def _named_parameter(
        self, node: Any, names: list[str], opening: list[Node], defaults: list[tuple[str, Node]]
    ) -> None:
        if node.type in ("required_parameter", "optional_parameter"):
            value = node.child_by_field_name("value")
            pattern = node.child_by_field_name("pattern")
            self._named_parameter(pattern, names, opening, defaults)
            if any(kid.type in ("accessibility_modifier", "readonly") for kid in node.children):  # a field as well
                row = self.row(node)
                field = tree.Attr(row, tree.Name(row, "this"), names[-1])
                opening.append(tree.Assign(row, field, tree.Name(row, names[-1])))
            if value is not None:
                defaults.append((names[-1], self.one(value)))
        elif node.type == "assignment_pattern":
            self._named_parameter(node.child_by_field_name("left"), names, opening, defaults)
            defaults.append((names[-1], self.field(node, "right")))
        elif node.type == "rest_pattern":
            names.append("*" + self.text(self.kids(node)[0]) if self.kids(node) else "*")
        elif node.type in ("object_pattern", "array_pattern"):
            hidden = f"\0{len(names)}"
            names.append(hidden)
            opening.append(
                tree.Assign(self.row(node), self.one(node), tree.Name(self.row(node), hidden), declares=True)
            )
        else:
            names.append(self.text(node))

    def _class_declaration(self, node: Any) -> Node:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        bases = [self.one(base) for kid in self.kids(node) if kid.type == "class_heritage" for base in self.kids(kid)]
        return tree.Class(
            self.row(node), self.text(name) if name else "", bases, self.all(self.kids(body)) if body else []
        )

    _class = _abstract_class_declaration = _class_declaration

    def _field_definition(self, node: Any) -> Node:
        target = node.child_by_field_name("property") or node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        if target is None or value is None:
            return tree.Const(self.row(node), None)
        return tree.Assign(self.row(node), tree.Name(self.row(node), self.text(target)), self.one(value), declares=True)

    _public_field_definition = _field_definition

    def _if_statement(self, node: Any) -> Node:
        rungs = [node]
        while (last := self._otherwise(rungs[-1])) is not None and last.type == "if_statement":
            rungs.append(last)
        end = self.body(self._otherwise(rungs[-1]))
        made: list[Node] = []
        for rung in reversed(rungs):
            branch = tree.Branch(
                self.row(rung),
                self.field(rung, "condition"),
                self.body(rung.child_by_field_name("consequence")),
                end if len(rungs) <= LADDER else (),
            )
            made.insert(0, branch)
            end = [branch]
        return made[0] if len(rungs) <= LADDER else tree.Block(self.row(node), made)

    def _otherwise(self, node: Any) -> Any:
        clause = node.child_by_field_name("alternative")
        if clause is None:
            return None
        kids = self.kids(clause) if clause.type == "else_clause" else [clause]
        return kids[0] if kids else None

    def _for_statement(self, node: Any) -> Node:
        test = node.child_by_field_name("condition")
        update = node.child_by_field_name("increment")
        condition = (
            self.one(test) if test is not None and test.type != "empty_statement" else tree.Const(self.row(node), True)
        )
        loop = tree.While(
            self.row(node), condition, self.body(node.child_by_field_name("body")), self.one(update) if update else None
        )
        return tree.Block(self.row(node), [self.field(node, "initializer"), loop])

    def _for_in_statement(self, node: Any) -> Node:
        keys = node.child_by_field_name("operator")
        over_names = keys is not None and self.text(keys) == "in"
        return tree.For(
            self.row(node),
            self.field(node, "left"),
            self.field(node, "right"),
            self.body(node.child_by_field_name("body")),
            over_names,
        )

    def _while_statement(self, node: Any) -> Node:
        test, body = self.field(node, "condition"), self.body(node.child_by_field_name("body"))
        return tree.While(self.row(node), test, body, after=node.type == "do_statement")

    _do_statement = _while_statement

    def _try_statement(self, node: Any) -> Node:
        handler, final = node.child_by_field_name("handler"), node.child_by_field_name("finalizer")
        return tree.Try(
            self.row(node),
            self.body(node.child_by_field_name("body")),
            self.body(handler.child_by_field_name("body")) if handler else [],
            self.body(final.child_by_field_name("body")) if final else [],
        )

    def _switch_statement(self, node: Any) -> Node:
        cases = []
        for case in self.kids(node.child_by_field_name("body")):
            tested, row = case.child_by_field_name("value"), self.row(case)
            kids = self.kids(case)
            value = self.one(tested) if tested is not None else None
            body = self.all(kids[1:] if tested is not None else kids)
            cases.append(tree.Case(row, value, tree.Branch(row, tree.Name(row, "\0case"), body)))
        return tree.Switch(self.row(node), self.field(node, "value"), cases)

    def _labeled_statement(self, node: Any) -> Node:
        return self.field(node, "body")

    def _return_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Leave(self.row(node), Flow.RETURN, self.one(kids[0]) if kids else None)

    def _throw_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Leave(self.row(node), Flow.THROW, self.one(kids[0]) if kids else None)

    def _break_statement(self, node: Any) -> Node:
        return tree.Leave(self.row(node), Flow.BREAK)

    def _continue_statement(self, node: Any) -> Node:
        return tree.Leave(self.row(node), Flow.CONTINUE)

    def _as_expression(self, node: Any) -> Node:
        return self.one(self.kids(node)[0])

    _satisfies_expression = _non_null_expression = _instantiation_expression = _as_expression

    def _import_statement(self, node: Any) -> Node:
        source = node.child_by_field_name("source")
        if source is None:
            return self._other(node)
        module, row = unescaped(self.text(source)[1:-1]), self.row(node)
        made: list[Node] = []
        for clause in self.kids(node):
            for kid in self.kids(clause) if clause.type == "import_clause" else []:
                if kid.type == "identifier":
                    made.append(tree.Import(row, module, "default", self.text(kid)))
                elif kid.type == "namespace_import":
                    made.append(tree.Import(row, module, None, self.text(self.kids(kid)[0])))
                else:
                    made += [self._specifier(one, module) for one in self.kids(kid)]
        return tree.Block(row, made or [tree.Import(row, module, None, "")])

    def _specifier(self, node: Any, module: str) -> Node:
        name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
        return tree.Import(
            self.row(node), module, self.text(name) if name else None, self.text(alias or name) if name else ""
        )

    def _export_statement(self, node: Any) -> Node:
        row, exports = self.row(node), tree.Name(self.row(node), "exports")
        value, declared, source = (node.child_by_field_name(one) for one in ("value", "declaration", "source"))
        if value is not None:
            return tree.Assign(row, tree.Attr(row, exports, "default"), self.one(value))
        made: list[Node] = []
        if declared is not None:
            made.append(self.one(declared))
            for name in self._declared(declared):
                made.append(tree.Assign(row, tree.Attr(row, exports, name), tree.Name(row, name)))
        module = unescaped(self.text(source)[1:-1]) if source is not None else None
        clauses = [kid for kid in self.kids(node) if kid.type == "export_clause"]
        for one in (one for clause in clauses for one in self.kids(clause)):
            name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
            if name is None:  # a comment among them
                continue
            value = self.one(name)
            if module is not None:  # of another file
                made.append(tree.Import(row, module, self.text(name), _HANDED_ON))
                value = tree.Name(row, _HANDED_ON)
            made.append(tree.Assign(row, tree.Attr(row, exports, self.text(alias or name)), value))
        if module is not None and not clauses:  # all that another file exports
            whole = tree.Name(row, _HANDED_ON)
            # the last of `* as name`; `default` is a word of the grammar's own there, and no named part
            under = next((kid.children[-1] for kid in self.kids(node) if kid.type == "namespace_export"), None)
            made.append(tree.Import(row, module, None, _HANDED_ON))
            if under is not None:
                made.append(tree.Assign(row, tree.Attr(row, exports, self.text(under)), whole))
            else:
                made.append(tree.Call(row, tree.Attr(row, tree.Name(row, "Object"), "assign"), [exports, whole]))
        return tree.Block(row, made)

    def _declared(self, node: Any) -> list[str]:
        name = node.child_by_field_name("name")
        if name is not None:
            return [self.text(name)]
        names = [kid.child_by_field_name("name") for kid in self.kids(node) if kid.type == "variable_declarator"]
        return [self.text(one) for one in names if one is not None and one.type == "identifier"]

"""Python that the standard library's parser refuses, Python 2 and templates among it, read by tree-sitter as far as it goes."""

import re
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import Reader, parser
from beartrap.vet.source.languages.javascript_expressions import unescaped
from beartrap.vet.source.tree import Flow, Node

_EXEC = regex(r"^([ \t]*)exec[ \t]+(?![(=\s])([^\n#]+)$", re.MULTILINE)

_ASYNC = regex(r"\basync\b(?!\s+(?:def|for|with)\b)")
"""A name like any other before Python 3.7."""


def read(text: str) -> tree.Module:
    """Return Python of any version as a tree; what the grammar cannot follow is counted and its parts kept."""
    text = _ASYNC.sub("async_", _EXEC.sub(r"\1exec(\2)", text.replace("\0", " ")))
    source = text.encode("utf-8", "surrogatepass")
    reader = _Reader(source)
    root = parser("python").parse(source).root_node
    return tree.Module(reader.all(reader.kids(root)) + reader.late(), "python", reader.deep, reader.broken)


class _Reader(Reader):
    """One method for each node type of the grammar that has a bearing on values."""

    def _block(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))

    _module = _else_clause = _finally_clause = _except_clause = _block

    def _expression_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return self.one(kids[0]) if len(kids) == 1 else tree.Block(self.row(node), self.all(kids))

    _parenthesized_expression = _await = _type = _interpolation = _expression_statement

    def _identifier(self, node: Any) -> Node:
        return tree.Name(self.row(node), self.text(node))

    def _string(self, node: Any) -> Node:
        text = self.text(node)
        start = next((number for number, letter in enumerate(text) if letter in "\"'"), 0)
        prefix, body = text[:start].lower(), text[start:]
        width = 3 if body[:3] in ('"""', "'''") else 1
        body = body[width:-width]
        value: str | bytes = body if "r" in prefix else unescaped(body)
        if "f" in prefix:
            return tree.Join(
                self.row(node),
                [
                    tree.Const(self.row(node), body.split("{")[0]),
                    *(self.one(kid) for kid in self.kids(node) if kid.type == "interpolation"),
                ],
            )
        return tree.Const(self.row(node), str(value).encode("latin-1", "replace") if "b" in prefix else value)

    def _concatenated_string(self, node: Any) -> Node:
        return tree.Join(self.row(node), self.all(self.kids(node)))

    def _integer(self, node: Any) -> Node:
        try:
            return tree.Const(self.row(node), int(self.text(node).rstrip("lL"), 0))
        except ValueError:
            return tree.Const(self.row(node), None)

    def _attribute(self, node: Any) -> Node:
        name = node.child_by_field_name("attribute")
        return tree.Attr(self.row(node), self.field(node, "object"), self.text(name) if name is not None else "")

    def _subscript(self, node: Any) -> Node:
        return tree.Index(self.row(node), self.field(node, "value"), self.field(node, "subscript"))

    def _call(self, node: Any) -> Node:
        arguments = node.child_by_field_name("arguments")
        args: list[Node] = []
        words: list[tuple[str | None, Node]] = []
        for kid in self.kids(arguments) if arguments is not None else []:
            if kid.type == "keyword_argument":
                words.append((self.text(kid.child_by_field_name("name")), self.field(kid, "value")))
            else:
                args.append(self.one(kid))
        return tree.Call(self.row(node), self.field(node, "function"), args, words)

    def _exec_statement(self, node: Any) -> Node:
        return tree.Call(self.row(node), tree.Name(self.row(node), "exec"), self.all(self.kids(node)))

    def _binary_operator(self, node: Any) -> Node:
        operator = self.text(node.child_by_field_name("operator"))
        terms = self.all(
            self.chain(
                node,
                operator,
                lambda one: (
                    one.type == "binary_operator" and self.text(one.child_by_field_name("operator")) == operator
                ),
            )
        )
        made = terms[0]
        for term in terms[1:]:
            made = tree.Binary(self.row(node), operator, made, term)
        return made

    def _list(self, node: Any) -> Node:
        return tree.Many(self.row(node), self.all(self.kids(node)))

    _tuple = _set = _expression_list = _pattern_list = _list

    def _dictionary(self, node: Any) -> Node:
        return tree.Table(
            self.row(node),
            [(self.field(kid, "key"), self.field(kid, "value")) for kid in self.kids(node) if kid.type == "pair"],
        )

    def _assignment(self, node: Any) -> Node:
        return tree.Assign(self.row(node), self.field(node, "left"), self.field(node, "right"), declares=True)

    def _augmented_assignment(self, node: Any) -> Node:
        operator = self.text(node.child_by_field_name("operator")).rstrip("=")
        return tree.Assign(self.row(node), self.field(node, "left"), self.field(node, "right"), operator, declares=True)

    def _import_statement(self, node: Any) -> Node:
        made: list[Node] = []
        for kid in self.kids(node):
            name, alias = kid.child_by_field_name("name"), kid.child_by_field_name("alias")
            dotted = self.text(name if name is not None else kid)
            made.append(
                tree.Import(
                    self.row(node),
                    dotted if alias else dotted.split(".")[0],
                    None,
                    self.text(alias) if alias else dotted.split(".")[0],
                )
            )
        return tree.Block(self.row(node), made)

    def _import_from_statement(self, node: Any) -> Node:
        module = node.child_by_field_name("module_name")
        dotted = self.text(module) if module is not None else ""
        level = len(dotted) - len(dotted.lstrip("."))
        made: list[Node] = []
        for kid in self.kids(node)[1:]:
            name, alias = kid.child_by_field_name("name"), kid.child_by_field_name("alias")
            word = self.text(name if name is not None else kid)
            made.append(
                tree.Import(self.row(node), dotted.lstrip("."), word, self.text(alias) if alias else word, level)
            )
        return tree.Block(self.row(node), made)

    def _function_definition(self, node: Any) -> Node:
        name, parameters = node.child_by_field_name("name"), node.child_by_field_name("parameters")
        names = (
            [self.text(kid.child_by_field_name("name") or kid) for kid in self.kids(parameters)]
            if parameters is not None
            else []
        )
        decorated = node.parent is not None and node.parent.type == "decorated_definition"
        return tree.Function(
            self.row(node),
            self.text(name) if name is not None else "",
            names,
            self.body(node.child_by_field_name("body")),
            end=0 if decorated else self.last_row(node),
        )

    def _lambda(self, node: Any) -> Node:
        parameters = node.child_by_field_name("parameters")
        names = [self.text(kid) for kid in self.kids(parameters)] if parameters is not None else []
        return tree.Function(
            self.row(node), "", names, [tree.Leave(self.row(node), Flow.RETURN, self.field(node, "body"))]
        )

    def _class_definition(self, node: Any) -> Node:
        name, bases = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
        return tree.Class(
            self.row(node),
            self.text(name) if name is not None else "",
            self.all(self.kids(bases)) if bases is not None else [],
            self.body(node.child_by_field_name("body")),
        )

    def _if_statement(self, node: Any) -> Node:
        others = [self.one(kid) for kid in self.kids(node) if kid.type in ("elif_clause", "else_clause")]
        return tree.Branch(
            self.row(node), self.field(node, "condition"), self.body(node.child_by_field_name("consequence")), others
        )

    _elif_clause = _if_statement

    def _for_statement(self, node: Any) -> Node:
        return tree.For(
            self.row(node),
            self.field(node, "left"),
            self.field(node, "right"),
            self.body(node.child_by_field_name("body")),
        )

    def _while_statement(self, node: Any) -> Node:
        return tree.While(self.row(node), self.field(node, "condition"), self.body(node.child_by_field_name("body")))

    def _return_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Leave(self.row(node), Flow.RETURN, self.one(kids[0]) if kids else None)

"""Kotlin, and Gradle's scripts in it."""

from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.compiled import Statements, read_with
from beartrap.vet.source.languages.javascript_expressions import unescaped
from beartrap.vet.source.tree import Flow, Node

_NAME = regex(r"[A-Za-z_]\w*")
_INFIX = {"xor": "^", "and": "&", "or": "|", "shl": "<<", "shr": ">>", "ushr": ">>>"}


class _Reader(Statements):
    language = "java"

    def _import(self, node: Any) -> Node:
        text = self.text(node).removeprefix("import").strip()
        path, _, alias = text.partition(" as ")
        module, _, last = path.strip().rpartition(".")
        if last == "*":
            return tree.Import(self.row(node), module.rpartition(".")[2], "*", "")
        return tree.Import(self.row(node), last, None, alias.strip() or last)

    def _navigation_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        name = self.text(kids[-1])
        base = self.text(kids[0])
        if (
            name[:1].isupper()
            and base.replace(".", "").islower()
            and base.split(".")[0] in ("java", "javax", "kotlin", "org", "com")
        ):
            return tree.Name(self.row(node), name)
        return tree.Attr(self.row(node), self.one(kids[0]), name)

    def _call_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        args: list[Node] = []
        words: list[tuple[str | None, Node]] = []
        for kid in kids[1:]:
            if kid.type == "value_arguments":
                more, named = self.arguments(kid)
                args, words = args + more, words + named
            elif kid.type != "type_arguments":
                args.append(self.one(kid))
        return tree.Call(self.row(node), self.one(kids[0]), args, words)

    _constructor_invocation = _call_expression

    def arguments(self, listed: Any) -> tuple[list[Node], list[tuple[str | None, Node]]]:
        """Return the arguments of a call, those by name apart."""
        args: list[Node] = []
        words: list[tuple[str | None, Node]] = []
        for kid in self.kids(listed):
            kids = self.kids(kid)
            if len(kids) == 2 and kids[0].type == "identifier" and any(one.type == "=" for one in kid.children):
                words.append((self.text(kids[0]), self.one(kids[1])))
            else:
                args.append(self._through(kid))
        return args, words

    def _annotated_lambda(self, node: Any) -> Node:
        return self._through(node)

    def _lambda_literal(self, node: Any) -> Node:
        kids = self.kids(node)
        names = [self.text(one) for kid in kids if kid.type == "lambda_parameters" for one in self.kids(kid)] or ["it"]
        body = self.all([kid for kid in kids if kid.type != "lambda_parameters"])
        if body and not isinstance(body[-1], tree.Leave):
            body[-1] = tree.Leave(body[-1].row, Flow.RETURN, body[-1])
        return tree.Function(self.row(node), "", names, body)

    def _string_literal(self, node: Any) -> Node:
        parts: list[Node] = []
        named = False  # `$name`: the sign stands alone, and what follows begins with the name
        for kid in node.named_children:
            text, row = self.text(kid), self.row(kid)
            match = _NAME.match(text) if named else None
            named = text == "$"
            if kid.type == "interpolation":
                parts += [self.one(one) for one in self.kids(kid)]
            elif match is not None:
                parts += [tree.Name(row, match[0]), tree.Const(row, unescaped(text[match.end() :]))]
            elif not named:
                parts.append(tree.Const(row, unescaped(text)))
        if all(isinstance(part, tree.Const) for part in parts):
            return tree.Const(
                self.row(node), "".join(str(part.value) for part in parts if isinstance(part, tree.Const))
            )
        return tree.Join(self.row(node), parts)

    _multiline_string_literal = _string_literal

    def _infix_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        sign = _INFIX.get(self.text(kids[1])) if len(kids) == 3 else None
        return tree.Binary(self.row(node), sign, self.one(kids[0]), self.one(kids[2])) if sign else self._other(node)

    def _additive_expression(self, node: Any) -> Node:
        return self._binary_expression(node)

    def _property_declaration(self, node: Any) -> Node:
        kids = self.kids(node)
        at = next(
            (
                number
                for number, kid in enumerate(kids)
                if kid.type in ("variable_declaration", "multi_variable_declaration")
            ),
            None,
        )
        if at is None:
            return self._other(node)
        return self.declared(node, self.kids(kids[at])[0], kids[-1] if len(kids) > at + 1 else None)

    def _function_declaration(self, node: Any) -> Node:
        name = self.pick(node, "name") or next((kid for kid in self.kids(node) if kid.type == "identifier"), None)
        listed = next((kid for kid in self.kids(node) if kid.type == "function_value_parameters"), None)
        body = next((kid for kid in self.kids(node) if kid.type == "function_body"), None)
        return self.function(node, self.text(name) if name is not None else "", self.parameters(listed), body)

    def _class_declaration(self, node: Any) -> Node:
        """A class; what its name is followed by in brackets is kept as its fields."""
        made = super()._class_declaration(node)
        first = next((kid for kid in self.kids(node) if kid.type == "primary_constructor"), None)
        listed = next((kid for kid in self.kids(first) if kid.type == "class_parameters"), None) if first else None
        if listed is not None and isinstance(made, tree.Class):
            names = [self.named(kid)[0] for kid in self.kids(listed) if self.named(kid)]
            made.body = [*self.kept(node, names), *made.body]
        return made

    def named(self, parameter: Any) -> list[str]:
        """Return the name of a parameter."""
        return [self.text(parameter).split(":")[0].split()[-1]] if self.text(parameter).strip() else []

    def _function_body(self, node: Any) -> Node:
        return self._through(node)

    def _anonymous_initializer(self, node: Any) -> Node:
        return self._through(node)

    def _jump_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        flow = Flow.THROW if self.text(node).startswith("throw") else Flow.RETURN
        return tree.Leave(self.row(node), flow, self.one(kids[0]) if kids else None)

    def _if_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Branch(
            self.row(node),
            self.one(kids[0]),
            self.body(kids[1] if len(kids) > 1 else None),
            self.body(kids[2] if len(kids) > 2 else None),
        )

    def _for_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.For(
            self.row(node),
            tree.Name(self.row(node), self.text(kids[0])),
            self.one(kids[1]),
            self.body(kids[2] if len(kids) > 2 else None),
        )

    def _assignment(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Assign(self.row(node), self.one(kids[0]), self.one(kids[-1]))


read = read_with(_Reader, "kotlin", "java")

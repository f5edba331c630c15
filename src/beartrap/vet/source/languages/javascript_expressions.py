"""Expressions of JavaScript and TypeScript."""

import re
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import Reader
from beartrap.vet.source.operators import BigInt
from beartrap.vet.source.tree import Flow, Node

_ESCAPE = regex(r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([0-7]{1,3})|(\r\n|[\s\S]))")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_SAME = {"===": "==", "!==": "!=", "&&": "or", "||": "or", "??": "or"}
LADDER = 40
"""Rungs of `else if` or `? :` that nest; longer ones are laid flat."""


def unescaped(text: str) -> str:
    """Return the inside of a string literal with its escapes undone."""
    return _ESCAPE.sub(_escape, text) if "\\" in text else text


def _escape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        return chr(min(int(digits, 16), 0x10FFFF))
    if match[4]:
        return chr(int(match[4], 8))
    return _LETTERS.get(match[5], match[5])


def before(step: tree.Assign) -> Node:
    """Return `i++` as what `i` was: one step back from what it is then."""
    return tree.Binary(step.row, "-" if step.operator == "+" else "+", step, tree.Const(step.row, 1))


def is_used_before(node: Any) -> bool:
    """Whether the value of a step counts, and is the one before it."""
    unused = node.parent is None or node.parent.type in ("expression_statement", "for_statement", "sequence_expression")
    return not unused and node.children[0].type not in ("++", "--")


class Expressions(Reader):
    """One method for each kind of expression that has a bearing on values."""

    def block(self, node: Any) -> list[Node]:
        """Return statements, functions first: they can be called before they stand."""
        kids = self.kids(node)
        first = [kid for kid in kids if kid.type in ("function_declaration", "generator_function_declaration")]
        return self.statements(first + [kid for kid in kids if kid not in first] if first else kids)

    def _program(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.block(node))

    _statement_block = _class_static_block = _program

    def _expression_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return self.one(kids[0]) if len(kids) == 1 else tree.Block(self.row(node), self.all(kids))

    _parenthesized_expression = _await_expression = _expression_statement

    def _sequence_expression(self, node: Any) -> Node:
        flat, waiting = [], [node]
        while waiting:
            top = waiting.pop()
            if top.type == "sequence_expression":
                waiting += reversed(self.kids(top))
            else:
                flat.append(top)
        made = self.all(flat)
        kept = [one for one in made[:-1] if not isinstance(one, tree.Const)] + list(made[-1:])
        return kept[0] if len(kept) == 1 else tree.Block(self.row(node), kept)  # `(0, module.call)(…)` calls it

    def _identifier(self, node: Any) -> Node:
        return tree.Name(self.row(node), self.text(node))

    _this = _super = _shorthand_property_identifier = _import = _shorthand_property_identifier_pattern = _identifier

    def _undefined(self, node: Any) -> Node:
        return tree.Const(self.row(node), None)

    _null = _empty_statement = _undefined
    _interface_declaration = _type_alias_declaration = _ambient_declaration = _type_annotation = _undefined
    _type_arguments = _type_parameters = _undefined

    def _true(self, node: Any) -> Node:
        return tree.Const(self.row(node), True)

    def _false(self, node: Any) -> Node:
        return tree.Const(self.row(node), False)

    def _string(self, node: Any) -> Node:
        return tree.Const(self.row(node), unescaped(self.text(node)[1:-1]))

    def _number(self, node: Any) -> Node:
        text = self.text(node).replace("_", "")
        try:
            if text.endswith("n"):
                return tree.Const(self.row(node), BigInt(text.rstrip("n"), 0))
            return tree.Const(
                self.row(node),
                int(text, 0) if not text.startswith("0") or text[1:2].isalpha() or text == "0" else float(text),
            )
        except ValueError:
            try:
                return tree.Const(self.row(node), float(text))
            except ValueError:
                return tree.Const(self.row(node), None)

    def _regex(self, node: Any) -> Node:
        parts = (node.child_by_field_name("pattern"), node.child_by_field_name("flags"))
        texts = [tree.Const(self.row(node), self.text(part) if part else "") for part in parts]
        return tree.Call(self.row(node), tree.Name(self.row(node), "RegExp"), texts)

    def _template_string(self, node: Any) -> Node:
        parts: list[Node] = []
        for kid in node.named_children:
            if kid.type == "template_substitution":
                parts += self.all(self.kids(kid))
            else:
                parts.append(tree.Const(self.row(kid), unescaped(self.text(kid))))
        if all(isinstance(part, tree.Const) for part in parts):
            return tree.Const(
                self.row(node), "".join(str(part.value) for part in parts if isinstance(part, tree.Const))
            )
        return tree.Join(self.row(node), parts)

    def _array(self, node: Any) -> Node:
        items = self.all(self.kids(node))
        if len(items) > 2 and all(isinstance(item, tree.Const) and not isinstance(item.value, list) for item in items):
            return tree.Const(self.row(node), [item.value for item in items])  # type: ignore[attr-defined]
        return tree.Many(self.row(node), items)

    _array_pattern = _array

    def _spread_element(self, node: Any) -> Node:
        return tree.Spread(
            self.row(node), self.one(self.kids(node)[0]) if self.kids(node) else tree.Const(self.row(node), None)
        )

    _rest_pattern = _spread_element

    def _object(self, node: Any) -> Node:
        pairs: list[tuple[Node | None, Node]] = []
        for kid in self.kids(node):
            if kid.type in ("pair", "pair_pattern"):
                pairs.append((self._key(kid.child_by_field_name("key")), self.field(kid, "value")))
            elif kid.type == "method_definition":
                name, key = kid.child_by_field_name("name"), self._key(kid.child_by_field_name("name"))
                if self.accessor(kid) == "set":  # kept where it is asked for: `SETTER` of names.protocols
                    key = tree.Const(key.row, f"\1set {self.text(name)}")
                pairs.append((key, self._function(kid, name="")))
            elif kid.type in ("spread_element", "rest_pattern"):
                inner = self.kids(kid)
                pairs.append((None, self.one(inner[0]) if inner else tree.Const(self.row(kid), None)))
            elif kid.type == "object_assignment_pattern":
                name = kid.child_by_field_name("left")
                pairs.append(
                    (
                        tree.Const(self.row(kid), self.text(name)),
                        tree.Choice(self.row(kid), None, [self.one(name), self.field(kid, "right")]),
                    )
                )
            else:
                pairs.append((tree.Const(self.row(kid), self.text(kid)), self.one(kid)))
        return tree.Table(self.row(node), pairs)

    _object_pattern = _object

    def accessor(self, node: Any) -> str:
        """Return `get` or `set` for a method that stands for a member, empty for any other."""
        return next((kid.type for kid in node.children if kid.type in ("get", "set")), "")

    def _yield_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        given = self.one(kids[0]) if kids else tree.Const(self.row(node), None)
        all_of_it = any(kid.type == "*" for kid in node.children)
        return tree.Leave(self.row(node), Flow.CONTINUE, tree.Spread(given.row, given) if all_of_it else given)

    def _assignment_pattern(self, node: Any) -> Node:
        return tree.Choice(self.row(node), None, [self.field(node, "left"), self.field(node, "right")])

    def _key(self, node: Any) -> Node:
        if node is None:
            return tree.Const(0, None)
        if node.type == "computed_property_name":
            return self.one(self.kids(node)[0])
        if node.type in ("string", "number"):
            return self.one(node)
        return tree.Const(self.row(node), self.text(node))

    def _member_expression(self, node: Any) -> Node:
        links = []
        while node is not None and node.type == "member_expression":
            links.append(node)
            node = node.child_by_field_name("object")
        made = self.one(node)
        for link in reversed(links):
            prop = link.child_by_field_name("property")
            made = tree.Attr(self.row(prop or link), made, self.text(prop) if prop is not None else "")
        return made

    def _subscript_expression(self, node: Any) -> Node:
        return tree.Index(self.row(node), self.field(node, "object"), self.field(node, "index"))

    def _call_expression(self, node: Any) -> Node:
        arguments = node.child_by_field_name("arguments")
        if arguments is not None and arguments.type == "template_string":
            text = self.one(arguments)
            args: list[Node] = [tree.Join(text.row, [text])]
        else:
            args = self.all(self.kids(arguments)) if arguments is not None else []
        func = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        made = self.one(func)
        if isinstance(made, tree.Call) and isinstance(made.func, tree.Name) and made.func.id == "await" and made.args:
            made = made.args[-1]  # `await (0, module.call)(…)` waits for what it calls, and calls nothing of that name
        row = made.row if isinstance(made, tree.Attr) else self.row(node)
        return tree.Call(row or self.row(node), made, args, new=node.type == "new_expression")

    _new_expression = _call_expression

    def _binary_expression(self, node: Any) -> Node:
        operator = self.text(node.child_by_field_name("operator"))
        row = self.row(node)
        terms = self.chain(
            node,
            operator,
            lambda one: one.type == "binary_expression" and self.text(one.child_by_field_name("operator")) == operator,
        )
        values = self.all(terms)
        if operator in ("&&", "||", "??"):
            return tree.Choice(row, None, values, operator == "&&")
        if operator == "+" and len(values) > 12:
            return tree.Join(row, values)
        made = values[0]
        for value in values[1:]:
            made = tree.Binary(row, _SAME.get(operator, operator), made, value)
        return made

    def _unary_expression(self, node: Any) -> Node:
        operator, argument = self.text(node.child_by_field_name("operator")), self.field(node, "argument")
        if operator == "void":
            return tree.Block(self.row(node), [argument, tree.Const(self.row(node), None)])
        if operator in ("typeof", "delete"):
            return tree.Binary(self.row(node), "instanceof", argument, tree.Const(self.row(node), None))
        return tree.Unary(self.row(node), "not" if operator == "!" else operator, argument)

    def _update_expression(self, node: Any) -> Node:
        target = self.field(node, "argument")
        step = "+" if "++" in self.text(node) else "-"
        made = tree.Assign(self.row(node), target, tree.Const(self.row(node), 1), step)
        return before(made) if is_used_before(node) else made

    def _assignment_expression(self, node: Any) -> Node:
        return tree.Assign(self.row(node), self.field(node, "left"), self.field(node, "right"))

    def _augmented_assignment_expression(self, node: Any) -> Node:
        operator = self.text(node.child_by_field_name("operator")).rstrip("=") or "+"
        if operator in ("??", "||", "&&"):
            target = self.field(node, "left")
            return tree.Assign(
                self.row(node), target, tree.Choice(self.row(node), None, [target, self.field(node, "right")])
            )
        return tree.Assign(self.row(node), self.field(node, "left"), self.field(node, "right"), operator)

    def _ternary_expression(self, node: Any) -> Node:
        rungs = [node]
        while (last := rungs[-1].child_by_field_name("alternative")) is not None and last.type == "ternary_expression":
            rungs.append(last)
        end = self.one(rungs[-1].child_by_field_name("alternative"))
        pairs = [(self.field(rung, "condition"), self.field(rung, "consequence")) for rung in rungs]
        if len(rungs) > LADDER:
            return tree.Choice(self.row(node), None, [part for pair in pairs for part in pair] + [end])
        for test, value in reversed(pairs):
            end = tree.Choice(self.row(node), test, [value, end])
        return end

    def _function(self, node: Any, name: str | None = None) -> Node:
        raise NotImplementedError

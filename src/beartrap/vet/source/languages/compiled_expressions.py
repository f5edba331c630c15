"""Expressions of the languages that are compiled first: their grammars name the same things alike, and differ in the fields."""

import re
from collections.abc import Iterable
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import Reader
from beartrap.vet.source.languages.javascript_expressions import unescaped
from beartrap.vet.source.tree import Flow, Node

TABLE = 64
"""Literals in a row from which a list of them is read at once, without a node for each."""

_NUMBER = regex(
    r"([-+]?)\s*(0[xX][0-9a-fA-F_']+|0[bB][01_']+|0[oO][0-7_']+|\d[\d_']*)(?:[uUlLn]|[iu](?:8|16|32|64|128|size))*\Z"
)
_RAW = regex(r"(?:b?r|R)?(#*)\"", re.IGNORECASE)
_NUMBERS = frozenset({
    "int_literal", "integer_literal", "decimal_integer_literal", "hex_integer_literal", "octal_integer_literal", "binary_integer_literal",
    "number_literal", "char_literal", "character_literal", "rune_literal",
})  # fmt: skip


class Expressions(Reader):
    """What the grammars of compiled languages share of expressions; a method is asked for a node type of its name."""

    counted = False
    """Whether a character is a number, as in C and Go."""
    roots: frozenset[str] = frozenset()
    """Names of packages and namespaces that are left out: a class is told by its own name."""

    def pick(self, node: Any, *fields: str) -> Any:
        """Return the first child that the node has under one of these fields, None where it has none."""
        return next((child for field in fields if (child := node.child_by_field_name(field)) is not None), None)

    def kids(self, node: Any) -> list[Any]:
        """Return the named children that are no comments; none of a part that is not there."""
        return super().kids(node) if node is not None else []

    def text(self, node: Any) -> str:
        """Return the source of a node; empty for a part that is not there."""
        return super().text(node) if node is not None else ""

    def _through(self, node: Any) -> Node:
        kids = self.kids(node)
        return self.one(kids[-1]) if kids else tree.Const(self.row(node), None)

    _parenthesized_expression = _expression_statement = _await_expression = _try_expression = _through
    _reference_expression = _unsafe_block = _go_statement = _defer_statement = _argument = _literal_element = _through
    _variadic_argument = _checked_expression = _type_descriptor = _expression_element = _collection_element = _through
    _value_argument = _condition_clause = _async_block = _element_value_array_initializer = _ref_expression = _through

    def _identifier(self, node: Any) -> Node:
        return tree.Name(self.row(node), self.text(node))

    _type_identifier = _field_identifier = _package_identifier = _namespace_identifier = _simple_identifier = (
        _identifier
    )
    _primitive_type = _predefined_type = _integral_type = _crate = _super = _identifier

    def _this(self, node: Any) -> Node:
        return tree.Name(self.row(node), "this")

    _self = _this_expression = _this

    def _null(self, node: Any) -> Node:
        return tree.Const(self.row(node), None)

    _nil = _null_literal = _default_expression = _null

    def _true(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.text(node) == "true")

    _false = _boolean_literal = _true

    def _number_literal(self, node: Any) -> Node:
        return tree.Const(self.row(node), number(self.text(node)))

    _int_literal = _integer_literal = _decimal_integer_literal = _hex_integer_literal = _number_literal
    _octal_integer_literal = _binary_integer_literal = _float_literal = _real_literal = _number_literal
    _decimal_floating_point_literal = _hex_literal = _long_literal = _bin_literal = _number_literal

    def _char_literal(self, node: Any) -> Node:
        text = unescaped(self.text(node).removeprefix("b").strip("'LuU8"))
        counted = self.counted or self.text(node).startswith("b")
        return tree.Const(self.row(node), ord(text) if counted and len(text) == 1 else text)

    _character_literal = _rune_literal = _char_literal

    def _string_literal(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.content(node))

    _interpreted_string_literal = _raw_string_literal = _verbatim_string_literal = _string_literal

    def content(self, node: Any) -> str | bytes:
        """Return what a literal of text stands for."""
        text = self.text(node)
        if '"""' in text[:8]:
            return text[text.index('"""') + 3 :].removesuffix('"""')
        if text.startswith(("@", "`")):
            return text.lstrip("@").strip('"`').replace('""', '"')
        match = _RAW.match(text)
        if match and ("r" in match[0].lower() or match[1]):
            inner = text[match.end() :].removesuffix(match[1]).removesuffix('"')
            return inner[1:-1] if text.startswith("R") and inner[:1] == "(" else inner
        made = unescaped(text[text.find('"') + 1 : text.rfind('"')] if '"' in text else text.strip("'"))
        return made.encode("latin-1", "replace") if text.startswith(("b", "c")) and self.language == "rust" else made

    language = ""

    def _concatenated_string(self, node: Any) -> Node:
        return tree.Join(self.row(node), self.all(self.kids(node)))

    def _binary_expression(self, node: Any) -> Node:
        operator = self.operator(node)
        terms = self.chain(node, operator, lambda one: one.type == node.type and self.operator(one) == operator)
        values = self.all(terms)
        if operator in ("||", "&&", "??", "?:"):
            return tree.Choice(self.row(node), None, values, operator == "&&")
        made = values[0]
        for value in values[1:]:
            made = tree.Binary(self.row(node), operator, made, value)
        return made

    def operator(self, node: Any) -> str:
        """Return the sign of an operator; a shift that JavaScript has too is spelt as there."""
        child = node.child_by_field_name("operator")
        if child is None:
            child = next((one for one in node.children if not one.is_named), None)
        return self.text(child) if child is not None else ""

    def _unary_expression(self, node: Any) -> Node:
        operand = self.one(self.pick(node, "operand", "argument") or (self.kids(node) or [None])[-1])
        sign = self.operator(node)
        if sign in ("&", "*", "<-", "+", "^") or sign.startswith("&"):
            return operand
        if sign in ("++", "--"):
            return self.step(node, operand, sign)
        return tree.Unary(self.row(node), "not" if sign == "!" else sign, operand)

    _prefix_unary_expression = _pointer_expression = _unary_expression

    def step(self, node: Any, target: Node, sign: str) -> Node:
        """Return `target++` or `target--`."""
        return tree.Assign(self.row(node), target, tree.Const(self.row(node), 1), sign[0])

    def _update_expression(self, node: Any) -> Node:
        return self.step(
            node,
            self.one((self.kids(node) or [None])[0]),
            "--" if "--" in self.text(node)[-3:] + self.text(node)[:2] else "++",
        )

    _postfix_unary_expression = _inc_statement = _dec_statement = _update_expression

    def _assignment_expression(self, node: Any) -> Node:
        sign = self.operator(node).removesuffix("=")
        return tree.Assign(
            self.row(node), self.target(self.pick(node, "left")), self.field(node, "right"), sign or None
        )

    _compound_assignment_expr = _assignment_expression

    def target(self, node: Any) -> Node:
        """Return what is assigned to."""
        return self.one(node)

    def flattened(self, target: Node) -> Node:
        """Return `a.c` for `a.b.c`."""
        if isinstance(target, tree.Attr) and isinstance(target.base, tree.Attr):
            inner: Node = target.base
            while isinstance(inner, tree.Attr):
                inner = inner.base
            return tree.Attr(target.row, inner, target.name)
        return target

    def _conditional_expression(self, node: Any) -> Node:
        either = [self.field(node, "consequence"), self.field(node, "alternative")]
        return tree.Choice(self.row(node), self.field(node, "condition"), either)

    _ternary_expression = _conditional_expression

    def _call_expression(self, node: Any) -> Node:
        return tree.Call(
            self.row(node), self.one(self.pick(node, "function")), *self.arguments(self.pick(node, "arguments"))
        )

    _invocation_expression = _call_expression

    def arguments(self, listed: Any) -> tuple[list[Node], list[tuple[str | None, Node]]]:
        """Return the arguments of a call, those by name apart."""
        args: list[Node] = []
        words: list[tuple[str | None, Node]] = []
        for kid in self.kids(listed) if listed is not None else ():
            name = kid.child_by_field_name("name") if kid.type in ("argument", "value_argument") else None
            spread = kid.type == "variadic_argument"
            if name is not None:
                words.append((self.text(name), self._through(kid)))
            else:
                args.append(tree.Spread(self.row(kid), self.one(kid)) if spread else self.one(kid))
        return args, words

    def _object_creation_expression(self, node: Any) -> Node:
        args, words = self.arguments(self.pick(node, "arguments"))
        initial = node.child_by_field_name("initializer")
        for kid in self.kids(initial) if initial is not None else ():
            if kid.type == "assignment_expression":
                words.append((self.text(kid.child_by_field_name("left")), self.field(kid, "right")))
            else:
                args.append(self.one(kid))
        for kid in self.kids(node):
            if kid.type in ("class_body", "declaration_list"):  # a class without a name: its methods are handed on
                args += self.methods(kid)
        return tree.Call(self.row(node), self.one(self.pick(node, "type")), args, words)

    _new_expression = _object_creation_expression

    def methods(self, body: Any) -> list[Node]:
        """Return the functions of a class body."""
        return [one for one in self.all(self.kids(body)) if isinstance(one, tree.Function)]

    def _member(self, node: Any) -> Node:
        base = self.pick(
            node, "value", "argument", "operand", "object", "expression", "path", "scope", "qualifier", "package"
        )
        last = self.pick(node, "field", "name")
        name = self.text(last).split("<", 1)[0] if last is not None else ""
        if base is None or self.text(base) in self.roots:
            return tree.Name(self.row(node), name)
        return tree.Attr(self.row(node), self.one(base), name)

    _field_expression = _selector_expression = _field_access = _member_access_expression = _member
    _scoped_identifier = _qualified_identifier = _qualified_name = _scoped_type_identifier = _qualified_type = _member
    _alias_qualified_name = _member

    def _conditional_access_expression(self, node: Any) -> Node:
        """`a?.b(c)` reads as `a.b(c)`."""
        kids = self.kids(node)
        base, made = self.one(kids[0]), self.one(kids[-1])
        inner = made
        while isinstance(inner, tree.Call | tree.Attr | tree.Index):
            nearer = inner.func if isinstance(inner, tree.Call) else inner.base
            if isinstance(nearer, tree.Name):
                attr = tree.Attr(self.row(node), base, nearer.id)
                if isinstance(inner, tree.Call):
                    inner.func = attr
                else:
                    inner.base = attr
                return made
            inner = nearer
        return tree.Attr(self.row(node), base, made.id) if isinstance(made, tree.Name) else made

    def _generic_function(self, node: Any) -> Node:
        return self.one(self.pick(node, "function", "name") or self.kids(node)[0])

    _generic_name = _generic_type = _template_function = _template_type = _generic_function

    def _index_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        base, key = kids[0], kids[-1]
        inner = self.kids(key) if key.type in ("subscript_argument_list", "bracketed_argument_list") else [key]
        if inner and inner[0].type == "range_expression":
            return self.slice(node, base, self.text(inner[0]), inner[0])
        return tree.Index(self.row(node), self.one(base), self.one(inner[0] if inner else None))

    _array_access = _subscript_expression = _element_access_expression = _indexing_expression = _index_expression

    def slice(self, node: Any, base: Any, text: str, bounds: Any) -> Node:
        """Return `base[low..high]`."""
        kids = self.kids(bounds)
        first = not text.startswith("..")
        low = self.one(kids[0]) if kids and first else None
        high = self.one(kids[-1]) if len(kids) > 1 or (kids and not first) else None
        return tree.Slice(self.row(node), self.one(base), low, high, None)

    def _list(self, node: Any) -> Node:
        return self.listed(node, self.kids(node))

    _array_expression = _array_initializer = _initializer_list = _initializer_expression = _tuple_expression = _list
    _collection_expression = _array_literal = _collection_literal = _list

    def listed(self, node: Any, kids: list[Any]) -> Node:
        """Return a list; a long one of numbers as one literal."""
        if len(kids) >= TABLE and all(
            (kid.type if kid.named_child_count != 1 else kid.named_children[0].type) in _NUMBERS for kid in kids[:TABLE]
        ):
            values = [one.value if isinstance(one, tree.Const) else None for one in self.all(kids)]
            if not any(isinstance(value, list) for value in values):
                return tree.Const(self.row(node), values)  # type: ignore[arg-type]
        return tree.Many(self.row(node), self.all(kids))

    def _array_creation_expression(self, node: Any) -> Node:
        value = self.pick(node, "value") or next(
            (kid for kid in self.kids(node) if kid.type.endswith(("initializer", "initializer_expression"))), None
        )
        if value is not None:
            return self.one(value)
        sizes = [kid for kid in node.named_children if kid.type in ("dimensions_expr",)]
        return tree.Call(
            self.row(node), tree.Name(self.row(node), "\0zeros"), [self._through(sizes[0])] if sizes else []
        )

    _implicit_array_creation_expression = _array_creation_expression

    def _cast_expression(self, node: Any) -> Node:
        kind = self.pick(node, "type")
        name, value = self.text(kind).strip() if kind is not None else "", self.one(self.pick(node, "value"))
        return self.cast(node, name, value)

    _type_cast_expression = _as_expression = _cast_expression

    def cast(self, node: Any, kind: str, value: Node) -> Node:
        """Return a value as another type: a conversion where it is one of numbers and characters."""
        return (
            tree.Call(self.row(node), tree.Name(self.row(node), f"\0{CASTS[kind]}"), [value])
            if kind in CASTS
            else value
        )

    def function(self, node: Any, name: str, parameters: Iterable[str], body: Any) -> Node:
        """Return a function; a body that is an expression is what it returns."""
        made = self.one(body) if body is not None else tree.Block(self.row(node), [])
        statements = (
            list(made.body) if isinstance(made, tree.Block) else [tree.Leave(self.row(node), Flow.RETURN, made)]
        )
        return tree.Function(self.row(node), name, list(parameters), statements)

    def _lambda_expression(self, node: Any) -> Node:
        listed = self.pick(node, "parameters", "declarator")
        body = self.pick(node, "body") or (self.kids(node) or [None])[-1]
        return self.asked(self.function(node, "", self.parameters(listed), body), listed)

    def asked(self, function: Node, listed: Any) -> Node:
        """Return a function that knows of its parameters what their types say; a language that has types does."""
        return function

    _closure_expression = _func_literal = _anonymous_method_expression = _lambda_expression

    def parameters(self, listed: Any) -> list[str]:
        """Return the names of parameters; one that takes all that is left begins with a star."""
        if listed is None:
            return []
        if listed.type in ("identifier", "implicit_parameter"):
            return [self.text(listed)]
        found: list[str] = []
        for kid in self.kids(listed):
            if kid.type == "parameter_list":
                found += self.parameters(kid)
            elif kid.type == "self_parameter":
                found.append("self")
            elif kid.type not in ("attribute_list", "modifiers", "type_parameter_list"):
                found += self.named(kid)
        return found

    def named(self, parameter: Any) -> list[str]:
        """Return the names that one parameter declares."""
        if parameter.type in ("identifier", "implicit_parameter"):
            return [self.text(parameter)]
        names = parameter.children_by_field_name("name") or [self.pick(parameter, "pattern", "declarator")]
        star = "*" if parameter.type in ("spread_parameter", "variadic_parameter_declaration") else ""
        return [star + bare(self.text(name)) for name in names if name is not None] or [bare(self.text(parameter))]


def bare(text: str) -> str:
    """Return the name in a declarator: without stars, references, brackets and types."""
    return re.sub(r"\bmut\b|\bref\b|[*&()]|\[.*|:.*|=.*", "", text, flags=re.DOTALL).strip().split(" ")[-1]


def number(text: str) -> int | float | None:
    """Return what a literal of a number stands for, None where it is none that counts."""
    match = _NUMBER.match(text.strip())
    if match is None:
        try:
            return float(text.rstrip("fFdDmM").replace("_", ""))
        except ValueError:
            return None
    digits = match[2].replace("_", "").replace("'", "")
    if len(digits) > 40:
        return None
    octal = digits[0] == "0" and digits.isdigit() and len(digits) > 1
    value = int(digits, 8) if octal and not set(digits) & {"8", "9"} else int(digits, 10 if digits.isdigit() else 0)
    return -value if match[1] == "-" else value


CASTS = {
    **dict.fromkeys(("char", "rune", "Char", "wchar_t"), "char"), **dict.fromkeys(("u8", "byte", "uint8", "unsigned char", "Byte", "uint8_t", "BYTE"), "byte"),
    **dict.fromkeys(("int", "u16", "u32", "u64", "usize", "i32", "i64", "long", "short", "uint", "ushort", "ulong", "int32", "uint32", "int64", "unsigned int"), "int"),
    "string": "text", "String": "text",
}  # fmt: skip
"""Types to which a conversion changes what a number or character is, by what it becomes."""

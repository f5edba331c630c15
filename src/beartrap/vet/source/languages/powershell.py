"""PowerShell: names in lower case, since the language does not care; cmdlets and .NET calls alike become calls."""

import re
from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import Reader, parser
from beartrap.vet.source.tree import Flow, Node

_WRAPPERS = regex(
    r"(?:logical|bitwise|comparison|additive|multiplicative|format|range|array_literal)(?:_argument)?_expression$|^unary_expression$|^string_literal$|^integer_literal$|^pipeline$|^pipeline_chain$|^expression_with_unary_operator$"
    r"|^argument_expression$|^statement_list$|^script_block$|^script_block_body$|^left_assignment_expression$|^sub_expression$|^command_name_expr$|^path_command_name$"
)
_TEXT = regex(r"\$(?:\{([^}]{1,400})\}|((?:env:)?\w+(?::\w+)?))|\$\(([^)]{0,4000})\)", re.IGNORECASE)
_BACKTICK = regex(r"`(.)", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "\n": ""}
_OPERATORS = {
    "-bxor": "^",
    "-band": "&",
    "-bor": "|",
    "-shl": "<<",
    "-shr": ">>",
    "-eq": "==",
    "-ne": "!=",
    "-lt": "<",
    "-gt": ">",
    "+": "+",
    "-": "-",
    "*": "*",
    "/": "/",
    "%": "%",
}


_FIXED = {
    "pshome": r"C:\Windows\System32\WindowsPowerShell\v1.0", "shellid": "Microsoft.PowerShell", "env:comspec": r"C:\WINDOWS\system32\cmd.exe", "verbosepreference": "SilentlyContinue",
}  # fmt: skip
"""Variables that are the same on every machine; names are spelt with letters out of them."""


def read(text: str) -> tree.Module:
    """Return a PowerShell script as a tree."""
    source = re.sub(r"`(?=[A-Za-z])(?![nrt0])", "", text).encode("utf-8", "surrogatepass")
    reader = _Reader(source)
    root = parser("powershell").parse(source).root_node
    return tree.Module(reader.all(reader.kids(root)) + reader.late(), "powershell", reader.deep, reader.broken)


class _Reader(Reader):
    """One method for each node type of the grammar that has a bearing on values."""

    def one(self, node: Any) -> Node:
        """Return a node; the grammar's fifteen levels of precedence around each value are passed over."""
        while node is not None and node.named_child_count == 1 and _WRAPPERS.search(node.type) and self._is_plain(node):
            node = node.named_children[0]
        return super().one(node)

    def _is_plain(self, node: Any) -> bool:
        return bool(
            node.child_count == 1
            or (
                node.type in ("script_block", "statement_list", "sub_expression", "unary_expression")
                and not self._sign(node)
            )
        )

    def _sign(self, node: Any) -> str:
        first = node.children[0] if node.children else None
        return self.text(first).lower() if first is not None and not first.is_named else ""

    def _program(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))

    _statement_list = _statement_block = _script_block = _script_block_body = _parenthesized_expression = (
        _sub_expression
    ) = _program
    _script_block_expression_body = _finally_clause = _else_clause = _catch_clauses = _catch_clause = _program

    def _script_block_expression(self, node: Any) -> Node:
        return tree.Function(self.row(node), "", ["$_"], self.all(self.kids(node)))

    def _pipeline(self, node: Any) -> Node:
        made: Node | None = None
        for kid in self.kids(node):
            value = self.one(kid)
            made = value if made is None else self._fed(value, made)
        if made is None or not any(kid.type == "command" for kid in self.kids(node)):
            return made or tree.Const(self.row(node), None)
        row = self.row(node)
        line = tree.Call(row, tree.Name(row, "$line"), [tree.Const(row, self.text(node)[:2000])])
        return tree.Block(row, [line, made])

    _pipeline_chain = _pipeline

    def _fed(self, call: Node, value: Node) -> Node:
        """Return a command that is given a value by the pipe: as its first argument."""
        if isinstance(call, tree.Call):
            return tree.Call(call.row, call.func, [value, *call.args], call.keywords)
        return tree.Block(call.row, [value, call])

    def _variable(self, node: Any) -> Node:
        return self._named(self.text(node), self.row(node))

    def _named(self, text: str, row: int) -> Node:
        name = text.strip("${}@").lower()
        if name == "env:comspec":
            return tree.Const(row, _FIXED[name])
        if name.startswith("env:"):
            return tree.Attr(row, tree.Name(row, "ENV"), name[4:].upper())
        if name in ("true", "false", "null"):
            return tree.Const(row, {"true": True, "false": False}.get(name))
        if name in _FIXED:
            return tree.Const(row, _FIXED[name])
        return tree.Name(row, "$" + name.rpartition(":")[2])

    def _verbatim_string_characters(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.text(node)[1:-1].replace("''", "'"))

    def _verbatim_here_string_characters(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.text(node)[2:-2].strip("\r\n"))

    def _expandable_string_literal(self, node: Any) -> Node:
        return self._expanded(self.text(node)[1:-1], self.row(node))

    def _expandable_here_string_literal(self, node: Any) -> Node:
        return self._expanded(self.text(node)[2:-2], self.row(node))

    def _expanded(self, text: str, row: int) -> Node:
        parts: list[Node] = []
        end = 0
        for match in _TEXT.finditer(text):
            parts.append(tree.Const(row, _unticked(text[end : match.start()])))
            parts.append(
                self._named(match[1] or match[2], row) if match[3] is None else tree.Many(row, (), ordered=False)
            )
            end = match.end()
        parts.append(tree.Const(row, _unticked(text[end:])))
        return parts[0] if len(parts) == 1 else tree.Join(row, parts)

    def _generic_token(self, node: Any) -> Node:
        return self._expanded(self.text(node), self.row(node))

    _command_parameter = _path_command_name_token = _generic_token

    def _decimal_integer_literal(self, node: Any) -> Node:
        digits = re.match(r"-?\d+", self.text(node))
        return tree.Const(self.row(node), int(digits[0]) if digits else None)

    def _hexadecimal_integer_literal(self, node: Any) -> Node:
        try:
            return tree.Const(self.row(node), int(self.text(node), 16))
        except ValueError:
            return tree.Const(self.row(node), None)

    def _assignment_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        value = node.child_by_field_name("value")
        operator = next((self.text(kid) for kid in node.children if kid.type == "assignement_operator"), "=").rstrip(
            "="
        )
        return tree.Assign(self.row(node), self.one(kids[0]), self.one(value), operator or None)

    def _additive_expression(self, node: Any) -> Node:
        kids = [kid for kid in node.children if kid.type not in ("comment",)]
        if len(kids) != 3:
            return self._other(node)
        operator = self.text(kids[1]).lower()
        left, right = kids[0], kids[2]
        if operator == "-f":
            return tree.Call(self.row(node), tree.Name(self.row(node), "-f"), [self.one(left), self.one(right)])
        if operator in ("-replace", "-creplace", "-ireplace", "-split", "-join"):
            parts = self.one(right)
            args = list(parts.items) if isinstance(parts, tree.Many) and operator.endswith("replace") else [parts]
            return tree.Call(
                self.row(node),
                tree.Attr(
                    self.row(node),
                    self.one(left),
                    operator.lstrip("-ci") if operator.endswith("replace") else operator[1:],
                ),
                args,
            )
        if operator == "..":
            return tree.Call(self.row(node), tree.Name(self.row(node), "range"), [self.one(left), self.one(right)])
        return tree.Binary(self.row(node), _OPERATORS.get(operator, "=="), self.one(left), self.one(right))

    _additive_argument_expression = _multiplicative_expression = _comparison_expression = _bitwise_expression = (
        _format_expression
    ) = _additive_expression
    _range_expression = _multiplicative_argument_expression = _bitwise_argument_expression = (
        _format_argument_expression
    ) = _range_argument_expression = _additive_expression
    _comparison_argument_expression = _additive_expression

    def _array_literal_expression(self, node: Any) -> Node:
        return tree.Many(self.row(node), self.all(self.kids(node)))

    _array_expression = _array_literal_expression

    def _expression_with_unary_operator(self, node: Any) -> Node:
        operator = self._sign(node)
        kids = self.kids(node)
        inner = self.one(kids[-1]) if kids else tree.Const(self.row(node), None)
        if operator == "-join":
            return tree.Call(
                self.row(node), tree.Name(self.row(node), "string.join"), [tree.Const(self.row(node), ""), inner]
            )
        return (
            tree.Unary(self.row(node), "not" if operator in ("-not", "!") else "-", inner)
            if operator in ("-", "-not", "!")
            else inner
        )

    _unary_expression = _expression_with_unary_operator

    def _cast_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        name = self.text(kids[0]).strip("[]").lower()
        return tree.Call(self.row(node), tree.Name(self.row(node), name), [self.one(kids[-1])])

    def _type_literal(self, node: Any) -> Node:
        return tree.Name(self.row(node), self.text(node).strip("[]").lower())

    def _member_access(self, node: Any) -> Node:
        kids = self.kids(node)
        if kids[-1].type != "member_name" or (
            kids[-1].named_children and kids[-1].named_children[0].type != "simple_name"
        ):
            return tree.Index(self.row(node), self.one(kids[0]), self.one(kids[-1]))
        return tree.Attr(self.row(node), self.one(kids[0]), self.text(kids[-1]).strip("'\"").lower())

    def _element_access(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Index(self.row(node), self.one(kids[0]), self.one(kids[-1]))

    def _invokation_expression(self, node: Any) -> Node:
        kids = self.kids(node)
        args = self._passed(kids[-1]) if kids[-1].type == "argument_list" else []
        names = [kid for kid in kids if kid.type == "member_name"]
        if not names and len(kids) > 2:  # a method whose name is computed
            called = tree.Index(self.row(node), self.one(kids[0]), self.one(kids[1]))
            return tree.Call(self.row(node), called, args)
        if not names:
            return self._other(node)
        base, name = self.one(kids[0]), self.text(names[-1]).strip("'\"").lower()
        return tree.Call(self.row(node), tree.Attr(self.row(node), base, name), args)

    def _passed(self, node: Any) -> list[Node]:
        listed = node.child_by_field_name("argument_expression_list")
        return self.all(self.kids(listed)) if listed is not None else []

    def _command(self, node: Any) -> Node:
        row = self.row(node)
        name = node.child_by_field_name("command_name")
        if name is not None and name.type == "command_name_expr" and name.named_child_count == 1:
            bare = name.named_children[0]  # `& powershell` calls what `powershell` calls
            name = bare if bare.type == "command_name" else name
        elements = node.child_by_field_name("command_elements")
        func: Node = (
            tree.Name(row, self.text(name).lower().removesuffix(".exe"))
            if name is not None and name.type == "command_name"
            else self.one(name)
        )
        args: list[Node] = []
        words: list[tuple[str | None, Node]] = []
        pending: str | None = None
        for kid in self.kids(elements) if elements is not None else []:
            if kid.type == "command_argument_sep":
                continue
            if kid.type == "command_parameter":
                pending = self.text(kid).lstrip("-").rstrip(":").lower()
                words.append((pending, tree.Const(row, True)))
                continue
            if kid.type == "argument_list" and args and isinstance(args[-1], tree.Attr):  # `iex (…).DownloadString(…)`
                args[-1] = tree.Call(row, args[-1], self._passed(kid))
                continue
            more = self._passed(kid) if kid.type == "argument_list" else [self.one(kid)]
            if pending is not None and words:
                words[-1] = (pending, more[0] if more else tree.Const(row, None))
                pending = None
            args += more
        return self._created(tree.Call(row, func, args, words))

    def _created(self, call: tree.Call) -> Node:
        """Return `New-Object Some.Class(arguments)` as a call of the class."""
        if (
            isinstance(call.func, tree.Name)
            and call.func.id == "new-object"
            and call.args
            and isinstance(call.args[0], tree.Const)
        ):
            name = str(call.args[0].value).lower()
            if name in ("-comobject",) and len(call.args) > 1 and isinstance(call.args[1], tree.Const):
                name = f"new-object({str(call.args[1].value).lower()})"
            return tree.Call(call.row, tree.Name(call.row, name), call.args[1:])
        return call

    def _if_statement(self, node: Any) -> Node:
        test = node.child_by_field_name("condition")
        return tree.Branch(self.row(node), self.one(test), [self.one(kid) for kid in self.kids(node) if kid != test])

    def _while_statement(self, node: Any) -> Node:
        return tree.Branch(self.row(node), tree.Name(self.row(node), "\0while"), self.all(self.kids(node)))

    _for_statement = _do_statement = _switch_statement = _while_statement

    def _foreach_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        if len(kids) < 3:
            return self._other(node)
        return tree.For(self.row(node), self.one(kids[0]), self.one(kids[1]), self.body(kids[-1]))

    def _try_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Try(self.row(node), self.body(kids[0]), self.all(kids[1:]))

    def _function_statement(self, node: Any) -> Node:
        name = next((self.text(kid) for kid in self.kids(node) if kid.type == "function_name"), "")
        blocks = [kid for kid in self.kids(node) if kid.type == "script_block"]
        parameters = ["$" + self.text(one).lstrip("$").lower() for one in _descend(node, "script_parameter")]
        return tree.Function(self.row(node), name.lower(), parameters, self.all(blocks))

    def _flow_control_statement(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Leave(self.row(node), Flow.RETURN, self.one(kids[0]) if kids else None)


def _unticked(text: str) -> str:
    return _BACKTICK.sub(lambda match: _LETTERS.get(match[1], match[1]), text) if "`" in text else text


def _descend(node: Any, kind: str) -> list[Any]:
    """Return the variables of parameters, looked for three levels deep."""
    found, level = [], [node]
    for _ in range(4):
        level = [
            kid
            for one in level
            for kid in one.named_children
            if one.type != "script_block" or kid.type == "param_block"
        ]
        found += [kid.named_children[-1] for kid in level if kid.type == kind and kid.named_children]
    return [one for one in found if one.type == "variable"]

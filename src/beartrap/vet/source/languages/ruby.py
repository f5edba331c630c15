"""Ruby: a bare word with arguments is a call; constants joined by `::` and methods joined by a dot are one dotted name."""

from typing import Any

from beartrap.vet.source import tree
from beartrap.vet.source.languages.grammar import Reader, parser
from beartrap.vet.source.languages.javascript_expressions import unescaped
from beartrap.vet.source.tree import Flow, Node


def read(text: str) -> tree.Module:
    """Return Ruby as a tree."""
    source = text.encode("utf-8", "surrogatepass")
    reader = _Reader(source)
    root = parser("ruby").parse(source).root_node
    return tree.Module(reader.all(reader.kids(root)) + reader.late(), "ruby", reader.deep, reader.broken)


_RECORDS = frozenset({("Struct", "new"), ("Data", "define")})
"""Calls that make a class of the names of its fields."""


class _Reader(Reader):
    """One method for each node type of the grammar that has a bearing on values."""

    def _program(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))

    _then = _else = _block_body = _ensure = _parenthesized_statements = _do = _rescue = _program

    def _body_statement(self, node: Any) -> Node:
        """Statements with what handles their errors, and what follows in any case."""
        kids = self.kids(node)
        handlers = [kid for kid in kids if kid.type == "rescue"]
        if not handlers:
            return self._program(node)
        final = [kid for kid in kids if kid.type == "ensure"]
        tried = [kid for kid in kids if kid not in handlers and kid not in final]
        made = tree.Try(self.row(node), self.all(tried), self.all(handlers), self.all(final))
        return tree.Block(self.row(node), [made])

    _begin = _body_statement

    def _identifier(self, node: Any) -> Node:
        return tree.Name(self.row(node), self.text(node))

    _constant = _global_variable = _self = _identifier

    def _instance_variable(self, node: Any) -> Node:
        return tree.Attr(self.row(node), tree.Name(self.row(node), "self"), self.text(node))

    _class_variable = _instance_variable

    def _scope_resolution(self, node: Any) -> Node:
        scope, name = node.child_by_field_name("scope"), node.child_by_field_name("name")
        if scope is None:
            return tree.Name(self.row(node), self.text(name))
        return tree.Attr(self.row(node), self.one(scope), self.text(name))

    def _string(self, node: Any) -> Node:
        parts: list[Node] = []
        for kid in node.named_children:
            if kid.type == "interpolation":
                parts += self.all(self.kids(kid))
            else:
                parts.append(
                    tree.Const(
                        self.row(kid), unescaped(self.text(kid)) if kid.type == "escape_sequence" else self.text(kid)
                    )
                )
        if not parts:
            return tree.Const(self.row(node), "")
        return parts[0] if len(parts) == 1 and isinstance(parts[0], tree.Const) else tree.Join(self.row(node), parts)

    _bare_string = _bare_symbol = _delimited_symbol = _heredoc_body = _chained_string = _string

    def _subshell(self, node: Any) -> Node:
        return tree.Call(self.row(node), tree.Name(self.row(node), "backtick"), [self._string(node)])

    def _integer(self, node: Any) -> Node:
        try:
            return tree.Const(self.row(node), int(self.text(node).replace("_", ""), 0))
        except ValueError:
            return tree.Const(self.row(node), None)

    def _true(self, node: Any) -> Node:
        return tree.Const(self.row(node), True)

    def _false(self, node: Any) -> Node:
        return tree.Const(self.row(node), False)

    def _nil(self, node: Any) -> Node:
        return tree.Const(self.row(node), None)

    def _simple_symbol(self, node: Any) -> Node:
        return tree.Const(self.row(node), self.text(node).lstrip(":"))

    _hash_key_symbol = _simple_symbol

    def _array(self, node: Any) -> Node:
        return tree.Many(self.row(node), self.all(self.kids(node)))

    _string_array = _symbol_array = _array

    def _hash(self, node: Any) -> Node:
        return tree.Table(
            self.row(node),
            [(self.field(kid, "key"), self.field(kid, "value")) for kid in self.kids(node) if kid.type == "pair"],
        )

    def _call(self, node: Any) -> Node:
        receiver, method = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        arguments, block = node.child_by_field_name("arguments"), node.child_by_field_name("block")
        args: list[Node] = []
        words: list[tuple[str | None, Node]] = []
        for kid in self.kids(arguments) if arguments is not None else []:
            if kid.type == "pair":
                words.append((self.text(kid.child_by_field_name("key")).strip(":\"' "), self.field(kid, "value")))
            elif kid.type != "block_argument":
                args.append(self.one(kid))
            elif self.kids(kid):
                args.append(self._handed(self.kids(kid)[0]))
        row, name = self.row(method or node), self.text(method) if method is not None else "call"
        if (
            name in ("method", "public_method")
            and len(args) == 1
            and isinstance(args[0], tree.Const)
            and isinstance(args[0].value, str)
        ):
            return (
                tree.Attr(row, self.one(receiver), args[0].value)
                if receiver is not None and receiver.type != "self"
                else tree.Name(row, args[0].value)
            )
        if (
            name in ("send", "public_send", "__send__")
            and args
            and isinstance(args[0], tree.Const)
            and isinstance(args[0].value, str)
        ):
            name, args = args[0].value, args[1:]
        func: Node = (
            tree.Name(row, name)
            if receiver is None or receiver.type == "self"
            else tree.Attr(row, self.one(receiver), name)
        )
        of_socket = (
            name == "send" and len(args) > 1 and isinstance(args[1], tree.Const) and isinstance(args[1].value, int)
        )
        if name in ("public_send", "__send__", "send") and args and not of_socket:  # by a name that is computed
            owner = tree.Name(row, "Kernel") if receiver is None or receiver.type == "self" else self.one(receiver)
            func, args = tree.Index(row, owner, args[0]), args[1:]
        if receiver is not None and (self.text(receiver), name) in _RECORDS and args:
            return self._record(row, args, block)
        if block is not None:
            args.append(self._lambda(block))
        if receiver is not None and arguments is None and block is None and name[:1].isupper():
            return func
        return tree.Call(row, func, args, words)

    _command_call = _call

    def _record(self, row: int, args: list[Node], block: Any) -> Node:
        """Return the class that `Struct.new(:a, :b) { … }` makes, with the constructor that it is given."""
        names = [one.value for one in args if isinstance(one, tree.Const) and isinstance(one.value, str)]
        filled: list[Node] = [
            tree.Assign(row, tree.Attr(row, tree.Name(row, "self"), f"@{name}"), tree.Name(row, name)) for name in names
        ]
        body = self.body(block.child_by_field_name("body")) if block is not None else []
        return tree.Class(row, "", [], [tree.Function(row, "initialize", names, filled), *body])

    def _handed(self, node: Any) -> Node:
        """Return the function that `&:name` or `&method(:name)` hands on."""
        if node.type != "simple_symbol":
            return self.one(node)
        row = self.row(node)
        called = tree.Call(row, tree.Attr(row, tree.Name(row, "it"), self.text(node).lstrip(":")), [])
        return tree.Function(row, "", ["it"], [called])

    def _lambda(self, node: Any) -> Node:
        """A block; a pair among its parameters is taken apart first."""
        names: list[str] = []
        first: list[Node] = []
        for number, kid in enumerate(self.kids(listed) if (listed := node.child_by_field_name("parameters")) else []):
            if kid.type == "destructured_parameter":
                names.append(f"\0{number}")
                parts: list[Node] = [tree.Name(self.row(one), self.text(one)) for one in self.kids(kid)]
                target = tree.Many(self.row(kid), parts)
                first.append(tree.Assign(self.row(kid), target, tree.Name(self.row(kid), names[-1]), declares=True))
            else:
                names.append(self.text(kid.child_by_field_name("name") or kid))
        body = self.body(node.child_by_field_name("body"))
        return tree.Function(self.row(node), "", names, [*first, *body])

    _block = _do_block = _lambda

    def _element_reference(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Index(
            self.row(node), self.one(kids[0]), self.one(kids[1]) if len(kids) > 1 else tree.Const(self.row(node), None)
        )

    def _assignment(self, node: Any) -> Node:
        return tree.Assign(self.row(node), self._target(node), self.field(node, "right"))

    def _target(self, node: Any) -> Node:
        """Return what is assigned to; `thing.name = …` is a call to the grammar, and a member to us."""
        left = self.field(node, "left")
        return left.func if isinstance(left, tree.Call) and not left.args and isinstance(left.func, tree.Attr) else left

    def _left_assignment_list(self, node: Any) -> Node:
        return tree.Many(self.row(node), self.all(self.kids(node)))

    def _operator_assignment(self, node: Any) -> Node:
        operator = self.text(node.child_by_field_name("operator")).rstrip("=")
        if operator in ("||", "&&"):
            return tree.Assign(self.row(node), self.field(node, "left"), self.field(node, "right"))
        return tree.Assign(self.row(node), self.field(node, "left"), self.field(node, "right"), operator)

    def _binary(self, node: Any) -> Node:
        operator = self.text(node.child_by_field_name("operator"))
        terms = self.chain(
            node,
            operator,
            lambda one: one.type == "binary" and self.text(one.child_by_field_name("operator")) == operator,
        )
        values = self.all(terms)
        if operator in ("||", "&&", "or", "and"):
            return tree.Choice(self.row(node), None, values, operator in ("&&", "and"))
        if operator == "<<":
            return tree.Call(self.row(node), tree.Attr(self.row(node), values[0], "append"), values[1:])
        made = values[0]
        for value in values[1:]:
            made = tree.Binary(self.row(node), operator, made, value)
        return made

    def _method(self, node: Any) -> Node:
        name, parameters = node.child_by_field_name("name"), node.child_by_field_name("parameters")
        names: list[str] = []
        numbers: list[
            tuple[str, Node]
        ] = []  # defaults that count or point; other ones say nothing of what a caller hands in
        for kid in self.kids(parameters) if parameters is not None else []:
            inner, default = kid.child_by_field_name("name"), kid.child_by_field_name("value")
            stars = {"splat_parameter": "*", "hash_splat_parameter": "**"}.get(kid.type, "")
            names.append(stars + self.text(inner or kid).lstrip("*&"))
            if default is not None and default.type == "integer":
                numbers.append((names[-1], self.one(default)))
        return tree.Function(
            self.row(node),
            self.text(name) if name is not None else "",
            names,
            self.body(node.child_by_field_name("body")),
            numbers,
        )

    _singleton_method = _method

    def _class(self, node: Any) -> Node:
        name, parent = node.child_by_field_name("name"), node.child_by_field_name("superclass")
        bases = self.all(self.kids(parent)) if parent is not None else []
        return tree.Class(
            self.row(node),
            self.text(name) if name is not None else "",
            bases,
            self.body(node.child_by_field_name("body")),
        )

    def _module(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.body(node.child_by_field_name("body")))

    def _if(self, node: Any) -> Node:
        test, then, other = (node.child_by_field_name(one) for one in ("condition", "consequence", "alternative"))
        return tree.Branch(
            self.row(node), self.one(test), self.body(then or node.child_by_field_name("body")), self.body(other)
        )

    _if_modifier = _elsif = _conditional = _while_modifier = _if

    def _unless(self, node: Any) -> Node:
        test, then, other = (node.child_by_field_name(one) for one in ("condition", "consequence", "alternative"))
        fails = tree.Unary(self.row(node), "not", self.one(test))
        return tree.Branch(self.row(node), fails, self.body(then or node.child_by_field_name("body")), self.body(other))

    _unless_modifier = _unless

    def _unary(self, node: Any) -> Node:
        sign = self.text(node.child_by_field_name("operator"))
        operand = self.field(node, "operand")
        if sign in ("-", "~"):
            return tree.Unary(self.row(node), sign, operand)
        return tree.Unary(self.row(node), "not", operand) if sign in ("!", "not") else operand

    def _range(self, node: Any) -> Node:
        low, high = node.child_by_field_name("begin"), node.child_by_field_name("end")
        if low is None or high is None:
            return self._other(node)
        last = self.one(high)
        if self.text(node.child_by_field_name("operator")) == "..":
            last = tree.Binary(self.row(node), "+", last, tree.Const(self.row(node), 1))
        return tree.Call(self.row(node), tree.Name(self.row(node), "\0range"), [self.one(low), last])

    def _regex(self, node: Any) -> Node:
        """A pattern: told from a text by a sign before it that stands in none."""
        plain = [kid for kid in node.named_children if kid.type != "interpolation"]
        if len(plain) != len(node.named_children):
            return self._other(node)
        return tree.Const(self.row(node), "\0/" + self.text(node)[1:].rpartition("/")[0])

    def _character(self, node: Any) -> Node:
        return tree.Const(self.row(node), unescaped(self.text(node)[1:]))

    def _for(self, node: Any) -> Node:
        source = self.kids(node.child_by_field_name("value"))
        body = self.body(node.child_by_field_name("body"))
        return tree.For(self.row(node), self.field(node, "pattern"), self.one(source[0] if source else None), body)

    def _until(self, node: Any) -> Node:
        test = tree.Unary(self.row(node), "not", self.field(node, "condition"))
        return tree.While(self.row(node), test, self.body(node.child_by_field_name("body")))

    def _while(self, node: Any) -> Node:
        return tree.While(self.row(node), self.field(node, "condition"), self.body(node.child_by_field_name("body")))

    def _return(self, node: Any) -> Node:
        kids = self.kids(node)
        inner = self.kids(kids[0]) if kids and kids[0].type == "argument_list" else kids
        return tree.Leave(self.row(node), Flow.RETURN, self.one(inner[0]) if inner else None)

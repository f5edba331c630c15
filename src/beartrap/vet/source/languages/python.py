"""Python, read by the standard library's own parser."""

import ast
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from beartrap.engine.memory import uncollected
from beartrap.vet.source import tree
from beartrap.vet.source.languages.python_annotations import arguments_of, evaluated
from beartrap.vet.source.languages.python_records import (
    awaited,
    constructor,
    entering,
    is_of_class,
    leaving,
    named_tuple,
)
from beartrap.vet.source.tree import Node

MOST_LATE = 4_000
"""Parts of one file that nest more deeply than is followed and are read by themselves."""
DEPTH = 90
"""Nesting that is followed: people write ten levels, generated tables twenty; the evaluator takes several frames for one."""

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^", ast.BitAnd: "&", ast.MatMult: "@",
    ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
    ast.NotIn: "not in", ast.Is: "==", ast.IsNot: "!=",
}  # fmt: skip


class DoesNotParseError(ValueError):
    """The text is not of this language (or of another version of it)."""


def parsed(text: str) -> ast.Module:
    """Return what Python's own parser makes of a text. Raises DoesNotParseError where it refuses it: Python 2, templates, null bytes, absurd nesting."""
    try:
        with warnings.catch_warnings(), uncollected():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        why = str(error).replace("<unknown>, ", "")[:200]
        raise DoesNotParseError(why or "it nests too deeply for its own parser") from None


def read(text: str) -> tree.Module:
    """Return Python source as a tree. Raises DoesNotParseError."""
    reader, module = _Reader(), parsed(text)
    reader.module.body = reader.block(module.body) + reader.late()
    return reader.module


class _Reader:
    """Turns `ast` nodes into the common tree; one method a node type."""

    def __init__(self) -> None:
        self.module = tree.Module([], "python")
        self._depth = 0
        self._waiting: list[ast.AST] = []

    def block(self, statements: Sequence[ast.stmt]) -> list[Node]:
        return [self.one(statement) for statement in statements]

    def _later(self, statements: Sequence[ast.stmt]) -> list[Node]:
        depth, self._depth = self._depth, 0
        try:
            return self.block(statements) + self.late()
        finally:
            self._depth = depth

    def one(self, node: ast.AST | None) -> Node:
        if node is None:
            return tree.Const(0, None)
        if self._depth > DEPTH:
            self._waiting.append(node)
            return tree.Many(getattr(node, "lineno", 0), (), ordered=False)
        self._depth += 1
        try:
            read_it: Callable[[Any], Node] | None = getattr(self, "_" + type(node).__name__.lower(), None)
            return read_it(node) if read_it is not None else self._other(node)
        finally:
            self._depth -= 1

    def late(self) -> list[Node]:
        """Return the parts that nest too deeply, each read by itself; what is too much even for that is counted."""
        found: list[Node] = []
        while self._waiting and len(found) < MOST_LATE:
            found.append(self.one(self._waiting.pop()))
        self.module.deep += len(self._waiting)
        self._waiting.clear()
        return found

    def _other(self, node: ast.AST) -> Node:
        parts = [self.one(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr | ast.stmt)]
        return tree.Many(getattr(node, "lineno", 0), parts, ordered=False)

    def _constant(self, node: ast.Constant) -> Node:
        value = node.value
        return tree.Const(node.lineno, None if isinstance(value, complex) or value is Ellipsis else value)

    def _name(self, node: ast.Name) -> Node:
        return tree.Name(node.lineno, node.id)

    def _attribute(self, node: ast.Attribute) -> Node:
        return tree.Attr(node.lineno, self.one(node.value), node.attr)

    def _subscript(self, node: ast.Subscript) -> Node:
        base, key = self.one(node.value), node.slice
        if isinstance(key, ast.Slice):
            parts = [None if part is None else self.one(part) for part in (key.lower, key.upper, key.step)]
            return tree.Slice(node.lineno, base, *parts)
        return tree.Index(node.lineno, base, self.one(key))

    def _call(self, node: ast.Call) -> Node:
        keywords = [(word.arg, self.one(word.value)) for word in node.keywords]
        return tree.Call(node.lineno, self.one(node.func), [self.one(argument) for argument in node.args], keywords)

    def _binop(self, node: ast.BinOp) -> Node:
        chain: list[ast.expr] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and isinstance(
            left.op, type(node.op)
        ):  # 5,000 terms must not be 5,000 levels
            chain.append(left.right)
            left = left.left
        made, operator = self.one(left), _OPERATORS[type(node.op)]
        if operator == "+" and len(chain) > 3:
            return tree.Join(node.lineno, [made, *(self.one(part) for part in reversed(chain))])
        for part in reversed(chain):
            made = tree.Binary(node.lineno, operator, made, self.one(part))
        return made

    def _unaryop(self, node: ast.UnaryOp) -> Node:
        return tree.Unary(node.lineno, _OPERATORS[type(node.op)], self.one(node.operand))

    def _compare(self, node: ast.Compare) -> Node:
        if len(node.ops) == 1:
            return tree.Binary(
                node.lineno, _OPERATORS[type(node.ops[0])], self.one(node.left), self.one(node.comparators[0])
            )
        return self._other(node)

    def _boolop(self, node: ast.BoolOp) -> Node:
        return tree.Choice(node.lineno, None, [self.one(value) for value in node.values], isinstance(node.op, ast.And))

    def _ifexp(self, node: ast.IfExp) -> Node:
        return tree.Choice(node.lineno, self.one(node.test), [self.one(node.body), self.one(node.orelse)])

    def _joinedstr(self, node: ast.JoinedStr) -> Node:
        return tree.Join(node.lineno, [self.one(part) for part in node.values])

    def _formattedvalue(self, node: ast.FormattedValue) -> Node:
        if isinstance(node.format_spec, ast.JoinedStr) and len(node.format_spec.values) == 1:
            name = tree.Name(node.lineno, "format")
            return tree.Call(node.lineno, name, [self.one(node.value), self.one(node.format_spec.values[0])])
        return self.one(node.value)

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> Node:
        if len(node.elts) > 2 and all(isinstance(item, ast.Constant) for item in node.elts):
            return tree.Const(node.lineno, [item.value for item in node.elts])  # type: ignore[attr-defined]
        return tree.Many(node.lineno, [self.one(item) for item in node.elts])

    _tuple = _set = _list

    def _starred(self, node: ast.Starred) -> Node:
        return tree.Spread(node.lineno, self.one(node.value))

    def _dict(self, node: ast.Dict) -> Node:
        pairs = zip(node.keys, node.values, strict=True)
        return tree.Table(
            node.lineno, [(None if key is None else self.one(key), self.one(value)) for key, value in pairs]
        )

    def _listcomp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Node:
        return self._each(node.generators, self.one(node.elt), None, node.lineno)

    _setcomp = _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Node:
        return self._each(node.generators, self.one(node.value), self.one(node.key), node.lineno)

    def _each(self, loops: list[ast.comprehension], element: Node, key: Node | None, row: int) -> Node:
        for number, loop in enumerate(reversed(loops)):
            tests = [self.one(test) for test in loop.ifs]
            inner = element if number == 0 else tree.Spread(row, element)
            element = tree.Each(
                row, self.one(loop.target), self.one(loop.iter), tests, inner, key if number == 0 else None
            )
        return element

    def _lambda(self, node: ast.Lambda) -> Node:
        body = [tree.Leave(node.lineno, tree.Flow.RETURN, self.one(node.body))]
        names = _parameters(node.args)
        return tree.Function(node.lineno, "", names, body, self._defaults(node.args), end=_last_row(node))

    def _functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Node:
        made = self._function(node)
        told = [one.annotation for one in arguments_of(node.args)] + [node.returns]
        called = [called for one in told if one is not None for called in self._called(one)]
        return tree.Block(node.lineno, [*called, made], open=True) if called else made

    def _called(self, annotation: ast.expr) -> list[Node]:
        """Return what an annotation runs: calls in it, also those in a text, which is code that others evaluate (PEP 563)."""
        found: list[Node] = []
        for part in ast.walk(annotation):
            inner = evaluated(part) if isinstance(part, ast.Constant) else part
            if isinstance(inner, ast.Call | ast.IfExp):
                found.append(self.one(inner))
                break
        return found

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Node:
        return tree.Function(
            node.lineno,
            node.name,
            _parameters(node.args),
            tree.Late(lambda: self._later(node.body)),
            self._defaults(node.args),
            [self.one(decorator) for decorator in node.decorator_list],
            _last_row(node),
        )

    _asyncfunctiondef = _functiondef

    def _defaults(self, arguments: ast.arguments) -> list[tuple[str, Node]]:
        positional = [*arguments.posonlyargs, *arguments.args]
        named = zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
        pairs = [(argument.arg, self.one(default)) for argument, default in named]
        words = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        return pairs + [(argument.arg, self.one(default)) for argument, default in words if default is not None]

    def _classdef(self, node: ast.ClassDef) -> Node:
        # `Base[T]` is `Base` to whoever inherits
        bases = [self.one(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases]
        if node.keywords:  # for who makes the class: its metaclass, `__init_subclass__` of its parents
            row, words = node.lineno, node.keywords
            bases.append(tree.Table(row, [(tree.Const(row, one.arg), self.one(one.value)) for one in words if one.arg]))
        decorators = [self.one(decorator) for decorator in node.decorator_list]
        body = [*self.block(node.body), *constructor(node, self.one)]
        return tree.Class(node.lineno, node.name, bases, body, decorators)

    def _return(self, node: ast.Return) -> Node:
        return tree.Leave(node.lineno, tree.Flow.RETURN, self.one(node.value))

    def _yield(self, node: ast.Yield) -> Node:
        return (
            tree.Leave(node.lineno, tree.Flow.CONTINUE, self.one(node.value))
            if node.value
            else tree.Const(node.lineno, None)
        )

    def _raise(self, node: ast.Raise) -> Node:
        return tree.Leave(node.lineno, tree.Flow.THROW, self.one(node.exc))

    def _break(self, node: ast.Break) -> Node:
        return tree.Leave(node.lineno, tree.Flow.BREAK)

    def _continue(self, node: ast.Continue) -> Node:
        return tree.Leave(node.lineno, tree.Flow.CONTINUE)

    def _expr(self, node: ast.Expr) -> Node:
        return self.one(node.value)

    def _await(self, node: ast.Await) -> Node:
        made = self.one(node.value)
        return awaited(node.lineno, made) if is_of_class(node.value) else made

    def _yieldfrom(self, node: ast.YieldFrom) -> Node:
        source = tree.Spread(node.lineno, self.one(node.value))
        return tree.Leave(node.lineno, tree.Flow.CONTINUE, source)

    def _assign(self, node: ast.Assign) -> Node:
        record = named_tuple(node.targets[0], node.value)
        if record is not None:
            return self._classdef(record)
        made: Node = self.one(node.value)
        for target in node.targets:
            made = tree.Assign(node.lineno, self.one(target), made, declares=True)
        return made

    def _annassign(self, node: ast.AnnAssign) -> Node:
        called = self._called(node.annotation)
        if node.value is None:
            return tree.Block(node.lineno, called, open=True) if called else tree.Const(node.lineno, None)
        made = tree.Assign(node.lineno, self.one(node.target), self.one(node.value), declares=True)
        return tree.Block(node.lineno, [*called, made], open=True) if called else made

    def _namedexpr(self, node: ast.NamedExpr) -> Node:
        return tree.Assign(node.lineno, self.one(node.target), self.one(node.value), declares=True)

    def _augassign(self, node: ast.AugAssign) -> Node:
        operator = _OPERATORS[type(node.op)]
        return tree.Assign(node.lineno, self.one(node.target), self.one(node.value), operator, declares=True)

    def _if(self, node: ast.If) -> Node:
        ladder = [node]
        while len(ladder[-1].orelse) == 1 and isinstance(ladder[-1].orelse[0], ast.If):  # `elif` nests, however long
            ladder.append(ladder[-1].orelse[0])
        other = self.block(ladder[-1].orelse)
        for rung in reversed(ladder):
            other = [tree.Branch(rung.lineno, self.one(rung.test), self.block(rung.body), other)]
        return (
            other[0]
            if len(ladder) < DEPTH
            else tree.Block(
                node.lineno, [part for one in ladder for part in (self.one(one.test), *self.block(one.body))]
            )
        )

    def _while(self, node: ast.While) -> Node:
        return tree.Block(
            node.lineno, [tree.While(node.lineno, self.one(node.test), self.block(node.body)), *self.block(node.orelse)]
        )

    def _for(self, node: ast.For | ast.AsyncFor) -> Node:
        loop = tree.For(node.lineno, self.one(node.target), self.one(node.iter), self.block(node.body))
        return tree.Block(node.lineno, [loop, *self.block(node.orelse)])

    _asyncfor = _for

    def _try(self, node: ast.Try) -> Node:
        handlers = [statement for handler in node.handlers for statement in self.block(handler.body)]
        return tree.Try(
            node.lineno, self.block(node.body), handlers, [*self.block(node.orelse), *self.block(node.finalbody)]
        )

    _trystar = _try

    def _with(self, node: ast.With | ast.AsyncWith) -> Node:
        opened, left = list[Node](), list[Node]()
        for item in node.items:
            value = self.one(item.context_expr)
            bound = self.one(item.optional_vars) if item.optional_vars is not None else None
            if is_of_class(item.context_expr):
                manager = tree.Name(node.lineno, f"\0with{node.lineno}.{len(left)}")
                left.insert(0, leaving(node.lineno, manager))
                opened.append(tree.Assign(node.lineno, manager, value, declares=True))
                value = entering(node.lineno, manager)
            opened.append(value if bound is None else tree.Assign(node.lineno, bound, value, declares=True))
        body = self.block(node.body)
        last = len(body) - isinstance(body[-1], tree.Leave) if body else 0
        return tree.Block(node.lineno, [*opened, *body[:last], *left, *body[last:]])

    _asyncwith = _with

    def _match(self, node: ast.Match) -> Node:
        bodies = [
            tree.Branch(case.pattern.lineno, self._matches(node.subject, case), self.block(case.body))
            for case in node.cases
        ]
        return tree.Block(node.lineno, [self.one(node.subject), *bodies])

    def _matches(self, subject: ast.expr, case: ast.match_case) -> Node:
        """Return the test of a case: a comparison where it is one value or a choice of values, else what cannot be told."""
        row = case.pattern.lineno
        several = case.pattern.patterns if isinstance(case.pattern, ast.MatchOr) else [case.pattern]
        values = [one.value for one in several if isinstance(one, ast.MatchValue)]
        if not values or len(values) != len(several):
            return self.one(case.guard) if case.guard is not None else tree.Const(row, None)
        tests: list[Node] = [tree.Binary(row, "==", self.one(subject), self.one(value)) for value in values]
        return tests[0] if len(tests) == 1 else tree.Choice(row, None, tests)

    def _import(self, node: ast.Import) -> Node:
        made: list[Node] = []
        for name in node.names:
            whole = name.name if name.asname else name.name.split(".")[0]
            made.append(tree.Import(node.lineno, whole, None, name.asname or whole))
            if whole != name.name:  # `import a.b` runs a.b too
                made.append(tree.Import(node.lineno, name.name, None, ""))
        return tree.Block(node.lineno, made)

    def _importfrom(self, node: ast.ImportFrom) -> Node:
        module = node.module or ""
        names = [
            tree.Import(node.lineno, module, name.name, name.asname or name.name, node.level) for name in node.names
        ]
        return tree.Block(node.lineno, names)

    def _global(self, node: ast.Global | ast.Nonlocal) -> Node:
        return tree.Global(node.lineno, node.names)

    _nonlocal = _global


def _last_row(node: ast.expr | ast.stmt) -> int:
    """Return the last line of a node, 0 where it is not known."""
    return node.end_lineno or 0


def _parameters(arguments: ast.arguments) -> list[str]:
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    names += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    names += [argument.arg for argument in arguments.kwonlyargs]
    return names + ([f"**{arguments.kwarg.arg}"] if arguments.kwarg else [])

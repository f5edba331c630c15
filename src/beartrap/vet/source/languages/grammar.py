"""What the readers that rest on tree-sitter share: nodes of a grammar to nodes of the common tree, depth kept in bounds."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from beartrap.vet.source import tree
from beartrap.vet.source.tree import Node

MOST_LATE = 4_000
"""Parts of one file that nest more deeply than is followed and are read by themselves."""
DEPTH = 110
"""Nesting that is followed; minified code nests up to about sixty levels."""
FEW = 16
"""Nodes of a part that is read however deep it stands: a name, a text."""
ROOM = 20
"""Nesting that is left where the beginning of a long chain is read for itself."""
_CALLS = frozenset({"call_expression", "invocation_expression", "method_invocation"})
_METHODS = frozenset({
    "member_expression", "field_expression", "selector_expression", "member_access_expression", "navigation_expression",
})  # fmt: skip
"""What a chain of calls, one on the result of the other, is made of."""

COMMENTS = frozenset(
    {"comment", "html_comment", "hash_bang_line", "line_comment", "block_comment", "text_interpolation"}
)
"""What nobody runs."""


@lru_cache(maxsize=16)
def parser(language: str) -> Any:
    """Return tree-sitter's parser of a language; grammars are loaded when the first file of theirs comes."""
    import tree_sitter

    return tree_sitter.Parser(tree_sitter.Language(_grammar(language)))


def _grammar(language: str) -> object:
    if language == "python":
        import tree_sitter_python

        return tree_sitter_python.language()
    if language == "javascript":
        import tree_sitter_javascript

        return tree_sitter_javascript.language()
    if language in ("typescript", "tsx"):
        import tree_sitter_typescript

        return (
            tree_sitter_typescript.language_typescript()
            if language == "typescript"
            else tree_sitter_typescript.language_tsx()
        )
    return _command_grammar(language)


def _command_grammar(language: str) -> object:
    if language == "shell":
        import tree_sitter_bash

        return tree_sitter_bash.language()
    if language == "powershell":
        import tree_sitter_powershell

        return tree_sitter_powershell.language()
    if language == "ruby":
        import tree_sitter_ruby

        return tree_sitter_ruby.language()
    if language != "php":
        return _compiled_grammar(language)
    import tree_sitter_php

    return tree_sitter_php.language_php()


def _compiled_grammar(language: str) -> object:
    if language == "rust":
        import tree_sitter_rust

        return tree_sitter_rust.language()
    if language == "go":
        import tree_sitter_go

        return tree_sitter_go.language()
    if language == "java":
        import tree_sitter_java

        return tree_sitter_java.language()
    if language == "csharp":
        import tree_sitter_c_sharp

        return tree_sitter_c_sharp.language()
    return _rarer_grammar(language)


def _rarer_grammar(language: str) -> object:
    if language == "kotlin":
        import tree_sitter_kotlin

        return tree_sitter_kotlin.language()
    if language == "groovy":
        import tree_sitter_groovy

        return tree_sitter_groovy.language()
    import tree_sitter_cpp

    return tree_sitter_cpp.language()


class Reader:
    """Turns grammar nodes into the common tree: one method for each node type, named after it."""

    def __init__(self, source: bytes, before: int = 0) -> None:
        """`before` are the lines of the file that stand before `source`."""
        self.source = source
        self._before = before
        self.deep = 0
        self.broken = 0
        self.module: tree.Module | None = None
        """What is told of parts that are read later."""
        self._depth = 0
        self._waiting: list[Any] = []
        self._chained: list[tuple[str, Any]] = []
        """Beginnings of chains that are too long, with the names that stand for them."""
        self._methods: dict[str, Callable[[Any], Node] | None] = {}

    def text(self, node: Any) -> str:
        """Return the source of a node."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def row(self, node: Any) -> int:
        """Return the line of a node, from 1."""
        return int(node.start_point[0]) + 1 + self._before

    def last_row(self, node: Any) -> int:
        """Return the last line of a node, from 1."""
        return int(node.end_point[0]) + 1 + self._before

    def kids(self, node: Any) -> list[Any]:
        """Return the named children that are no comments."""
        return [child for child in node.named_children if child.type not in COMMENTS]

    def one(self, node: Any) -> Node:
        """Return a node as the common tree has it."""
        if node is None:
            return tree.Const(0, None)
        if self._depth > DEPTH + (node.type in _METHODS) and node.descendant_count > FEW:
            if node.type in _CALLS:
                self._chained.append((f"\0chain{self._before}.{node.end_byte}", node))
                return tree.Name(self.row(node), self._chained[-1][0])
            self._waiting.append(node)
            return tree.Many(self.row(node), (), ordered=False)
        kind = node.type
        if kind not in self._methods:
            self._methods[kind] = getattr(self, "_" + kind, None)
        method = self._methods[kind]
        self._depth += 1
        try:
            return method(node) if method is not None else self._other(node)
        except IndexError:  # in code that does not parse, a node may lack what the grammar says that it has
            if not node.has_error:
                raise
            self.broken += 1
            return self._other(node)
        finally:
            self._depth -= 1

    def late(self) -> list[Node]:
        """Return the parts that nest too deeply, each read by itself: what stands around them does not reach in there.

        What is too much even for that is counted in `deep`.
        """
        found: list[Node] = []
        while (self._waiting or self._chained) and len(found) < MOST_LATE:
            found += self._beginnings()
            if self._waiting:
                found.append(self.one(self._waiting.pop()))
        self.deep += len(self._waiting) + len(self._chained)
        self._waiting.clear()
        self._chained.clear()
        return found

    def later(self, read: Callable[[], list[Node]]) -> list[Node]:
        """Return statements that are read after the file around them: their depth counts from here."""
        depth, self._depth = self._depth, 0
        try:
            return [*read(), *self.late()]
        finally:
            self._depth = depth
            self.count()

    def count(self) -> None:
        """Tell the module what was left out so far."""
        if self.module is not None:
            self.module.deep, self.module.broken = self.deep, self.broken

    def statements(self, nodes: Sequence[Any]) -> list[Node]:
        """Return several statements; what begins a chain that is too long stands before the statement that it is of."""
        found: list[Node] = []
        for node in nodes:
            made = self.one(node)
            if self._chained and self._depth < DEPTH - ROOM:
                found += self._beginnings()
            found.append(made)
        return found

    def _beginnings(self) -> list[Node]:
        """Return the beginnings of chains, each bound to its name, the innermost first."""
        found: list[Node] = []
        while self._chained and len(found) < MOST_LATE:
            name, node = self._chained.pop()
            row = self.row(node)
            found.append(tree.Assign(row, tree.Name(row, name), self.one(node), declares=True))
        return found[::-1]

    def _other(self, node: Any) -> Node:
        return tree.Many(self.row(node), self.all(self.kids(node)), ordered=False)

    def _ERROR(self, node: Any) -> Node:
        self.broken += 1
        return tree.Block(self.row(node), self.all(self.kids(node)))

    def all(self, nodes: Sequence[Any]) -> list[Node]:
        """Return several nodes."""
        return [self.one(node) for node in nodes]

    def field(self, node: Any, name: str) -> Node:
        """Return a child by its field; a literal None where there is none."""
        return self.one(node.child_by_field_name(name))

    def body(self, node: Any) -> list[Node]:
        """Return a child that is a block, or a single statement in a block's place, as statements."""
        if node is None:
            return []
        made = self.one(node)
        return list(made.body) if isinstance(made, tree.Block) else [made]

    def chain(self, node: Any, operator: str, is_same: Callable[[Any], bool]) -> list[Any]:
        """Return the terms of a chain of one operator, however long, without nesting as deep."""
        terms = [node.child_by_field_name("right")]
        left = node.child_by_field_name("left")
        while left is not None and is_same(left):
            terms.append(left.child_by_field_name("right"))
            left = left.child_by_field_name("left")
        terms.append(left)
        return terms[::-1]

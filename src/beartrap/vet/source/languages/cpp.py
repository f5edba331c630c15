"""C and C++: `->` and `::` are dots, macros without arguments are constants, constructors of a library run when it is loaded."""

from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.c_pointers import Pointers
from beartrap.vet.source.languages.compiled import read_with
from beartrap.vet.source.languages.compiled_expressions import bare, number
from beartrap.vet.source.languages.javascript_expressions import unescaped
from beartrap.vet.source.languages.preprocessor import arguments, replacement, whole
from beartrap.vet.source.tree import Node

_TEXT = regex(r'\s*(?:"(?:[^"\\]|\\.)*"\s*)+\Z')
_PIECE = regex(r'"((?:[^"\\]|\\.)*)"')
_AT_LOAD = regex(r"\bconstructor\b|\.init_array|\.CRT\$X")


_CAST = regex(r"(?:std\s*::\s*)?(?:static|reinterpret|const|dynamic|bit)_cast\s*<([^<>]{1,60})>")
"""C++'s casts by name, and what they cast to."""


class _Reader(Pointers):
    counted = True
    language = "c"
    roots = frozenset({"std", "boost"})

    def _preproc_def(self, node: Any) -> Node:
        name, value = self.text(self.pick(node, "name")), self.pick(node, "value")
        text = self.text(value).strip()
        row = self.row(node)
        known = number(text)
        made: Node = tree.Const(row, known)
        if _TEXT.match(text):
            made = tree.Const(row, unescaped("".join(_PIECE.findall(text))))
        elif text.isidentifier():
            made = tree.Name(row, text)  # a second name for a function
        elif text and known is None:
            body = self._replacement(replacement(text.encode(), {}), self.row(value))
            if len(body) != 1 or any(isinstance(one, tree.Call) for one in tree.within(body[0])):
                self.macros.calls.add(name)
                return tree.Function(row, name, [], _returning(body))
            made = body[0]
        return tree.Assign(row, tree.Name(row, name), made, declares=True)

    def _preproc_function_def(self, node: Any) -> Node:
        """A macro with arguments is a function: what stands for it is what it returns."""
        listed, value = self.pick(node, "parameters"), self.pick(node, "value")
        names = [self.text(kid) for kid in self.kids(listed)] + ["*__VA_ARGS__"] * ("..." in self.text(listed))
        name, text = self.text(self.pick(node, "name")), self.text(value).encode()
        body = self._replacement(replacement(text, {}), self.row(value)) if text else []
        if b"#" in text:
            self.macros.pasted[name] = ([one.lstrip("*").encode() for one in names], text)
        return tree.Function(self.row(node), name, names, _returning(body))

    def _replacement(self, text: bytes, row: int) -> list[Node]:
        """Read what a macro stands for as statements."""
        return self.again("cpp", b"void f(){" + text + b"\n;}", row, _statements)

    def _call_expression(self, node: Any) -> Node:
        name = self.text(self.pick(node, "function"))
        if name not in self.macros.pasted:
            called = super()._call_expression(node)
            cast = _CAST.fullmatch(name)  # `static_cast<char>(…)`
            plain = cast is None or not isinstance(called, tree.Call) or not called.args
            return called if plain else self.cast(node, cast[1].strip(), called.args[0])  # type: ignore[index, attr-defined]
        names, text = self.macros.pasted.pop(name)  # a macro stands for itself within itself
        given = dict(zip(names, arguments(self.text(self.pick(node, "arguments")).encode()), strict=False))
        made = self._replacement(replacement(text, given), self.row(node))
        self.macros.pasted[name] = names, text
        return made[0] if len(made) == 1 else tree.Block(self.row(node), made)

    def _identifier(self, node: Any) -> Node:
        made = super()._identifier(node)
        return tree.Call(made.row, made, []) if self.text(node) in self.macros.calls else made

    def _initializer_list(self, node: Any) -> Node:
        kids = [
            kid.child_by_field_name("value") or kid if kid.type == "initializer_pair" else kid
            for kid in self.kids(node)
        ]
        return self.listed(node, kids)

    def declared(self, node: Any, name: Any, value: Any) -> Node:
        """Return a variable with its first value; an array begins with zeros, an object with what it is made of."""
        row = self.row(node)
        if value is not None and value.type == "argument_list":
            return tree.Assign(
                row,
                tree.Name(row, bare(self.text(name))),
                self.all(self.kids(value))[0] if self.kids(value) else tree.Const(row, None),
                declares=True,
            )
        return super().declared(node, name, value)

    def _array_declarator(self, node: Any) -> Node:
        name, size = self.pick(node, "declarator"), self.pick(node, "size")
        row = self.row(node)
        zeros = tree.Call(row, tree.Name(row, "\0zeros"), [self.one(size)] if size is not None else [])
        return tree.Assign(row, tree.Name(row, bare(self.text(name))), zeros, declares=True)

    def _declaration(self, node: Any) -> Node:
        made: list[Node] = []
        if self.text(node)[:7] == "extern ":  # it stands elsewhere, with what it holds
            return tree.Const(self.row(node), None)
        for one in node.children_by_field_name("declarator"):
            if one.type in ("init_declarator", "array_declarator"):
                made.append(self.one(one))
            elif one.type in ("identifier", "pointer_declarator") and "(" not in self.text(one):
                made.append(self.declared(one, one, None))
        return (
            made[0]
            if len(made) == 1
            else tree.Block(self.row(node), made)
            if made
            else tree.Const(self.row(node), None)
        )

    def target(self, node: Any) -> Node:
        """Return what is assigned to; a member of a member is kept with the object."""
        return self.flattened(self.one(node))

    def _field_declaration(self, node: Any) -> Node:
        value = self.pick(node, "default_value")
        return (
            self.declared(node, self.pick(node, "declarator"), value)
            if value is not None
            else tree.Const(self.row(node), None)
        )

    def _function_definition(self, node: Any) -> Node:
        declarator = self.pick(node, "declarator")
        while declarator is not None and declarator.type != "function_declarator":
            declarator = self.pick(declarator, "declarator")
        if declarator is None or self.pick(node, "body") is None:
            return tree.Const(self.row(node), None)
        name = self.text(self.pick(declarator, "declarator")).rpartition("::")[2]
        listed = self.pick(declarator, "parameters")
        around = self.pointers, self.moved
        self.pointers = set(self.pointers)
        self.moving(self.pick(node, "body"))
        first = self.pointed(listed)
        made = self.function(node, name, self.parameters(listed), self.pick(node, "body"))
        self.pointers, self.moved = around
        if first and isinstance(made, tree.Function):
            made.body = [*first, *made.body]
        head = self.source[node.start_byte : self.pick(node, "body").start_byte].decode("utf-8", "replace")
        before = node.prev_named_sibling  # a declaration with the attribute may stand before it
        early = (
            before is not None
            and before.type == "declaration"
            and name in self.text(before)
            and _AT_LOAD.search(self.text(before))
        )
        return self.runs_at_once(made) if _AT_LOAD.search(head) or early or name == "DllMain" else made

    _inline_method_definition = _function_definition

    def parameters(self, listed: Any) -> list[str]:
        """Return the names of parameters; a lambda's stand in its declarator."""
        if listed is not None and listed.type == "abstract_function_declarator":
            listed = self.pick(listed, "parameters")
        return super().parameters(listed)

    def _case_statement(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))

    def _struct_specifier(self, node: Any) -> Node:
        return (
            self._class_declaration(node) if self.pick(node, "body") is not None else tree.Const(self.row(node), None)
        )

    def _sizeof_expression(self, node: Any) -> Node:
        """The size of a buffer in its own items; of a type, one."""
        value = self.pick(node, "value")
        made = self.one(value) if value is not None else tree.Const(self.row(node), None)
        return tree.Call(self.row(node), tree.Name(self.row(node), "\0sizeof"), [made])

    def _comma_expression(self, node: Any) -> Node:
        return tree.Block(self.row(node), self.all(self.kids(node)))


def _statements(reader: _Reader, root: Any) -> list[Node]:
    """Return the statements of the function that a file begins with, and what else was made of it."""
    kids = reader.kids(root)
    made = [*reader.body(reader.pick(kids[0], "body")), *reader.all(kids[1:])] if kids else []
    return [one for one in made if not (isinstance(one, tree.Const) and one.value is None)]


def _returning(body: list[Node]) -> list[Node]:
    """Return statements of which the last one, where it is an expression, is what is returned."""
    last = body[-1] if body else None
    if last is None or isinstance(last, tree.Leave | tree.Block | tree.Branch | tree.While | tree.For | tree.Function):
        return body
    return [*body[:-1], tree.Leave(last.row, tree.Flow.RETURN, last)]


_read = read_with(_Reader, "cpp", "c")


def read(text: str) -> tree.Module:
    """Return a file as a tree."""
    return _read(whole(text))

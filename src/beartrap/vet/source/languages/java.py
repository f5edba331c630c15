"""Java and Groovy: a class is told by its own name, whatever package it is of; what is static runs when the class is loaded."""

from typing import Any

from beartrap.model.regex import regex
from beartrap.vet.source import tree
from beartrap.vet.source.languages.compiled import Statements, read_with
from beartrap.vet.source.tree import Node


class _Reader(Statements):
    language = "java"

    def _import_declaration(self, node: Any) -> Node:
        text = self.text(node).removeprefix("import").strip(" ;\n")
        if text.startswith("static ") and text.endswith(".*"):
            return tree.Import(self.row(node), text[: -len(".*")].rpartition(".")[2], "*", "")
        if text.endswith("*") or not text:
            return tree.Const(self.row(node), None)
        parts = text.removeprefix("static ").strip().split(".")
        known = ".".join(parts[-2:]) if text.startswith("static ") else parts[-1]
        return tree.Import(self.row(node), known, None, parts[-1])

    def _member(self, node: Any) -> Node:
        """`java.net.URL` is `URL`."""
        text = self.text(node)
        last = text.rpartition(".")[2]
        if (
            last[:1].isupper()
            and text.replace(".", "").isidentifier()
            and all(part.islower() for part in text.split(".")[:-1])
        ):
            return tree.Name(self.row(node), last)
        return super()._member(node)

    def _constructor_declaration(self, node: Any) -> Node:
        made = self._function_definition(node)
        if isinstance(made, tree.Function):
            made.name = "__init__"
        return made

    def _record_declaration(self, node: Any) -> Node:
        """A class; what its name is followed by in brackets is kept as its fields."""
        made = self._class_declaration(node)
        if isinstance(made, tree.Class):
            made.body = [*self.kept(node, self.parameters(self.pick(node, "parameters"))), *made.body]
        return made

    _field_access = _scoped_identifier = _scoped_type_identifier = _member

    def _method_invocation(self, node: Any) -> Node:
        name, base = self.text(self.pick(node, "name")), self.pick(node, "object")
        func: Node = (
            tree.Attr(self.row(node), self.one(base), name) if base is not None else tree.Name(self.row(node), name)
        )
        args, words = self.arguments(self.pick(node, "arguments"))
        closure = node.child_by_field_name("body")  # Groovy's `name { … }`
        return tree.Call(self.row(node), func, [*args, self.one(closure)] if closure is not None else args, words)

    def _juxt_function_call(self, node: Any) -> Node:
        """Groovy's call without brackets."""
        func = self.pick(node, "name") or self.kids(node)[0]
        args, words = self.arguments(self.pick(node, "args"))
        return tree.Call(self.row(node), self.one(func), args, words)

    def _closure(self, node: Any) -> Node:
        return tree.Function(self.row(node), "", ["it"], self.block(node))

    def _method_reference(self, node: Any) -> Node:
        kids = self.kids(node)
        return tree.Attr(self.row(node), self.one(kids[0]), self.text(kids[-1])) if len(kids) > 1 else self._other(node)

    def _instanceof_expression(self, node: Any) -> Node:
        """`a instanceof B b` names the same thing once more."""
        name = node.child_by_field_name("name")
        left = self.field(node, "left")
        return (
            tree.Assign(self.row(node), tree.Name(self.row(name), self.text(name)), left, declares=True)
            if name is not None
            else left
        )

    def _character_literal(self, node: Any) -> Node:
        """A character; Groovy's text between single quotes."""
        text = self.text(node)
        return tree.Const(self.row(node), self.content(node) if len(text) > 8 else super()._char_literal(node).value)  # type: ignore[attr-defined]


_PROPERTIES = {
    "outputStream": "getOutputStream",
    "inputStream": "getInputStream",
    "text": "getText",
    "bytes": "getBytes",
    "content": "getContent",
}
"""Members that Groovy gets by a call."""


_VALUES = regex(r"\$\{([^{}]*)\}|\$([A-Za-z_][\w.]*)")
"""Values in Groovy's texts."""


def _statements(reader: "_Groovy", root: Any) -> list[Node]:
    return reader.all(reader.kids(root))


class _Groovy(_Reader):
    """What Groovy spells otherwise: arguments by name, properties that are calls, a shift that writes."""

    def arguments(self, listed: Any) -> tuple[list[Node], list[tuple[str | None, Node]]]:
        """Return the arguments of a call, those by name apart."""
        named = [kid for kid in self.kids(listed) if kid.type == "map_item"]
        words: list[tuple[str | None, Node]] = [
            (self.text(self.pick(kid, "key")).strip("'\"()"), self.field(kid, "value")) for kid in named
        ]
        rest = [kid for kid in self.kids(listed) if kid.type != "map_item"]
        return [self.one(kid) for kid in rest], words

    def _string_literal(self, node: Any) -> Node:
        """Text with values in it."""
        text = self.text(node)
        if not text.startswith('"') or "$" not in text:
            return super()._string_literal(node)
        inside, row, end = self.content(node), self.row(node), 0
        assert isinstance(inside, str)
        parts: list[Node] = []
        for match in _VALUES.finditer(inside):
            parts.append(tree.Const(row, inside[end : match.start()]))
            parts += self.again("groovy", (match[1] or match[2]).encode("utf-8", "surrogatepass"), row, _statements)
            end = match.end()
        return tree.Join(row, [*parts, tree.Const(row, inside[end:])]) if parts else tree.Const(row, inside)

    def _field_access(self, node: Any) -> Node:
        made = self._member(node)
        written = (
            node.parent is not None
            and node.parent.type == "assignment_expression"
            and node.parent.child_by_field_name("left") == node
        )
        if isinstance(made, tree.Attr) and made.name in _PROPERTIES and not written:
            return tree.Call(made.row, tree.Attr(made.row, made.base, _PROPERTIES[made.name]), [])
        return made

    def _binary_expression(self, node: Any) -> Node:
        around = node.parent.type if node.parent is not None else ""
        if self.operator(node) == "<<" and around in ("expression_statement", "closure", "block"):
            row = self.row(node)
            return tree.Call(row, tree.Attr(row, self.field(node, "left"), "leftShift"), [self.field(node, "right")])
        return super()._binary_expression(node)


read = read_with(_Reader, "java", "java")
read_groovy = read_with(_Groovy, "groovy", "java")
